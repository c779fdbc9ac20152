import Foundation
import FoundationXML
import Profiler
import Testing

/// What changed from one profile to another, the limits on it, and how it is written.
@Suite struct DifferenceTests {
  private func difference(_ change: (inout Profile) -> Void) -> ProfileDifference {
    var after = SampleProfile.make()
    change(&after)
    return ProfileDifference(from: SampleProfile.make(), file: "a.json", to: after, file: "b.json")
  }

  /// convolve costs 120 cycles more, 100 of them waiting for data; memcpy 20 fewer.
  private func slower(_ profile: inout Profile) {
    profile.totalCycles = 1100
    profile.seconds = 1100 / 216e6
    profile.stalls.dataWait += 80
    profile.stalls.issue += 20
    profile.functions[0].selfCycles = 720
    profile.functions[0].inclusiveCycles = 770
    profile.functions[0].stalls.dataWait += 100
    profile.functions[0].stalls.issue += 20
    profile.functions[1].inclusiveCycles = 1000
    profile.functions[3].selfCycles = 80
    profile.functions[3].inclusiveCycles = 80
    profile.functions[3].calls = 2
    profile.functions[3].stalls.dataWait -= 20
    profile.layers[0].cycles = 700
    profile.layers[0].stalls.dataWait += 50
  }

  @Test func nothingChanged() {
    let difference = difference { _ in }
    #expect(difference.isEmpty)
    #expect(difference.text(width: 80, color: false) == "a.json → b.json\nno change: 1,000 cycles in both\n")
    #expect(difference.markdown().hasPrefix("### No change on `stm32f746`\n"))
    #expect(difference.warnings == [])
  }

  /// A function that only moved has not changed.
  @Test func addressesDoNotCount() {
    #expect(difference { for index in $0.functions.indices { $0.functions[index].address += 64 } }.isEmpty)
  }

  @Test func text() {
    let difference = difference(slower)
    #expect(
      difference.text(width: 100, color: false) == """
        a.json → b.json
        10.0 % more cycles

          cycles             1,000 →    1,100        +100  +10.0 %
          instructions         800 →      800           0    0.0 %
          simulated time  4.630 µs → 5.093 µs   +0.463 µs  +10.0 %

        cycles by cause
          data wait  200 → 280   +80  +40.0 %  ████████████████
          issue      700 → 720   +20   +2.9 %  ████

        layer
          conv_0  650 → 700   +50  +7.7 %  ████████████████ data wait +50

        function, self cycles
          convolve  600 → 720   +120  +20.0 %  ████████████████ data wait +100
          memcpy    100 →  80    -20  -20.0 %  ██▋ data wait -20

        function, calls
          memcpy  3 → 2   -1  -33.3 %  ████████████████

        """)
    let colored = difference.text(width: 100, color: true)
    #expect(colored.contains("\u{1B}[31m+120  +20.0 %") && colored.contains("\u{1B}[32m -20  -20.0 %"))
    #expect(colored.replacing(/\u{1B}\[\d+m/, with: "") == difference.text(width: 100, color: false))
  }

  /// However much changes, it stays on a screen and within the width.
  @Test(arguments: [1, 60, 80, 132])
  func oneScreen(width: Int) {
    for seed in 0..<10 as Range<UInt64> {
      let (from, to) = (RandomProfile.make(seed: seed, paths: 200), RandomProfile.make(seed: seed + 100, paths: 200))
      let text = ProfileDifference(from: from, file: "a", to: to, file: "b").text(width: width, color: false)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 50)
      for line in lines { #expect(line.count <= max(width, 64), "\(line)") }
    }
  }

  /// Sums over functions are those of the totals, whatever is added, removed or renamed.
  @Test func changesAddUp() {
    for seed in 0..<20 as Range<UInt64> {
      var (from, to) = (RandomProfile.make(seed: seed), RandomProfile.make(seed: seed + 50))
      from.functions[2].name = "before"
      to.functions[3].name = "after"
      let difference = ProfileDifference(from: from, file: "a", to: to, file: "b")
      let growth = difference.functions.reduce(0) { $0 + $1.selfCycles.growth }
      #expect(growth == difference.totalCycles.growth)
      #expect(difference.stalls.reduce(0) { $0 + $1.cycles.growth } == difference.totalCycles.growth)
      #expect(difference.functions.reduce(0) { $0 + $1.selfCycles.from } == from.totalCycles)
      #expect(
        difference.functions.map(\.selfCycles.magnitude)
          == difference.functions.map(\.selfCycles.magnitude).sorted(by: >))
      #expect(difference.functions.first { $0.name == "before" }?.presence == .removed)
      #expect(difference.functions.first { $0.name == "after" }?.presence == .added)
      #expect(Set(difference.functions.map(\.label)).count == difference.functions.count)
    }
  }

  /// Of several functions with one name, those of one file belong together, the others in order of address.
  @Test func functionsOfOneName() throws {
    var (from, to) = (SampleProfile.make(), SampleProfile.make())
    for index in 0..<3 { from.functions[index].name = "init" }
    for index in 0..<3 { to.functions[index].name = "init" }
    // The linker turned the two of other files round; convolve's is main's file now.
    (from.functions[0].file, from.functions[1].file, from.functions[2].file) = ("a.c", "b.c", nil)
    (to.functions[0].file, to.functions[1].file, to.functions[2].file) = ("b.c", "a.c", nil)
    let difference = ProfileDifference(from: from, file: "a", to: to, file: "b")
    let changes = difference.functions.filter { $0.name == "init" }.map(\.selfCycles)
    #expect(Set(difference.functions.map(\.label)) == ["init", "init #2", "init #3", "memcpy"])
    #expect(changes.contains(Change(from: 600, to: 200)) && changes.contains(Change(from: 200, to: 600)))
    #expect(changes.contains(Change(from: 100, to: 100)))
    // One fewer: what is left over is gone.
    to.functions.remove(at: 1)
    let fewer = ProfileDifference(from: from, file: "a", to: to, file: "b")
    #expect(fewer.functions.filter { $0.presence == .removed }.map(\.selfCycles) == [Change(from: 600, to: 0)])
  }

  @Test func whatDoesNotCompare() {
    let difference = difference {
      ($0.target, $0.core, $0.clock) = ("stm32f407", "cortex-m4", 16_000_000)
      $0.stop = .init(reason: "fault", exitStatus: 70)
    }
    #expect(
      difference.warnings == [
        "another target: stm32f746, now stm32f407", "another core: cortex-m7, now cortex-m4",
        "another clock: 216 MHz, now 16 MHz; memory costs another number of cycles then",
        "the firmware ended another way: exit, status 0, now fault, status 70",
      ])
    for warning in difference.warnings {
      #expect(difference.text(width: 80, color: false).contains("warning: \(warning)\n"))
    }
  }

  @Test(arguments: [
    ("2%", ChangeLimit.Subject.total, ChangeLimit.Amount.millionthsOfPercent(2_000_000)),
    ("0.1%", .total, .millionthsOfPercent(100_000)), ("0%", .total, .millionthsOfPercent(0)),
    ("1000cycles", .total, .cycles(1000)), ("1000 cycles", .total, .cycles(1000)), ("1cycle", .total, .cycles(1)),
    ("main=5%", .function("main"), .millionthsOfPercent(5_000_000)),
    ("operator==(A, B)=7cycles", .function("operator==(A, B)"), .cycles(7)),
  ])
  func limits(text: String, subject: ChangeLimit.Subject, amount: ChangeLimit.Amount) throws {
    #expect(try ChangeLimit(failOver: text) == ChangeLimit(subject, amount))
  }

  @Test(arguments: [
    "", "2", "%", "-2%", "+2%", "2 %%", "2,5%", "1.%", ".5%", "0.0000001%", "1e3%", "nan%", "99999999999999999999%",
    "cycles", "-1cycles", "99999999999999999999cycles", "=2%", "main=", "main=5", "２%",
  ])
  func malformedLimits(text: String) {
    #expect(throws: ChangeLimit.Malformed.self) { try ChangeLimit(failOver: text) }
  }

  @Test func limitForEveryFunctionHasNoName() {
    do {
      _ = try ChangeLimit(failOverFunction: "main=5%")
      Issue.record("accepted")
    } catch { #expect("\(error)".contains("--fail-over 'main=5%'")) }
  }

  private func breaches(_ limits: [ChangeLimit], floor: UInt64 = 0, _ change: (inout Profile) -> Void) throws
    -> [String]
  {
    try difference(change).check(limits, ignoringBelow: floor).filter(\.isBreach).map(\.text)
  }

  /// A limit is broken by more than it says, exactly.
  @Test func exactness() throws {
    let percent = try ChangeLimit(failOver: "10%")
    #expect(try breaches([percent], slower) == [])
    #expect(
      try breaches([percent]) {
        slower(&$0); $0.totalCycles += 1
      } == [
        "total cycles 1,000 → 1,101, +101 (+10.1 %), limit +10 %"
      ])
    #expect(try breaches([try ChangeLimit(failOver: "100cycles")], slower) == [])
    #expect(try breaches([try ChangeLimit(failOver: "99cycles")], slower).count == 1)
    #expect(try breaches([try ChangeLimit(failOver: "9.999999%")], slower).count == 1)
    // Fewer is never a breach.
    #expect(try breaches([try ChangeLimit(failOver: "0%")]) { $0.totalCycles = 0 } == [])
    #expect(try breaches([try ChangeLimit(failOver: "1000000%")]) { $0.totalCycles = UInt64(Int64.max) }.count == 1)
  }

  @Test func limitsOnFunctionsAndLayers() throws {
    let everyFunction = try ChangeLimit(failOverFunction: "5%")
    let convolve = "function convolve: self cycles 600 → 720, +120 (+20.0 %), limit +5 %"
    #expect(try breaches([everyFunction], slower) == [convolve])
    #expect(try breaches([everyFunction], floor: 120, slower) == [convolve])
    #expect(try breaches([everyFunction], floor: 121, slower) == [])
    #expect(
      try breaches([try ChangeLimit(failOver: "main=5%")], slower) == [
        "function main: inclusive cycles 900 → 1,000, +100 (+11.1 %), limit +5 %"
      ])
    #expect(
      try breaches([try ChangeLimit(failOverLayer: "7%")], slower) == [
        "layer conv_0: cycles 650 → 700, +50 (+7.7 %), limit +7 %"
      ])
    #expect(try breaches([try ChangeLimit(failOverLayer: "conv_0=8%")], slower) == [])
  }

  /// A new function is no percentage of nothing; a limit of cycles holds for it, and one that names it.
  @Test func newFunctions() throws {
    func renamed(_ profile: inout Profile) { profile.functions[0].name = "convolve_fast" }
    #expect(try breaches([try ChangeLimit(failOverFunction: "5%")], renamed) == [])
    #expect(try breaches([try ChangeLimit(failOverFunction: "599cycles")], renamed).count == 1)
    #expect(
      try breaches([try ChangeLimit(failOver: "convolve_fast=5%")], renamed) == [
        "function convolve_fast: inclusive cycles 0 → 650, +650 (new), limit +5 %"
      ])
    #expect(try breaches([try ChangeLimit(failOver: "convolve=0%")], renamed) == [])
    do {
      _ = try breaches([try ChangeLimit(failOver: "Convolv=0%")], renamed)
      Issue.record("an unknown function was accepted")
    } catch {
      #expect("\(error)" == "neither profile has a function named 'Convolv'; similar: convolve, convolve_fast")
    }
  }

  /// A run that faults early has few cycles: that must not pass.
  @Test func anotherEndIsABreach() throws {
    let faulted: (inout Profile) -> Void = { $0.stop = .init(reason: "fault", exitStatus: 70) }
    #expect(
      try breaches([try ChangeLimit(failOver: "2%")], faulted) == [
        "the firmware's end: exit, status 0 → fault, status 70, so that its cycles do not compare"
      ])
    #expect(try breaches([], faulted) == [])
  }

  /// All that XML, JSON and Markdown cannot bear as it is.
  private static let hostile = "a\u{0}\u{1B}[31m<b>&\"'|`x`\\]]>\n# x\t\u{FFFE}é\u{202E}日"

  private func hostileChecks() throws -> (ProfileDifference, [LimitCheck]) {
    let (from, to) = (hostileProfile(), hostileProfile(change: slower))
    let difference = ProfileDifference(from: from, file: "a\"<.json", to: to, file: "b.json")
    return (
      difference,
      try difference.check([
        try ChangeLimit(failOver: "2%"), try ChangeLimit(failOverFunction: "5%"), try ChangeLimit(failOverLayer: "1%"),
      ])
    )
  }

  private func hostileProfile(change: (inout Profile) -> Void = { _ in }) -> Profile {
    var profile = SampleProfile.make()
    change(&profile)
    profile.functions[0].name = Self.hostile
    profile.functions[0].file = "/home/me/proj/src/ker nel<1>#%.c"
    profile.layers[0].name = Self.hostile
    return profile
  }

  @Test func junit() throws {
    let (difference, checks) = try hostileChecks()
    let reader = JUnitReader()
    let parser = XMLParser(data: Data(difference.junit(checks).utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    #expect(reader.problems == [])
    #expect(reader.cases == checks.count && checks.count == 7)
    #expect(reader.failures.count == 3)
    #expect(reader.failures.first == "total cycles 1,000 → 1,100, +100 (+10.0 %), limit +2 %")
    #expect(reader.counts == [7, 3, 0, 7, 3, 0])
    #expect(reader.names.contains { $0.contains("a\u{FFFD}\u{FFFD}[31m<b>&\"'|`x`\\]]>\n# x\t\u{FFFD}é") })
  }

  @Test func sarif() throws {
    let (difference, checks) = try hostileChecks()
    let log = try #require(
      try JSONSerialization.jsonObject(with: Data(difference.sarif(checks, sourceRoot: "/home/me/proj")))
        as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    #expect(driver["name"] as? String == "thumbprint")
    let rules = try #require(driver["rules"] as? [[String: Any]]).map { $0["id"] as? String }
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 3)
    for result in results {
      #expect(result["ruleId"] as? String == rules[try #require(result["ruleIndex"] as? Int)])
      #expect((result["message"] as? [String: Any])?["text"] as? String != nil)
      #expect(result["level"] as? String == "error")
    }
    let places = try results.map { result in
      let location = try #require((result["locations"] as? [[String: Any]])?.first)
      let place = try #require(location["physicalLocation"] as? [String: Any])
      let uri = try #require((place["artifactLocation"] as? [String: Any])?["uri"] as? String)
      return "\(uri):\(try #require((place["region"] as? [String: Any])?["startLine"] as? Int))"
    }
    let file = "src/ker%20nel%3C1%3E%23%25.c:10"
    #expect(places == ["a%22%3C.json:1", file, file])
  }

  @Test(arguments: [
    ("src/a.c", "src/a.c"), ("./src/../lib/a.c", "lib/a.c"), ("/p/src/a.c", "src/a.c"), ("/p/./x/../a.c", "a.c"),
    ("/px/a.c", "file:///px/a.c"), ("../a.c", "../a.c"), ("C:\\w\\a b.c", "file:///C%3A/w/a%20b.c"),
    ("a:b.c", "a%3Ab.c"), ("é.c", "%C3%A9.c"), ("/p", "file:///p"), ("/../x.c", "file:///x.c"),
  ])
  func uris(path: String, uri: String) throws {
    var profile = SampleProfile.make()
    slower(&profile)
    profile.functions[0].file = path
    let difference = ProfileDifference(from: SampleProfile.make(), file: "a", to: profile, file: "b")
    let checks = try difference.check([try ChangeLimit(failOverFunction: "5%")])
    let text = String(decoding: difference.sarif(checks, sourceRoot: "/p/"), as: UTF8.self)
    #expect(text.contains("\"uri\" : \"\(uri)\""), "\(text)")
  }

  @Test func json() throws {
    let (difference, checks) = try hostileChecks()
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(difference.json(checks))) as? [String: Any])
    #expect(report["schema"] as? Int == 1 && report["limitsChecked"] as? Int == 7)
    #expect((report["breaches"] as? [Any])?.count == 3)
    let total = try #require(report["totalCycles"] as? [String: Any])
    #expect(total["from"] as? Int == 1000 && total["to"] as? Int == 1100 && total["change"] as? Int == 100)
    #expect(total["percent"] as? Double == 10)
    let functions = try #require(report["functions"] as? [[String: Any]])
    #expect(functions.map { $0["name"] as? String } == [Self.hostile, "memcpy", "main"])
  }

  /// A table has as many cells in every row, and a name is only ever text.
  @Test func markdown() throws {
    let (difference, checks) = try hostileChecks()
    let text = difference.markdown(checks)
    #expect(text.hasPrefix("### 10.0 % more cycles on `stm32f746`\n\n**3 limits broken**\n\n- total cycles 1,000"))
    for row in text.split(separator: "\n") where row.hasPrefix("|") { #expect(row.count { $0 == "|" } == 6, "\(row)") }
    #expect(!text.contains("<b>") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.contains("&#60;b&#62;&#38;"))
    #expect(text.count { $0 == "`" } % 2 == 0)
  }

  @Test func terminalIsNotSteeredByNames() throws {
    let (difference, checks) = try hostileChecks()
    let text = difference.text(width: 100, color: false) + checks.map(\.text).joined()
    #expect(!text.unicodeScalars.contains { ($0.value < 32 && $0 != "\n") || $0 == "\u{202E}" })
    #expect(checks.allSatisfy { !$0.text.contains("\n") })
  }
}

/// Checks the elements and attributes that readers of JUnit's XML require: `testsuites` of `testsuite` of `testcase`, each
/// with a name; in a case at most one `failure` or `skipped`.
private final class JUnitReader: NSObject, XMLParserDelegate {
  private(set) var problems: [String] = []
  private(set) var cases = 0
  private(set) var names: [String] = []
  private(set) var failures: [String] = []
  /// `tests`, `failures` and `errors` of the suites, then of the suite.
  private(set) var counts: [Int] = []
  private var open: [String] = []

  private static let parents = [
    "testsuites": "", "testsuite": "testsuites", "testcase": "testsuite", "failure": "testcase", "skipped": "testcase",
  ]

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    if Self.parents[name] != (open.last ?? "") { problems.append("\(name) in \(open.last ?? "nothing")") }
    open.append(name)
    switch name {
    case "testsuites", "testsuite":
      counts += ["tests", "failures", "errors"].map { attributes[$0].flatMap { Int($0) } ?? -1 }
    case "testcase":
      cases += 1
      names.append(attributes["name"] ?? "")
      if attributes["name"] == nil || attributes["classname"] == nil { problems.append("testcase without a name") }
    default:
      if name == "failure" { failures.append(attributes["message"] ?? "") }
      if attributes["message"] == nil { problems.append("\(name) without a message") }
    }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }
}
