/// The core's registers at one moment, as a debugger would show them.
public struct CoreSnapshot: Sendable, Equatable {
  /// R0–R15; R13 is the stack pointer in use, R15 the address of the next instruction.
  public var registers: [UInt32]
  public var xpsr: UInt32
  public var processStackPointer: UInt32
  /// CFSR, HFSR, MMFAR and BFAR (DDI 0403E, B3.2.15–B3.2.18).
  public var configurableFaultStatus: UInt32
  public var hardFaultStatus: UInt32
  public var memoryManagementFaultAddress: UInt32
  public var busFaultAddress: UInt32

  public var stackPointer: UInt32 { registers[13] }
  public var linkRegister: UInt32 { registers[14] }
  public var programCounter: UInt32 { registers[15] }
  /// IPSR: the exception being handled, 0 in Thread mode.
  public var exceptionNumber: Int { Int(xpsr & 0x1FF) }

  public init(
    registers: [UInt32], xpsr: UInt32, processStackPointer: UInt32 = 0, configurableFaultStatus: UInt32 = 0,
    hardFaultStatus: UInt32 = 0, memoryManagementFaultAddress: UInt32 = 0, busFaultAddress: UInt32 = 0
  ) {
    self.registers = registers
    self.xpsr = xpsr
    self.processStackPointer = processStackPointer
    self.configurableFaultStatus = configurableFaultStatus
    self.hardFaultStatus = hardFaultStatus
    self.memoryManagementFaultAddress = memoryManagementFaultAddress
    self.busFaultAddress = busFaultAddress
  }
}

extension Machine {
  /// The core's registers now, between instructions.
  public var snapshot: CoreSnapshot {
    func system(_ address: UInt32) -> UInt32 { readSystemSpace(address, size: 4, privileged: true) ?? 0 }
    return CoreSnapshot(
      registers: (0..<16).map { registers[$0] }, xpsr: state.pointee.xpsr, processStackPointer: processStackPointer,
      configurableFaultStatus: system(0xE000_ED28), hardFaultStatus: system(0xE000_ED2C),
      memoryManagementFaultAddress: system(0xE000_ED34), busFaultAddress: system(0xE000_ED38))
  }

  /// The word at a guest address, of memory only: devices are not read. Nil outside memory.
  public func memoryWord(at address: UInt32) -> UInt32? { try? word(at: address) }
}
