import Foundation
import Profiler
import Testing

/// Against `callgrind_annotate`, from Debian's valgrind.
@Suite struct CallgrindTests {
  static let tool = Tool.find("callgrind_annotate")

  /// Cycles that the tool prints, by `file:function` as it names them, and its total.
  private func annotate(_ profile: Profile, inclusive: Bool) throws -> (total: UInt64?, cycles: [String: UInt64]) {
    let folder = try TemporaryFolder()
    let file = try folder.write("callgrind.out", profile.callgrind())
    let options = ["--auto=no", "--threshold=100", "--show-percs=no", "--show=Cy", "--sort=Cy"]
    let tool = try #require(Self.tool)
    let outcome = try tool.run(options + ["--inclusive=\(inclusive ? "yes" : "no")", file], in: folder)
    #expect(outcome.status == 0, "\(outcome.text)")
    #expect(!outcome.text.contains("WARNING") && !outcome.text.contains("malformed"), "\(outcome.text)")
    var (total, cycles): (UInt64?, [String: UInt64]) = (nil, [:])
    for line in outcome.text.split(separator: "\n") {
      let parts = line.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let number = UInt64(parts[0].filter { $0 != "," }) else { continue }
      var name = parts[1].drop { $0 == " " }
      if name.hasPrefix("PROGRAM TOTALS") { total = number }
      if let object = name.range(of: " [\(profile.firmware)]", options: .backwards) {
        name = name[..<object.lowerBound]
      }
      cycles[String(name), default: 0] += number
    }
    cycles["PROGRAM TOTALS"] = nil
    return (total, cycles)
  }

  /// The name as the format can hold it; two functions share file and name.
  private func name(_ function: Profile.Function) -> String {
    let name = String(function.name.map { $0.isNewline || $0 == "\t" ? " " : $0 }.drop { $0 == " " })
    return function.name == "static_one" ? "\(name) [0x0\(String(function.address, radix: 16))]" : name
  }

  @Test(.enabled(if: tool != nil, "callgrind_annotate is not installed"))
  func sample() throws {
    let profile = SampleProfile.make()
    let own = try annotate(profile, inclusive: false)
    #expect(own.total == 1000)
    let functions =
      [
        "src/kernel.c:convolve": 600, "src/main.c:main": 200, "src/main.c:SysTick_Handler": 100, "???:memcpy": 100,
      ] as [String: UInt64]
    #expect(own.cycles == functions)
    let all = try annotate(profile, inclusive: true)
    #expect(all.total == 1000)
    let inclusive =
      [
        "src/kernel.c:convolve": 650, "src/main.c:main": 900, "src/main.c:SysTick_Handler": 100, "???:memcpy": 100,
        "???:[reset]": 900, "???:[exception 15]": 100,
      ] as [String: UInt64]
    #expect(all.cycles == inclusive)
  }

  /// Recursion, inlining from other files, names that look like the format's own syntax.
  @Test(.enabled(if: tool != nil, "callgrind_annotate is not installed"), arguments: 1...12)
  func randomProfiles(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let (own, all) = (try annotate(profile, inclusive: false), try annotate(profile, inclusive: true))
    #expect(own.total == profile.totalCycles)
    #expect(all.total == profile.totalCycles)
    for function in profile.functions {
      // Inlined code is listed under its own file with the outer function's name.
      let cycles = own.cycles.filter {
        $0.key.split(separator: ":", maxSplits: 1).last.map(String.init) == name(function)
      }
      #expect(cycles.values.reduce(0, +) == function.selfCycles, "\(function.name)")
      let file = function.file ?? "???"
      #expect(all.cycles["\(file):\(name(function))", default: 0] == function.inclusiveCycles, "\(function.name)")
    }
  }

  /// Lines as the tool shows them beside the source.
  @Test(.enabled(if: tool != nil, "callgrind_annotate is not installed"))
  func annotatedSource() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("src/kernel.c", (1...14).map { "line \($0)\n" }.joined())
    let file = try folder.write("callgrind.out", SampleProfile.make().callgrind())
    let tool = try #require(Self.tool)
    let options = ["--auto=yes", "--show-percs=no", "--show=Cy", "--include=\(folder.url.path)"]
    let text = try tool.run(options + [file], in: folder).text
    #expect(text.contains("400  line 12\n"), "\(text)")
    #expect(text.contains("200  line 11\n"), "\(text)")
    #expect(text.contains(" 50  => ???:memcpy (1x)"), "\(text)")
  }

  @Test(.enabled(if: tool != nil, "callgrind_annotate is not installed"))
  func emptyProfile() throws {
    let outcome = try annotate(SampleProfile.empty(), inclusive: true)
    #expect(outcome.cycles.isEmpty)
  }

  /// Each event's costs sum to the totals, and each address has its cost once.
  @Test func costs() throws {
    let profile = RandomProfile.make(seed: 99)
    let lines = profile.callgrind().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var sums = [UInt64](repeating: 0, count: 11)
    var addresses: [String] = []
    var isCall = false
    for line in lines {
      if line.hasPrefix("0x"), !isCall {
        let words = line.split(separator: " ")
        addresses.append(String(words[0]))
        for (index, word) in words.dropFirst(2).enumerated() { sums[index] += try #require(UInt64(word)) }
      }
      isCall = line.hasPrefix("calls=")
    }
    #expect(Set(addresses).count == addresses.count)
    #expect(addresses.count == profile.instructions.count)
    let totals = "totals: " + sums.map { String($0) }.joined(separator: " ")
    #expect(lines.contains(totals))
    #expect(sums[0] == profile.totalCycles)
    #expect(sums[1] == profile.totalInstructions)
    #expect(sums[2] == profile.stalls.issue)
    #expect(sums[5] == profile.stalls.dataWait)
  }

  /// 5,000 calls deep: the cycles of the innermost count once for each function.
  @Test(.enabled(if: tool != nil, "callgrind_annotate is not installed"))
  func deepRecursion() throws {
    let all = try annotate(SampleProfile.deep(5000), inclusive: true)
    #expect(all.cycles == ["???:even": 10, "???:odd": 10, "???:[reset]": 10])
  }

  @Test func sameBytesEachTime() {
    #expect(RandomProfile.make(seed: 7).callgrind() == RandomProfile.make(seed: 7).callgrind())
  }
}
