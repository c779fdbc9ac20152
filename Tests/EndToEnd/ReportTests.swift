import Foundation
import Testing

/// `--json`: the documented keys, the same numbers as the summary, and what becomes of the file.
@Suite struct ReportTests {
  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = folder.path("report.json")
  }

  private func report(_ path: String? = nil) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path ?? file))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func run(_ name: String, _ target: String, _ options: String...) throws -> Outcome {
    try Command(["run", fixture(name), "--target", target, "--json", file] + options).run()
  }

  @Test(
    arguments: [
      ("uart-mps2-an386", "mps2-an386", "exit", 5), ("demo-stm32f746", "stm32f746", "exit", 0),
      ("lockup-mps2-an386", "mps2-an386", "lockup", 70), ("asleep-mps2-an386", "mps2-an386", "sleep", 124),
      ("unhandled-fault-mps2-an386", "mps2-an386", "fault", 70),
    ])
  func agreesWithTheSummary(name: String, target: String, reason: String, status: Int) throws {
    let outcome = try run(name, target)
    let report = try report()
    #expect(report["schema"] as? Int == 1)
    #expect(report["target"] as? String == target)
    #expect(report["firmware"] as? String == fixture(name))
    let stop = try #require(report["stop"] as? [String: Any])
    #expect(stop["reason"] as? String == reason)
    #expect(stop["exitStatus"] as? Int == status)
    #expect(outcome.status == Int32(status))
    let clock = try #require(report["clock"] as? Double)
    let cycles = try #require(report["cycles"] as? Double)
    let seconds = try #require(report["seconds"] as? Double)
    let clocks = try #require(report["clocks"] as? [[String: Double]])
    #expect(clocks.last?["hertz"] == clock)
    #expect(clocks.reduce(0) { $0 + ($1["cycles"] ?? 0) } == cycles)
    let sum = clocks.reduce(0) { $0 + ($1["cycles"] ?? 0) / ($1["hertz"] ?? 0) }
    #expect(abs(seconds - sum) <= 1e-12 * seconds)
    #expect(try #require(report["hostSeconds"] as? Double) > 0)
    for key in ["instructions", "cycles"] {
      let value = try #require(report[key] as? Int)
      let line = outcome.errors.split(separator: "\n").first { $0.hasPrefix("\(key): ") }
      #expect(line.map { $0.dropFirst(key.count + 2).filter { $0 != "," } } == "\(value)")
    }
    let fault = stop["fault"] as? [String: Any]
    #expect((fault != nil) == (status == 70))
    if let fault {
      let registers = try #require(fault["registers"] as? [String: Int])
      let names = (0...12).map { "r\($0)" } + ["sp", "lr", "pc", "xpsr"]
      #expect(Set(registers.keys) == Set(names))
      let frames = try #require(fault["backtrace"] as? [[String: Any]])
      #expect(frames.last?["function"] as? String == "Reset_Handler")
      #expect(frames[1]["interruptedBy"] as? String == "HardFault")
      #expect(frames[1]["address"] as? Int == registers["pc"])
    }
  }

  @Test(arguments: [("cycles", "--max-cycles", "1000"), ("instructions", "--max-instructions", "1000")])
  func limitsAreNamed(limit: String, option: String, value: String) throws {
    // A longer file from before must not show through.
    _ = try folder.write("report.json", String(repeating: " ", count: 100_000))
    let outcome = try run("chatter-mps2-an386", "mps2-an386", option, value, "--quiet")
    #expect(outcome.status == 124)
    #expect(outcome.errors == "")
    let stop = try report()["stop"] as? [String: Any]
    #expect(stop?["reason"] as? String == "limit")
    #expect(stop?["limit"] as? String == limit)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count < 4000)
  }

  @Test(arguments: ["-", "/dev/stdout"])
  func onStandardOutput(name: String) throws {
    let outcome = try Command(
      "run", fixture("uart-mps2-an386"), "--target", "mps2-an386", "--json", name, "--quiet"
    ).run()
    let expected = try String(contentsOfFile: root.path + "/Fixtures/expected/uart-mps2-an386.txt", encoding: .utf8)
    #expect(outcome.status == 5)
    #expect(outcome.text.hasPrefix(expected))
    let rest = Data(outcome.text.dropFirst(expected.count).utf8)
    #expect(try JSONSerialization.jsonObject(with: rest) is [String: Any])
  }

  @Test(arguments: ["/nowhere/x.json", "/", ""])
  func pathThatCannotBeWrittenIsToldBeforeTheRun(path: String) throws {
    let outcome = try Command("run", fixture("endless-mps2-an386"), "--target", "mps2-an386", "--json", path).run()
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--json \(path): cannot be written: "))
  }

  @Test func fullDisk() throws {
    let outcome = try Command(
      "run", fixture("uart-mps2-an386"), "--target", "mps2-an386", "--json", "/dev/full"
    ).run()
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("/dev/full cannot be written: No space left on device"))
  }

  @Test func theImageIsNotOverwritten() throws {
    let bytes = SmallImage(code: [0xE7FE]).bytes
    let image = try folder.write("image.elf", bytes)
    let outcome = try Command("run", image, "--target", "mps2-an386", "--max-cycles", "9", "--json", image).run()
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("is the input "))
    #expect(try Data(contentsOf: URL(fileURLWithPath: image)) == Data(bytes))
  }

  /// An unusable image leaves the report of the last run alone.
  @Test func badInputLeavesTheFile() throws {
    _ = try folder.write("report.json", "kept")
    let outcome = try Command("run", "Package.swift", "--target", "mps2-an386", "--json", file).run()
    #expect(outcome.status == 65)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
  }
}
