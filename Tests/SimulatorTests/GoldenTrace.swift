import Foundation

/// A golden trace as Traces/README.md describes it.
struct GoldenTrace {
  struct Line {
    /// Line number in the file, from 1.
    let number: Int
    let address: UInt32
    /// New values of registers, which are numbered as in `names`.
    let registers: [(index: Int, value: UInt32)]
    /// Bytes written, by address.
    let writes: [UInt32: UInt8]
    let text: String
  }

  /// The registers that traces name.
  static let names = (0..<13).map { "r\($0)" } + ["sp", "lr"] + (0..<32).map { "s\($0)" } + ["apsr", "fpscr", "ipsr"]
  static let singles = 15
  static let apsr = 47
  static let fpscr = 48
  static let ipsr = 49
  private static let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { (Substring($1), $0) })

  enum Mistake: Error {
    case unreadable(line: Int, text: String)
  }

  var header: [String] = []
  var recordsWrites = false
  /// Registers before the first line.
  var start: [(index: Int, value: UInt32)] = []
  var lines: [Line] = []

  init(path: String) throws {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    for (index, content) in text.split(separator: "\n").enumerated() {
      let words = content.split(separator: " ")
      guard words[0] != "#" else {
        header.append(String(content))
        if words[1] == "writes:" { recordsWrites = words[2] == "all" }
        if words[1] == "start:" { start = try words[2...].map { try Self.register($0, line: index + 1) } }
        continue
      }
      lines.append(try Self.line(words, number: index + 1, text: String(content)))
    }
  }

  private static func line(_ words: [Substring], number: Int, text: String) throws -> Line {
    guard let address = UInt32(words[0], radix: 16) else { throw Mistake.unreadable(line: number, text: text) }
    var registers: [(index: Int, value: UInt32)] = []
    var writes: [UInt32: UInt8] = [:]
    for word in words.dropFirst() {
      guard word.hasPrefix("[") else {
        registers.append(try register(word, line: number))
        continue
      }
      let parts = word.dropFirst().split(separator: "=")
      guard parts.count == 2, let first = UInt32(parts[0].dropLast(), radix: 16), parts[1].count % 2 == 0 else {
        throw Mistake.unreadable(line: number, text: text)
      }
      let digits = Array(parts[1])
      for index in stride(from: 0, to: digits.count, by: 2) {
        guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else {
          throw Mistake.unreadable(line: number, text: text)
        }
        writes[first &+ UInt32(index / 2)] = byte
      }
    }
    return Line(number: number, address: address, registers: registers, writes: writes, text: text)
  }

  private static func register(_ word: Substring, line: Int) throws -> (index: Int, value: UInt32) {
    let parts = word.split(separator: "=")
    guard parts.count == 2, let value = UInt32(parts[1], radix: 16), let index = numbers[parts[0]] else {
      throw Mistake.unreadable(line: line, text: String(word))
    }
    return (index, value)
  }
}
