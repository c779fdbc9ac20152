import Foundation

/// The part of a SARIF log that is written (OASIS, SARIF 2.1.0, section 3; numbers below are of its sections). What is nil
/// is left out.
package struct SARIFLog: Encodable {
  private var schema = "https://json.schemastore.org/sarif-2.1.0.json"
  private var version = "2.1.0"
  private var runs: [Run]

  private enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  /// - Parameters:
  ///   - rules: all that a result may name.
  ///   - notes: what the reader of the results should know, a sentence each.
  package init(rules: [Rule], results: [Result], notes: [String] = []) {
    let invocation = Invocation(
      toolExecutionNotifications: notes.map { .init(level: "note", message: Message(text: $0)) })
    runs = [
      Run(
        tool: Tool(driver: .init(rules: rules)), invocations: notes.isEmpty ? nil : [invocation], results: results)
    ]
  }

  /// Keys sorted, indented, a newline at the end.
  package var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  private struct Run: Encodable {
    var tool: Tool
    var invocations: [Invocation]?
    var results: [Result]
  }

  private struct Tool: Encodable {
    struct Driver: Encodable {
      var name = "thumbprint"
      var rules: [Rule]
    }
    var driver: Driver
  }

  /// 3.20
  private struct Invocation: Encodable {
    struct Notification: Encodable {
      var level: String
      var message: Message
    }
    var executionSuccessful = true
    var toolExecutionNotifications: [Notification]
  }

  /// What a result is an instance of (3.49).
  package struct Rule: Encodable {
    package var id: String
    private var shortDescription: Message
    private var help: Message?
    private var defaultConfiguration = ["level": "error"]

    /// - Parameters:
    ///   - text: what is wrong, a sentence.
    ///   - help: what it comes from and what to do.
    package init(id: String, text: String, help: String? = nil) {
      self.id = id
      shortDescription = Message(text: text)
      self.help = help.map(Message.init)
    }
  }

  package struct Message: Encodable {
    package var text: String

    package init(text: String) { self.text = text }
  }

  /// 3.27
  package struct Result: Encodable {
    private var ruleId: String
    private var ruleIndex: Int
    private var level = "error"
    private var message: Message
    private var locations: [Location]
    private var partialFingerprints: [String: String]
    package var relatedLocations: [Location]?
    package var stacks: [Stack]?
    package var codeFlows: [CodeFlow]?
    /// At least 1.
    package var occurrenceCount: UInt64?

    /// - Parameters:
    ///   - rule: index in the log's rules.
    ///   - fingerprint: what stays the same when the numbers change, so that an alert is recognised; `name/v1` and a value.
    package init(
      rule: Int, of rules: [Rule], text: String, location: Location, fingerprint: (name: String, value: String)
    ) {
      ruleId = rules[rule].id
      ruleIndex = rule
      message = Message(text: text)
      locations = [location]
      partialFingerprints = [fingerprint.name: fingerprint.value]
    }
  }

  /// 3.28
  package struct Location: Encodable {
    private var physicalLocation: PhysicalLocation
    private var logicalLocations: [LogicalLocation]?
    package var message: Message?

    /// - Parameters:
    ///   - uri: the file's, as `SARIFLog.uri` makes it.
    ///   - line: from 1; nil for the whole file.
    ///   - name: of the function, or whatever else it is in.
    package init(
      uri: String, line: Int?, name: String? = nil, kind: String = "function", address: UInt32? = nil,
      message: String? = nil
    ) {
      physicalLocation = PhysicalLocation(
        artifactLocation: .init(uri: uri), region: line.map { .init(startLine: max($0, 1)) },
        address: address.map { .init(absoluteAddress: $0) })
      logicalLocations = name.map { [.init(name: $0, kind: kind)] }
      self.message = message.map(Message.init)
    }
  }

  /// 3.29
  private struct PhysicalLocation: Encodable {
    struct ArtifactLocation: Encodable { var uri: String }
    struct Region: Encodable { var startLine: Int }
    struct Address: Encodable { var absoluteAddress: UInt32 }
    var artifactLocation: ArtifactLocation
    var region: Region?
    var address: Address?
  }

  private struct LogicalLocation: Encodable {
    var name: String
    var kind: String
  }

  /// Calls, innermost first (3.44).
  package struct Stack: Encodable {
    private struct Frame: Encodable { var location: Location }
    private var message: Message
    private var frames: [Frame]

    package init(text: String, frames: [Location]) {
      message = Message(text: text)
      self.frames = frames.map(Frame.init)
    }
  }

  /// What happened one after the other (3.36).
  package struct CodeFlow: Encodable {
    private struct ThreadFlow: Encodable { var locations: [Step] }
    private struct Step: Encodable { var location: Location }
    private var threadFlows: [ThreadFlow]

    package init(steps: [Location]) { threadFlows = [ThreadFlow(locations: steps.map(Step.init))] }
  }
}

extension SARIFLog {
  /// A URI reference (RFC 3986) for a path as a compiler recorded it: relative if it lies under `root` or was relative.
  package static func uri(_ path: String, relativeTo root: String) -> String {
    var path = path
    // C:\src\a.c, from a compiler on Windows.
    let drive = path.wholeMatch(of: /[A-Za-z]:[\/\\].*/) != nil
    if drive { path = "/" + path.replacing("\\", with: "/") }
    let isAbsolute = path.hasPrefix("/")
    var parts = Self.normalised(path)
    let rootParts = Self.normalised(root)
    if isAbsolute, !rootParts.isEmpty, parts.count > rootParts.count, parts.starts(with: rootParts) {
      parts.removeFirst(rootParts.count)
    } else if isAbsolute {
      return "file:///" + parts.map(Self.escaped).joined(separator: "/")
    }
    return parts.isEmpty ? "." : parts.map(Self.escaped).joined(separator: "/")
  }

  /// The names in a path, with `.` and `name/..` taken out.
  private static func normalised(_ path: String) -> [String] {
    path.split(separator: "/").reduce(into: []) { parts, part in
      if part == "." { return }
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(String(part))
      }
    }
  }

  /// Per-cent encoded but for RFC 3986's unreserved characters; a colon could be taken for a scheme's.
  private static func escaped(_ name: String) -> String {
    name.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        String(UnicodeScalar(byte))
      default: String(format: "%%%02X", byte)
      }
    }.joined()
  }
}
