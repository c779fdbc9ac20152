import Foundation
import Profiler
import Testing

/// Against what speedscope's `file-format-spec.ts` demands: https://github.com/jlfwong/speedscope.
@Suite struct SpeedscopeTests {
  private struct File: Decodable {
    struct Frame: Decodable {
      var name: String
      var file: String?
      var line: Int?
    }
    struct Shared: Decodable { var frames: [Frame] }
    struct Event: Decodable {
      var type: String
      var at: UInt64
      var frame: Int
    }
    struct Part: Decodable {
      var type: String
      var name: String
      var unit: String
      var startValue: UInt64
      var endValue: UInt64
      var events: [Event]?
      var samples: [[Int]]?
      var weights: [UInt64]?
    }
    var schema: String
    var shared: Shared
    var profiles: [Part]
    var activeProfileIndex: Int

    enum CodingKeys: String, CodingKey {
      case schema = "$schema"
      case shared, profiles, activeProfileIndex
    }
  }

  private func read(_ profile: Profile) throws -> File {
    try JSONDecoder().decode(File.self, from: Data(profile.speedscope().utf8))
  }

  /// Cycles of each stack of frames, by the rules: times never decrease, what opens closes, in order.
  private func cycles(_ part: File.Part, frames: Int) throws -> [[Int]: UInt64] {
    var cycles: [[Int]: UInt64] = [:]
    #expect(part.startValue <= part.endValue)
    if part.type == "sampled" {
      let (samples, weights) = (try #require(part.samples), try #require(part.weights))
      #expect(samples.count == weights.count)
      #expect(part.endValue - part.startValue == weights.reduce(0, +))
      for (sample, weight) in zip(samples, weights) { cycles[sample, default: 0] += weight }
    } else {
      #expect(part.type == "evented")
      var (stack, now): ([Int], UInt64) = ([], part.startValue)
      for event in try #require(part.events) {
        try #require(event.at >= now && event.at <= part.endValue)
        if event.at > now, !stack.isEmpty { cycles[stack, default: 0] += event.at - now }
        now = event.at
        if event.type == "O" {
          stack.append(event.frame)
        } else {
          #expect(event.type == "C")
          let last = stack.popLast()
          try #require(last == event.frame)
        }
      }
      #expect(stack.isEmpty)
    }
    #expect(cycles.keys.joined().allSatisfy { (0..<frames).contains($0) })
    return cycles
  }

  /// What the paths under one root, or all, say of the same.
  private func expected(_ profile: Profile, root: Int? = nil) -> [[Int]: UInt64] {
    var cycles: [[Int]: UInt64] = [:]
    for path in profile.paths where path.selfCycles > 0 {
      var (stack, step) = ([path.function], path)
      while let parent = step.parent {
        step = profile.paths[parent]
        stack.insert(step.function, at: 0)
      }
      if root == nil || step == profile.paths[root ?? 0] { cycles[stack, default: 0] += path.selfCycles }
    }
    return cycles
  }

  @Test(arguments: 1...8)
  func changesAreEvents(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let file = try read(profile)
    #expect(file.schema == "https://www.speedscope.app/file-format-schema.json")
    #expect(file.shared.frames.map(\.name) == profile.functions.map(\.name))
    #expect(file.shared.frames.map(\.file) == profile.functions.map(\.file))
    #expect(file.shared.frames.map(\.line) == profile.functions.map(\.line))
    let roots = profile.paths.indices.filter { profile.paths[$0].parent == nil }
    let ran = roots.filter { !expected(profile, root: $0).isEmpty }
    try #require(file.profiles.count == ran.count)
    for (part, root) in zip(file.profiles, ran) {
      #expect(part.type == "evented" && part.unit == "none" && part.name.hasSuffix("(cycles)"))
      #expect(try cycles(part, frames: profile.functions.count) == expected(profile, root: root))
    }
    #expect(profile.speedscope() == RandomProfile.make(seed: UInt64(seed)).speedscope())
  }

  /// Without changes, or with some cut, a profile of all paths is there.
  @Test func pathsAreSamples() throws {
    var profile = RandomProfile.make(seed: 3)
    profile.timeline?.changesAreCut = true
    let cut = try read(profile)
    #expect(
      cut.profiles.dropLast().allSatisfy { $0.type == "evented" && $0.name.hasSuffix("(cycles, the first part)") })
    for timeline in [profile.timeline, Profile.Timeline(intervalCycles: 1, intervals: []), nil] {
      profile.timeline = timeline
      let last = try #require(try read(profile).profiles.last)
      #expect(last.type == "sampled")
      #expect(try cycles(last, frames: profile.functions.count) == expected(profile))
    }
  }

  /// The handler's time is not in the events of what it interrupted.
  @Test func sample() throws {
    let file = try read(SampleProfile.make())
    #expect(file.profiles.map(\.name) == ["main (cycles)", "exception 15: SysTick_Handler (cycles)"])
    let main = try cycles(file.profiles[0], frames: 4)
    #expect(main == [[1]: 200, [1, 0]: 600, [1, 0, 3]: 50, [1, 3]: 50])
    #expect(try cycles(file.profiles[1], frames: 4) == [[2]: 100])
  }

  @Test func emptyProfile() throws {
    let file = try read(SampleProfile.empty())
    #expect(file.profiles.count == 1)
    #expect(try cycles(file.profiles[0], frames: 0).isEmpty)
  }

  @Test func deepStack() throws {
    let file = try read(SampleProfile.deep(5000))
    let cycles = try cycles(file.profiles[0], frames: 2)
    #expect(cycles.keys.first?.count == 5000)
    #expect(cycles.values.first == 10)
  }
}
