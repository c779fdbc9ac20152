import Foundation
import MemoryGuard
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Violations as JSON, SARIF and JUnit")
struct CheckReportFormatTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var report: CheckReport
  }

  static let samples = [
    Sample(testDescription: "usual", report: SampleReport.usual),
    Sample(testDescription: "every kind", report: SampleReport.everyKind),
    Sample(testDescription: "clean", report: SampleReport.report([])),
  ]

  private func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  // MARK: JSON

  @Test("The keys that scripts rely on")
  func json() throws {
    let report = try object(SampleReport.usual.json())
    #expect(report["schema"] as? Int == 1 && report["target"] as? String == "mps2-an386")
    #expect(report["suppressed"] as? Int == 1 && report["stop"] as? String == "exit, status 0")
    let violations = try #require(report["violations"] as? [[String: Any]])
    #expect(
      violations.map { $0["kind"] as? String } == [
        "global-out-of-bounds", "use-after-free", "stack-overflow", "outside-memory",
      ])
    let first = try #require(violations.first)
    #expect(first["address"] as? Int == 0x2000_011C && first["size"] as? Int == 4)
    #expect(first["function"] as? String == "main" && first["file"] as? String == "/src/app/main.c")
    #expect(first["line"] as? Int == 8 && first["access"] as? String == "write" && first["count"] as? Int == 3)
    let bounds = try #require(first["object"] as? [String: Any])
    #expect(bounds["name"] as? String == "buffer" && bounds["kind"] as? String == "global")
    #expect(bounds["address"] as? Int == 0x2000_0104 && bounds["size"] as? Int == 24)
    let stack = try #require(first["stack"] as? [[String: Any]])
    #expect(stack.map { $0["function"] as? String } == ["main", "Reset_Handler"])
    #expect(stack[1]["file"] is NSNull && stack[1]["line"] is NSNull)
    let bytes = try #require((first["surroundings"] as? [String: Any])?["bytes"] as? String)
    #expect(
      bytes.count == 96 && bytes.hasPrefix("........00000000010000")
        && bytes.hasSuffix("ffffffff........................"))
    // In strcpy, which has no line, but it is main's bug.
    #expect(violations[1]["function"] as? String == "main" && violations[1]["line"] as? Int == 9)
    #expect((violations[1]["stack"] as? [[String: Any]])?.first?["function"] as? String == "strcpy")
    #expect(violations[3]["object"] is NSNull && violations[3]["file"] is NSNull)
    #expect(Set(violations.map { Set($0.keys) }).count == 1)
  }

  @Test("The same bytes each time, with sorted keys", arguments: samples)
  func jsonIsStable(sample: Sample) throws {
    let report = sample.report
    let bytes = report.json()
    #expect(bytes == report.json() && bytes.last == UInt8(ascii: "\n"))
    let sorted = try JSONSerialization.data(
      withJSONObject: object(bytes), options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    let lines = { (data: Data) in
      String(decoding: data, as: UTF8.self).split { $0.isNewline }.map { $0.filter { $0 != " " } }
    }
    #expect(lines(sorted) == lines(Data(bytes)))
  }

  @Test("Names survive as they are")
  func jsonNames() throws {
    let violations = try #require(try object(SampleReport.everyKind.json())["violations"] as? [[String: Any]])
    #expect(violations.count == Violation.Kind.allCases.count)
    #expect((violations[0]["object"] as? [String: Any])?["name"] as? String == SampleReport.hostile)
    #expect(violations[1]["function"] as? String == SampleReport.hostile)
  }

  // MARK: The schema

  private static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Sources/MemoryGuard/check.schema.json").path

  /// What Python says to a program, and its exit status. Arguments follow the program.
  private static func python(_ program: String, _ arguments: [String] = []) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }

  private static let hasValidator = (try? python("import jsonschema; jsonschema.Draft202012Validator"))?.status == 0

  /// For each report "accepted", or what jsonschema says against it.
  private func validate(_ reports: [[UInt8]]) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString).json")
    try Data([UInt8(ascii: "[")] + reports.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")])
      .write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let program = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      for report in json.load(open(sys.argv[2])):
        error = next(jsonschema.Draft202012Validator(schema).iter_errors(report), None)
        print(error.message if error else "accepted")
      """
    let (text, status) = try Self.python(program, [Self.schema, file.path])
    #expect(status == 0, "\(text)")
    return text.split(separator: "\n").map(String.init)
  }

  @Test("The schema accepts what is written", .enabled(if: hasValidator, "Python's jsonschema is not installed"))
  func schemaHolds() throws {
    let answers = try validate(Self.samples.map { $0.report.json() })
    #expect(answers == Self.samples.map { _ in "accepted" })
  }

  @Test("The schema refuses what is wrong", .enabled(if: hasValidator, "Python's jsonschema is not installed"))
  func schemaRefuses() throws {
    let damages: [(says: String, change: (inout [String: Any]) -> Void)] = [
      ("'stack' is a required property", { $0["stack"] = nil }),
      ("'object' is a required property", { $0["object"] = nil }), ("is not one of", { $0["kind"] = "oops" }),
      ("is less than the minimum", { $0["line"] = 0 }), ("is greater than the maximum", { $0["address"] = 1 << 32 }),
      ("is not of type", { $0["file"] = 3 }),
    ]
    let damaged = try damages.map { damage in
      var report = try object(SampleReport.report([SampleReport.globalWrite]).json())
      var violations = try #require(report["violations"] as? [[String: Any]])
      damage.change(&violations[0])
      report["violations"] = violations
      return try Array(JSONSerialization.data(withJSONObject: report))
    }
    let answers = try validate(damaged)
    #expect(answers.count == damages.count)
    for (answer, damage) in zip(answers, damages) { #expect(answer.contains(damage.says)) }
  }

  @Test("The schema lists exactly the keys that are written, and every kind")
  func schemaHasEveryKey() throws {
    let schema = try object(Array(Data(contentsOf: URL(fileURLWithPath: Self.schema))))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    func check(_ definition: [String: Any]?, _ written: Any?) throws {
      let properties = try #require(definition?["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(try #require(written as? [String: Any]).keys))
      #expect(Set(try #require(definition?["required"] as? [String])) == Set(properties.keys))
    }
    let report = try object(SampleReport.usual.json())
    let violations = try #require(report["violations"] as? [[String: Any]])
    try check(schema, report)
    try check(definitions["violation"], violations[0])
    try check(definitions["object"], violations[0]["object"])
    try check(definitions["surroundings"], violations[0]["surroundings"])
    try check(definitions["place"], (violations[0]["stack"] as? [Any])?.first)
    try check(definitions["frame"], (violations[2]["frames"] as? [Any])?.first)
    let kind = (definitions["violation"]?["properties"] as? [String: Any])?["kind"] as? [String: Any]
    #expect(kind?["enum"] as? [String] == Violation.Kind.allCases.map(\.rawValue))
  }

  // MARK: SARIF

  @Test("A SARIF log has a rule for each kind and a result for each violation", arguments: samples)
  func sarif(sample: Sample) throws {
    let report = sample.report
    let log = try object(report.sarif(sourceRoot: "/src"))
    #expect(log["version"] as? String == "2.1.0")
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(rules.map { $0["id"] as? String } == Violation.Kind.allCases.map(\.rawValue))
    for rule in rules {
      for key in ["shortDescription", "help"] {
        #expect(((rule[key] as? [String: Any])?["text"] as? String)?.hasSuffix(".") == true)
      }
    }
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == report.violations.count)
    for (result, violation) in zip(results, report.violations) {
      #expect(result["ruleId"] as? String == violation.kind.rawValue)
      #expect(rules[try #require(result["ruleIndex"] as? Int)]["id"] as? String == violation.kind.rawValue)
      #expect((result["message"] as? [String: Any])?["text"] as? String == violation.message)
      #expect(try #require(result["occurrenceCount"] as? Int) >= 1)
      let stacks = try #require(result["stacks"] as? [[String: Any]])
      #expect((stacks.first?["frames"] as? [Any])?.count == violation.stack.count)
      let location = try #require((result["locations"] as? [[String: Any]])?.first)
      let (uri, line) = try place(location)
      #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !uri.contains("<") && line == violation.place?.line)
    }
    let notes =
      ((run["invocations"] as? [[String: Any]])?.first?["toolExecutionNotifications"] as? [[String: Any]]) ?? []
    #expect(notes.map { ($0["message"] as? [String: Any])?["text"] as? String } == report.notes)
  }

  private func place(_ location: [String: Any]) throws -> (uri: String, line: Int?) {
    let physical = try #require(location["physicalLocation"] as? [String: Any])
    let uri = try #require((physical["artifactLocation"] as? [String: Any])?["uri"] as? String)
    return (uri, (physical["region"] as? [String: Any])?["startLine"] as? Int)
  }

  @Test("A freed block's story is told in SARIF: allocated, freed, used")
  func sarifFlow() throws {
    let run = try #require((object(SampleReport.usual.sarif(sourceRoot: "/src"))["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    func text(_ location: [String: Any]) throws -> String {
      let (uri, line) = try place(location)
      return "\((location["message"] as? [String: Any])?["text"] as? String ?? ""), \(uri):\(line ?? 0)"
    }
    let flow = (results[1]["codeFlows"] as? [[String: Any]])?.first?["threadFlows"] as? [[String: Any]]
    let steps = try #require(flow?.first?["locations"] as? [[String: Any]])
    #expect(
      try steps.map { try text(try #require($0["location"] as? [String: Any])) } == [
        "allocated here, app/names.c:12", "freed here, app/names.c:20",
        "write to a heap block that was freed, app/main.c:9",
      ])
    let related = try #require(results[1]["relatedLocations"] as? [[String: Any]])
    #expect(
      try related.map(text) == [
        "heap block was allocated here, app/names.c:12", "heap block was freed here, app/names.c:20",
      ])
    let declared = try #require(results[0]["relatedLocations"] as? [[String: Any]])
    #expect(try declared.map(text) == ["global 'buffer' is declared here, app/main.c:3"])
    #expect(results[0]["codeFlows"] == nil)
    // Without a line: the image, and the instruction's address.
    let unknown = try #require((results[3]["locations"] as? [[String: Any]])?.first)
    #expect(try place(unknown).uri == "build/app.elf")
    let address = (unknown["physicalLocation"] as? [String: Any])?["address"] as? [String: Any]
    #expect(address?["absoluteAddress"] as? Int == 0x700)
  }

  @Test("An alert is recognised when lines and addresses have changed")
  func fingerprints() throws {
    func fingerprint(_ violation: Violation) throws -> String {
      let log = try object(SampleReport.report([violation]).sarif(sourceRoot: "/"))
      let run = (log["runs"] as? [[String: Any]])?.first
      let prints = (run?["results"] as? [[String: Any]])?.first?["partialFingerprints"] as? [String: String]
      return try #require(prints?["bug/v1"])
    }
    var moved = SampleReport.globalWrite
    moved.stack[0].line = 99
    moved.stack[0].address = 0x999
    moved.object?.address = 0x2000_0900
    #expect(try fingerprint(moved) == fingerprint(SampleReport.globalWrite))
    #expect(try fingerprint(SampleReport.useAfterFree) != fingerprint(SampleReport.globalWrite))
  }

  // MARK: JUnit

  @Test("JUnit has a case for each violation and each clean kind, all with names of their own", arguments: samples)
  func junit(sample: Sample) throws {
    let report = sample.report
    let reader = CaseReader()
    let parser = XMLParser(data: Data(report.junit().utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    let kinds = Set(report.violations.map(\.kind)).count
    #expect(reader.names.count == report.violations.count + Violation.Kind.allCases.count - kinds)
    #expect(Set(reader.names).count == reader.names.count)
    #expect(reader.failures.sorted() == report.violations.map(\.message).sorted())
    #expect(reader.suite?["tests"] == "\(reader.names.count)" && reader.suite?["errors"] == "0")
    #expect(reader.suite?["failures"] == "\(report.violations.count)")
    #expect(reader.suite?["name"] == "build/app.elf on mps2-an386")
  }

  @Test("A failed case says through which calls, and where the block came from")
  func junitText() throws {
    let reader = CaseReader()
    let report = SampleReport.report([SampleReport.useAfterFree, SampleReport.useAfterFree])
    let parser = XMLParser(data: Data(report.junit().utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(
      reader.texts.first == """
        write to a heap block that was freed: 1 byte at 0x20000408, at byte 0 of heap block (16 bytes at 0x20000408), in \
        main at /src/app/main.c:9
        by strb r3, [r2], #1
        calls, innermost first:
          strcpy (0x00000512)
          main at /src/app/main.c:9
          Reset_Handler (0x00000102)
        heap block was allocated by:
          malloc (0x00000402)
          make_name at /src/app/names.c:12
          main at /src/app/main.c:9
        heap block was freed by:
          free (0x00000442)
          drop_name at /src/app/names.c:20
          main at /src/app/main.c:9
        """)
    let name = "thumbprint.check.use-after-free: write to a heap block that was freed in main, heap block"
    #expect(reader.names.filter { $0.hasPrefix(name) } == [name, name + " (2)"])
  }
}

/// The cases of a JUnit file.
private final class CaseReader: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []
  private(set) var failures: [String] = []
  private(set) var texts: [String] = []
  private(set) var suite: [String: String]?
  private var isInFailure = false

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    switch name {
    case "testsuite": suite = attributes
    case "testcase": names.append("\(attributes["classname"] ?? "?"): \(attributes["name"] ?? "?")")
    case "failure":
      failures.append(attributes["message"] ?? "?")
      texts.append("")
      isInFailure = true
    default: break
    }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "failure" { isInFailure = false }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isInFailure { texts[texts.count - 1] += text }
  }
}
