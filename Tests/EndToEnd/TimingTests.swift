import Foundation
import Testing

/// Clock, flash and cache settings: as firmware makes them, and as options do in its place.
@Suite struct TimingTests {
  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = folder.path("report.json")
  }

  private func demo(_ target: String, _ options: String...) throws -> Outcome {
    try Command(
      ["run", fixture("demo-stm32f407"), "--target", target, "--max-cycles", "100000", "--json", file] + options
    ).run()
  }

  private func report() throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func setting() throws -> [String: String] {
    let timing = try #require(try report()["timing"] as? [String: Any])
    let setting = try #require(timing["setting"] as? [String: [String: Any]])
    return setting.mapValues { "\($0["value"] ?? "") \($0["setBy"] ?? "")" }
  }

  /// The demo's start-up code sets 168 MHz and five wait states with the accelerator on.
  @Test func firmwareSetsThem() throws {
    let outcome = try demo("stm32f407")
    #expect(outcome.errors.contains("\ntiming: clock 168 MHz (by firmware), flash 5 wait states (by firmware)\n"))
    #expect(outcome.errors.contains("\n  prefetch on, instruction lines on, data lines on (by firmware)\n"))
    #expect(outcome.errors.contains(" cycles at 16 MHz, "))
    #expect(!outcome.errors.contains("warning:"))
    let report = try report()
    #expect(report["clock"] as? Int == 168_000_000)
    let clocks = try #require(report["clocks"] as? [[String: Int]])
    #expect(clocks.map { $0["hertz"] } == [16_000_000, 168_000_000])
    #expect(clocks.reduce(0) { $0 + ($1["cycles"] ?? 0) } == report["cycles"] as? Int)
    #expect(report["warnings"] as? [String] == [])
    let counters = try #require(report["counters"] as? [String: Any])
    let causes = try #require(counters["cycles"] as? [String: Int])
    #expect(causes.values.reduce(0, +) == report["cycles"] as? Int)
  }

  @Test func optionsWin() throws {
    let outcome = try demo("stm32f407", "--clock", "37.5MHz", "--wait-states", "1", "--caches", "off")
    #expect(outcome.errors.contains("\ntiming: clock 37.5 MHz (by option), flash 1 wait state (by option)\n"))
    #expect(outcome.errors.contains("\n  prefetch off, instruction lines off, data lines off (by option)\n"))
    #expect(
      try setting() == [
        "clock": "37500000 option", "waitStates": "1 option", "prefetch": "0 option", "instructionLines": "0 option",
        "dataLines": "0 option",
      ])
    let report = try report()
    let cycles = try #require(report["cycles"] as? Double)
    #expect(report["seconds"] as? Double == cycles / 37_500_000)
  }

  @Test func flatModel() throws {
    let outcome = try demo("stm32f407", "--timing", "flat")
    #expect(outcome.errors.contains("\ntiming: flat, one cycle an instruction; clock 168 MHz (by firmware)\n"))
    #expect(outcome.errors.contains("\ninstructions per cycle: 1.00\n"))
    let report = try report()
    #expect(report["cycles"] as? Int == report["instructions"] as? Int)
  }

  @Test(
    arguments: [
      ("--clock", "216", "expected a frequency with its unit"), ("--clock", "fast", "expected a frequency"),
      ("--clock", "0MHz", "expected a frequency"), ("--clock", "5GHz", "expected a frequency"),
      ("--clock", "-1MHz", "expected a frequency"), ("--wait-states", "16", "--wait-states must be 0 to 15"),
      ("--wait-states", "8", "--wait-states: 8 is more than stm32f407 can be set to: FLASH.ACR[2:0] holds 0 to 7"),
      ("--wait-states", "many", "'many' is invalid"), ("--caches", "maybe", "Please provide one of 'on' and 'off'"),
      ("--timing", "exact", "Please provide one of 'core' and 'flat'"),
    ])
  func wrongUsage(option: String, value: String, says: String) throws {
    let outcome = try demo("stm32f407", "\(option)=\(value)")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(says))
  }

  @Test func boardWithoutWaitStates() throws {
    let outcome = try Command(
      "run", fixture("uart-mps2-an386"), "--target", "mps2-an386", "--wait-states", "2"
    ).run()
    #expect(outcome.status == 64)
    #expect(outcome.errors == "error: --wait-states: mps2-an386 has no flash whose wait states could be set\n")
  }

  /// RM0090, table 10: 168 MHz need five wait states. Fewer are a warning.
  @Test func tooFewWaitStates() throws {
    let outcome = try demo("stm32f407", "--wait-states", "2")
    let warning = "flash is read with 2 wait states at 168 MHz, which needs 5 (FLASH.ACR[2:0]; RM0090 rev 19, 3.9.1)"
    #expect(try report()["warnings"] as? [String] == [warning])
    #expect(outcome.errors.hasSuffix("\nwarning: \(warning)\n"))
  }

  /// A board like the STM32F407's, but with a crystal of 25 MHz: the demo, made for 8 MHz, runs it too fast.
  @Test func crystalOfOnesOwn() throws {
    let up = folder.url.pathComponents.dropFirst().map { _ in "../" }.joined()
    let text = try String(contentsOfFile: root.path + "/Targets/stm32f407.yaml", encoding: .utf8)
      .replacingOccurrences(of: "families/", with: up + root.path.dropFirst() + "/Targets/families/")
      .replacingOccurrences(of: "{hse: 8MHz}", with: "{hse: 25MHz}")
    let outcome = try demo(try folder.write("board.yaml", text))
    #expect(outcome.errors.contains("\ntiming: clock 525 MHz (by firmware)"))
    let warnings = try #require(try report()["warnings"] as? [String])
    #expect(
      warnings.contains(
        "pll-input runs at 3.125 MHz, more than the 2 MHz that the part allows (RM0090 rev 19, 7.3.2, PLLM)"))
    #expect(warnings.contains("hclk runs at 525 MHz, more than the 168 MHz that the part allows"))
    for warning in warnings { #expect(outcome.errors.contains("\nwarning: \(warning)\n")) }
  }

  /// The PLL is selected and was never switched on.
  @Test func clockThatDoesNotRun() throws {
    let code: [UInt16] = [
      0x4801,  // ldr r0, [pc, #4]: the word below, RCC_CFGR
      0x2102,  // movs r1, #2
      0x6001,  // str r1, [r0]
      0xE7FE,  // b .
    ]
    let image = try folder.write("image.elf", SmallImage(code: code, at: 0x0800_0000, words: [0x4002_3808]).bytes)
    let outcome = try Command("run", image, "--target", "stm32f407", "--max-cycles", "1000").run()
    #expect(outcome.errors.contains("\ntiming: clock 16 MHz (as reset), flash 0 wait states (as reset)\n"))
    #expect(
      outcome.errors.contains(
        "\nwarning: the core clock stays at 16 MHz: pll is used and does not run: RCC.CR[25] is 0\n"))
  }

  @Test func sameResultEveryTime() throws {
    func run() throws -> [String: Any] {
      _ = try demo("stm32f407")
      var report = try report()
      report["hostSeconds"] = nil
      return report
    }
    #expect(NSDictionary(dictionary: try run()) == NSDictionary(dictionary: try run()))
  }
}
