import Foundation
import Testing

/// `thumbprint annotate`: code beside its cost, of a run or of a profile written before.
@Suite struct AnnotateCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func annotate(_ name: String, _ target: String, _ options: String...) throws -> Outcome {
    try Command(["annotate", fixture(name), "--target", target] + options).run()
  }

  /// The numbers in front of all lines that begin with one.
  private func cycles(_ text: String) -> [UInt64] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count > 5 && words[2] == "%" ? UInt64(words[0].filter { $0 != "," }) : nil
    }
  }

  @Test func functionAsAssembly() throws {
    let outcome = try annotate("demo-stm32f746", "stm32f746", "--function", "report")
    #expect(outcome.status == 0)
    let lines = outcome.text.split(separator: "\n")
    try #require(lines.count > 5)
    #expect(lines[0].hasPrefix("report at 0x0"))
    let own = try #require(lines[1].split(separator: " ").first.flatMap { UInt64($0.filter { $0 != "," }) })
    #expect(cycles(outcome.text).reduce(0, +) == own)
    #expect(outcome.text.contains(/0x0[0-9a-f]{7}  bl +0x8/))
    // The firmware's output is elsewhere.
    #expect(outcome.errors.contains("utterance 1 "))
  }

  /// All functions together have all cycles.
  @Test func allFunctions() throws {
    let outcome = try annotate("uart-mps2-an386", "mps2-an386", "--disassembly")
    #expect(outcome.status == 5)
    let report = try Command("run", fixture("uart-mps2-an386"), "--target", "mps2-an386").run().errors
    let line = try #require(report.split(separator: "\n").first { $0.hasPrefix("cycles: ") })
    #expect(cycles(outcome.text).reduce(0, +) == UInt64(line.dropFirst(8).filter { $0 != "," }))
    // Without line information this is what one gets.
    #expect(try annotate("uart-mps2-an386", "mps2-an386").text == outcome.text)
  }

  @Test func sourceWithItsText() throws {
    let outcome = try annotate("calls-mps2-an386", "mps2-an386", "--file", "calls.c", "--source-dir", root.path)
    #expect(outcome.status == 0)
    let line = try #require(outcome.text.split(separator: "\n").first { $0.contains("NOINLINE uint32_t fibonacci") })
    #expect((cycles(String(line)).first ?? 0) > 1000)
    // Every line of the file is there, in order.
    let text = try String(contentsOfFile: root.path + "/Fixtures/profile/calls.c", encoding: .utf8)
    var rest = outcome.text[...]
    for source in text.split(separator: "\n") {
      let place = try #require(rest.range(of: source), "\(source)")
      rest = rest[place.upperBound...]
    }
    #expect(outcome.text.contains("mix inlined into"))
    #expect(
      try annotate("calls-mps2-an386", "mps2-an386", "--source", "--source-dir", root.path).text.contains(outcome.text))
  }

  @Test func missingSourcesAreSaid() throws {
    let outcome = try annotate("calls-mps2-an386", "mps2-an386", "--file", "setjmp.S", "--source-dir", folder.url.path)
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("the file was not found"))
    #expect(cycles(outcome.text).count > 5)
  }

  /// A profile that was written says the same as the run.
  @Test(
    arguments: [
      ["--function", "hash"], ["--disassembly"], ["--source", "--function", "hash"], ["--file", "calls.c"],
      ["--file", "calls.c", "--disassembly"], [],
    ])
  func profileThatWasWritten(options: [String]) throws {
    let path = folder.path("profile.json")
    let options = options + ["--source-dir", root.path]
    _ = try Command(
      "profile", fixture("calls-mps2-an386"), "--target", "mps2-an386", "--quiet", "--json", path
    ).run()
    let run = try Command(["annotate", fixture("calls-mps2-an386"), "--target", "mps2-an386"] + options).run()
    let read = try Command(["annotate", path] + options).run()
    #expect(read.status == 0)
    #expect(!read.output.isEmpty)
    #expect(read.output == run.output)
  }

  @Test func functionThatNeverRan() throws {
    let listing = try Command("disassemble", fixture("network-mps2-an386")).run().text
    let names = listing.matches(of: /<(\w+)>:\n/).map { String($0.output.1) }
    let outcomes = try names.lazy.filter { $0.hasSuffix("_Handler") && $0 != "Reset_Handler" }.prefix(1).map {
      (name: $0, outcome: try annotate("network-mps2-an386", "mps2-an386", "--function", $0))
    }
    let (name, outcome) = try #require(outcomes.first)
    #expect(outcome.text == "\(name) was never executed\n")
  }

  @Test(
    arguments: [
      (["--function", "hahs"], "did you mean 'hash'?"), (["--file", "nowhere.c"], "no code of it was executed"),
      (["--source", "--disassembly"], "exclude each other"), (["--function", "hash", "--file", "calls.c"], "exclude"),
    ])
  func wrongUsage(options: [String], says: String) throws {
    let outcome = try Command(["annotate", fixture("calls-mps2-an386"), "--target", "mps2-an386"] + options).run()
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
  }

  @Test func inputsThatCannotBeUsed() throws {
    let noTarget = try Command("annotate", fixture("calls-mps2-an386")).run()
    #expect(noTarget.status == 64)
    #expect(noTarget.errors.contains("--target is missing"))
    #expect(try Command("annotate", "/nowhere/x.elf", "--target", "mps2-an386").run().status == 65)
    let damaged = try folder.write("damaged.json", "{\"schema\": 1, \"totalCycles\": ")
    let outcome = try Command("annotate", damaged).run()
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("damaged.json"))
    let again = try Command("annotate", damaged, "--target", "mps2-an386").run()
    #expect(again.status == 64)
    #expect(again.errors.contains("is a profile"))
    let source = try annotate("uart-mps2-an386", "mps2-an386", "--source", "--function", "main")
    #expect(source.status == 65)
    #expect(source.errors.contains("build it with -g"))
  }

  @Test func fullDisk() throws {
    var command = Command("annotate", fixture("uart-mps2-an386"), "--target", "mps2-an386")
    command.output = "/dev/full"
    let outcome = try command.run()
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("No space left on device"))
  }
}
