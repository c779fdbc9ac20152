import Foundation
import Testing

/// `thumbprint diff` as a user runs it, on profiles of two functions.
@Suite struct DiffCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A profile in which `main` calls `work`, whose cycles are given; `main` has 100 of its own.
  private func profile(_ name: String, work: Int, stop: String = "exit") throws -> String {
    func stalls(_ cycles: Int) -> [String: Int] {
      var stalls = ["operandWait", "fetchWait", "dataWait", "branchRefill", "exception", "sleep"]
        .reduce(into: [:]) { $0[$1] = 0 }
      stalls["issue"] = cycles
      return stalls
    }
    func function(_ name: String, _ address: Int, own: Int, all: Int) -> [String: Any] {
      [
        "name": name, "address": address, "file": root.path + "/src/\(name).c", "line": 7, "selfCycles": own,
        "inclusiveCycles": all, "calls": 1, "instructions": own, "stalls": stalls(own), "traffic": [Any](),
        "fetchMisses": 0, "dataMisses": 0,
      ]
    }
    func instruction(_ address: Int, _ function: Int, _ cycles: Int) -> [String: Any] {
      [
        "address": address, "size": 2, "encoding": "bf00", "text": "nop", "function": function, "inlined": [Any](),
        "executions": cycles, "cycles": cycles, "stalls": stalls(cycles), "traffic": [Any](), "fetchMisses": 0,
        "dataMisses": 0,
      ]
    }
    let total = work + 100
    let object: [String: Any] = [
      "schema": 1, "firmware": "app.elf", "target": "stm32f746", "core": "cortex-m7",
      "stop": ["reason": stop, "exitStatus": stop == "exit" ? 0 : 70], "clock": 16_000_000,
      "seconds": Double(total) / 16e6, "totalCycles": total, "totalInstructions": total, "stalls": stalls(total),
      "memories": ["flash"], "lines": [Any](), "layers": [Any](), "regions": [Any](), "notes": [Any](),
      "functions": [function("work", 512, own: work, all: work), function("main", 256, own: 100, all: total)],
      "instructions": [instruction(256, 1, 100), instruction(512, 0, work)],
      "paths": [
        ["kind": "reset", "function": 1, "calls": 1, "selfCycles": 100, "inclusiveCycles": total],
        ["kind": "call", "function": 0, "parent": 0, "calls": 1, "selfCycles": work, "inclusiveCycles": work],
      ],
    ]
    return try folder.write(name, Array(JSONSerialization.data(withJSONObject: object)))
  }

  private func diff(_ arguments: String...) throws -> Outcome { try Command(["diff"] + arguments).run() }

  @Test func withinTheLimits() throws {
    let (a, b) = (try profile("a.json", work: 900), try profile("b.json", work: 910))
    let outcome = try diff(a, b, "--fail-over", "1%", "--fail-over-function", "2%", "--fail-over", "main=10cycles")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.text.hasPrefix("\(a) → \(b)\n1.0 % more cycles\n"))
    #expect(outcome.text.contains("\n  work  900 → 910   +10  +1.1 %  ██████████ issue +10\n"))
    #expect(outcome.text.hasSuffix("\nno limit broken: 5 checks\n"))
    #expect(!outcome.text.contains("\u{1B}"))
  }

  @Test func overTheLimits() throws {
    let (a, b) = (try profile("a.json", work: 900), try profile("b.json", work: 1000))
    let outcome = try diff(a, b, "--fail-over", "2%", "--fail-over-function", "99cycles", "--fail-over", "main=5%")
    #expect(outcome.status == 3)
    #expect(
      outcome.errors == """
        over limit: total cycles 1,000 → 1,100, +100 (+10.0 %), limit +2 %
        over limit: function main: inclusive cycles 1,000 → 1,100, +100 (+10.0 %), limit +5 %
        over limit: function work: self cycles 900 → 1,000, +100 (+11.1 %), limit +99 cycles

        """)
    #expect(try diff(b, a, "--fail-over", "0%").status == 0)
    #expect(try diff(a, b, "--fail-over-function", "2%", "--ignore-below", "101").status == 0)
    #expect(try diff(a, b).status == 0)
  }

  @Test func sameProfile() throws {
    let a = try profile("a.json", work: 900)
    let outcome = try diff(a, a, "--fail-over", "0%")
    #expect(outcome.status == 0)
    #expect(outcome.text == "\(a) → \(a)\nno change: 1,000 cycles in both\n\nno limit broken: 2 checks\n")
  }

  /// A run that faults early is cheap, and must not pass.
  @Test func faultIsOverEveryLimit() throws {
    let (a, b) = (try profile("a.json", work: 900), try profile("b.json", work: 9, stop: "fault"))
    let outcome = try diff(a, b, "--fail-over", "2%")
    #expect(outcome.status == 3)
    #expect(outcome.errors.hasPrefix("over limit: the firmware's end: exit, status 0 → fault, status 70"))
    #expect(outcome.text.contains("warning: the firmware ended another way"))
  }

  @Test func reports() throws {
    let (a, b) = (try profile("a.json", work: 900), try profile("b.json", work: 1000))
    let names = ["d.json", "d.md", "d.xml", "d.sarif"]
    // A longer file from before must not show through.
    for name in names { _ = try folder.write(name, String(repeating: " ", count: 100_000)) }
    let files = names.map(folder.path)
    let outcome = try diff(
      a, b, "--fail-over-function", "2%", "--json", files[0], "--markdown", files[1], "--junit", files[2], "--sarif",
      files[3])
    #expect(outcome.status == 3)
    let texts = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
    let json = try #require(try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [String: Any])
    #expect((json["breaches"] as? [[String: Any]])?.map { $0["label"] as? String } == ["work"])
    #expect(texts[1].hasPrefix("### 10.0 % more cycles on `stm32f746`\n\n**1 limit broken**\n"))
    #expect(texts[2].hasPrefix("<?xml") && texts[2].hasSuffix("</testsuites>\n"))
    #expect(texts[2].contains("tests=\"3\" failures=\"1\""))
    let sarif = try #require(try JSONSerialization.jsonObject(with: Data(texts[3].utf8)) as? [String: Any])
    #expect(sarif["version"] as? String == "2.1.0")
    #expect(texts[3].contains("\"uri\" : \"src/work.c\"") && texts[3].contains("\"startLine\" : 7"))
    let toOutput = try diff(a, b, "--fail-over-function", "2%", "--json", "-")
    #expect(toOutput.text == texts[0])
    #expect(toOutput.status == 3)
  }

  @Test func standardInput() throws {
    let (a, b) = (try profile("a.json", work: 900), try profile("b.json", work: 1000))
    var command = Command("diff", "-", b)
    command.input = a
    let outcome = try command.run()
    #expect(outcome.status == 0)
    #expect(outcome.text.hasPrefix("- → \(b)\n10.0 % more cycles\n"))
  }

  @Test func unusableProfiles() throws {
    let good = try profile("a.json", work: 900)
    let text = try String(contentsOfFile: good, encoding: .utf8)
    let cases: [(String, String)] = [
      (folder.path("none.json"), "none.json: cannot be read: No such file or directory"),
      (folder.url.path, "is a directory"), (try folder.write("empty.json", ""), "empty.json: is empty"),
      (try folder.write("cut.json", String(text.dropLast(9))), "cut.json: is not JSON: line 1, column "),
      (try folder.write("old.json", text.replacing("\"schema\":1", with: "\"schema\":7")), "version 7 of the profile"),
      (try folder.write("key.json", text.replacing("\"paths\"", with: "\"path\"")), "key.json: has no key 'paths'"),
      (
        try folder.write("index.json", text.replacing("\"parent\":0", with: "\"parent\":1")),
        "index.json: paths[1].parent: is 1; expected a path before it"
      ), (fixture("uart-mps2-an386"), "uart-mps2-an386.elf: is not JSON: line 1, column 1"),
    ]
    for (path, problem) in cases {
      for arguments in [[path, good], [good, path]] {
        let outcome = try Command(["diff"] + arguments).run()
        #expect(outcome.status == 65)
        #expect(outcome.output == [])
        #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(problem), "\(outcome.errors)")
      }
    }
  }

  @Test(arguments: [
    ["--fail-over", "2"], ["--fail-over", "-2%"], ["--fail-over", "main="], ["--fail-over-function", "main=2%"],
    ["--fail-over-layer", "x"], ["--ignore-below", "5"], ["--junit", "x.xml"], ["--sarif", "x.sarif"],
    ["--ignore-below", "-5", "--fail-over", "2%"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let a = try profile("a.json", work: 900)
    let outcome = try Command(["diff", a, a] + arguments).run()
    #expect(outcome.status == 64)
    #expect(outcome.output == [])
    #expect(outcome.errors.contains("Usage: thumbprint diff"))
  }

  @Test func unknownNames() throws {
    let a = try profile("a.json", work: 900)
    let function = try diff(a, a, "--fail-over", "Work=2%")
    #expect(function.status == 64)
    #expect(function.errors == "error: neither profile has a function named 'Work'; similar: work\n")
    #expect(try diff(a, a, "--fail-over-layer", "conv=2%").status == 64)
  }

  @Test func filesThatCannotBeWritten() throws {
    let a = try profile("a.json", work: 900)
    let before = try Data(contentsOf: URL(fileURLWithPath: a))
    for option in ["--json", "--markdown", "--junit", "--sarif"] {
      func run(_ file: String) throws -> Outcome { try diff(a, a, "--fail-over", "2%", option, file) }
      let full = try run("/dev/full")
      #expect(full.status == 74)
      #expect(full.errors.contains("/dev/full cannot be written: No space left on device"))
      let nowhere = try run("/nowhere/x")
      #expect(nowhere.status == 64)
      #expect(nowhere.errors.contains("\(option) /nowhere/x: cannot be written: "))
      let input = try run(a)
      #expect(input.status == 64)
      #expect(input.errors.contains("is the input "))
      #expect(try Data(contentsOf: URL(fileURLWithPath: a)) == before)
    }
    let same = folder.path("same")
    let outcome = try diff(a, a, "--json", same, "--markdown", same)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--markdown \(same): is what --json \(same) names"))
    var command = Command("diff", a, a)
    command.output = "/dev/full"
    #expect(try command.run().status == 74)
  }
}
