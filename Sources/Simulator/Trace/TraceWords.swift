// What traces call things.

extension Fault {
  var traceText: String {
    switch self {
    case .undefinedInstruction: "undefined instruction"
    case .noCoprocessor: "floating-point unit or coprocessor absent or disabled"
    case .invalidState: "not Thumb code"
    case .invalidPC: "invalid exception return"
    case .unaligned: "unaligned access"
    case .divideByZero: "division by zero"
    case .instructionBus: "no memory to fetch from"
    case .preciseData(let address): "bus error at \(hex(address))"
    case .instructionAccess: "fetch that the MPU forbids"
    case .dataAccess(let address): "access that the MPU forbids at \(hex(address))"
    case .supervisorCall: "supervisor call"
    case .breakpoint(let number): "breakpoint \(number)"
    case .lazyFloatingPointSave: "floating-point registers could not be saved"
    }
  }
}

extension StopReason {
  /// Whether the run would end there again, whatever the host does.
  var isOfFirmware: Bool {
    switch self {
    case .exit, .lockup, .unhandledFault, .sleepsForever: true
    case .limit, .interrupted, .outputFailed: false
    }
  }

  var traceText: String {
    switch self {
    case .exit(let status): "exit, status \(status)"
    case .lockup: "lockup"
    case .unhandledFault(let exception): "unhandled fault, in \(FaultDescription.exceptionName(exception))"
    case .sleepsForever: "sleep, and nothing can wake the core"
    case .limit(let limit): "limit of \(limit.rawValue)"
    case .interrupted: "interrupted"
    case .outputFailed: "output that could not be written"
    }
  }
}
