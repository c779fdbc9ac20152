import Foundation
import Profiler
import Testing

/// Against `lcov` and `genhtml`, from Debian's lcov.
@Suite struct LCOVTests {
  static let lcov = Tool.find("lcov")
  static let genhtml = Tool.find("genhtml")

  @Test func sample() {
    let text = SampleProfile.make().lcov(unexecuted: ["src/kernel.c": [11, 20], "src/unused.c": [3]])
    let expected = """
      TN:thumbprint
      SF:src/kernel.c
      FN:10,convolve
      FNDA:2,convolve
      FNF:1
      FNH:1
      DA:11,250
      DA:12,250
      DA:20,0
      LF:3
      LH:2
      end_of_record
      TN:thumbprint
      SF:src/main.c
      FN:3,main
      FN:30,SysTick_Handler
      FNDA:1,main
      FNDA:4,SysTick_Handler
      FNF:2
      FNH:2
      DA:5,150
      DA:31,80
      LF:2
      LH:2
      end_of_record
      TN:thumbprint
      SF:src/unused.c
      FNF:0
      FNH:0
      DA:3,0
      LF:1
      LH:0
      end_of_record

      """
    #expect(text == expected)
  }

  /// 4 of 8 lines and 3 of 4 functions ran.
  @Test(.enabled(if: lcov != nil, "lcov is not installed"))
  func summary() throws {
    var unused = Profile.Function(name: "unused", address: 0x0800_0500)
    (unused.file, unused.line) = ("src/main.c", 40)
    let unexecuted = ["src/main.c": [5, 41, 42], "src/kernel.c": [20, 21]] as [String: Set<Int>]
    let folder = try TemporaryFolder()
    let file = try folder.write("run.info", SampleProfile.make().lcov(unexecuted: unexecuted, uncalled: [unused]))
    let outcome = try #require(Self.lcov).run(["--summary", file], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("50.0% (4 of 8 lines)"), "\(outcome.text)")
    #expect(outcome.text.contains("75.0% (3 of 4 functions)"), "\(outcome.text)")
  }

  /// The report's page of a source says how often its lines ran, and which never did.
  @Test(.enabled(if: genhtml != nil, "genhtml is not installed"))
  func report() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("src/kernel.c", (1...25).map { "code \($0);\n" }.joined())
    _ = try folder.write("src/main.c", (1...45).map { "code \($0);\n" }.joined())
    let file = try folder.write("run.info", SampleProfile.make().lcov(unexecuted: ["src/kernel.c": [20]]))
    let outcome = try #require(Self.genhtml).run(["--output-directory", "report", file], in: folder)
    #expect(outcome.status == 0, "\(outcome.text)")
    #expect(outcome.text.contains("80.0% (4 of 5 lines)"), "\(outcome.text)")
    #expect(outcome.text.contains("100.0% (3 of 3 functions)"), "\(outcome.text)")
    let pages = FileManager.default.enumerator(atPath: folder.path("report"))?.compactMap { $0 as? String } ?? []
    let page = try #require(pages.first { $0.hasSuffix("kernel.c.gcov.html") })
    let text = try String(contentsOfFile: folder.path("report/\(page)"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(lines.contains { $0.contains("lineCov") && $0.contains("250") && $0.contains("code 12;") })
    #expect(lines.contains { $0.contains("lineNoCov") && $0.contains("code 20;") })
  }

  /// Names with commas and line breaks, files with spaces, functions of one name: all lines and functions arrive.
  @Test(.enabled(if: lcov != nil, "lcov is not installed"), arguments: 1...5)
  func randomProfiles(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let folder = try TemporaryFolder()
    let file = try folder.write("run.info", profile.lcov())
    let outcome = try #require(Self.lcov).run(["--summary", file], in: folder)
    #expect(outcome.status == 0)
    let lines = profile.lines.count
    let functions = Set(profile.functions.filter { $0.file != nil }.map { [$0.file ?? "", $0.name] }).count
    #expect(outcome.text.contains("(\(lines) of \(lines) lines)"), "\(outcome.text)")
    #expect(outcome.text.contains("(\(functions) of \(functions) functions)"), "\(outcome.text)")
    #expect(profile.lcov() == RandomProfile.make(seed: UInt64(seed)).lcov())
  }

  @Test func emptyProfile() { #expect(SampleProfile.empty().lcov() == "") }
}
