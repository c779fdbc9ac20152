import Boards
import Foundation
import Testing

@testable import Fidelity

/// Programs run on the simulator, and their method: what does not depend on the timing model must come out exactly.
@Suite struct CaseRunnerTests {
  private func runner(_ images: String = CatalogueTests.files.images) throws -> CaseRunner {
    CaseRunner(images: images, library: try BoardLibrary.find(environment: [:]))
  }

  private func measurement(_ program: String, _ board: String) -> SiliconCase {
    SiliconCase(
      core: program.hasPrefix("m4") ? .cortexM4 : .cortexM7, board: BoardConfiguration(target: board), program: program,
      measured: 1, tolerance: .cycles(0), source: "test")
  }

  /// Costs that no model may get wrong: 1-cycle instructions, and what of a twin cancels.
  @Test(arguments: [
    ("m4-add", "stm32f407", 1.0), ("m4-mla", "stm32f407", 1), ("m4-it-passed", "stm32f407", 2),
    ("m4-wide-two-odd", "stm32f407", 2), ("m4-loop-twenty", "stm32f407", 20), ("m7-alu-chain", "stm32h743", 1),
    ("m7-pair-shifted-shifted", "stm32h743", 1),
  ])
  func certainCosts(program: String, board: String, cycles: Double) throws {
    var runner = try runner()
    #expect(try runner.simulate(measurement(program, board)) == cycles)
  }

  @Test func twoRunsAreEqual() throws {
    var runner = try runner()
    let measurement = measurement("m4-tail-chain", "stm32f407")
    #expect(try runner.simulate(measurement) == runner.simulate(measurement))
  }

  @Test func anImageWithoutAResult() throws {
    // An image that prints something else stands in for a microbenchmark.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(
      atPath: "\(CatalogueTests.files.images)/m4-add-stm32f407.elf",
      toPath: folder.appendingPathComponent("m4-other-stm32f407.elf").path)
    var runner = try runner(folder.path)
    let error = #expect(throws: FidelityError.self) { try runner.simulate(measurement("m4-other", "stm32f407")) }
    let text =
      "m4-other on stm32f407: gave no result: it printed 'microbench m4-add cycles 80 per 80' and stopped by sleep"
    #expect(error?.description == text)
  }

  @Test func programRatios() throws {
    var runner = try runner(CatalogueTests.files.wholeProgramImages)
    let ratios = try ProgramRatios(runner: &runner)
    #expect(ratios.ratios.count == ProgramRatios.published.count)
    for ratio in ratios.ratios {
      #expect(ratio.slowCycles > 1000 && ratio.ratio == ratio.slowCycles / ratio.fastCycles)
      #expect(ratios.text.contains(ratio.slow) && ratios.markdown.contains("| `\(ratio.program)` | \(ratio.board) |"))
    }
    let unknown = ProgramRatios.Published(
      program: "mixed", board: "stm32f746", slow: "0MHz", fast: "0MHz", ratio: "", source: "")
    let error = #expect(throws: FidelityError.self) { try ProgramRatios([unknown], runner: &runner) }
    #expect(error?.description == "mixed on stm32f746: gave no result under 0MHz")
  }
}
