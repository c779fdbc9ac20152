import Boards
import Foundation
import Testing

@testable import Fidelity

@Suite struct FidelityReportTests {
  private func row(
    _ program: String, core: Core.Kind = .cortexM4, measured: Double, simulated: Double,
    tolerance: SiliconCase.Tolerance = .cycles(0)
  ) -> FidelityReport.Case {
    let measurement = SiliconCase(
      core: core, board: BoardConfiguration(target: "b"), program: program, measured: measured, tolerance: tolerance,
      source: "s|t")
    return FidelityReport.Case(measurement, simulated: simulated)
  }

  @Test(arguments: [
    (4.0, 3.0, SiliconCase.Tolerance.cycles(0), -25.0, false), (4, 3, .cycles(1), -25, true),
    (4, 3, .percent(25), -25, true), (4, 3, .percent(24.9), -25, false), (0, 1, .cycles(0), 100, false),
    (0, 0, .cycles(0), 0, true), (0.5, 1, .cycles(0.5), 50, true), (2.4, 2.45, .cycles(0.05), 100 * 0.05 / 2.4, true),
    (10, 10.2, .percent(2), 2, true),
  ])
  func errors(measured: Double, simulated: Double, tolerance: SiliconCase.Tolerance, percent: Double, passes: Bool) {
    let row = row("p", measured: measured, simulated: simulated, tolerance: tolerance)
    #expect(abs(row.errorPercent - percent) < 1e-9)
    #expect(abs(row.error - (simulated - measured)) < 1e-12)
    #expect(row.passes == passes)
  }

  /// Errors of 1 to 40 percent, half of them negative: mean 20.5, the 38th of 40 is the 95th percentile.
  @Test func statistics() throws {
    let cases = (1...40).map { error in
      row("p\(error)", measured: 100, simulated: error % 2 == 0 ? 100 + Double(error) : 100 - Double(error))
    }
    let report = FidelityReport(cases.shuffled() + [row("q", core: .cortexM7, measured: 2, simulated: 2)])
    #expect(report.cores.map(\.core) == ["cortex-m4", "cortex-m7"])
    let (first, second) = (try #require(report.cores.first), try #require(report.cores.last))
    #expect(first.cases == 40 && first.failures == 40 && report.failures == 40)
    #expect(abs(first.meanError - 20.5) < 1e-9)
    #expect(first.percentile95 == 38 && first.worst == 40 && first.worstProgram == "p40")
    #expect(second.cases == 1 && second.failures == 0 && second.meanError == 0 && second.percentile95 == 0)
  }

  @Test(arguments: [(1, 1), (19, 19), (20, 19), (21, 20), (100, 95), (101, 96)])
  func percentileIsTheNearestRank(count: Int, rank: Int) throws {
    let cases = (1...count).map { row("p", measured: 1000, simulated: 1000 + Double($0) * 10) }
    #expect(try #require(FidelityReport(cases).cores.first).percentile95 == Double(rank))
  }

  @Test func nothingToReport() {
    #expect(FidelityReport([]).cores == [])
    #expect(FidelityReport([]).failures == 0)
  }

  @Test func text() {
    let report = FidelityReport([
      row("m4-a", measured: 2, simulated: 3), row("m4-load", measured: 2.4, simulated: 2.4),
    ])
    #expect(
      report.text == """
        program  board  measured  simulated   error        source
        m4-a     b             2          3  50.0 %  FAIL  s|t
        m4-load  b           2.4        2.4   0.0 %  pass  s|t

        cortex-m4: 2 cases, 1 over tolerance; error: mean 25.0 %, 95th percentile 50.0 %, worst 50.0 % (m4-a)

        """)
    #expect(report.markdown.contains("| `m4-a` | b | 2 | 3 | 50.0 % ✗ |\n"))
    #expect(report.markdown.contains("| cortex-m4 | 2 | 1 | 25.0 % | 50.0 % | 50.0 % (`m4-a`) |\n"))
  }

  /// Each source has its rows together, measurements before documents, and no text of a row is taken as markup.
  @Test func markdownBySource() throws {
    var rows = [
      row("a", measured: 1, simulated: 1), row("b", measured: 4, simulated: 5), row("c", measured: 1, simulated: 1),
    ]
    rows[0].source = "documented: a manual"
    rows[2].source = "me <i> & you"
    rows.append(row("d", measured: 4, simulated: 2))
    let summaries = FidelityReport(rows).markdown.split(separator: "\n").filter { $0.hasPrefix("<details>") }
    #expect(
      summaries == [
        "<details><summary>s|t: 2 rows, mean error 37.5 %, worst 50.0 %</summary>",
        "<details><summary>me &lt;i&gt; &amp; you: 1 row, mean error 0.0 %, worst 0.0 %</summary>",
        "<details><summary>documented: a manual: 1 row, mean error 0.0 %, worst 0.0 %</summary>",
      ])
  }

  @Test func jsonReadsBack() throws {
    let report = FidelityReport([row("m4-a", measured: 2, simulated: 3)])
    #expect(try JSONDecoder().decode(FidelityReport.self, from: JSONEncoder().encode(report)) == report)
  }
}
