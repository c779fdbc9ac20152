import Boards

/// Registers that keep what is written to them and do nothing else that can be seen here: their effect is on timing, on
/// tracing, or on a debugger.
struct StoredRegisters {
  /// Each row: address, value at reset, writable bits. Sources: Cortex-M4 TRM (DDI 0439), Cortex-M7 TRM (DDI 0489), DDI
  /// 0403E part C.
  private static let common: [(address: UInt32, reset: UInt32, writable: UInt32)] =
    [
      (0xE000_EDF8, 0x0000_0000, 0xFFFF_FFFF),  // DCRDR
      (0xE000_2004, 0x2000_0000, 0x1FFF_FFE0),  // FP_REMAP
      (0xE004_0000, 0x0000_000B, 0x0000_0000),  // TPIU_SSPSR
      (0xE004_0004, 0x0000_0001, 0x0000_000B),  // TPIU_CSPSR
      (0xE004_0010, 0x0000_0000, 0x0000_1FFF),  // TPIU_ACPR
      (0xE004_00F0, 0x0000_0001, 0x0000_0003),  // TPIU_SPPR
      (0xE004_0300, 0x0000_0008, 0x0000_0000),  // TPIU_FFSR
      (0xE004_0304, 0x0000_0102, 0x0000_0102),  // TPIU_FFCR
    ]
    + (0..<4).flatMap { index -> [(address: UInt32, reset: UInt32, writable: UInt32)] in
      let base = 0xE000_1020 + 16 * UInt32(index)
      return [(base, 0, .max), (base + 4, 0, 0x1F), (base + 8, 0, 0x000F_FFAF)]  // DWT_COMPn, MASKn, FUNCTIONn
    }
    + (0..<8).map { (0xE000_2008 + 4 * UInt32($0), 0, 0xDFFF_FFFD) }  // FP_COMPn

  private static let m4: [(address: UInt32, reset: UInt32, writable: UInt32)] = [
    (0xE000_E008, 0x0000_0000, 0x0000_0307),  // ACTLR
    (0xE000_2000, 0x0000_0260, 0x0000_0001),  // FP_CTRL
  ]

  private static let m7: [(address: UInt32, reset: UInt32, writable: UInt32)] = [
    (0xE000_E008, 0x0000_0000, 0x1FFF_FC04),  // ACTLR
    (0xE000_EF90, 0x0000_0001, 0x0000_0007),  // ITCMCR; its size is the board's
    (0xE000_EF94, 0x0000_0001, 0x0000_0007),  // DTCMCR
    (0xE000_EF98, 0x0000_0003, 0x0000_0001),  // AHBPCR
    (0xE000_EF9C, 0x0000_0000, 0x0000_0007),  // CACR
    (0xE000_EFA0, 0x0000_0800, 0x0000_FFFF),  // AHBSCR
    (0xE000_EFA8, 0x0000_0000, 0x0000_0000),  // ABFSR: no asynchronous bus faults happen
    (0xE000_2000, 0x1000_0080, 0x0000_0001),  // FP_CTRL
  ]

  private var values: [UInt32: UInt32] = [:]
  private var writable: [UInt32: UInt32] = [:]

  init(core: Core) {
    for row in Self.common + (core.kind == .cortexM7 ? Self.m7 : Self.m4) {
      values[row.address] = row.reset
      writable[row.address] = row.writable
    }
  }

  /// The value of a register; reserved addresses read as zero.
  func read(_ address: UInt32) -> UInt32 { values[address] ?? 0 }

  /// Sets a register whose reset value is 0 to it.
  mutating func clear(_ address: UInt32) { values[address] = 0 }

  mutating func write(_ write: RegisterWrite) {
    guard let old = values[write.address], let mask = writable[write.address] else { return }
    values[write.address] = old & ~mask | write.merged(into: old) & mask
  }
}
