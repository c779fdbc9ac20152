import Foundation
import Testing

/// `thumbprint memory`: the account, its files, limits for CI, and what cannot be done.
@Suite struct MemoryCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func memory(_ options: String...) throws -> Outcome {
    try Command(["memory", fixture("painted-mps2-an386"), "--target", "mps2-an386"] + options).run()
  }

  private func json(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  /// What the program itself has measured and printed: `main stack 816`.
  private func measured(_ text: String, _ name: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Int($0.dropFirst(name.count + 1)) }
  }

  /// The firmware prints to standard output, the account goes to standard error and agrees with it.
  @Test func agreesWithThePaintedStacks() throws {
    let outcome = try memory("--json", folder.path("json"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let file = try json(Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("json")))))
    #expect(file["schema"] as? Int == 1)
    let stacks = try #require(file["stacks"] as? [[String: Any]])
    func bytes(_ pointer: String) -> Int? {
      stacks.first { $0["pointer"] as? String == pointer }?["highWaterBytes"] as? Int
    }
    #expect(bytes("main") != nil && bytes("main") == measured(outcome.text, "main stack"))
    #expect(bytes("process") != nil && bytes("process") == measured(outcome.text, "process stack"))
    let heap = try #require(file["heap"] as? [String: Any])
    #expect(heap["extentBytes"] as? Int == measured(outcome.text, "heap extent"))
    #expect(heap["peakBytes"] as? Int == measured(outcome.text, "heap peak"))
    #expect(heap["liveBytes"] as? Int == measured(outcome.text, "heap live"))
    for words in ["main stack", "linker: __StackLimit", "object task_stack", "peak of live memory", "address space"] {
      #expect(outcome.errors.contains(words), "\(words)")
    }
  }

  /// The same run as without: output, status and cycles.
  @Test(arguments: [("rtos-port-mps2-an386", "mps2-an386"), ("demo-stm32f746", "stm32f746")])
  func changesNothing(name: String, target: String) throws {
    let run = try Command("run", fixture(name), "--target", target, "--quiet", "--json", folder.path("run")).run()
    let outcome = try Command(
      "memory", fixture(name), "--target", target, "--quiet", "--json", folder.path("memory")
    ).run()
    #expect(outcome.status == run.status)
    #expect(outcome.output == run.output)
    #expect(outcome.errors == "")
    let (plain, account) = try (
      json(Array(Data(contentsOf: URL(fileURLWithPath: folder.path("run"))))),
      json(Array(Data(contentsOf: URL(fileURLWithPath: folder.path("memory")))))
    )
    #expect(account["cycles"] as? Int == plain["cycles"] as? Int)
    #expect((account["stop"] as? [String: Any])?["reason"] as? String == "exit")
  }

  @Test func filesAndStandardOutput() throws {
    let files = try memory("--json", folder.path("json"), "--html", folder.path("html"), "--quiet")
    #expect(files.status == 0)
    #expect(files.errors == "")
    let html = try String(contentsOfFile: folder.path("html"), encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>"))
    let alone = try memory("--json", "-", "--quiet")
    // The firmware's output makes room for it.
    #expect(alone.output == Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("json")))))
    #expect(alone.errors == files.text)
    let both = try memory("--json", "-", "--html", "-")
    #expect(both.status == 64)
    #expect(both.errors.contains("both write to standard output"))
    let same = try memory("--json", folder.path("one"), "--html", folder.path("one"))
    #expect(same.status == 64)
    #expect(same.errors.contains("is what --json"))
  }

  // MARK: Limits

  @Test func limitsForCI() throws {
    let fits = try memory("--quiet", "--max-stack", "100000", "--max-sram", "100000", "--max-flash", "100000")
    #expect(fits.status == 0)
    #expect(fits.errors == "")
    let stack = try memory("--quiet", "--max-stack", "500")
    #expect(stack.status == 3)
    #expect(
      stack.errors.contains(/limit broken: the main stack took \d+ bytes, \d+ more than --max-stack 500 allows\n/))
    let ram = try memory("--quiet", "--max-sram", "1")
    #expect(ram.status == 3)
    #expect(ram.errors.contains("--max-sram 1"))
    let flash = try memory("--quiet", "--max-flash", "10", "--json", folder.path("json"))
    #expect(flash.status == 3)
    #expect(flash.errors.contains("--max-flash 10"))
    // The files are written all the same.
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("json"))).count > 1000)
  }

  @Test func aStackBeyondTheOptionIsSaid() throws {
    let outcome = try memory("--stack-size", "512")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("WARNING: the main stack went"))
    #expect(outcome.errors.contains("limit broken: the main stack took"))
    #expect(try memory("--stack-size", "4096").status == 0)
    #expect(try memory("--stack-size", "0").status == 64)
  }

  @Test func boardsThatFit() throws {
    let outcome = try memory("--fits", "--json", folder.path("json"))
    #expect(outcome.status == 0)
    let file = try json(Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("json")))))
    let boards = try #require(file["boards"] as? [[String: Any]])
    #expect(boards.count >= 11)
    #expect(boards.allSatisfy { $0["fits"] as? Bool == true })
    #expect(outcome.errors.contains("mps2-an386 *"))
    // An image for the Cortex-M7 does not run on the smaller core.
    let demo = try Command("memory", fixture("demo-stm32f746"), "--target", "stm32f746", "--fits").run()
    #expect(demo.errors.contains(/stm32f407 +no .*\n/))
    #expect(demo.errors.contains("  built for FPv5 instructions (Cortex-M7): stm32f405, stm32f407"))
    #expect(demo.errors.contains(/stm32f746 \* +yes/))
  }

  @Test func allSymbols() throws {
    let (few, all) = (try memory(), try memory("--symbols"))
    #expect(few.errors.contains("--symbols lists all"))
    #expect(!all.errors.contains("--symbols lists all"))
    #expect(all.errors.count > few.errors.count)
  }

  // MARK: What cannot be done

  @Test func theFirmwaresEndIsTheCommands() throws {
    let limit = try Command(
      "memory", fixture("endless-mps2-an386"), "--target", "mps2-an386", "--max-instructions", "1000"
    ).run()
    #expect(limit.status == 124)
    #expect(limit.errors.contains("main stack"))
    let fault = try Command("memory", fixture("unhandled-fault-mps2-an386"), "--target", "mps2-an386").run()
    #expect(fault.status == 70)
    #expect(fault.errors.contains("main stack"))
  }

  @Test func badInput() throws {
    let image = try Command("memory", folder.path("nothing.elf"), "--target", "mps2-an386").run()
    #expect(image.status == 65)
    let target = try Command("memory", fixture("painted-mps2-an386"), "--target", "mps2-an38").run()
    #expect(target.status == 65)
    #expect(target.errors.contains("did you mean 'mps2-an386'?"))
    let file = try memory("--json", folder.path("no/such/file"))
    #expect(file.status == 64)
    let input = try memory("--json", fixture("painted-mps2-an386"))
    #expect(input.status == 64)
    #expect(input.errors.contains("is the input"))
  }
}
