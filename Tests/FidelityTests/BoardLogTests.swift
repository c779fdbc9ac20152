import Boards
import Testing

@testable import Fidelity

@Suite struct BoardLogTests {
  @Test(arguments: [
    ("microbench m4-add cycles 80 per 80", "m4-add", 80, 80),
    ("microbench m4-add cycles 80 per 80\r", "m4-add", 80, 80),
    ("[12:00:01.5] microbench m7-x cycles -3 per 1000", "m7-x", -3, 1000),
    ("\tmicrobench  m7-x\tcycles 0 per 1 ", "m7-x", 0, 1),
  ])
  func results(line: String, name: String, cycles: Int64, repetitions: Int64) throws {
    let result = try #require(ResultLine(line))
    #expect(result.kind == .microbench && result.name == name && result.conditions == "")
    #expect(result.cycles == cycles && result.repetitions == repetitions)
  }

  @Test func resultsOfPrograms() throws {
    let result = try #require(ResultLine("program mixed 16MHz,0ws cycles 1241974 per 20"))
    #expect(result.kind == .program && result.conditions == "16MHz,0ws" && result.cyclesEach == 62098.7)
  }

  @Test(arguments: [
    "", "hello", "microbench", "microbench m4-add fault", "microbench m4-add cycles 80 per 0",
    "microbench m4-add cycles 80 per -1", "microbench m4-add cycles x per 80", "microbench m4-add cycles 80 per 80 x",
    "microbench m4-add cycles 80", "program mixed cycles 80 per 80",
    "microbench m4-add cycles 99999999999999999999 per 1",
    "microbenchm4-add cycles 80 per 80",
  ])
  func otherText(line: String) { #expect(ResultLine(line) == nil) }

  private func log(_ text: String, core: Core.Kind = .cortexM4) throws -> BoardLog {
    try BoardLog(
      text, path: "log.txt", core: core, board: BoardConfiguration(target: "stm32f407"), source: "me, 2026-01-31",
      tolerance: .cycles(0.05))
  }

  @Test func aCapturedLog() throws {
    let text = """
      Open On-Chip Debugger\r
      microbench m4-add cycles 80 per 80\r
      \u{0}garbage\r
      microbench m4-hang fault\r
      12:00 microbench m4-load-three cycles 321 per 80\rmicrobench m4-b cycles 1 per 4

      """
    let log = try log(text)
    #expect(log.cases.map(\.program) == ["m4-add", "m4-load-three", "m4-b"])
    #expect(log.cases.map(\.measured) == [1, 4.0125, 0.25])
    #expect(log.cases.allSatisfy { $0.source == "me, 2026-01-31" && $0.tolerance == .cycles(0.05) && $0.comment == "" })
    #expect(log.faults.map(\.program) == ["m4-hang"])
    #expect(log.faults.map(\.line) == [4])
    // The rows are a table again.
    #expect(try SiliconTable(SiliconTable.text(log.cases), file: "t.csv").rows.map(\.measurement) == log.cases)
  }

  @Test func severalReadingsGiveTheirMedianAndSpread() throws {
    let lines = [301, 300, 308, 302].map { "microbench m4-a cycles \($0) per 100\n" }.joined()
    let row = try #require(try log(lines).cases.first)
    #expect(abs(row.measured - 3.015) < 1e-9)
    #expect(row.tolerance.text == "0.065")
    #expect(row.comment == "4 readings, 3 to 3.08")
    let same = try #require(try log(String(repeating: "microbench m4-a cycles 300 per 100\n", count: 3)).cases.first)
    #expect(same.measured == 3 && same.tolerance == .cycles(0.05) && same.comment == "")
  }

  @Test func logsWithoutUse() {
    #expect(throws: FidelityError.emptyLog(path: "log.txt")) { try log("nothing here\n") }
    #expect(throws: FidelityError.emptyLog(path: "log.txt")) { try log("microbench m4-a fault\n") }
    let error = #expect(throws: FidelityError.self) { try log("microbench m7-a cycles 1 per 1\n") }
    #expect(error?.description == "m7-a on stm32f407: is a program of another core than cortex-m4")
  }

  /// Garbled lines that look like results, and rows that could not be read back.
  @Test(arguments: ["m4-a cycles -80 per 80", "../a cycles 80 per 80", "m4-a cycles 9223372036854775807 per 1"])
  func resultsThatAreNone(line: String) throws {
    let text = "microbench \(line)\nmicrobench m4-add cycles 80 per 80\n"
    let log = try BoardLog(
      text, path: "l", core: .cortexM4, board: BoardConfiguration(target: "b"), source: "me", tolerance: .cycles(0))
    #expect(log.cases.map(\.program) == ["m4-add"])
  }

  @Test func linesEndAsTheyMay() {
    #expect(lines("a\nb\r\nc\rd\n\r\n") == ["a", "b", "c", "d", "", ""])
    #expect(lines("") == [""])
  }
}
