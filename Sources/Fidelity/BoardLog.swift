import Boards

/// What microbenchmarks printed on a real board, as captured by a terminal or a debugger.
public struct BoardLog: Sendable {
  /// Rows for `Traces/silicon`, in the log's order.
  public var cases: [SiliconCase]
  /// Lines of programs that ended in a fault, by their numbers from 1.
  public var faults: [(line: Int, program: String)]

  /// Takes the results out of a log; text that is no result is passed over. A program that ran more than once gives one
  /// row: the median of its readings, with the tolerance widened to take in all of them.
  /// - Parameters:
  ///   - board: where it ran; programs for another core are an error.
  ///   - source: who measured, on what, and when.
  /// - Throws: `FidelityError.emptyLog` if there is no result, `.noResult` for a program of another core.
  public init(
    _ text: String, path: String, core: Core.Kind, board: BoardConfiguration, source: String,
    tolerance: SiliconCase.Tolerance
  ) throws(FidelityError) {
    var readings: [(program: String, values: [Double])] = []
    var places: [String: Int] = [:]
    for (_, result) in ResultLine.all(in: text) where result.kind == .microbench && Self.isCredible(result) {
      try Self.check(result.name, core: core, board: board)
      if let known = places[result.name] {
        readings[known].values.append(result.cyclesEach)
      } else {
        places[result.name] = readings.count
        readings.append((result.name, [result.cyclesEach]))
      }
    }
    faults = lines(text).enumerated().compactMap { index, line in
      let words = line.split(separator: " ").map(trimmed)
      guard let start = words.firstIndex(of: "microbench"), words.count == start + 3, words[start + 2] == "fault"
      else { return nil }
      return (index + 1, words[start + 1])
    }
    guard !readings.isEmpty else { throw .emptyLog(path: path) }
    cases = readings.map { program, values in
      let sorted = values.sorted()
      let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      let spread = max(median - sorted[0], sorted[sorted.count - 1] - median)
      let comment =
        spread > 0 ? "\(values.count) readings, \(decimal(sorted[0])) to \(decimal(sorted[sorted.count - 1]))" : ""
      return SiliconCase(
        core: core, board: board, program: program, measured: median,
        tolerance: spread > tolerance.allowed(of: median) ? .cycles(spread) : tolerance, source: source,
        comment: comment)
    }
  }

  /// Whether a result can be a row: garbled lines may look like results too.
  private static func isCredible(_ result: ResultLine) -> Bool {
    (0...Int64(UInt32.max)).contains(result.cycles) && !result.name.contains("/")
  }

  private static func check(_ program: String, core: Core.Kind, board: BoardConfiguration) throws(FidelityError) {
    let prefix = program.prefix(3)
    guard ["m4-", "m7-"].contains(prefix), core.rawValue.hasSuffix(prefix.dropLast()) == false else { return }
    throw .noResult(
      program: program, board: board.target, problem: "is a program of another core than \(core.rawValue)")
  }
}
