import Foundation
import ReportFormats

/// Why a file of suppressions cannot be used. It ends the command with exit status 65.
public struct SuppressionsError: Error, Equatable, Sendable, CustomStringConvertible {
  public var path: String
  /// From 1; nil where the file as a whole is meant.
  public var line: Int?
  /// What is wrong, and what was expected.
  public var problem: String

  public var description: String {
    "\(path.isEmpty ? "''" : path)\(line.map { ":\($0)" } ?? ""): \(TextLayout.printable(problem))"
  }
}

extension Suppressions {
  /// Longer files are no list that a person keeps.
  private static let sizeLimit = 16 << 20

  /// Reads a file, whose form `Suppressions` describes.
  /// - Throws: if it cannot be read, or a line is not understood.
  public init(path: String) throws(SuppressionsError) {
    func failure(_ problem: String) -> SuppressionsError { SuppressionsError(path: path, problem: problem) }
    func lastError() -> SuppressionsError { failure("cannot be read: \(String(cString: strerror(errno)))") }
    // Without waiting: a pipe that nobody writes to could keep the command waiting for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw lastError() }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw lastError() }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw failure("is a directory; expected a file of suppressions")
    default: throw failure("is not a regular file; expected a file of suppressions")
    }
    guard status.st_size <= Self.sizeLimit else {
      throw failure(
        "is \(status.st_size) bytes long; expected a file of suppressions, at most \(Self.sizeLimit >> 20) MiB")
    }
    let data: Data
    do { data = try file.readToEnd() ?? Data() } catch { throw failure("cannot be read") }
    guard let text = String(validating: data, as: UTF8.self), !data.contains(0) else {
      throw failure("is not text in UTF-8; expected a file of suppressions")
    }
    try self.init(text: text, path: path)
  }

  /// - Parameter path: for messages.
  public init(text: String, path: String) throws(SuppressionsError) {
    var rules: [Rule] = []
    func failure(_ line: Int, _ problem: String) -> SuppressionsError {
      SuppressionsError(path: path, line: line, problem: problem)
    }
    func checkLast() throws(SuppressionsError) {
      guard let rule = rules.last, rule.isEmpty else { return }
      // It would suppress everything.
      throw failure(rule.line, "'[\(rule.name)]' says nothing; expected at least one of \(Self.expectedKeys) after it")
    }
    for (index, content) in Self.lines(text).enumerated() {
      let number = index + 1
      guard !content.isEmpty, !content.hasPrefix("#") else { continue }
      if content.hasPrefix("[") {
        guard content.hasSuffix("]"), content.count > 2 else {
          throw failure(number, "'\(content)'; expected a name in brackets, such as [usb table]")
        }
        try checkLast()
        rules.append(Rule(name: String(content.dropFirst().dropLast()), path: path, line: number))
        continue
      }
      guard !rules.isEmpty else {
        throw failure(number, "'\(content)'; expected a name in brackets before it, such as [usb table]")
      }
      do throws(LineProblem) { try rules[rules.count - 1].add(content) } catch { throw failure(number, error.text) }
    }
    try checkLast()
    self.init(rules: rules)
  }

  static let expectedKeys = "'kind:', 'function:', 'object:' and 'file:'"

  /// Without the space around them; any system's line ends, and no byte order mark.
  private static func lines(_ text: String) -> [String] {
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
    return scalars.split(separator: "\n", omittingEmptySubsequences: false).map {
      String(String.UnicodeScalarView($0)).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
}

private struct LineProblem: Error { var text: String }

extension Suppressions.Rule {
  /// Takes a line such as `kind: leak`.
  fileprivate mutating func add(_ line: String) throws(LineProblem) {
    guard let colon = line.firstIndex(of: ":") else {
      throw LineProblem(text: "'\(line)'; expected \(Suppressions.expectedKeys) and a pattern")
    }
    let key = String(line[..<colon]).trimmingCharacters(in: .whitespaces)
    let value = String(line[line.index(after: colon)...]).trimmingCharacters(in: .whitespaces)
    guard !value.isEmpty else { throw LineProblem(text: "'\(key):' has no value; expected a pattern after it") }
    func once(_ old: Glob?) throws(LineProblem) -> Glob {
      if let old {
        throw LineProblem(text: "'\(key):' a second time, after '\(old.text)'; expected one in a block: begin another")
      }
      return Glob(value)
    }
    switch key {
    case "kind":
      kind = try once(kind)
      let kinds = Violation.Kind.allCases.map(\.rawValue)
      guard kinds.contains(where: Glob(value).matches) else {
        throw LineProblem(text: "no kind matches '\(value)'; expected one of \(kinds.joined(separator: ", "))")
      }
    case "function": functions.append(Glob(value))
    case "object": object = try once(object)
    case "file": file = try once(file)
    default: throw LineProblem(text: "unknown key '\(key)'; expected one of \(Suppressions.expectedKeys)")
    }
  }
}
