/// What a program prints of one measurement:
///
///     microbench m4-add cycles 80 per 80
///     program mixed 168MHz,5ws,art-on cycles 123456 per 10
public struct ResultLine: Equatable, Sendable {
  public enum Kind: String, Sendable { case microbench, program }

  public var kind: Kind
  public var name: String
  /// The conditions of a whole program, in its own words.
  public var conditions: String
  public var cycles: Int64
  public var repetitions: Int64

  /// Cycles of one sequence, or of one run of the program's work.
  public var cyclesEach: Double { Double(cycles) / Double(repetitions) }

  /// A line of output, perhaps with other text before it, such as a terminal's time stamp; nil if it has no result.
  public init?(_ line: some StringProtocol) {
    // By bytes: a log may be long, and most of it no result.
    let blanks: [UInt8] = [0x09, 0x0A, 0x0D, 0x20]
    let words = Substring(line).utf8.split { blanks.contains($0) }.map { String(Substring($0)) }
    guard let start = words.firstIndex(where: { Kind(rawValue: $0) != nil }), let kind = Kind(rawValue: words[start])
    else { return nil }
    let rest = Array(words[(start + 1)...])
    let conditions = kind == .program ? 1 : 0
    guard rest.count == 5 + conditions, rest[1 + conditions] == "cycles", rest[3 + conditions] == "per",
      let cycles = Int64(rest[2 + conditions]), let repetitions = Int64(rest[4 + conditions]), repetitions > 0
    else { return nil }
    self.kind = kind
    name = rest[0]
    self.conditions = kind == .program ? rest[1] : ""
    self.cycles = cycles
    self.repetitions = repetitions
  }

  /// All results in a text, with the numbers of their lines from 1.
  static func all(in text: String) -> [(line: Int, result: ResultLine)] {
    lines(text).enumerated().compactMap { index, line in ResultLine(line).map { (index + 1, $0) } }
  }
}

/// Lines ended by LF, CRLF or CR alone.
func lines(_ text: String) -> [Substring] {
  var lines: [Substring] = []
  let bytes = text.utf8
  var start = bytes.startIndex
  var index = start
  while index < bytes.endIndex {
    let byte = bytes[index]
    let next = bytes.index(after: index)
    guard byte == 0x0A || byte == 0x0D else {
      index = next
      continue
    }
    lines.append(text[start..<index])
    let isPair = byte == 0x0D && next < bytes.endIndex && bytes[next] == 0x0A
    start = isPair ? bytes.index(after: next) : next
    index = start
  }
  return lines + [text[start...]]
}
