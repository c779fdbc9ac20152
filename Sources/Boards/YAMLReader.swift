import Foundation
import Yams

/// Where in which file something was said.
struct Place: Sendable {
  var file: String
  var line: Int?

  func error(_ kind: BoardFileError.Kind, _ problem: String) -> BoardFileError {
    BoardFileError(kind: kind, file: file, line: line, problem: problem)
  }
}

/// A YAML value that knows its place, with conversions that throw errors naming it.
struct YAMLValue {
  let node: Node
  let place: Place
  /// What it is called in messages: the key it stands under.
  let name: String

  /// Parses a whole file.
  /// - Parameter content: what the file should hold, in words.
  static func parse(
    _ text: String, file: String, content: String = "a board description"
  ) throws(BoardFileError) -> YAMLValue {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw BoardFileError(kind: .syntax, file: file, line: nil, problem: "is empty; expected \(content)")
      }
      return YAMLValue(node: node, place: Place(file: file, line: node.mark?.line), name: "the board")
    } catch let error as BoardFileError {
      throw error
    } catch let error as YamlError {
      throw syntaxError(error, file: file)
    } catch {
      throw BoardFileError(kind: .syntax, file: file, line: nil, problem: "\(error)")
    }
  }

  private static func syntaxError(_ error: YamlError, file: String) -> BoardFileError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return BoardFileError(kind: .syntax, file: file, line: mark.line, problem: "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      return BoardFileError(
        kind: .duplicate, file: file, line: context.mark.line, problem: "a key appears twice in one mapping: \(keys)")
    case .reader(let problem, _, _, _):
      return BoardFileError(kind: .syntax, file: file, line: nil, problem: "not YAML: \(problem)")
    default:
      return BoardFileError(kind: .syntax, file: file, line: nil, problem: "not YAML")
    }
  }

  func wrongType(expected: String) -> BoardFileError {
    let found =
      switch node {
      case .scalar(let scalar): "'\(scalar.string)'"
      case .mapping: "a mapping"
      case .sequence: "a list"
      case .alias: "an alias"
      }
    return place.error(.wrongType, "\(name): expected \(expected), found \(found)")
  }

  // MARK: Conversions

  func string() throws(BoardFileError) -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw wrongType(expected: "text") }
    return scalar.string
  }

  func bool() throws(BoardFileError) -> Bool {
    switch try string() {
    case "true": return true
    case "false": return false
    default: throw wrongType(expected: "true or false")
    }
  }

  /// A whole number: `1024`, `0x0800_0000`, or with one of `units` behind it.
  func number(units: [(String, UInt64)] = [], expected: String) throws(BoardFileError) -> UInt64 {
    guard case .scalar(let scalar) = node else { throw wrongType(expected: expected) }
    guard let value = parseNumber(scalar.string, units: units) else { throw wrongType(expected: expected) }
    return value
  }

  func integer(in range: ClosedRange<UInt64>) throws(BoardFileError) -> UInt64 {
    let value = try number(expected: "a whole number")
    try check(value, in: range)
    return value
  }

  func word() throws(BoardFileError) -> UInt32 {
    let value = try number(expected: "a 32-bit number such as 0x4002_3800")
    guard let word = UInt32(exactly: value) else { throw place.error(.outOfRange, "\(name): does not fit in 32 bits") }
    return word
  }

  func size() throws(BoardFileError) -> UInt64 {
    try number(
      units: [("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("B", 1)], expected: "a size such as 64KB")
  }

  func frequency() throws(BoardFileError) -> UInt64 {
    let value = try number(units: frequencyUnits, expected: "a frequency such as 216MHz")
    try check(value, in: frequencies)
    return value
  }

  func choice<T: RawRepresentable & CaseIterable>(_: T.Type) throws(BoardFileError) -> T where T.RawValue == String {
    let text = try string()
    guard let value = T(rawValue: text) else {
      let known = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw place.error(.wrongType, "\(name): found '\(text)', expected one of: \(known)")
    }
    return value
  }

  func list() throws(BoardFileError) -> [YAMLValue] {
    guard case .sequence(let sequence) = node else { throw wrongType(expected: "a list") }
    return sequence.map { YAMLValue(node: $0, place: Place(file: place.file, line: $0.mark?.line), name: name) }
  }

  /// A mapping whose keys are names of the file's own.
  func entries() throws(BoardFileError) -> [(String, YAMLValue)] {
    guard case .mapping(let mapping) = node else { throw wrongType(expected: "a mapping") }
    var entries: [(String, YAMLValue)] = []
    for (key, node) in mapping {
      guard case .scalar(let scalar) = key else { throw wrongType(expected: "a mapping with names") }
      entries.append(
        (
          scalar.string,
          YAMLValue(node: node, place: Place(file: place.file, line: key.mark?.line), name: scalar.string)
        ))
    }
    return entries
  }

  func mapping(keys: [String]) throws(BoardFileError) -> YAMLMapping {
    try YAMLMapping(self, keys: keys)
  }

  private func check(_ value: UInt64, in range: ClosedRange<UInt64>) throws(BoardFileError) {
    guard range.contains(value) else {
      throw place.error(.outOfRange, "\(name): \(value) is outside \(range.lowerBound)…\(range.upperBound)")
    }
  }
}

private let frequencyUnits: [(String, UInt64)] = [
  ("GHz", 1_000_000_000), ("MHz", 1_000_000), ("kHz", 1000), ("Hz", 1),
]
private let frequencies: ClosedRange<UInt64> = 1...4_000_000_000

/// Hertz of `216MHz`, `37.5MHz`, `32768Hz` or `16000000`; nil if it is none of them, 0 or above 4 GHz.
public func parseFrequency(_ text: String) -> UInt64? {
  parseNumber(text, units: frequencyUnits).flatMap { frequencies.contains($0) ? $0 : nil }
}

/// Reads `1024`, `0x0800_0000`, `64KB`, `37.5MHz`; nil if it is none of them or too large.
private func parseNumber(_ text: String, units: [(String, UInt64)]) -> UInt64? {
  var digits = text.filter { $0 != "_" }
  if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
    // `UInt64` would take a sign.
    digits.removeFirst(2)
    return digits.first.map(\.isHexDigit) == true ? UInt64(digits, radix: 16) : nil
  }
  var factor: UInt64 = 1
  if let unit = units.first(where: { digits.hasSuffix($0.0) }) {
    factor = unit.1
    digits = digits.dropLast(unit.0.count).trimmingCharacters(in: .whitespaces)
  }
  let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }),
    let whole = UInt64(parts[0])
  else { return nil }
  let (scaled, overflow) = whole.multipliedReportingOverflow(by: factor)
  guard !overflow else { return nil }
  guard parts.count == 2 else { return scaled }
  guard factor > 1, parts[1].count <= 9, let fraction = UInt64(parts[1]) else { return nil }
  let divisor = (0..<parts[1].count).reduce(UInt64(1)) { power, _ in power * 10 }
  let (product, tooLarge) = fraction.multipliedReportingOverflow(by: factor)
  guard !tooLarge, product % divisor == 0 else { return nil }
  let (sum, carry) = scaled.addingReportingOverflow(product / divisor)
  return carry ? nil : sum
}

/// A mapping whose keys are all known.
struct YAMLMapping {
  let value: YAMLValue
  private var values: [String: YAMLValue] = [:]

  var place: Place { value.place }

  init(_ value: YAMLValue, keys: [String]) throws(BoardFileError) {
    self.value = value
    guard case .mapping(let mapping) = value.node else {
      throw value.wrongType(expected: "a mapping with the keys \(keys.joined(separator: ", "))")
    }
    for (key, node) in mapping {
      let line = key.mark?.line
      guard case .scalar(let scalar) = key else {
        throw Place(file: value.place.file, line: line).error(.wrongType, "\(value.name): a key must be text")
      }
      guard keys.contains(scalar.string) else {
        let hint = nearest(to: scalar.string, among: keys).map { "; did you mean '\($0)'?" } ?? "."
        throw Place(file: value.place.file, line: line).error(
          .unknownKey,
          "unknown key '\(scalar.string)' in \(value.name)\(hint) Known keys: \(keys.joined(separator: ", "))")
      }
      values[scalar.string] = YAMLValue(
        node: node, place: Place(file: value.place.file, line: line), name: scalar.string)
    }
  }

  subscript(key: String) -> YAMLValue? { values[key] }

  func require(_ key: String) throws(BoardFileError) -> YAMLValue {
    guard let found = values[key] else { throw place.error(.missingKey, "\(value.name): the key '\(key)' is missing") }
    return found
  }
}
