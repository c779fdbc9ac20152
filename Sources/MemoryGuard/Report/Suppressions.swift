import ReportFormats

/// Violations that are known and not to be reported.
///
/// A file of them has a block for each, which begins with a name in brackets. The lines of a block say what a violation must
/// be like; what a block does not mention does not matter:
///
///     # The vendor's driver reads a word past its table; ticket 1234.
///     [usb table]
///     kind: global-out-of-bounds
///     function: usb_read_*
///     object: descriptors
///     file: usb/*.c
///
/// - `kind`: as in the JSON.
/// - `function`: a function on the call path. Several lines name several, from the innermost outwards, with any others
///   between them.
/// - `object`: the object that the pointer came from, or if that is unknown the nearest one.
/// - `file`: the source file of the bug, or of the instruction: its path as recorded, or the end of it from a `/` on.
///
/// In values `*` stands for any characters, `?` for one, and a backslash takes the next one as it is. Lines that begin with
/// `#` are comments.
public struct Suppressions: Sendable, Equatable {
  struct Rule: Sendable, Equatable {
    var name: String
    /// Where it was read.
    var path: String
    var line: Int
    var kind: Glob?
    var functions: [Glob] = []
    var object: Glob?
    var file: Glob?
    var isUsed = false

    var isEmpty: Bool { kind == nil && functions.isEmpty && object == nil && file == nil }
  }

  var rules: [Rule]

  public init() { rules = [] }

  init(rules: [Rule]) { self.rules = rules }

  /// Whether there is nothing to suppress.
  public var isEmpty: Bool { rules.isEmpty }

  public mutating func append(_ others: Suppressions) { rules += others.rules }

  /// Whether a violation is to be left out; every suppression that says so counts as used.
  public mutating func suppress(_ violation: Violation) -> Bool {
    var isSuppressed = false
    for index in rules.indices where rules[index].matches(violation) {
      rules[index].isUsed = true
      isSuppressed = true
    }
    return isSuppressed
  }

  /// A sentence for each suppression that was never used.
  public var unused: [String] {
    rules.filter { !$0.isUsed }.map {
      "suppression '\($0.name)' (\($0.path):\($0.line)) matched nothing; remove it if the bug is mended"
    }.map(TextLayout.printable)
  }
}

extension Suppressions.Rule {
  func matches(_ violation: Violation) -> Bool {
    if let kind, !kind.matches(violation.kind.rawValue) { return false }
    if let object {
      guard let found = violation.object ?? violation.nearest, object.matches(found.name) else { return false }
    }
    if let file {
      let files = [violation.place?.file, violation.stack.first?.file].compactMap { $0 }
      guard files.contains(where: { Self.matches(file, path: $0) }) else { return false }
    }
    var rest = functions[...]
    for place in violation.stack {
      guard let next = rest.first else { break }
      if next.matches(place.function) { rest = rest.dropFirst() }
    }
    return rest.isEmpty
  }

  private static func matches(_ glob: Glob, path: String) -> Bool {
    if glob.matches(path) { return true }
    return path.indices.contains { path[$0] == "/" && glob.matches(String(path[path.index(after: $0)...])) }
  }
}

extension Violation {
  /// A suppression for this violation, ready to be put into a file.
  public var suppression: String {
    var lines = ["[\(kind.rawValue)\(place.map { " in \(Self.line($0.function))" } ?? "")]", "kind: \(kind.rawValue)"]
    var functions: [String] = []
    if let inner = stack.first?.function { functions.append(inner) }
    if let outer = place?.function, outer != functions.first { functions.append(outer) }
    lines += functions.filter { !$0.isEmpty }.map { "function: \(Glob.escaping($0))" }
    if let name = (object ?? nearest)?.name, !name.isEmpty { lines.append("object: \(Glob.escaping(name))") }
    if let file = place?.file, !file.isEmpty {
      // The directories differ from one machine to the next.
      let name = file.split(separator: "/").last.map(String.init) ?? file
      lines.append("file: \(Glob.escaping(name))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A name as it can stand in brackets.
  private static func line(_ name: String) -> String {
    TextLayout.printable(name).replacing("[", with: "(").replacing("]", with: ")")
  }
}
