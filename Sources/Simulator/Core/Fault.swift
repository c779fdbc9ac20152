/// A synchronous exception: what an instruction did wrong or asked for. The status bits it sets are those of
/// DDI 0403E, B3.2.15 (CFSR) and B3.2.16 (HFSR).
public enum Fault: Error, Sendable, Equatable {
  // UsageFault
  case undefinedInstruction
  case noCoprocessor
  case invalidState
  case invalidPC
  case unaligned
  case divideByZero
  // BusFault
  case instructionBus
  case preciseData(address: UInt32)
  // MemManage
  case instructionAccess
  case dataAccess(address: UInt32)
  // Asked for
  case supervisorCall
  /// BKPT with its number; semihosting is number 0xAB.
  case breakpoint(UInt8)
  /// A deferred floating-point save failed (MLSPERR, LSPERR); its exception is pending already.
  case lazyFloatingPointSave
}
