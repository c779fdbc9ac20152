import Foundation
import Profiler
import Testing

/// What the page is made of: its data is the profile's, nothing in it can end the element it stands in, and nothing is
/// fetched from anywhere. `HTMLBrowserTests` opens it.
@Suite struct HTMLTests {
  /// Names that would end a script element, a comment, an attribute or a string where they were written as they are.
  static let hostile = [
    "</script><script>document.title = 'taken'</script>", "<!--<script>", "-->", "]]>", "\"quoted\" 'name' \\ & &lt;",
    "line\nfeed\r\ttab\u{0}\u{7F}\u{2028}\u{2029}", "template<std::array<int, 4>> größe → 日本", "constructor",
    "__proto__", "",
  ]

  static func hostileProfile() -> Profile {
    var profile = SampleProfile.make()
    profile.firmware = "build/</title><script>alert(1)</script>.elf"
    profile.functions[0].name = hostile[0]
    profile.functions[1].name = hostile[1]
    profile.functions[2].name = hostile[4]
    profile.functions[0].file = hostile[2]
    profile.instructions[1].text = "ldr\tr0, =" + hostile[0]
    profile.layers[0].name = hostile[0]
    profile.regions[0].name = hostile[3]
    profile.memories = Array(hostile[1...3])
    profile.notes = hostile
    return profile
  }

  @Test func dataIsTheProfiles() throws {
    let profile = SampleProfile.make()
    let data = try ReportPage(profile.html(sources: SourceText())).data()
    let strings = try #require(data["strings"] as? [String])
    func numbers(_ part: String, _ column: String) -> [Int] { (data[part] as? [String: Any])?[column] as? [Int] ?? [] }
    func words(_ part: String, _ column: String) -> [String] { numbers(part, column).map { $0 < 0 ? "" : strings[$0] } }

    #expect(data["firmware"] as? String == profile.firmware)
    #expect(data["totalCycles"] as? UInt64 == profile.totalCycles)
    #expect(data["seconds"] as? Double == profile.seconds)
    #expect(data["notes"] as? [String] == profile.notes)
    #expect(data["stalls"] as? [UInt64] == causes([profile.stalls]))
    #expect(words("functions", "name") == profile.functions.map(\.name))
    #expect(words("functions", "file") == profile.functions.map { $0.file ?? "" })
    #expect(numbers("functions", "self") == profile.functions.map { Int($0.selfCycles) })
    #expect(numbers("functions", "inclusive") == profile.functions.map { Int($0.inclusiveCycles) })
    #expect(numbers("functions", "minimum") == [-1, -1, -1, -1])
    #expect(numbers("functions", "stalls") == causes(profile.functions.map(\.stalls)).map(Int.init))
    #expect(words("lines", "file") == profile.lines.map(\.file))
    #expect(numbers("lines", "line") == profile.lines.map(\.line))
    #expect(numbers("lines", "cycles") == profile.lines.map { Int($0.cycles) })
    #expect(numbers("instructions", "address") == profile.instructions.map { Int($0.address) })
    #expect(words("instructions", "text") == profile.instructions.map(\.text))
    #expect(numbers("instructions", "cycles") == profile.instructions.map { Int($0.cycles) })
    #expect(numbers("instructions", "inlined") == [-1, 0, -1, -1, -1])
    #expect(words("paths", "kind") == profile.paths.map(\.kind.rawValue))
    #expect(numbers("paths", "parent") == profile.paths.map { $0.parent ?? -1 })
    #expect(numbers("paths", "inclusive") == profile.paths.map { Int($0.inclusiveCycles) })
    #expect(numbers("layers", "macs") == [1000])
    #expect(numbers("regions", "median") == [300])
    let timeline = try #require(data["timeline"] as? [String: Any])
    // By function, most cycles first: paths 2 and 3 are both of memcpy.
    #expect(timeline["functions"] as? [[Int]] == [[0, 350, 1, 150], [0, 250, 2, 100, 3, 100, 1, 50]])
  }

  private func causes(_ rows: [CyclesByCause]) -> [UInt64] {
    rows.flatMap { row in CyclesByCause.causes.map { row[keyPath: $0.path] } }
  }

  @Test func namesCannotEndWhatTheyStandIn() throws {
    let profile = Self.hostileProfile()
    let sources = SourceText(files: [Self.hostile[2]: Self.hostile, "src/kernel.c": ["</script>", "<!--"]])
    let page = try ReportPage(profile.html(sources: sources))
    let plain = try ReportPage(SampleProfile.make().html(sources: SourceText()))
    #expect(page.text.components(separatedBy: "<script").count == plain.text.components(separatedBy: "<script").count)
    #expect(page.text.components(separatedBy: "</script").count == plain.text.components(separatedBy: "</script").count)
    #expect(page.text.components(separatedBy: "<!--").count == 1)
    #expect(page.text.components(separatedBy: "</title").count == 2)
    #expect(!page.json.contains("<") && !page.json.contains(">") && !page.json.contains("&"))
    #expect(page.json.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })

    let data = try page.data()
    #expect(data["notes"] as? [String] == Self.hostile)
    #expect(data["memories"] as? [String] == profile.memories)
    let strings = try #require(data["strings"] as? [String])
    for function in profile.functions { #expect(strings.contains(function.name)) }
    #expect(strings.contains(profile.instructions[1].text))
    #expect((data["sources"] as? [[String]])?.first == [Self.hostile[2], Self.hostile.joined(separator: "\n")])
  }

  @Test func nothingIsFetched() {
    let page = SampleProfile.make().html(sources: SourceText(files: ["src/main.c": ["int main(void);"]]))
    for reference in ["http:", "https:", "src=", "url(", "@import", "import(", "fetch(", "XMLHttpRequest", "WebSocket"]
    {
      #expect(!page.contains(reference), "\(reference)")
    }
    #expect(page.contains("default-src 'none'"))
  }

  /// Only files that the profile speaks of are in the page, and the page is the same each time.
  @Test func sourcesAreThoseOfTheProfile() throws {
    let sources = SourceText(files: ["src/main.c": ["a", "b"], "src/kernel.c": [], "src/other.c": ["secret"]])
    let page = SampleProfile.make().html(sources: sources)
    #expect(try ReportPage(page).data()["sources"] as? [[String]] == [["src/kernel.c", ""], ["src/main.c", "a\nb"]])
    #expect(!page.contains("secret"))
    #expect(page == SampleProfile.make().html(sources: sources))
  }

  /// Numbers at the ends of their types, and a profile of nothing, are written as JSON all the same.
  @Test func extremes() throws {
    var profile = SampleProfile.make()
    profile.totalCycles = .max
    profile.functions[0].selfCycles = .max
    profile.functions[0].address = .max
    profile.paths[1].callSite = .max
    profile.seconds = .nan
    profile.timeline?.intervals[0].paths = [99, -1]
    let data = try ReportPage(profile.html(sources: SourceText())).data()
    #expect(data["totalCycles"] as? UInt64 == .max)
    #expect(data["seconds"] is NSNull)
    let nothing = Profile(
      firmware: "", target: "", core: "", stop: .init(reason: "limit", exitStatus: 3), clock: 0, seconds: 0,
      totalCycles: 0, totalInstructions: 0, stalls: CyclesByCause(), memories: [])
    #expect(try ReportPage(nothing.html(sources: SourceText())).data()["timeline"] == nil)
  }
}

/// A page and the JSON in it.
struct ReportPage {
  var text: String
  var json: String

  init(_ text: String) throws {
    self.text = text
    let start = try #require(text.range(of: "<script type=\"application/json\" id=\"profile\">"))
    let end = try #require(text.range(of: "</script>", range: start.upperBound..<text.endIndex))
    json = String(text[start.upperBound..<end.lowerBound])
  }

  func data() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }
}
