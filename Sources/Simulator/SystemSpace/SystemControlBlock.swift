import Boards

/// State of the system control block (DDI 0403E, B3.2) that is not kept elsewhere.
struct SystemControlBlock {
  /// VTOR.
  var vectorTable: UInt32
  /// SCR.
  var sleepControl: UInt32 = 0
  /// CCR.
  var configuration: UInt32
  /// CFSR, HFSR, DFSR, MMFAR, BFAR.
  var faultStatus: UInt32 = 0
  var hardFaultStatus: UInt32 = 0
  var debugFaultStatus: UInt32 = 0
  var memoryManagementAddress: UInt32 = 0
  var busFaultAddress: UInt32 = 0
  /// CPACR.
  var coprocessorAccess: UInt32 = 0
  /// CSSELR (Cortex-M7).
  var cacheSelection: UInt32 = 0
  let configurationMask: UInt32

  init(core: Core, vectorTable: UInt32) {
    self.vectorTable = vectorTable & 0xFFFF_FF80
    var mask = ConfigurationControl.common
    switch core.kind {
    case .cortexM4: mask |= ConfigurationControl.stackAlign
    case .cortexM7:
      // STKALIGN and BP are fixed at one (Cortex-M7 TRM, DDI 0489, table 3-1).
      if core.instructionCache > 0 { mask |= ConfigurationControl.instructionCache }
      if core.dataCache > 0 { mask |= ConfigurationControl.dataCache }
    }
    configurationMask = mask
    let predictor = core.kind == .cortexM7 ? ConfigurationControl.branchPrediction : 0
    configuration = ConfigurationControl.stackAlign | predictor
  }
}

/// Bits of CCR (B3.2.8).
enum ConfigurationControl {
  static let nonBaseThread: UInt32 = 1 << 0
  static let userSetsPending: UInt32 = 1 << 1
  static let unalignTrap: UInt32 = 1 << 3
  static let divideByZeroTrap: UInt32 = 1 << 4
  static let ignoreBusFaults: UInt32 = 1 << 8
  static let stackAlign: UInt32 = 1 << 9
  static let dataCache: UInt32 = 1 << 16
  static let instructionCache: UInt32 = 1 << 17
  static let branchPrediction: UInt32 = 1 << 18
  static let common = nonBaseThread | userSetsPending | unalignTrap | divideByZeroTrap | ignoreBusFaults
}

/// Bits of SCR (B3.2.7).
enum SleepControl {
  static let sleepOnExit: UInt32 = 1 << 1
  static let sleepDeep: UInt32 = 1 << 2
  static let sendEventOnPending: UInt32 = 1 << 4
}

/// Bits of CFSR (B3.2.15).
enum FaultStatus {
  static let instructionAccess: UInt32 = 1 << 0
  static let dataAccess: UInt32 = 1 << 1
  static let memoryAddressValid: UInt32 = 1 << 7
  static let instructionBus: UInt32 = 1 << 8
  static let preciseData: UInt32 = 1 << 9
  static let busAddressValid: UInt32 = 1 << 15
  static let undefinedInstruction: UInt32 = 1 << 16
  static let invalidState: UInt32 = 1 << 17
  static let invalidPC: UInt32 = 1 << 18
  static let noCoprocessor: UInt32 = 1 << 19
  static let unaligned: UInt32 = 1 << 24
  static let divideByZero: UInt32 = 1 << 25

  /// MUNSTKERR, MSTKERR, MLSPERR, and their BusFault counterparts a byte higher.
  static func bit(_ fault: StackFault, _ occasion: StackFaultOccasion) -> UInt32 {
    let bit: UInt32 =
      switch occasion {
      case .unstacking: 3
      case .stacking: 4
      case .lazySave: 5
      }
    return 1 << (fault == .bus ? bit + 8 : bit)
  }
}

/// Bits of HFSR (B3.2.16).
enum HardFaultStatus {
  static let vectorTable: UInt32 = 1 << 1
  static let forced: UInt32 = 1 << 30
  static let debugEvent: UInt32 = 1 << 31
}

/// Bits of DFSR (C1.6.1).
enum DebugFaultStatus {
  static let breakpoint: UInt32 = 1 << 1
}

/// Bits of SHCSR (B3.2.13) and the exceptions they show.
enum HandlerControl {
  static let active: [(bit: UInt32, exception: Int)] = [
    (0, ExceptionNumber.memoryManagement), (1, ExceptionNumber.busFault), (3, ExceptionNumber.usageFault),
    (7, ExceptionNumber.supervisorCall), (8, ExceptionNumber.debugMonitor), (10, ExceptionNumber.pendableService),
    (11, ExceptionNumber.systemTick),
  ]
  static let pending: [(bit: UInt32, exception: Int)] = [
    (12, ExceptionNumber.usageFault), (13, ExceptionNumber.memoryManagement), (14, ExceptionNumber.busFault),
    (15, ExceptionNumber.supervisorCall),
  ]
  static let enabled: [(bit: UInt32, exception: Int)] = [
    (16, ExceptionNumber.memoryManagement), (17, ExceptionNumber.busFault), (18, ExceptionNumber.usageFault),
  ]
}
