import Dispatch
import Microarchitecture

/// When a run ends even if the firmware does not.
public struct RunLimits: Sendable, Equatable {
  /// Simulated cycles and instructions, counted from reset.
  public var cycles: UInt64?
  public var instructions: UInt64?
  /// Host time in seconds.
  public var timeout: Double?

  public init(cycles: UInt64? = nil, instructions: UInt64? = nil, timeout: Double? = nil) {
    self.cycles = cycles
    self.instructions = instructions
    self.timeout = timeout
  }
}

extension Machine {
  /// Cycles between looks at the host's clock: some 10 ms, and less than a second for code that is slow to simulate.
  private static let pollInterval: UInt64 = 2_000_000

  /// Runs until the firmware ends itself, cannot go on, or a limit is reached. `poll` is called now and then; the run
  /// ends with what it returns.
  public func run(limits: RunLimits = RunLimits(), poll: () -> StopReason? = { nil }) -> StopReason {
    while true {
      if let reason = runToWatched(limits: limits, poll: poll) { return reason }
    }
  }

  /// The same, but nil as soon as the core is awake and the next instruction's address is one of `watchedAddresses`.
  func runToWatched(limits: RunLimits = RunLimits(), poll: () -> StopReason? = { nil }) -> StopReason? {
    let end = limits.timeout.map { DispatchTime.now() + $0 }
    while true {
      if let stop { return stop }
      if isAtWatchedAddress { return nil }
      if let exception = spinningFaultHandler { return .unhandledFault(exception: exception) }
      if let reached = limitReached(limits) { return reached }
      if let asked = poll() { return asked }
      if let end, DispatchTime.now() >= end { return .limit(.timeout) }
      runLimit = nextLook(limits)
      updateDeadline()
      while stop == nil && state.pointee.cycles < runLimit && !isAtWatchedAddress { advance() }
      if instructionsAreNear(limits) { runOut(limits) }
    }
  }

  /// Executes one instruction, or takes one exception.
  public func step() { step(sleepingUntil: .max) }

  /// The same, but if the core sleeps it does so no longer than until the cycle `limit`.
  func step(sleepingUntil limit: UInt64) {
    runLimit = limit
    updateDeadline()
    boundary()
    guard stop == nil, !isAsleep else { return }
    executeAlone()
  }

  /// Executes the next instruction and nothing that follows it, however it ends. To be called after `boundary`.
  @discardableResult
  func executeAlone() -> Attempt {
    runLimit = state.pointee.cycles
    updateDeadline()
    return executeOne()
  }

  /// What became of an instruction that was to be executed alone.
  enum Attempt {
    /// It was executed, or raised an exception.
    case made
    /// Something that is due comes first. What the attempt took is counted; the instruction is executed again.
    case postponed
    /// An exception does not wait until it is complete.
    case interrupted
  }

  /// Instructions issued since reset.
  public var instructionCount: UInt64 { blocks.instructionCount() }

  /// Cycles since reset.
  public var cycles: UInt64 { state.pointee.cycles }

  /// Where all cycles so far went.
  public var ledger: Ledger {
    blocks.settleAll()
    return recordedParts.reduce(into: settled) { $0 += $1.ledger }
  }

  // MARK: Limits

  private func limitReached(_ limits: RunLimits) -> StopReason? {
    if let most = limits.cycles, state.pointee.cycles >= most { return .limit(.cycles) }
    if let most = limits.instructions, instructionCount >= most { return .limit(.instructions) }
    return nil
  }

  /// The cycle at which to look at limits again. Instructions are few times as many as cycles at most (two can issue at
  /// once, IT is folded), so a quarter of those left is a safe distance.
  private func nextLook(_ limits: RunLimits) -> UInt64 {
    var next = state.pointee.cycles + Self.pollInterval
    if let most = limits.cycles { next = min(next, most) }
    if let most = limits.instructions {
      next = min(next, state.pointee.cycles + max((most - min(most, instructionCount)) / 4, 1))
    }
    return next
  }

  private func instructionsAreNear(_ limits: RunLimits) -> Bool {
    guard let most = limits.instructions else { return false }
    return instructionCount + 256 >= most
  }

  /// The last instructions before a limit, one by one.
  private func runOut(_ limits: RunLimits) {
    while stop == nil, !isAsleep, !isAtWatchedAddress, limitReached(limits) == nil, let most = limits.instructions {
      // Counting takes long where much code has been executed; a step issues one instruction at most.
      for _ in instructionCount..<most where stop == nil && !isAsleep && !isAtWatchedAddress {
        if let cycles = limits.cycles, state.pointee.cycles >= cycles { return }
        step(sleepingUntil: limits.cycles ?? .max)
      }
    }
  }

  // MARK: The outer loop

  /// Deals with what is due, then executes up to the next event.
  private func advance() {
    boundary()
    guard stop == nil, !isAsleep, state.pointee.cycles < runLimit, !isAtWatchedAddress else { return }
    if executesAgain {
      executeOne()
      return
    }
    guard let variant = lookUp(single: false) else { return }
    if state.pointee.cycles &+ variant.pointee.worstCycles <= state.pointee.deadline {
      execute(variant)
    } else {
      executeOne()
    }
    blocks.freeRetired()
  }

  /// What happens between instructions: sleep, events, exceptions.
  func boundary() {
    if isAsleep { continueSleeping() }
    guard !isAsleep else { return }
    guard state.pointee.cycles >= state.pointee.deadline else { return }
    advanceDevices()
    if takePendingException() { pipelineState = pipeline.initialState }
    updateDeadline()
  }

  /// Executes the next instruction alone. If that took preparation, an event that is due by then comes first.
  @discardableResult
  private func executeOne() -> Attempt {
    repeat {
      executesAgain = false
      guard let variant = lookUp(single: true) else { return .made }
      if interrupts(variant) { return .interrupted }
      execute(variant)
      blocks.freeRetired()
    } while executesAgain && !eventIsDue
    return executesAgain ? .postponed : .made
  }

  private var eventIsDue: Bool {
    system.exceptions.preempting != 0 || system.resetRequested || nextEvent <= state.pointee.cycles
  }

  /// The block at the program counter. If there is none, takes the fault of fetching and gives nil.
  private func lookUp(single: Bool) -> UnsafeMutablePointer<Variant>? {
    guard state.pointee.thumb else {
      raise(.invalidState)
      return nil
    }
    let key = Block.Key(
      address: registers[RegisterFile.programCounter], itState: state.pointee.itState, privileged: isPrivileged,
      single: single)
    do throws(Fault) {
      return blocks.variant(of: try block(key), entering: pipelineState)
    } catch {
      pipelineState = pipeline.initialState
      raise(error)
      return nil
    }
  }
}
