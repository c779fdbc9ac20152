import Boards
import Testing

@testable import Fidelity

@Suite struct SiliconTableTests {
  static let header = "core,board,program,measured,tolerance,source,comment\n"

  @Test func parsesEveryColumn() throws {
    let text = Self.header + "cortex-m7,stm32f746;clock=216MHz;wait-states=7;caches=on,m7-a,2.4,2%,\"one, two\",why\n"
    let table = try SiliconTable(text, file: "t.csv")
    let expected = SiliconCase(
      core: .cortexM7,
      board: BoardConfiguration(target: "stm32f746", clock: 216_000_000, waitStates: 7, caches: true), program: "m7-a",
      measured: 2.4, tolerance: .percent(2), source: "one, two", comment: "why")
    #expect(table.rows == [SiliconTable.Row(line: 2, measurement: expected)])
    #expect(SiliconTable.text([expected]) == text)
  }

  @Test func columnsMayComeInAnyOrderAndWithoutComment() throws {
    let text = "source,tolerance,measured,program,board,core\r\nme,0.5,3,m4-a,stm32f407,cortex-m4\r\n"
    let row = try #require(try SiliconTable(text, file: "t.csv").rows.first?.measurement)
    #expect(row.core == .cortexM4 && row.measured == 3 && row.tolerance == .cycles(0.5) && row.comment == "")
  }

  @Test(arguments: [
    ("", 1, 1, "is empty; expected the header core,board"),
    ("core,board,program,measured,tolerance\n", 1, 6, "column 'source' is missing"),
    ("core,board,program,measured,tolerance,source,core\n", 1, 7, "column 'core' is there twice"),
    ("core,colour\n", 1, 2, "unknown column 'colour'"),
    (header + "cortex-m4,stm32f407,m4-a,1,0\n", 2, 6, "has 5 fields; expected 7"),
    (header + "cortex-m4,stm32f407,m4-a,1,0,me,,\n", 2, 8, "has 8 fields; expected 7"),
    (header + "\ncortex-m3,stm32f407,m4-a,1,0,me,\n", 3, 1, "core: 'cortex-m3'; expected cortex-m4 or cortex-m7"),
    (header + "cortex-m4,stm32f407,m4-a,one,0,me,\n", 2, 4, "measured: 'one'; expected cycles"),
    (header + "cortex-m4,stm32f407,m4-a,-1,0,me,\n", 2, 4, "measured: '-1'"),
    (header + "cortex-m4,stm32f407,m4-a,nan,0,me,\n", 2, 4, "measured: 'nan'"),
    (header + "cortex-m4,stm32f407,m4-a,1e9,0,me,\n", 2, 4, "measured: '1e9'"),
    (header + "cortex-m4,stm32f407,m4-a,1,,me,\n", 2, 5, "tolerance: ''; expected cycles such as 0.5"),
    (header + "cortex-m4,stm32f407,m4-a,1,-2%,me,\n", 2, 5, "tolerance: '-2%'"),
    (header + "cortex-m4,stm32f407,../a,1,0,me,\n", 2, 3, "program: '../a'"),
    (header + "cortex-m4,stm32f407,,1,0,me,\n", 2, 3, "program: ''"),
    (header + "cortex-m4,stm32f407,m4-a,1,0,,\n", 2, 6, "source: ''; expected who measured it"),
    (header + "cortex-m4,,m4-a,1,0,me,\n", 2, 2, "board: is empty"),
    (header + "cortex-m4,stm32f407;clock=fast,m4-a,1,0,me,\n", 2, 2, "clock=fast: expected a frequency such as 216MHz"),
    (header + "cortex-m4,stm32f407;wait-states=-1,m4-a,1,0,me,\n", 2, 2, "wait-states=-1: expected a number"),
    (header + "cortex-m4,stm32f407;caches=yes,m4-a,1,0,me,\n", 2, 2, "caches=yes: expected on or off"),
    (header + "cortex-m4,stm32f407;turbo=on,m4-a,1,0,me,\n", 2, 2, "unknown key 'turbo'"),
    (header + "cortex-m4,stm32f407;caches,m4-a,1,0,me,\n", 2, 2, "'caches': expected KEY=VALUE"),
    (header + "cortex-m4,stm32f407;caches=on;caches=on,m4-a,1,0,me,\n", 2, 2, "'caches' is given twice"),
  ])
  func mistakesNameLineAndColumn(text: String, line: Int, column: Int, says: String) {
    let error = #expect(throws: FidelityError.self) { try SiliconTable(text, file: "t.csv") }
    guard case .badTable("t.csv", line, column, let problem)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.contains(says), "\(problem)")
    #expect(error?.description.hasPrefix("t.csv:\(line): column \(column): ") == true)
  }

  @Test(arguments: [
    "stm32f407", "stm32f746;clock=216MHz", "a;clock=32768Hz", "a;clock=1500kHz", "a;wait-states=0", "a;caches=off",
    "a;clock=37500kHz;wait-states=7;caches=on", "boards/mine.yaml",
  ])
  func configurationsReadBack(text: String) throws {
    #expect(try BoardConfiguration(text).text == text)
  }

  @Test(arguments: [("37.5MHz", 37_500_000), ("0.032768 MHz", 32768), ("4000MHz", 4_000_000_000)])
  func fractionsOfMegahertz(text: String, hertz: UInt64) throws {
    #expect(try BoardConfiguration("a;clock=\(text.filter { $0 != " " })").clock == hertz)
  }

  @Test(arguments: ["0Hz", "-1MHz", "216", "0.3Hz", "4001MHz", "infMHz", "MHz"])
  func unusableClocks(text: String) {
    #expect(throws: BoardConfiguration.Mistake.self) { try BoardConfiguration("a;clock=\(text)") }
  }

  @Test(arguments: [
    (SiliconCase.Tolerance.cycles(0.5), 10.0, 0.5), (.percent(2), 10, 0.2), (.percent(2), 0, 0), (.cycles(0), 3, 0),
  ])
  func tolerances(tolerance: SiliconCase.Tolerance, measured: Double, allowed: Double) {
    #expect(abs(tolerance.allowed(of: measured) - allowed) < 1e-12)
    #expect(SiliconCase.Tolerance(tolerance.text) == tolerance)
  }

  @Test(arguments: [
    (3.0, "3"), (2.4, "2.4"), (0, "0"), (1.0 / 3, "0.3333"), (0.00004, "0"), (99.99996, "100"), (-1.25, "-1.25"),
    (1.005, "1.005"),
  ])
  func decimals(value: Double, text: String) { #expect(decimal(value) == text) }

  @Test(arguments: [(2.0, 1, "2.0"), (2.46, 1, "2.5"), (-0.04, 1, "0.0"), (1234.5678, 2, "1234.57"), (7.6, 0, "8")])
  func fixedDecimals(value: Double, places: Int, text: String) { #expect(fixed(value, places: places) == text) }
}
