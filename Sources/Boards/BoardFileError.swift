/// What is wrong with a board file, and where. Ends the command with exit status 65.
public struct BoardFileError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    case unreadable, syntax, unknownKey, missingKey, wrongType, outOfRange, overlap, duplicate, unknownName
  }

  public var kind: Kind
  public var file: String
  /// Line number from 1; nil when the whole file is meant.
  public var line: Int?
  public var problem: String

  public init(kind: Kind, file: String, line: Int?, problem: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.problem = problem
  }

  public var description: String {
    line.map { "\(file):\($0): \(problem)" } ?? "\(file): \(problem)"
  }
}

/// `0x08001234`.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

/// `0x08000000–0x080FFFFF`, both ends included.
func addressRange(_ base: UInt32, size: UInt64) -> String {
  "\(hexadecimal(base))–\(hexadecimal(UInt32(truncatingIfNeeded: UInt64(base) + max(size, 1) - 1)))"
}

/// `64 KB` or `1 MB` where that is exact, else `1234 bytes`.
func byteCount(_ bytes: UInt64) -> String {
  if bytes >= 1 << 20 && bytes % (1 << 20) == 0 { return "\(bytes >> 20) MB" }
  if bytes >= 1 << 10 && bytes % (1 << 10) == 0 { return "\(bytes >> 10) KB" }
  return bytes == 1 ? "1 byte" : "\(bytes) bytes"
}

/// The candidate that takes the fewest single-character edits from `name`, unless it is a different word altogether.
func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
  let best = candidates.map { (distance: editDistance(name.lowercased(), $0.lowercased()), name: $0) }
    .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
  guard let best, best.distance <= max(2, best.name.count / 2) else { return nil }
  return best.name
}

/// Levenshtein distance, capped by looking at the first 64 characters only.
public func editDistance(_ first: String, _ second: String) -> Int {
  let columns = Array(second.prefix(64))
  var row = Array(0...columns.count)
  for (i, a) in first.prefix(64).enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in columns.enumerated() {
      let substitution = diagonal + (a == b ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substitution, row[j + 1] + 1, row[j] + 1)
    }
  }
  return row[columns.count]
}
