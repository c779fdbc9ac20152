/// What the fault status registers say, in words (DDI 0403E, B3.2.15 CFSR, B3.2.16 HFSR).
public enum FaultDescription {
  private static let configurable: [(bit: Int, name: String, text: String)] = [
    (0, "IACCVIOL", "instruction fetch that the MPU or the memory map forbids"),
    (1, "DACCVIOL", "data access that the MPU forbids"),
    (3, "MUNSTKERR", "access that the MPU forbids while unstacking at exception return"),
    (4, "MSTKERR", "access that the MPU forbids while stacking at exception entry"),
    (5, "MLSPERR", "access that the MPU forbids while saving floating-point registers lazily"),
    (8, "IBUSERR", "instruction fetch where there is no memory"),
    (9, "PRECISERR", "data access that no memory or peripheral accepts"),
    (10, "IMPRECISERR", "earlier data access that no memory or peripheral accepted"),
    (11, "UNSTKERR", "bus error while unstacking at exception return"),
    (12, "STKERR", "bus error while stacking at exception entry (stack overflow?)"),
    (13, "LSPERR", "bus error while saving floating-point registers lazily"),
    (16, "UNDEFINSTR", "undefined instruction"),
    (17, "INVSTATE", "branch to an address with bit 0 clear, which is not Thumb code"),
    (18, "INVPC", "invalid exception return"),
    (19, "NOCP", "floating-point or coprocessor instruction while that is absent or disabled (CPACR)"),
    (24, "UNALIGNED", "unaligned access"),
    (25, "DIVBYZERO", "division by zero"),
  ]
  private static let hard: [(bit: Int, name: String, text: String)] = [
    (1, "VECTTBL", "the vector table could not be read"),
    (30, "FORCED", "escalated to HardFault, its own handler being disabled or busy"),
    (31, "DEBUGEVT", "breakpoint without a debugger"),
  ]

  /// One line for each status bit that is set, with the address where one is valid.
  public static func causes(_ snapshot: CoreSnapshot) -> [String] {
    let status = snapshot.configurableFaultStatus
    var lines: [String] = []
    for row in configurable where status >> row.bit & 1 != 0 {
      var line = "\(row.text) (\(row.name))"
      // MMARVALID and BFARVALID say whether the address register holds the address of this fault.
      if row.bit == 1 && status >> 7 & 1 != 0 { line += " at \(hex(snapshot.memoryManagementFaultAddress))" }
      if row.bit == 9 && status >> 15 & 1 != 0 { line += " at \(hex(snapshot.busFaultAddress))" }
      lines.append(line)
    }
    for row in hard where snapshot.hardFaultStatus >> row.bit & 1 != 0 { lines.append("\(row.text) (\(row.name))") }
    return lines
  }

  /// The architecture's name of an exception (DDI 0403E, B1.5.2).
  public static func exceptionName(_ number: Int) -> String {
    switch number {
    case 0: "Thread mode"
    case 1: "Reset"
    case 2: "NMI"
    case 3: "HardFault"
    case 4: "MemManage"
    case 5: "BusFault"
    case 6: "UsageFault"
    case 11: "SVCall"
    case 12: "DebugMonitor"
    case 14: "PendSV"
    case 15: "SysTick"
    case 16...: "interrupt \(number - 16)"
    default: "exception \(number)"
    }
  }
}

/// `0x08001234`.
func hex(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
