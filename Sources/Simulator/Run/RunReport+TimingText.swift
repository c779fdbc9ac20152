import Foundation
import Microarchitecture

extension RunReport {
  /// `simulated time: 9.259 ms at 216 MHz`, or with the cycles at each clock.
  var timeLine: String {
    let time = "simulated time: \(duration(seconds))"
    guard clocks.count > 1 else { return "\(time) at \(frequency(clock))" }
    guard clocks.count <= 3 else { return "\(time) at \(clocks.count) clocks, in the end \(frequency(clock))" }
    let parts = clocks.map { "\(grouped($0.cycles)) cycles at \(frequency($0.hertz))" }
    return "\(time), " + parts.joined(separator: ", ")
  }

  /// Clock, wait states, accelerators and caches, and who set them.
  var timingLines: [String] {
    guard let timing else { return [] }
    let setting = timing.setting
    let clock = "clock \(frequency(setting.clock.value)) (\(setting.clock.setBy.words))"
    if timing.model == .flat { return ["timing: flat, one cycle an instruction; \(clock)"] }
    let waitStates = setting.waitStates.map {
      ", flash \($0.value) wait state\($0.value == 1 ? "" : "s") (\($0.setBy.words))"
    }
    var lines = ["timing: \(clock)\(waitStates ?? "")"]
    let switches: [(String, TimingSetting.Value<Bool>?)] = [
      ("prefetch", setting.prefetch), ("instruction lines", setting.instructionLines),
      ("data lines", setting.dataLines), ("I-cache", setting.instructionCache), ("D-cache", setting.dataCache),
    ]
    let known = switches.compactMap { name, value in value.map { (name: name, value: $0) } }
    guard !known.isEmpty else { return lines }
    var text = ""
    for (index, item) in known.enumerated() {
      text += "\(index == 0 ? "" : ", ")\(item.name) \(item.value.value ? "on" : "off")"
      // Said once for neighbours that agree.
      let isLast = index + 1 == known.count || known[index + 1].value.setBy != item.value.setBy
      if isLast { text += " (\(item.value.setBy.words))" }
    }
    lines.append("  \(text)")
    return lines
  }

  /// Where the cycles went, and the other counters.
  var counterLines: [String] {
    guard let counters, cycles > 0 else { return [] }
    let causes = Cause.allCases.map { (name: $0.words, cycles: counters.cycles["\($0)"] ?? 0) }.filter { $0.cycles > 0 }
    let width = causes.map { grouped($0.cycles).count }.max() ?? 0
    var lines = ["cycles by cause:"]
    for cause in causes {
      let number = grouped(cause.cycles)
      let gap = String(repeating: " ", count: 14 - cause.name.count + width - number.count)
      let share = String(format: "%5.1f %%", 100 * Double(cause.cycles) / Double(cycles))
      lines.append("  \(cause.name)\(gap)\(number)  \(share)")
    }
    var issue = String(format: "instructions per cycle: %.2f", counters.instructionsPerCycle)
    if counters.pairedInstructions > 0 {
      issue += ", \(percent(counters.pairedInstructions, instructions)) issued as second of a pair"
    } else if counters.foldedInstructions > 0 {
      issue += ", \(grouped(counters.foldedInstructions)) folded"
    }
    lines.append(issue)
    var branches =
      "branches: \(grouped(counters.branches)), \(percent(counters.takenBranches, counters.branches)) taken"
    if let missed = counters.mispredictions { branches += ", \(percent(missed, counters.branches)) mispredicted" }
    if counters.branches > 0 { lines.append(branches) }
    lines += [
      hitLine("instruction fetch", counters.instructionHits, counters.instructionMisses, counters.uncachedFetches),
      hitLine("data", counters.dataHits, counters.dataMisses, counters.uncachedLoads, counters.writeBacks),
    ].compactMap { $0 }
    return lines
  }

  private func hitLine(
    _ name: String, _ hits: UInt64?, _ misses: UInt64?, _ uncached: UInt64?, _ writeBacks: UInt64? = nil
  ) -> String? {
    guard let hits, let misses else { return nil }
    let past = uncached.map { $0 > 0 ? ["\(grouped($0)) uncached"] : [] } ?? []
    let written = writeBacks.map { $0 > 0 ? ["\(grouped($0)) lines written back"] : [] } ?? []
    // Whatever is never missed was never kept: hits would be the last window, asked for again.
    let kept = misses > 0 ? ["\(percent(hits, hits + misses)) hits", "\(grouped(misses)) misses"] : []
    let parts = kept + past + written
    return parts.isEmpty ? nil : "\(name): " + parts.joined(separator: ", ")
  }

  private func percent(_ part: UInt64, _ whole: UInt64) -> String {
    String(format: "%.1f %%", whole == 0 ? 0 : 100 * Double(part) / Double(whole))
  }
}

extension TimingSetting.Origin {
  fileprivate var words: String {
    switch self {
    case .reset: "as reset"
    case .firmware: "by firmware"
    case .option: "by option"
    case .fixed: "fixed"
    }
  }
}

extension Cause {
  fileprivate var words: String {
    switch self {
    case .issue: "issue"
    case .operandWait: "operand wait"
    case .fetchWait: "fetch wait"
    case .dataWait: "data wait"
    case .branchRefill: "branch refill"
    case .exception: "exception"
    case .sleep: "sleep"
    }
  }
}
