import Boards

extension Machine {
  /// Takes the synchronous exception that an instruction raised. R15 holds the address to return to: the instruction's
  /// own, or that of the next one for SVC. Sets the fault status and address registers, escalates to HardFault where
  /// the exception is disabled or its priority does not suffice, and locks up where HardFault cannot be taken either
  /// (DDI 0403E, B1.5.14 and B1.5.15).
  func raise(_ fault: Fault) {
    observer?.didRaise(fault)
    if let shadow { shadow.judge.faulted(fault, programCounter: registers[RegisterFile.programCounter]) }
    if case .lazyFloatingPointSave = fault {
      if stop == nil { enterException() }
      return
    }
    let number = record(fault)
    if case .preciseData = fault, ignoresBusFaults {
      skipInstruction()
      return
    }
    var reason = HardFaultStatus.forced
    if case .breakpoint = fault { reason = HardFaultStatus.debugEvent }
    if pendSynchronous(number, escalation: reason) { enterException() }
    lookForSpinningHandler()
  }

  /// Notes a fault in the status and address registers (DDI 0403E, B3.2.15–B3.2.18) and gives its exception.
  private func record(_ fault: Fault) -> Int {
    switch fault {
    case .undefinedInstruction: return note(FaultStatus.undefinedInstruction, ExceptionNumber.usageFault)
    case .noCoprocessor: return note(FaultStatus.noCoprocessor, ExceptionNumber.usageFault)
    case .invalidState: return note(FaultStatus.invalidState, ExceptionNumber.usageFault)
    case .invalidPC: return note(FaultStatus.invalidPC, ExceptionNumber.usageFault)
    case .unaligned: return note(FaultStatus.unaligned, ExceptionNumber.usageFault)
    case .divideByZero: return note(FaultStatus.divideByZero, ExceptionNumber.usageFault)
    case .instructionBus: return note(FaultStatus.instructionBus, ExceptionNumber.busFault)
    case .instructionAccess: return note(FaultStatus.instructionAccess, ExceptionNumber.memoryManagement)
    case .preciseData(let address):
      system.controlBlock.busFaultAddress = address
      return note(FaultStatus.preciseData | FaultStatus.busAddressValid, ExceptionNumber.busFault)
    case .dataAccess(let address):
      system.controlBlock.memoryManagementAddress = address
      return note(FaultStatus.dataAccess | FaultStatus.memoryAddressValid, ExceptionNumber.memoryManagement)
    case .supervisorCall: return ExceptionNumber.supervisorCall
    case .breakpoint:
      system.controlBlock.debugFaultStatus |= DebugFaultStatus.breakpoint
      return ExceptionNumber.debugMonitor
    case .lazyFloatingPointSave: return ExceptionNumber.hardFault
    }
  }

  private func note(_ bits: UInt32, _ number: Int) -> Int {
    system.controlBlock.faultStatus |= bits
    return number
  }

  /// Makes a synchronous exception pending, or HardFault in its place. False: neither can be taken, the core locks up.
  func pendSynchronous(_ number: Int, escalation: UInt32 = HardFaultStatus.forced) -> Bool {
    let running = system.exceptions.executionPriority
    if system.exceptions.canPreempt(number, running) {
      pend(number)
      return true
    }
    guard running > -1 else {
      stop = .lockup
      return false
    }
    system.controlBlock.hardFaultStatus |= escalation
    pend(ExceptionNumber.hardFault)
    return true
  }

  /// Makes an exception pending that exception entry or return itself caused (DDI 0403E, B1.5.11).
  @discardableResult
  func pendDerived(_ number: Int) -> Bool { pendSynchronous(number) }

  /// CCR.BFHFNMIGN: precise data bus faults do nothing at HardFault and NMI priority (DDI 0403E, B3.2.8).
  private var ignoresBusFaults: Bool {
    system.controlBlock.configuration & ConfigurationControl.ignoreBusFaults != 0
      && system.exceptions.executionPriority < 0
  }

  /// Goes on after the instruction at R15 as if it had been done.
  private func skipInstruction() {
    let address = registers[RegisterFile.programCounter]
    let halfword = memory.place(of: address, size: 2).map { Self.load(memory.host($0), size: 2) } ?? 0
    registers[RegisterFile.programCounter] = address &+ (halfword >> 11 >= 0x1D ? 4 : 2)
    let itState = state.pointee.itState
    state.pointee.itState = itState & 7 == 0 ? 0 : itState & 0xE0 | itState << 1 & 0x1F
  }
}
