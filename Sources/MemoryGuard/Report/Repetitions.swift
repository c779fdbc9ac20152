/// A call path as it is shown: recursion, which repeats a few functions over and over, in short.
enum Repetition: Equatable {
  case item(Int)
  /// Indices of what is like the `period` items before it, and left out; a multiple of the period.
  case repeats(Range<Int>, period: Int)

  private static let longestPeriod = 4
  /// Fewer rounds are shown as they are.
  private static let leastRounds = 3

  /// - Parameter names: what makes items alike.
  static func found(in names: [String]) -> [Repetition] {
    var result: [Repetition] = []
    var index = 0
    while index < names.count {
      var rounds = 1
      var period = 1
      for candidate in 1...longestPeriod {
        let count = Self.rounds(names, index, candidate)
        // The shortest that repeats enough.
        if count >= leastRounds {
          (rounds, period) = (count, candidate)
          break
        }
      }
      result += (index..<index + period).map { .item($0) }
      if rounds > 1 { result.append(.repeats(index + period..<index + period * rounds, period: period)) }
      index += period * rounds
    }
    return result
  }

  private static func rounds(_ names: [String], _ start: Int, _ period: Int) -> Int {
    var count = 1
    while start + (count + 1) * period <= names.count,
      (0..<period).allSatisfy({ names[start + $0] == names[start + count * period + $0] })
    {
      count += 1
    }
    return count
  }
}
