import Foundation

extension ProfileDifference {
  /// The breaches as a SARIF 2.1.0 log, each at its function's file and line; those that have none, such as the total,
  /// at the first profile, the baseline.
  /// - Parameter sourceRoot: absolute path of the directory that paths are made relative to, as code hosts want them.
  public func sarif(_ checks: [LimitCheck], sourceRoot: String) -> [UInt8] {
    let rules = LimitCheck.Kind.rules
    let log = Log(
      runs: [
        .init(
          tool: .init(driver: .init(rules: rules.map { .init(id: $0.id, text: $0.text) })),
          results: checks.filter(\.isBreach).map { check in
            let rule = rules.firstIndex { $0.kind == check.kind } ?? 0
            let uri = Self.uri(check.file ?? from.file, relativeTo: sourceRoot)
            return .init(
              ruleId: rules[rule].id, ruleIndex: rule, message: .init(text: check.text),
              locations: [
                .init(
                  physicalLocation: .init(
                    artifactLocation: .init(uri: uri), region: .init(startLine: max(check.line ?? 1, 1))),
                  logicalLocations: check.label.isEmpty
                    ? nil : [.init(name: check.label, kind: check.kind == .function ? "function" : "module")])
              ],
              // What stays the same when the numbers change, so that an alert is recognised.
              partialFingerprints: ["subject/v1": "\(check.subject), \(check.limit?.amount.text ?? "")"])
          })
      ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(log) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// A URI reference (RFC 3986) for a path as a compiler recorded it: relative if it lies under `root` or was relative.
  static func uri(_ path: String, relativeTo root: String) -> String {
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

extension LimitCheck.Kind {
  /// SARIF's rules, one for each kind of check.
  fileprivate static let rules: [(kind: LimitCheck.Kind, id: String, text: String)] = [
    (.stop, "stop", "The firmware ends another way than before."),
    (.total, "total-cycles", "The firmware takes more cycles than its limit allows."),
    (.function, "function-cycles", "A function takes more cycles than its limit allows."),
    (.layer, "layer-cycles", "A network layer takes more cycles than its limit allows."),
  ]
}

/// The part of a SARIF log that is written (OASIS, SARIF 2.1.0, section 3).
private struct Log: Encodable {
  var schema = "https://json.schemastore.org/sarif-2.1.0.json"
  var version = "2.1.0"
  var runs: [Run]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  struct Run: Encodable {
    var tool: Tool
    var results: [Result]
  }

  struct Tool: Encodable {
    var driver: Driver
  }

  struct Driver: Encodable {
    var name = "thumbprint"
    var rules: [Rule]
  }

  struct Rule: Encodable {
    var id: String
    var shortDescription: Message
    var defaultConfiguration = ["level": "error"]

    init(id: String, text: String) {
      self.id = id
      shortDescription = Message(text: text)
    }
  }

  struct Message: Encodable {
    var text: String
  }

  struct Result: Encodable {
    var ruleId: String
    var ruleIndex: Int
    var level = "error"
    var message: Message
    var locations: [Location]
    var partialFingerprints: [String: String]
  }

  struct Location: Encodable {
    var physicalLocation: PhysicalLocation
    var logicalLocations: [LogicalLocation]?
  }

  struct PhysicalLocation: Encodable {
    var artifactLocation: ArtifactLocation
    var region: Region
  }

  struct ArtifactLocation: Encodable {
    var uri: String
  }

  struct Region: Encodable {
    var startLine: Int
  }

  struct LogicalLocation: Encodable {
    var name: String
    var kind: String
  }
}
