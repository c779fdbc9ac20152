import Foundation
import Testing

/// `thumbprint check`: its report, files and exit statuses, suppressions, and what cannot be done.
@Suite struct CheckCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Copies as many bytes as a message says into 16: a program with a bug, and its twin without.
  private static func faulty(_ name: String) -> String {
    root.appendingPathComponent("Fixtures/faulty/images/\(name).elf").path
  }

  private static let bug = faulty("copy-too-long-mps2-an386")

  private func check(_ path: String, _ options: String..., target: String = "mps2-an386") throws -> Outcome {
    try Command(["check", path, "--target", target] + options).run()
  }

  private func json(_ path: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
  }

  // MARK: What is found

  @Test func bugIsReported() throws {
    let outcome = try check(Self.bug)
    #expect(outcome.status == 3)
    #expect(outcome.text.contains("length"))
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(lines.first == "1. write past the end of a global", "\(outcome.errors)")
    #expect(lines.contains { $0.contains(" accept at ") && $0.contains("copy-too-long.c:18") }, "\(outcome.errors)")
    #expect(lines.contains { $0.contains("> 18 |   memcpy(payload, bytes + 1, length);  // BUG") }, "\(outcome.errors)")
    #expect(lines.contains { $0.hasPrefix("   pointer to global 'payload' (16 bytes at 0x") })
    // Lines are wrapped where the path is long.
    let words = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("1 violation in \(Self.bug) on mps2-an386: 1 global-out-of-bounds"))
    #expect(!outcome.errors.contains("\u{1B}"))
    #expect(try check(Self.bug, "--quiet").errors == "")
  }

  @Test func cleanRunsAreOneLine() throws {
    let fixed = try check(Self.faulty("copy-too-long-fixed-mps2-an386"))
    #expect(fixed.status == 0)
    #expect(
      fixed.errors.hasPrefix("no violations in ") && fixed.errors.hasSuffix(": exit, status 0\n"), "\(fixed.errors)")
    #expect(fixed.errors.split(separator: "\n").count == 1)
  }

  /// The firmware does what it does without checking, and its status is the command's.
  @Test func runsAsWithoutChecking() throws {
    let image = fixture("uart-mps2-an386")
    let run = try Command("run", image, "--target", "mps2-an386", "--json", folder.path("run")).run()
    let outcome = try check(image, "--json", folder.path("check"))
    #expect(outcome.status == 5 && run.status == 5)
    #expect(outcome.output == run.output)
    let (report, checked) = (try json(folder.path("run")), try json(folder.path("check")))
    for key in ["cycles", "instructions"] { #expect(report[key] as? Int == checked[key] as? Int) }
    #expect((checked["violations"] as? [Any])?.isEmpty == true)
  }

  @Test func violationsWinOverHowTheRunEnded() throws {
    #expect(try Command("run", fixture("unhandled-fault-mps2-an386"), "--target", "mps2-an386").run().status == 70)
    let fault = try check(fixture("unhandled-fault-mps2-an386"))
    #expect(fault.status == 3)
    #expect(fault.errors.hasPrefix("stopped: unhandled fault, "))
    #expect(fault.errors.contains("0x60000000"))
    let limited = try check(fixture("endless-mps2-an386"), "--max-cycles", "100000")
    #expect(limited.status == 124)
    #expect(limited.errors.hasPrefix("stopped: limit, --max-cycles reached\nno violations in "), "\(limited.errors)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func signalsEndWithAReport(signal: Int32) throws {
    let outcome = try Command(
      "check", fixture("endless-mps2-an386"), "--target", "mps2-an386", "--json", folder.path("json")
    ).run { process in
      try waitForHandler(of: signal, in: process)
      usleep(100_000)
      kill(process, signal)
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors.hasPrefix("stopped: interrupted\n"))
    #expect(try json(folder.path("json"))["stop"] as? String == "interrupted")
  }

  // MARK: Files

  @Test func everyFileInOneRun() throws {
    let outcome = try check(
      Self.bug, "--json", folder.path("json"), "--sarif", folder.path("sarif"), "--junit", folder.path("junit"))
    #expect(outcome.status == 3)
    let violation = try #require((try json(folder.path("json"))["violations"] as? [[String: Any]])?.first)
    #expect(violation["kind"] as? String == "global-out-of-bounds")
    #expect(violation["function"] as? String == "accept" && violation["line"] as? Int == 18)
    #expect((violation["object"] as? [String: Any])?["name"] as? String == "payload")
    #expect((violation["stack"] as? [Any])?.isEmpty == false)
    let run = try #require((try json(folder.path("sarif"))["runs"] as? [[String: Any]])?.first)
    #expect((run["results"] as? [[String: Any]])?.map { $0["ruleId"] as? String } == ["global-out-of-bounds"])
    let junit = try String(contentsOfFile: folder.path("junit"), encoding: .utf8)
    #expect(junit.contains("failures=\"1\"") && junit.contains("classname=\"thumbprint.check.leak\" name=\"leak\""))
  }

  @Test(arguments: ["--json", "--sarif", "--junit"])
  func oneOnStandardOutput(option: String) throws {
    let toFile = try check(Self.bug, option, folder.path("file"), "--quiet")
    let outcome = try check(Self.bug, option, "-", "--quiet")
    #expect(outcome.status == 3)
    #expect(outcome.output == Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("file")))))
    // The firmware's output makes room for it.
    #expect(outcome.errors == toFile.text)
  }

  @Test(arguments: ["--json", "--sarif", "--junit"])
  func filesThatCannotBeWritten(option: String) throws {
    let full = try check(Self.bug, option, "/dev/full")
    #expect(full.status == 74)
    #expect(full.errors.contains("/dev/full cannot be written: No space left on device"))
    let nowhere = try check(Self.bug, option, "/nowhere/x")
    #expect(nowhere.status == 64)
    #expect(nowhere.output == [] && nowhere.errors.contains("\(option) /nowhere/x: cannot be written: "))
    let suppressions = try folder.write("known.txt", "[a]\nkind: leak\n")
    let input = try check(Self.bug, option, suppressions, "--suppressions", suppressions)
    #expect(input.status == 64)
    #expect(input.errors.contains("is the input "))
    #expect(try String(contentsOfFile: suppressions, encoding: .utf8) == "[a]\nkind: leak\n")
  }

  // MARK: Suppressions

  @Test func printedSuppressionsSuppress() throws {
    let printed = try check(Self.bug, "--print-suppressions").errors
    let lines = printed.split(separator: "\n").filter {
      $0.hasPrefix("   [global") || $0.firstMatch(of: #/^ {3}(kind|function|object|file): /#) != nil
    }
    #expect(lines.count >= 4)
    let file = try folder.write("known.txt", lines.map { $0 + "\n" }.joined())
    let outcome = try check(Self.bug, "--suppressions", file)
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains(": 1 suppressed; exit, status 0\n"), "\(outcome.errors)")
    let other = try folder.write("other.txt", "[gone]\nkind: leak\n")
    let both = try check(Self.bug, "--suppressions", file, "--suppressions", other)
    #expect(both.status == 0)
    let words = both.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("note: suppression 'gone' ("), "\(both.errors)")
  }

  @Test func suppressionsThatCannotBeUsed() throws {
    for (path, problem) in [
      (folder.path("none"), "none: cannot be read: No such file or directory"), (folder.url.path, "is a directory"),
      (try folder.write("a", "[x]\nkind: overrun\n"), "a:2: no kind matches 'overrun'; expected one of "),
      (try folder.write("b", "[x]\n"), "b:1: '[x]' says nothing"),
      (try folder.write("c", "kind: leak\n"), "c:1: 'kind: leak'; expected a name in brackets"),
      (Self.bug, "is not text"),
    ] {
      let outcome = try check(Self.bug, "--suppressions", path)
      #expect(outcome.status == 65)
      #expect(outcome.output == [] && outcome.errors.hasPrefix("error: "))
      #expect(outcome.errors.contains(problem), "\(outcome.errors)")
    }
  }

  // MARK: Wrong usage

  @Test(arguments: [
    ["--stack-size", "0"], ["--stack-size", "-4"], ["--stack-size", "4K"], ["--stack-size", "4294967296"],
    ["--allocator", "pool_alloc"], ["--allocator", "malloc="], ["--allocator", "new=pool_alloc"],
    ["--json", "-", "--sarif", "-"], ["--quiet", "--print-suppressions"], ["--suppressions"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Command(["check", Self.bug, "--target", "mps2-an386"] + arguments).run()
    #expect(outcome.status == 64)
    #expect(outcome.output == [])
    #expect(outcome.errors.contains("Usage: thumbprint check"), "\(outcome.errors)")
  }

  @Test func allocatorsThatAreNotThere() throws {
    let outcome = try check(Self.bug, "--allocator", "malloc=acept")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--allocator acept: "))
    #expect(outcome.errors.contains("has no function 'acept'; did you mean 'accept'?"), "\(outcome.errors)")
    #expect(try check(Self.bug, "--allocator", "_malloc_r=print_decimal", "--quiet").status == 3)
  }

  @Test func unusableImages() throws {
    let outcome = try check(try folder.write("text.elf", "#!/bin/sh\n"))
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("is not an ELF file"))
    #expect(try check(Self.bug, target: "no-such-board").status == 65)
    #expect(try check(folder.path("none.elf")).status == 65)
  }
}
