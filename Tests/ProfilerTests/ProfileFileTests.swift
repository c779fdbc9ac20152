import Foundation
import Profiler
import Testing

/// Profiles as files: what is written, what is read again, and what is refused.
@Suite struct ProfileFileTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let schema = root.appendingPathComponent("Sources/Profiler/profile.schema.json").path

  private static var profiles: [Profile] {
    [SampleProfile.make()] + (0..<20).map { RandomProfile.make(seed: $0) }
  }

  @Test func isReadAsItWasWritten() throws {
    for profile in Self.profiles {
      let bytes = profile.json()
      #expect(try Profile(json: bytes, path: "p.json") == profile)
      #expect(profile.json() == bytes)
      #expect(bytes.last == UInt8(ascii: "\n"))
    }
  }

  @Test func keysAreSorted() throws {
    let text = String(decoding: SampleProfile.make().json(), as: UTF8.self)
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
    #expect(keys.count > 15)
    #expect(keys == keys.sorted())
  }

  /// Keys that a later version adds change nothing.
  @Test func unknownKeysArePassedOver() throws {
    var object = try object(SampleProfile.make())
    object["novelty"] = ["x": 1]
    #expect(try read(object) == SampleProfile.make())
  }

  private func object(_ profile: Profile) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(profile.json())) as? [String: Any])
  }

  private func read(_ object: [String: Any]) throws -> Profile {
    try Profile(json: Array(JSONSerialization.data(withJSONObject: object)), path: "p.json")
  }

  private func message(_ text: String) -> String {
    do {
      _ = try Profile(json: Array(text.utf8), path: "p.json")
      return "accepted"
    } catch { return "\(error)" }
  }

  @Test(arguments: [
    ("", "p.json: is empty; expected what 'thumbprint profile --json' writes"),
    ("{", "p.json: is not JSON: line 1, column 2: the file ends where a key was expected"),
    (
      "{\n  \"schema\" : oops\n}",
      "p.json: is not JSON: line 2, column 14: 'o' where a value was expected; expected what"
    ),
    ("\u{7F}ELF", "p.json: is not JSON: line 1, column 1: byte 127"),
    ("{\"schema\": NaN}", "line 1, column 12: 'N'"), ("{\"schema\": 1} x", "line 1, column 15: 'x'"),
    ("{\"schema\": 01}", "line 1, column 12: '0' where a number"), ("{\"a\": \"x\n\"}", "line 1, column 9: byte 10"),
    (String(repeating: "[", count: 100_000), "line 1, column 65: '[' where less nesting"),
    ("[]", "p.json: expected to decode Dictionary<String, Any> but found an array"),
    ("{}", "p.json: has no key 'schema'; expected what"),
    ("{\"schema\": 1}", "p.json: has no key 'firmware'"),
    ("{\"schema\": 2}", "p.json: has version 2 of the profile schema; expected version 1: make the profile again"),
    ("{\"schema\": \"1\"}", "p.json: schema: expected to decode Int but found a string"),
  ])
  func whatIsNoProfile(text: String, problem: String) {
    let message = message(text)
    #expect(message.hasPrefix("p.json: ") && message.contains(problem), "\(message)")
  }

  /// Every key that is written is needed, but for those that the model has no value for in places.
  @Test func everyKeyIsRequired() throws {
    let optional: Set = [
      "file", "line", "minimumCycles", "maximumCycles", "medianCycles", "callFile", "callLine", "parent", "exception",
      "callSite", "operator", "macs", "timeline", "path",
    ]
    var removed = 0
    func visit(_ value: Any, _ rebuild: (Any) -> Any) throws {
      if let list = value as? [Any], let first = list.first {
        try visit(first) { rebuild([$0] + list.dropFirst()) }
      } else if let object = value as? [String: Any] {
        for (key, inner) in object {
          try visit(inner) { replaced in rebuild(object.merging([key: replaced]) { $1 }) }
          guard !optional.contains(key) else { continue }
          removed += 1
          let without = try #require(rebuild(object.filter { $0.key != key }) as? [String: Any])
          #expect(throws: ProfileFileError.self) { try read(without) }
          do { _ = try read(without) } catch let error as ProfileFileError {
            guard case .missingKey(key, _) = error.problem else {
              Issue.record("without \(key): \(error)")
              continue
            }
          }
        }
      }
    }
    try visit(try object(SampleProfile.make())) { $0 }
    #expect(removed > 80)
  }

  @Test(arguments: [
    (
      "\"clock\" : 216000000", "\"clock\" : -1",
      "clock: is -1; expected a whole number from 0 to 9223372036854775807; expected what"
    ),
    ("\"clock\" : 216000000", "\"clock\" : 0", "clock: is 0 Hz"),
    ("\"clock\" : 216000000", "\"clock\" : 1.5", "clock: is 1.5; "),
    ("\"clock\" : 216000000", "\"clock\" : 99999999999999999999999", "clock: "),
    ("\"seconds\" : ", "\"seconds\" : 1e999, \"was\" : ", "seconds: is 1e999, more"),
    (
      "\"address\" : 134217984", "\"address\" : 5000000000",
      "address: is 5000000000; expected a whole number from 0 to 4294967295"
    ),
    ("\"seconds\" : ", "\"seconds\" : -1, \"was\" : ", "seconds: is -1.0"),
    ("\"kind\" : \"reset\"", "\"kind\" : \"boot\"", "paths[0].kind: "),
    ("\"kind\" : \"reset\"", "\"kind\" : null", "paths[0].kind: "),
  ])
  func wrongValues(old: String, new: String, problem: String) throws {
    let text = String(decoding: SampleProfile.make().json(), as: UTF8.self)
    #expect(text.contains(old))
    let message = message(text.replacing(old, with: new, maxReplacements: 1))
    #expect(message.contains(problem) && message != "accepted", "\(message)")
  }

  /// What one change makes inconsistent, and the place that the message names.
  private static let contradictions: [(String, @Sendable (inout Profile) -> Void)] = [
    ("instructions[2].function: is 4, but functions has 4 entries", { $0.instructions[2].function = 4 }),
    ("instructions[2].function: is -1", { $0.instructions[2].function = -1 }),
    ("instructions[1].address: ", { $0.instructions[1].address = 0x0800_0102 }),
    ("instructions[4].address: ", { $0.instructions[4].address = .max }),
    ("instructions[0].size: is 3; expected 2 or 4", { $0.instructions[0].size = 3 }),
    ("instructions[0].line: is line 0; lines count from 1", { $0.instructions[0].line = 0 }),
    ("instructions[1].inlined[0].callLine", { $0.instructions[1].inlined[0].callLine = -5 }),
    ("instructions: the cycles add up to 1001; totalCycles is 1000", { $0.instructions[0].cycles += 1 }),
    ("instructions[1].stalls: add up to 401", { $0.instructions[1].stalls.sleep = 1 }),
    ("functions[0].traffic[0].memory: is 3, but memories has 3", { $0.functions[0].traffic[0].memory = 3 }),
    (
      "functions: the self cycles add up to 999",
      {
        $0.functions[3].selfCycles = 99; $0.functions[3].stalls.issue -= 1
      }
    ),
    ("functions[1] ", { $0.functions[1].inclusiveCycles = 199 }),
    ("functions[1] ", { $0.functions[1].inclusiveCycles = 1001 }),
    ("functions[0] has only one", { $0.functions[0].minimumCycles = 3 }),
    (
      "functions[0] has minimumCycles 3, more than",
      { ($0.functions[0].minimumCycles, $0.functions[0].maximumCycles) = (3, 2) }
    ),
    ("functions[0]", { $0.functions[0].calls = .max }),
    ("lines: ", { $0.lines[0].cycles = 900 }), ("lines[1].line: ", { $0.lines[1].line = .min }),
    ("paths[1].parent: is 1; expected a path before it, 0 to 0", { $0.paths[1].parent = 1 }),
    ("paths[1].parent: is 2", { $0.paths[1].parent = 2 }), ("paths[1].parent: is -1", { $0.paths[1].parent = -1 }),
    ("paths[1] has no parent, but is of kind call", { $0.paths[1].parent = nil }),
    ("paths[4].parent: is there, but a path of kind exception has none", { $0.paths[4].parent = 0 }),
    ("paths[3].function: is 9", { $0.paths[3].function = 9 }),
    ("paths[0].inclusiveCycles: is 901", { $0.paths[0].inclusiveCycles = 901 }),
    ("layers[0].function: is 7", { $0.layers[0].function = 7 }),
    ("layers[0]", { $0.layers[0].macs = .max }), ("layers[0].stalls", { $0.layers[0].stalls.sleep = 1 }),
    ("regions[0].medianCycles: is 299", { $0.regions[0].medianCycles = 299 }),
    ("stalls: its cycles add up to 999", { $0.stalls.issue -= 1 }),
    ("stalls.sleep", { $0.stalls.sleep = .max }), ("clock: is 0 Hz", { $0.clock = 0 }),
    ("timeline.intervalCycles: is 0", { $0.timeline?.intervalCycles = 0 }),
    ("timeline.intervalCycles", { $0.timeline?.intervalCycles = .max / 2 }),
    ("timeline.intervals[0] has 1 paths, but 2 cycles", { $0.timeline?.intervals[0].paths = [0] }),
    ("timeline.intervals[1].paths: is 5", { $0.timeline?.intervals[1].paths[0] = 5 }),
    ("timeline.intervals[1].depth: is -1", { $0.timeline?.intervals[1].depth = -1 }),
    ("timeline.changes[2].path: is 5", { $0.timeline?.changes[2].path = 5 }),
    ("timeline.changes[2].cycle: is 100; expected at least", { $0.timeline?.changes[2].cycle = 100 }),
  ]

  @Test(arguments: contradictions.indices)
  func contradictionsAreNamed(index: Int) throws {
    let (place, damage) = Self.contradictions[index]
    var profile = SampleProfile.make()
    damage(&profile)
    let message = message(String(decoding: profile.json(), as: UTF8.self))
    // "functions[1]: has …" may be asked for as "functions[1] has".
    let plain = message.replacing("]: ha", with: "] ha")
    #expect(plain.hasPrefix("p.json: \(place)") || message.hasPrefix("p.json: \(place)"), "\(message)")
    #expect(message.hasSuffix("; the file was changed or damaged: make the profile again"))
  }

  /// Damaged bytes are refused or read; whatever is read can be compared and rendered.
  @Test func damagedBytes() throws {
    var generator = SeededGenerator(seed: 4)
    let bytes = SampleProfile.make().json()
    var refused = 0
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: damaged[place] = Array("0123456789-\"{}[],.:e".utf8).randomElement(using: &generator) ?? 0
        case 2: damaged.remove(at: place)
        default: damaged.removeSubrange(place..<min(place + 40, damaged.count))
        }
      }
      do {
        let profile = try Profile(json: damaged, path: "p.json")
        let difference = ProfileDifference(from: SampleProfile.make(), file: "a", to: profile, file: "b")
        #expect(!difference.text(width: 80, color: true).isEmpty && !difference.markdown().isEmpty)
      } catch { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test func filesThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    for (path, problem) in [
      (folder.path("none.json"), "none.json: cannot be read: No such file or directory"),
      (folder.url.path, "is a directory; expected what"), ("", "'': cannot be read: "),
      (try folder.write("empty.json", ""), "empty.json: is empty"),
    ] {
      do {
        _ = try Profile(path: path)
        Issue.record("\(path) was read")
      } catch { #expect("\(error)".contains(problem), "\(error)") }
    }
    let path = try folder.write("p.json", SampleProfile.make().json())
    #expect(try Profile(path: path) == SampleProfile.make())
  }

  private static let validator: Tool? = {
    guard let python = Tool.find("python3"), let folder = try? TemporaryFolder(),
      (try? python.run(["-c", "import jsonschema; jsonschema.Draft202012Validator"], in: folder).status) == 0
    else { return nil }
    return python
  }()

  /// Whether Python's jsonschema accepts an object, and what it says if not.
  private func validate(_ bytes: [UInt8], _ python: Tool, in folder: TemporaryFolder) throws -> (String, Int32) {
    let file = try folder.write("p.json", bytes)
    let program = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      jsonschema.Draft202012Validator(schema).validate(json.load(open(sys.argv[2])))
      """
    let outcome = try python.run(["-c", program, Self.schema, file], in: folder)
    return (outcome.text, outcome.status)
  }

  @Test(.enabled(if: validator != nil, "Python's jsonschema is not installed"))
  func schemaHolds() throws {
    let (python, folder) = (try #require(Self.validator), try TemporaryFolder())
    for profile in Self.profiles.prefix(4) {
      let (text, status) = try validate(profile.json(), python, in: folder)
      #expect(status == 0, "\(text)")
    }
  }

  /// The schema says no to what the reader would refuse, too.
  @Test(.enabled(if: validator != nil, "Python's jsonschema is not installed"))
  func schemaRefuses() throws {
    let (python, folder) = (try #require(Self.validator), try TemporaryFolder())
    let damages: [(inout Profile) -> Void] = [
      { $0.schema = 2 }, { $0.instructions[0].size = 3 }, { $0.paths[1].parent = nil }, { $0.paths[0].parent = 0 },
      { $0.lines[0].line = 0 }, { $0.functions[0].traffic[0].memory = -1 }, { $0.core = "cortex-m0" },
    ]
    for (number, damage) in damages.enumerated() {
      var profile = SampleProfile.make()
      damage(&profile)
      let (text, status) = try validate(profile.json(), python, in: folder)
      #expect(status != 0 && text.contains("ValidationError"), "damage \(number): \(text)")
    }
    var object = try object(SampleProfile.make())
    object["functions"] = nil
    let bytes = try Array(JSONSerialization.data(withJSONObject: object))
    #expect(try validate(bytes, python, in: folder).0.contains("'functions' is a required property"))
  }

  /// The schema lists exactly the keys that are written.
  @Test func schemaHasEveryKey() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.schema))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    #expect(Set(properties.keys) == Set(try object(SampleProfile.make()).keys))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    var function = try #require((try object(SampleProfile.make())["functions"] as? [[String: Any]])?.first)
    (function["minimumCycles"], function["maximumCycles"]) = (1, 1)
    #expect(
      Set((definitions["function"]?["properties"] as? [String: Any] ?? [:]).keys) == Set(function.keys))
  }
}
