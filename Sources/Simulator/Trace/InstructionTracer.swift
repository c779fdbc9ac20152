import Dispatch
import Firmware
import ThumbISA

/// Runs a machine and tells what the selected instructions do, one by one. Where nothing is selected the machine runs at
/// full speed, in blocks. Either way it takes the same cycles as a run without tracing.
final class InstructionTracer: ExecutionObserver {
  private let machine: Machine
  private var texts: InstructionText
  private var window: TraceWindow
  private let receive: (TraceEvent) -> Bool
  private var registers = TracedRegisters()
  /// What is being put together: the instruction from when it begins, otherwise what comes next.
  private var event = TraceEvent()
  /// Whether an instruction has begun, and whether it is to be shown.
  private var isOpen = false
  private var isShown = false
  /// Whether `registers` are those before `event`.
  private var isFresh = false
  /// Where R15 is if nothing branches.
  private var next: UInt32 = 0
  /// The exception that is being returned from, until it is left.
  private var returning: Int?
  /// A synchronous exception was raised and not yet taken.
  private var isRaised = false
  /// Cycles at the end of the last event.
  private var mark: UInt64 = 0
  private var isAsleep = false
  private var skipLeft: UInt64
  private var limitLeft: UInt64
  /// Nothing more is wanted.
  private var isOver = false
  /// When to look next whether a fault handler spins, as the run loop does.
  private var look: UInt64 = 0
  private static let lookInterval: UInt64 = 2_000_000

  /// Instructions shown so far, and the cycles of all that was shown.
  private(set) var shownInstructions: UInt64 = 0
  private(set) var shownCycles: UInt64 = 0

  /// - Parameters:
  ///   - machine: about to execute its first instruction.
  ///   - receive: gets each event in turn; false: no more.
  init(_ machine: Machine, image: FirmwareImage, selection: TraceSelection, receive: @escaping (TraceEvent) -> Bool) {
    self.machine = machine
    self.receive = receive
    texts = InstructionText(image)
    window = TraceWindow(selection)
    skipLeft = selection.skipped
    limitLeft = selection.limit ?? .max
    isOver = limitLeft == 0
    machine.keepsLiteralLoads = true
    machine.watchedAddresses = window.watched
  }

  /// Runs until the firmware ends, cannot go on, or a limit is reached; nil: nothing more can be traced, or is wanted.
  func run(limits: RunLimits, poll: () -> StopReason?) -> StopReason? {
    let end = limits.timeout.map { DispatchTime.now() + $0 }
    func asked() -> StopReason? {
      if let end, DispatchTime.now() >= end { return .limit(.timeout) }
      return poll()
    }
    let limits = RunLimits(cycles: limits.cycles, instructions: limits.instructions)
    look = machine.cycles + Self.lookInterval
    var reason: StopReason?
    var steps = 0
    while !isOver && !window.isOver {
      if let stop = machine.stop {
        reason = stop
        break
      }
      if let most = limits.cycles, machine.cycles >= most {
        reason = .limit(.cycles)
        break
      }
      if mustStep {
        if machine.observer == nil { machine.observer = self }
        if machine.cycles >= look, let stop = lookAtHandler() {
          reason = stop
          break
        }
        step(until: limits.cycles ?? .max)
        steps &+= 1
        guard steps & 0x3FF == 0, let stop = asked() else { continue }
        reason = stop
        break
      }
      if let stop = runFreely(limits, poll: asked) {
        reason = stop
        break
      }
    }
    machine.observer = nil
    finish(reason)
    return reason
  }

  // MARK: In blocks

  private var mustStep: Bool {
    if isOpen || isAsleep || machine.isAtWatchedAddress { return true }
    return window.isContinuous && machine.cycles >= window.selection.cycles.lowerBound && !canSkipFreely
  }

  /// Whether what is skipped needs no looking at: all of it is executed one after the other.
  private var canSkipFreely: Bool { skipLeft > 0 && window.selection.functions.isEmpty && window.selection.to == nil }

  private func runFreely(_ limits: RunLimits, poll: () -> StopReason?) -> StopReason? {
    machine.observer = nil
    isFresh = false
    let selection = window.selection
    let begin = machine.cycles < selection.cycles.lowerBound ? selection.cycles.lowerBound : selection.cycles.upperBound
    var local = RunLimits(cycles: min(begin, limits.cycles ?? .max))
    let executed = machine.instructionCount
    let skips = window.isContinuous && machine.cycles >= selection.cycles.lowerBound && canSkipFreely
    if skips { local.instructions = executed + skipLeft }
    let stop = machine.runToWatched(limits: local, poll: poll)
    if skips { skipLeft -= min(skipLeft, machine.instructionCount - executed) }
    look = machine.cycles + Self.lookInterval
    mark = machine.cycles
    switch stop {
    case .limit(.cycles):
      if machine.cycles >= selection.cycles.upperBound { isOver = true }
      // The user's own limit is looked at by the caller.
      return nil
    case .limit(.instructions): return nil
    default: return stop
    }
  }

  // MARK: One by one

  private func step(until horizon: UInt64) {
    if !isOpen { beginEvent() }
    if machine.isAsleep {
      sleep(until: min(horizon, window.selection.cycles.upperBound))
      if machine.isAsleep || machine.stop != nil { return }
    }
    machine.runLimit = horizon
    machine.updateDeadline()
    machine.boundary()
    guard machine.stop == nil, !machine.isAsleep else { return }
    if !isOpen {
      window.arrive(machine)
      if window.isOver { return }
      beginInstruction()
    }
    let attempt = machine.executeAlone()
    // It may have been closed already, before an exception that it raised.
    guard isOpen, attempt != .postponed else { return }
    if attempt == .interrupted { event.note = "interrupted" }
    endInstruction()
  }

  private func sleep(until limit: UInt64) {
    isAsleep = true
    event.address = machine.system.sleepAddress
    machine.runLimit = limit
    machine.updateDeadline()
    machine.continueSleeping()
    if !machine.isAsleep { endSleep() }
  }

  private func endSleep() {
    isAsleep = false
    guard machine.cycles > mark else { return }
    event.text = "asleep"
    endEvent(.sleep)
  }

  private func lookAtHandler() -> StopReason? {
    look = machine.cycles + Self.lookInterval
    return machine.spinningFaultHandler.map { .unhandledFault(exception: $0) }
  }

  private func finish(_ reason: StopReason?) {
    if isOpen {
      event.note = event.note ?? "interrupted"
      endInstruction()
    }
    if isAsleep { endSleep() }
    guard let reason, reason.isOfFirmware, !isOver, !window.isOver else { return }
    beginEvent()
    event.text = "stopped: \(reason.traceText)"
    endEvent(.stop)
  }

  // MARK: Events

  private func beginEvent() {
    event.cycle = mark
    event.address = machine.registers[RegisterFile.programCounter]
    next = event.address
    event.note = nil
    event.accesses.removeAll(keepingCapacity: true)
  }

  private func beginInstruction() {
    isOpen = true
    isShown = window.includes(event.address, cycle: mark)
    guard isShown else { return }
    if !isFresh {
      registers.refresh(from: machine)
      isFresh = true
    }
    let it = machine.state.pointee.itState
    let condition = ITState(bits: it).condition
    let text = texts.entry(at: event.address, condition: condition, machine: machine)
    event.text = text.text
    event.function = text.function
    event.offset = text.offset
    next = text.next
    if let condition, !machine.state.pointee.holds(condition) { event.note = "condition failed" }
    if InterruptibleState.next(it) != nil { event.note = "continued" }
  }

  private func endInstruction() {
    isOpen = false
    event.kind = .instruction
    event.cycles = machine.cycles - mark
    mark = machine.cycles
    if isShown {
      registers.update(from: machine, next: next, changes: &event.registers)
      give()
    } else {
      isFresh = false
    }
    beginEvent()
  }

  /// Something that is no instruction has happened.
  private func endEvent(_ kind: TraceEvent.Kind) {
    event.kind = kind
    event.cycles = machine.cycles - mark
    mark = machine.cycles
    if window.includes(event.address, cycle: event.cycle) && skipLeft == 0 {
      if isFresh {
        registers.update(from: machine, next: next, changes: &event.registers)
      } else {
        registers.refresh(from: machine)
        event.registers.removeAll(keepingCapacity: true)
        isFresh = true
      }
      let place = texts.place(of: event.address)
      event.function = place.function
      event.offset = place.offset
      give()
    } else {
      isFresh = false
    }
    beginEvent()
  }

  private func give() {
    guard !isOver else { return }
    if event.kind == .instruction {
      // Only those executed count, as for the limits of a run.
      let isExecuted = event.note == nil || event.note == "condition failed" || event.note == "continued"
      if skipLeft > 0 {
        if isExecuted { skipLeft -= 1 }
        return
      }
      if isExecuted {
        limitLeft -= 1
        shownInstructions += 1
        if limitLeft == 0 { isOver = true }
      }
    }
    shownCycles += event.cycles
    if !receive(event) { isOver = true }
  }

  // MARK: ExecutionObserver

  func didLoad(address: UInt32, size: UInt32, value: UInt32) {
    note(TraceEvent.Access(isStore: false, address: address, size: size, value: value))
  }

  func didStore(address: UInt32, size: UInt32, value: UInt32) {
    note(TraceEvent.Access(isStore: true, address: address, size: size, value: value))
  }

  /// An access that is not aligned comes as bytes, which no other instruction makes side by side.
  private func note(_ access: TraceEvent.Access) {
    if access.size == 1, let last = event.accesses.last, last.isStore == access.isStore, last.size < 4,
      last.address &+ last.size == access.address
    {
      event.accesses[event.accesses.count - 1].value |= access.value << (8 * last.size)
      event.accesses[event.accesses.count - 1].size += 1
    } else {
      event.accesses.append(access)
    }
  }

  func didRaise(_ fault: Fault) {
    isRaised = true
    if isOpen, fault != .supervisorCall { event.note = "fault: \(fault.traceText)" }
  }

  func willTakeException() {
    leaveInstruction()
    returning = nil
  }

  func willReturnFromException() {
    leaveInstruction()
    returning = Int(machine.state.pointee.exceptionNumber)
  }

  /// The instruction that has begun, if any, goes no further.
  private func leaveInstruction() {
    guard isOpen else { return }
    // It was to be executed again.
    if machine.executesAgain { event.note = "interrupted" }
    // It did not branch.
    let counter = machine.registers[RegisterFile.programCounter]
    if counter == event.address { next = counter }
    endInstruction()
  }

  func didTakeException(_ number: Int) {
    // Where the run loop looks for a handler that spins.
    if isRaised { look = min(look, machine.cycles + 1000) }
    isRaised = false
    event.text = "exception \(Self.name(number)) taken"
    let ended = returning
    if let ended { event.text += ", tail-chained from \(Self.name(ended))" }
    returning = nil
    window.changeContext(machine)
    endEvent(.exceptionTaken)
    if let ended { window.leave(exception: ended) }
  }

  func didReturnFromException() {
    let ended = returning ?? 0
    event.text = "exception \(Self.name(ended)) returned"
    returning = nil
    window.changeContext(machine)
    endEvent(.exceptionReturned)
    window.leave(exception: ended)
  }

  func didReset() {
    event.text = "reset"
    endEvent(.reset)
  }

  private static func name(_ exception: Int) -> String {
    "\(exception) (\(FaultDescription.exceptionName(exception)))"
  }
}
