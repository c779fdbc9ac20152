import Boards
import Microarchitecture

/// Follows what the firmware writes to clock, flash and cache control registers, and reckons with what the user set in
/// its place: the setting in force, the cycles spent at each core clock, and settings that a real part would not bear.
struct TimingControl {
  let tree: ClockTree
  let flash: FlashControl?
  let core: Core
  let overrides: TimingOverrides
  /// Addresses of the registers that matter.
  let watched: Set<UInt32>

  private(set) var setting: TimingSetting
  /// The flash interface's clock in hertz.
  private(set) var flashClock: UInt64
  /// Cycles at each core clock up to the cycle `settledTo`, in order of first use.
  private var segments: [ClockSegment] = []
  private var settledTo: UInt64 = 0
  private var found: [String] = []
  private static let mostWarnings = 16

  /// What the registers say now.
  struct Registers {
    /// Reads the word at a bus address.
    var word: (UInt32) -> UInt32
    /// SCB.CCR.
    var configurationControl: UInt32
  }

  init(board: Board, overrides: TimingOverrides) {
    tree = board.clocks
    flash = board.flashControl
    core = board.core
    self.overrides = overrides
    watched = tree.registers.union(flash?.registers ?? [])
    setting = TimingSetting(clock: .init(overrides.clock ?? board.clock, .reset))
    flashClock = setting.clock.value
  }

  /// Takes over what the registers say.
  /// - Parameters:
  ///   - now: the cycle at which the instruction begins that wrote to one of them.
  ///   - afterReset: whether it is a reset that did.
  ///   - required: wait states that a clock of the flash interface in hertz needs, nil if that is not known.
  mutating func update(
    _ registers: Registers, at now: UInt64, afterReset: Bool = false, required: (UInt64) -> UInt32?
  ) {
    let new = evaluate(registers, before: afterReset ? nil : setting)
    if new.clock.value != setting.clock.value { settle(to: now) }
    setting = new
    // What the firmware does at a clock that it knows nothing of can be judged in the end only.
    if overrides.clock == nil { warn(of: waitStateProblem(required)) }
  }

  // MARK: Evaluation

  private mutating func evaluate(_ registers: Registers, before: TimingSetting?) -> TimingSetting {
    func bits(_ field: RegisterField?) -> UInt32? { field.map { $0.value(in: registers.word($0.address)) } }
    func isOn(
      _ bits: UInt32?, _ path: KeyPath<TimingSetting, TimingSetting.Value<Bool>?>
    ) -> TimingSetting.Value<Bool>? {
      guard let bits else { return nil }
      return overrides.caches.map { .init($0, .option) } ?? .init(bits != 0, since: before?[keyPath: path])
    }
    func cache(_ bit: UInt32, size: Int) -> UInt32? {
      size > 0 ? registers.configurationControl & bit : nil
    }
    return TimingSetting(
      clock: clock(registers, before: before),
      waitStates: overrides.waitStates.map { .init($0, .option) }
        ?? bits(flash?.waitStates).map { .init($0, since: before?.waitStates) },
      prefetch: isOn(bits(flash?.prefetch), \.prefetch),
      instructionLines: isOn(bits(flash?.instructionLines), \.instructionLines),
      dataLines: isOn(bits(flash?.dataLines), \.dataLines),
      instructionCache: isOn(
        cache(ConfigurationControl.instructionCache, size: core.instructionCache), \.instructionCache),
      dataCache: isOn(cache(ConfigurationControl.dataCache, size: core.dataCache), \.dataCache))
  }

  private mutating func clock(_ registers: Registers, before: TimingSetting?) -> TimingSetting.Value<UInt64> {
    let clocks: ClockTree.Clocks
    do throws(ClockTree.Problem) {
      clocks = try tree.evaluate(registers.word)
    } catch {
      if overrides.clock == nil {
        warn(of: "the core clock stays at \(frequency(setting.clock.value)): \(error)")
      }
      return setting.clock
    }
    if let clock = overrides.clock {
      // The flash interface's clock keeps its ratio to the core's.
      flashClock = clock / max(clocks.core / max(clocks.flash, 1), 1)
      return .init(clock, .option)
    }
    for excess in clocks.excesses {
      let source = excess.source.map { " (\($0))" } ?? ""
      warn(
        of: "\(excess.node) runs at \(frequency(excess.hertz)), more than the \(frequency(excess.maximum)) "
          + "that the part allows\(source)")
    }
    flashClock = clocks.flash
    return tree.registers.isEmpty ? .init(clocks.core, .fixed) : .init(clocks.core, since: before?.clock)
  }

  /// Core cycles for each cycle of the flash interface.
  var clockRatio: UInt32 { UInt32(clamping: max(setting.clock.value / max(flashClock, 1), 1)) }

  // MARK: Time

  private mutating func settle(to now: UInt64) {
    segments = clocks(at: now)
    settledTo = now
  }

  /// Cycles at each core clock up to `now`, in order of first use.
  func clocks(at now: UInt64) -> [ClockSegment] {
    var all = segments
    guard now > settledTo else { return all }
    let hertz = setting.clock.value
    if let index = all.firstIndex(where: { $0.hertz == hertz }) {
      all[index].cycles += now - settledTo
    } else {
      all.append(ClockSegment(hertz: hertz, cycles: now - settledTo))
    }
    return all
  }

  // MARK: Warnings

  /// What a part would not bear, in words, each thing once.
  func warnings(required: (UInt64) -> UInt32?) -> [String] {
    guard let last = waitStateProblem(required), !found.contains(last) else { return found }
    return found + [last]
  }

  private mutating func warn(of problem: String?) {
    guard let problem, found.count < Self.mostWarnings, !found.contains(problem) else { return }
    found.append(problem)
  }

  private func waitStateProblem(_ required: (UInt64) -> UInt32?) -> String? {
    guard let states = setting.waitStates?.value, let needed = required(flashClock), states < needed else {
      return nil
    }
    let place = flash?.waitStates.map { " (\($0)\(flash?.source.map { source in "; \(source)" } ?? ""))" } ?? ""
    return
      "flash is read with \(states) wait states at \(frequency(setting.clock.value)), which needs \(needed)\(place)"
  }
}

extension TimingSetting.Value {
  /// A value that registers give: it is as reset left it until it changes.
  fileprivate init(_ value: Content, since before: Self?) {
    let isUntouched = before.map { $0.setBy == .reset && $0.value == value } ?? true
    self.init(value, isUntouched ? .reset : .firmware)
  }
}

// MARK: - Machine

extension Machine {
  /// A register that `TimingControl` watches was written.
  func timingControlWritten() { updateTiming(afterReset: false) }

  /// The registers have their reset values.
  func timingControlReset() { updateTiming(afterReset: true) }

  private func updateTiming(afterReset: Bool) {
    let old = timing.setting
    let oldRatio = timing.clockRatio
    timing.update(
      TimingControl.Registers(
        word: { [self] in deviceWord(at: $0) }, configurationControl: system.controlBlock.configuration),
      at: now, afterReset: afterReset, required: requiredWaitStates)
    if timing.setting.memory != old.memory || timing.clockRatio != oldRatio { applyMemoryTiming() }
  }

  /// Hands the setting on to the memory system. Blocks hold the fetch units of their instructions, so they are made anew
  /// if those change.
  private func applyMemoryTiming() {
    let setting = timing.setting
    var configuration = board.memoryTiming.reset
    configuration.waitStates = setting.waitStates?.value ?? configuration.waitStates
    configuration.prefetch = setting.prefetch?.value ?? configuration.prefetch
    configuration.instructionLines = setting.instructionLines?.value ?? configuration.instructionLines
    configuration.dataLines = setting.dataLines?.value ?? configuration.dataLines
    configuration.instructionCache = setting.instructionCache?.value ?? configuration.instructionCache
    configuration.dataCache = setting.dataCache?.value ?? configuration.dataCache
    configuration.clockRatio = timing.clockRatio
    if memorySystem.configure(configuration) {
      blocks.discardAll()
      forgetFetched()
    }
  }

  /// Wait states that the board's flash needs at a clock of its interface in hertz; nil if the board file does not say.
  func requiredWaitStates(atHertz hertz: UInt64) -> UInt32? {
    board.memoryTiming.requiredWaitStates(atHertz: hertz)
  }

  /// What caches and flash accelerator did so far; nil where there are none.
  public var memoryCounters: MemoryCounters? {
    let description = memorySystem.description
    let isThere = description.flash != nil || description.instructionCache != nil || description.dataCache != nil
    return isThere ? memorySystem.counters : nil
  }

  /// Cycles at each core clock so far.
  public var clocks: [ClockSegment] { timing.clocks(at: cycles) }
  /// The setting in force.
  public var timingSetting: TimingSetting { timing.setting }
  /// Settings that a part would not bear, in words.
  public var timingWarnings: [String] { timing.warnings(required: requiredWaitStates) }

  /// The word of a device's register as the core would read it; 0 where there is none.
  private func deviceWord(at address: UInt32) -> UInt32 {
    for device in devices where address &- device.base < device.size {
      return device.read(offset: address - device.base, size: 4, now: now) ?? 0
    }
    return 0
  }
}

extension TimingSetting {
  /// What of it concerns memory.
  fileprivate var memory: [UInt32?] {
    func bit(_ value: Value<Bool>?) -> UInt32? { value.map { $0.value ? 1 : 0 } }
    return [
      waitStates?.value, bit(prefetch), bit(instructionLines), bit(dataLines), bit(instructionCache), bit(dataCache),
    ]
  }
}
