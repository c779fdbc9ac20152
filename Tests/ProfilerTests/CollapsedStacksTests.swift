import Profiler
import Testing

@Suite struct CollapsedStacksTests {
  @Test func sample() {
    let expected = """
      main 200
      main;convolve 600
      main;convolve;memcpy 50
      main;memcpy 50
      SysTick_Handler 100

      """
    #expect(SampleProfile.make().collapsedStacks() == expected)
  }

  /// Each line is frames, a space and a number, whatever the names hold; cycles sum to the total.
  @Test(arguments: 1...5)
  func randomProfiles(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let lines = profile.collapsedStacks().split(separator: "\n")
    var cycles: [String: UInt64] = [:]
    for line in lines {
      let space = try #require(line.lastIndex(of: " "))
      let count = try #require(UInt64(line[line.index(after: space)...]))
      #expect(cycles.updateValue(count, forKey: String(line[..<space])) == nil)
    }
    #expect(cycles.values.reduce(0, +) == profile.totalCycles)
    // By outermost function, the number of frames as a check on `;` within names.
    for root in profile.paths.indices where profile.paths[root].parent == nil {
      let name = profile.functions[profile.paths[root].function].name.replacing(";", with: ":")
      let below = cycles.filter { $0.key == name || $0.key.hasPrefix(name + ";") }.values.reduce(0, +)
      #expect(below == profile.paths[root].inclusiveCycles)
    }
    #expect(profile.collapsedStacks() == RandomProfile.make(seed: UInt64(seed)).collapsedStacks())
  }

  /// Two paths that differ in the place of a call are one stack.
  @Test func samePathFromTwoPlaces() {
    var profile = SampleProfile.make()
    profile.paths[3].callSite = 0x0800_0104
    profile.paths[3].function = 0
    #expect(profile.collapsedStacks().contains("main;convolve 650\n"))
  }

  @Test func emptyProfile() { #expect(SampleProfile.empty().collapsedStacks() == "") }

  @Test func deepStack() {
    let text = SampleProfile.deep(5000).collapsedStacks()
    #expect(text.split(separator: ";").count == 5000)
    #expect(text.hasSuffix(";even;odd 10\n"))
  }
}
