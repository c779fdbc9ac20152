import Foundation
import Profiler
import Testing

/// Against the rules of Chrome's trace event format, which Perfetto imports.
@Suite struct PerfettoTraceTests {
  private struct File: Decodable {
    struct Arguments: Decodable {
      var name: String?
      var functions: Int?
      var bytes: Int?
    }
    struct Event: Decodable {
      var ph: String
      var pid: Int
      var tid: Int
      var name: String
      var ts: Double?
      var s: String?
      var args: Arguments?
    }
    var displayTimeUnit: String
    var traceEvents: [Event]
  }

  private struct Slice: Equatable {
    var name: String
    var start: Double
    var end: Double
    var depth: Int
  }

  private func read(_ profile: Profile) throws -> [File.Event] {
    let file = try JSONDecoder().decode(File.self, from: Data(profile.perfettoTrace().utf8))
    #expect(file.displayTimeUnit == "ns")
    return file.traceEvents
  }

  /// Slices of each track by its name: begun and ended in order, on a named track, never back in time.
  private func slices(_ events: [File.Event]) throws -> [String: [Slice]] {
    var names: [Int: String] = [:]
    for event in events where event.ph == "M" && event.name == "thread_name" { names[event.tid] = event.args?.name }
    var (open, done, last): ([Int: [Slice]], [String: [Slice]], [Int: Double]) = ([:], [:], [:])
    for event in events where event.ph == "B" || event.ph == "E" {
      let (time, track) = (try #require(event.ts), try #require(names[event.tid]))
      #expect(time >= last[event.tid, default: 0])
      last[event.tid] = time
      if event.ph == "B" {
        let depth = open[event.tid]?.count ?? 0
        open[event.tid, default: []].append(Slice(name: event.name, start: time, end: time, depth: depth))
      } else {
        let last = open[event.tid]?.popLast()
        var slice = try #require(last)
        #expect(slice.name == event.name)
        slice.end = time
        done[track, default: []].append(slice)
      }
    }
    #expect(open.values.allSatisfy { $0.isEmpty })
    return done
  }

  /// At 1 MHz a cycle is a microsecond: `main` stays open while its handler runs, on a track of its own.
  @Test func sample() throws {
    var profile = SampleProfile.make()
    profile.clock = 1_000_000
    let slices = try slices(try read(profile))
    #expect(slices.keys.sorted() == ["core", "exception 15: SysTick_Handler", "main"])
    let core = [
      Slice(name: "main", start: 0, end: 700, depth: 0),
      Slice(name: "exception 15: SysTick_Handler", start: 700, end: 800, depth: 0),
      Slice(name: "main", start: 800, end: 1000, depth: 0),
    ]
    #expect(slices["core"] == core)
    #expect(slices["exception 15: SysTick_Handler"] == [Slice(name: "SysTick_Handler", start: 700, end: 800, depth: 0)])
    let main = [
      Slice(name: "memcpy", start: 850, end: 900, depth: 2), Slice(name: "convolve", start: 150, end: 900, depth: 1),
      Slice(name: "memcpy", start: 950, end: 1000, depth: 1), Slice(name: "main", start: 0, end: 1000, depth: 0),
    ]
    #expect(slices["main"] == main)
  }

  /// 216 MHz: 4.63 ns a cycle, and the counters' intervals of 500.
  @Test func timesAndCounters() throws {
    let events = try read(SampleProfile.make())
    let begin = try #require(events.first { $0.ph == "B" && $0.name == "convolve" })
    #expect(begin.ts == 0.694)
    let counters = events.filter { $0.ph == "C" }
    #expect(counters.filter { $0.name == "call depth" }.map { $0.args?.functions } == [2, 3])
    #expect(counters.filter { $0.name == "stack" }.map { $0.args?.bytes } == [64, 128])
    #expect(counters.map(\.ts) == [0, 0, 2.314, 2.314])
    var long = SampleProfile.make()
    long.timeline?.changes = [.init(cycle: 1 << 50, path: 0)]
    // 2^50 · 10^9 ÷ 216,000,000, rounded down: 5,212,499,568,715,851 ns.
    #expect(long.perfettoTrace().contains("\"ts\":5212499568715.851"))
  }

  /// Cycles of the track `core` are all cycles of the profile, by what had the core.
  @Test(arguments: 1...8)
  func randomProfiles(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let slices = try slices(try read(profile))
    let core = try #require(slices["core"])
    let microseconds = Double(profile.totalCycles) / 168
    // Each end is rounded down to a nanosecond.
    let sum = core.reduce(0) { $0 + $1.end - $1.start }
    #expect(abs(sum - microseconds) < 0.001 * Double(core.count))
    for path in profile.paths where path.parent == nil && path.selfCycles > 0 {
      let name = profile.functions[path.function].name
      #expect(slices.contains { track, slices in track.hasSuffix(name) && slices.contains { $0.name == name } })
    }
    #expect(profile.perfettoTrace() == RandomProfile.make(seed: UInt64(seed)).perfettoTrace())
  }

  /// What is missing is said in the trace itself.
  @Test func saysWhatWasNotRecorded() throws {
    var profile = SampleProfile.make()
    #expect(try read(profile).allSatisfy { $0.ph != "i" })
    profile.timeline?.changesAreCut = true
    let cut = try #require(try read(profile).first { $0.ph == "i" })
    // Nobody knows how long what began at 950 lasted.
    #expect(cut.ts == 4.398 && cut.s == "g" && cut.name.contains("too many"))
    profile.timeline?.changes = []
    profile.timeline?.changesAreCut = false
    #expect(try read(profile).contains { $0.ph == "i" && $0.name == "changes of function were not recorded" })
    profile.timeline = nil
    #expect(try read(profile).contains { $0.ph == "i" && $0.name == "no timeline was recorded" })
  }

  @Test func emptyProfile() throws {
    #expect(try slices(try read(SampleProfile.empty())).isEmpty)
  }

  @Test func deepStack() throws {
    let slices = try slices(try read(SampleProfile.deep(5000)))
    #expect(slices["even"]?.count == 5000)
    #expect(slices["even"]?.first == Slice(name: "odd", start: 0, end: 10, depth: 4999))
  }
}
