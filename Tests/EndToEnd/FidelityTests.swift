import Foundation
import Testing

/// `thumbprint fidelity` as a user runs it.
@Suite struct FidelityTests {
  private static let header = "core,board,program,measured,tolerance,source,comment\n"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func table(_ rows: String..., name: String = "t.csv") throws -> String {
    try folder.write(name, Array((Self.header + rows.map { $0 + "\n" }.joined()).utf8))
  }

  private func fidelity(_ arguments: String...) throws -> Outcome { try Command(["fidelity"] + arguments).run() }

  @Test func withinTolerance() throws {
    let path = try table("cortex-m4,stm32f407,m4-add,1,0,me,", "cortex-m7,stm32h743,m7-alu-chain,1.5,50%,me,")
    let outcome = try fidelity(path)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.text.contains("m4-add        stm32f407         1          1    0.0 %  pass  me\n"))
    #expect(outcome.text.contains("\ncortex-m4: 1 case, 0 over tolerance; error: mean 0.0 %"))
    #expect(outcome.text.contains("\ncortex-m7: 1 case, 0 over tolerance; error: mean 33.3 %"))
  }

  @Test func overTolerance() throws {
    let path = try table("cortex-m4,stm32f407,m4-add,2,0.5,me,", "cortex-m7,stm32h743,m7-alu-chain,1,0,me,")
    let outcome = try fidelity(path)
    #expect(outcome.status == 1)
    #expect(outcome.text.contains("-50.0 %  FAIL"))
    // The other core's rows alone are within it.
    let other = try fidelity(path, "--core", "m7")
    #expect(other.status == 0)
    #expect(!other.text.contains("m4-add"))
  }

  @Test func jsonAndMarkdown() throws {
    let path = try table("cortex-m4,stm32f407,m4-add,2,0.5,me,")
    let (first, second) = (folder.path("1.json"), folder.path("2.json"))
    let outcome = try fidelity(path, "--markdown", "--json", first)
    #expect(outcome.status == 1)
    #expect(outcome.text.contains("<summary>me: 1 row"))
    #expect(outcome.text.contains("| `m4-add` | stm32f407 | 2 | 1 | -50.0 % ✗ |\n"))
    #expect(try fidelity(path, "--json", second).status == 1)
    let data = try Data(contentsOf: URL(fileURLWithPath: first))
    #expect(data == (try Data(contentsOf: URL(fileURLWithPath: second))))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(report["schema"] as? Int == 1)
    let row = try #require((report["cases"] as? [[String: Any]])?.first)
    #expect(row["program"] as? String == "m4-add" && row["passes"] as? Bool == false)
    #expect(row["measured"] as? Double == 2 && row["simulated"] as? Double == 1 && row["error"] as? Double == -1)
    let core = try #require((report["cores"] as? [[String: Any]])?.first)
    #expect(core["worst"] as? Double == 50 && core["worstProgram"] as? String == "m4-add")
    let toOutput = try fidelity(path, "--json", "-")
    #expect(Data(toOutput.output) == data)
  }

  @Test func unusableTables() throws {
    let cases: [(String, String)] = [
      (try table("cortex-m4,stm32f407,m4-add,many,0,me,", name: "a.csv"), "a.csv:2: column 4: measured: 'many'"),
      (try table("cortex-m7,stm32f407,m4-add,1,0,me,", name: "b.csv"), "b.csv:2: column 1: core: 'cortex-m7'"),
      (try table("cortex-m4,stm32f407,m4-nothing,1,0,me,", name: "c.csv"), "m4-nothing-stm32f407.elf: does not exist"),
      (try table("cortex-m4,stm32f40,m4-add,1,0,me,", name: "d.csv"), "stm32f40"),
      (folder.path("none.csv"), "none.csv: does not exist"), (folder.url.path, "is a directory"),
    ]
    for (path, text) in cases {
      let outcome = try fidelity(path)
      #expect(outcome.status == 65)
      #expect(outcome.output == [])
      #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(text), "\(outcome.errors)")
    }
  }

  @Test func recordsABoardsLog() throws {
    let log = try folder.write(
      "log.txt", Array("boot\r\nmicrobench m4-add cycles 82 per 80\r\nmicrobench m4-mul fault\r\nend".utf8))
    let outcome = try fidelity(
      "--record", log, "--board", "stm32f407", "--source", "me, rev 2", "--date", "2026-01-31", "--tolerance", "1%")
    #expect(outcome.status == 0)
    #expect(outcome.text == Self.header + "cortex-m4,stm32f407,m4-add,1.025,1%,\"me, rev 2, 2026-01-31\",\n")
    #expect(outcome.errors == "\(log):3: m4-mul ended in a fault; no row\n")
    // What it wrote is a table that the command takes.
    let table = try folder.write("recorded.csv", outcome.output)
    #expect(try fidelity(table).status == 1)
    let today = try fidelity("--record", log, "--board", "stm32f407", "--source", "me")
    #expect(today.text.contains(/,0\.05,"me, \d{4}-\d{2}-\d{2}",\n/))
  }

  @Test func unusableLogs() throws {
    let empty = try folder.write("empty.txt", Array("nothing\n".utf8))
    let outcome = try fidelity("--record", empty, "--board", "stm32f407", "--source", "me")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("empty.txt: has no result of a microbenchmark"))
    #expect(try fidelity("--record", empty, "--board", "stm32f999", "--source", "me").status == 65)
    #expect(try fidelity("--record", empty, "--board", "stm32f407;turbo=on", "--source", "me").status == 64)
  }

  @Test(arguments: [
    ["--core", "m3"], ["--record", "log.txt"], ["--record", "log.txt", "--board", "stm32f407"],
    ["--record", "log.txt", "--board", "b", "--source", "s", "t.csv"], ["--board", "stm32f407"], ["--source", "me"],
    ["--record", "l", "--board", "b", "--source", "s", "--date", "today"],
    ["--record", "l", "--board", "b", "--source", "s", "--tolerance", "-1"], ["--programs", "t.csv"],
    ["--markdown", "--json", "-"],
  ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Command(["fidelity"] + arguments).run()
    #expect(outcome.status == 64)
    #expect(outcome.output == [])
    #expect(outcome.errors.contains("Usage: thumbprint fidelity"))
  }

  /// What is wrong with a row's board is said with the row's line.
  @Test(arguments: [
    ("nonesuch", "2: column 2: board: unknown target 'nonesuch'"),
    ("no/such.yaml", "2: column 2: board: no/such.yaml: does not"),
    ("stm32f407;wait-states=99", "2: column 2: board: 99 is more than stm32f407 can be set to"),
  ])
  func badBoards(board: String, problem: String) throws {
    let path = try table("cortex-m4,\(board),m4-add,1,0,me,")
    let outcome = try fidelity(path)
    #expect(outcome.status == 65)
    #expect(outcome.errors.hasPrefix("error: \(path):\(problem)"))
  }

  @Test func programs() throws {
    let outcome = try fidelity("--programs")
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("mixed on stm32f746: "))
    #expect(outcome.text.contains("  published: 5.0 for Dhrystone (STM32F723"))
    #expect(outcome.text.split(separator: "\n").allSatisfy { $0.count < 100 })
  }

  /// The bus latencies of the board files were chosen by two published ratios with the caches off: 5.0 (Dhrystone,
  /// STM32F723) and 3.0 to 3.2 (CMSIS FFT, STM32H7). Other programs on related parts come near them, no nearer.
  @Test(arguments: [
    ("mixed", "stm32f746", "216MHz,7ws,no-caches,dtcm", 4.2...5.8),
    ("mixed", "stm32f746", "216MHz,7ws,no-caches,sram1", 4.2...5.8),
    ("fft", "stm32h743", "480MHz,4ws,no-caches,dtcm", 2.6...4.0),
    ("mixed", "stm32f746", "216MHz,7ws,caches,sram1", 0.99...1.02),
    ("mixed", "stm32f407", "168MHz,5ws,art,sram1", 1.0...1.02),
  ])
  func ratio(program: String, board: String, slow: String, range: ClosedRange<Double>) throws {
    let outcome = try fidelity("--programs", "--json", "-")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    let ratios = try #require(report["ratios"] as? [[String: Any]])
    let row = ratios.first {
      [$0["program"], $0["board"], $0["slow"]].map { $0 as? String } == [program, board, slow]
    }
    let ratio = try #require(row?["ratio"] as? Double)
    #expect(range.contains(ratio))
  }

  /// Nothing to compare is no success, and a report takes the place of no table.
  @Test func nothingToCompare() throws {
    let empty = try folder.write("empty.csv", Array(Self.header.utf8))
    #expect(try fidelity(empty).status == 65)
    let path = try table("cortex-m4,stm32f407,m4-add,1,0,me,")
    let outcome = try fidelity(path, "--core", "m7")
    #expect(outcome.status == 65)
    #expect(outcome.errors == "error: \(path): has no row of cortex-m7\n")
    #expect(try fidelity(empty, path, "--json", path).status == 64)
    #expect(try fidelity(path).status == 0)
  }

  /// The README has the table that the command prints. To renew it: `thumbprint fidelity --markdown`.
  @Test func readmeHasTheTable() throws {
    let readme = try String(contentsOfFile: root.appendingPathComponent("README.md").path, encoding: .utf8)
    let table = try #require(
      readme.components(separatedBy: "<!-- thumbprint fidelity --markdown -->\n").dropFirst().first)
    let outcome = try fidelity("--markdown")
    #expect(table.components(separatedBy: "<!-- end -->").first == outcome.text)
  }

  /// From any directory, all tables: the sum of the summary lines is the number of rows in Traces/silicon.
  @Test func allTablesByDefault() throws {
    var command = Command("fidelity", "--json", "-")
    command.workingDirectory = folder.url.path
    let outcome = try command.run()
    #expect([0, 1].contains(outcome.status))
    let report = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    let silicon = root.appendingPathComponent("Traces/silicon")
    let rows = try FileManager.default.contentsOfDirectory(at: silicon, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "csv" }
      .map { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n").count - 1 }
    #expect((report["cases"] as? [Any])?.count == rows.reduce(0, +))
  }
}
