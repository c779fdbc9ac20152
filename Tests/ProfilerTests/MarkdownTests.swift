import Foundation
import Profiler
import Testing

/// Against `cmark-gfm`, GitHub's own reader of its Markdown.
@Suite struct MarkdownTests {
  static let tool = Tool.find("cmark-gfm")

  /// Tables as the reader sees them: rows of cells, tags gone and entities decoded.
  private func tables(_ markdown: String) throws -> [[[String]]] {
    let folder = try TemporaryFolder()
    let file = try folder.write("comment.md", markdown)
    let outcome = try #require(Self.tool).run(["--unsafe", "--extension", "table", file], in: folder)
    #expect(outcome.status == 0)
    return outcome.text.components(separatedBy: "<table>").dropFirst().map { table in
      let rows = table.components(separatedBy: "</table>")[0].components(separatedBy: "<tr>").dropFirst()
      return rows.map { row in
        row.components(separatedBy: "\n").filter { $0.hasPrefix("<th") || $0.hasPrefix("<td") }.map(Self.text)
      }
    }
  }

  private static func text(_ markup: String) -> String {
    var text = markup.replacing(/<[^>]*>/, with: "")
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
      text = text.replacing(entity, with: character)
    }
    return text
  }

  @Test(.enabled(if: tool != nil, "cmark-gfm is not installed"))
  func sample() throws {
    let tables = try tables(SampleProfile.make().markdown())
    try #require(tables.count == 5)
    #expect(tables[0][1] == ["cycles", "1,000"])
    #expect(tables[0][2] == ["time", "4.630 µs at 216.0 MHz"])
    #expect(tables[1][1] == ["convolve", "600", "60.0 %", "650", "2", "data wait 25.0 %"])
    #expect(tables[2][1] == ["conv_0", "CONV_2D", "650", "65.0 %", "1,000", "0.33", "880"])
    #expect(tables[3][1] == ["src/kernel.c:12", "400", "40.0 %", "250", ""])
    #expect(tables[4][1] == ["--function convolve", "2", "300", "300", "350", "650"])
    let text = SampleProfile.make().markdown()
    let details = try #require(text.range(of: "<details>"))
    #expect(text[details.upperBound...].contains("#### Lines"))
    #expect(text[details.upperBound...].contains("- no line information for 100 of 1,000 cycles: build with -g"))
    #expect(text.hasSuffix("</details>\n"))
  }

  @Test(.enabled(if: tool != nil, "cmark-gfm is not installed"))
  func changes() throws {
    var profile = SampleProfile.make()
    profile.functions[0].selfCycles = 540
    profile.functions[3].name = "memmove"
    profile.layers[0].cycles = 715
    profile.totalCycles = 940
    let markdown = profile.markdown(comparedWith: SampleProfile.make())
    #expect(markdown.contains("**940 cycles**, 60 fewer than the baseline (−6.00 %)"))
    let tables = try tables(markdown)
    #expect(tables[0][1] == ["cycles", "940", "1,000", "−60 (−6.00 %)"])
    #expect(tables[0][3] == ["instructions", "800", "800", "0"])
    #expect(
      tables[1].dropFirst() == [
        ["memcpy", "100", "", "gone"], ["memmove", "", "100", "new"], ["convolve", "600", "540", "−60 (−10.00 %)"],
      ])
    let layers = try #require(tables.first { $0[0][0] == "Layer" })
    #expect(layers[1].last == "+65 (+10.00 %)")
  }

  @Test func unchanged() {
    let markdown = SampleProfile.make().markdown(comparedWith: SampleProfile.make())
    #expect(markdown.contains("**1,000 cycles**, as many as the baseline"))
    #expect(markdown.contains("No function's own cycles changed."))
  }

  /// A baseline that cannot be compared as it stands, and a run that did not end well, are said.
  @Test func warnings() {
    var baseline = SampleProfile.make()
    baseline.target = "stm32f407"
    baseline.stop = .init(reason: "limit", exitStatus: 2)
    let markdown = SampleProfile.make().markdown(comparedWith: baseline)
    #expect(markdown.contains("> The baseline is of another target: `stm32f407`."))
    #expect(markdown.contains("> The baseline ended otherwise: by `limit`, exit status 2."))
    #expect(baseline.markdown().contains("> Ended by `limit`, exit status 2."))
  }

  /// Names arrive as they are, one in each row, whatever they hold.
  @Test(.enabled(if: tool != nil, "cmark-gfm is not installed"), arguments: 1...5)
  func hostileNames(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let baseline = RandomProfile.make(seed: UInt64(seed + 100))
    let tables = try tables(profile.markdown(comparedWith: baseline))
    let functions = tables.filter { $0[0][0] == "Function" && $0[0].count == 6 }.flatMap { $0.dropFirst() }
    #expect(functions.allSatisfy { $0.count == 6 })
    let names = profile.functions.map { $0.name.replacing(/[\n\t]/, with: " ") }
    #expect(functions.map { $0[0] } == names)
    let changes = try #require(tables.first { $0[0] == ["Function", "Before", "Now", "Change"] })
    #expect(changes.count == 11)
    let lines = try #require(tables.first { $0[0][0] == "Line" }).dropFirst()
    #expect(lines.map { $0[0] } == profile.lines.prefix(20).map { "\($0.file):\($0.line)" })
    #expect(profile.markdown() == RandomProfile.make(seed: UInt64(seed)).markdown())
  }

  /// What GitHub accepts as a comment, for a large profile with long names.
  @Test func lengthIsBounded() {
    var profile = SampleProfile.make()
    let name = String(repeating: "a|", count: 2000)
    profile.firmware = name
    profile.notes = [String](repeating: String(repeating: "<", count: 5000), count: 50)
    profile.functions = (0..<3000).map { number in
      var function = Profile.Function(name: name + "\(number)", address: UInt32(number))
      (function.selfCycles, function.inclusiveCycles, function.calls) = (1 << 60, 1 << 60, 1 << 60)
      return function
    }
    profile.lines = (1...3000).map { .init(file: name, line: $0) }
    profile.layers = (0..<3000).map { .init(name: name + "\($0)", operator: name, function: 0, macs: 1 << 60) }
    var baseline = profile
    for index in baseline.functions.indices { baseline.functions[index].selfCycles = 1 << 61 }
    #expect(profile.markdown(comparedWith: baseline).count < 65_536)
  }

  @Test func emptyProfile() {
    let markdown = SampleProfile.empty().markdown(comparedWith: SampleProfile.empty())
    #expect(markdown.contains("**0 cycles**, as many as the baseline"))
    #expect(!markdown.contains("nan") && !markdown.contains("inf"))
  }
}
