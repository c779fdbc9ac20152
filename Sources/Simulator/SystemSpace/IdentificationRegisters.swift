import Boards

/// Registers of constant value: what the core is. Each row: address, Cortex-M4, Cortex-M7.
enum IdentificationRegisters {
  /// Sources: Cortex-M4 TRM (DDI 0439), table 4-1; Cortex-M7 TRM (DDI 0489), table 3-1; component and peripheral
  /// identification: the same manuals' chapters on each unit.
  static let table: [(address: UInt32, m4: UInt32, m7: UInt32)] = [
    (0xE000_ED40, 0x0000_0030, 0x0000_0030),  // ID_PFR0
    (0xE000_ED44, 0x0000_0200, 0x0000_0200),  // ID_PFR1
    (0xE000_ED48, 0x0010_0000, 0x0010_0000),  // ID_DFR0
    (0xE000_ED4C, 0x0000_0000, 0x0000_0000),  // ID_AFR0
    (0xE000_ED50, 0x0010_0030, 0x0010_0030),  // ID_MMFR0
    (0xE000_ED54, 0x0000_0000, 0x0000_0000),  // ID_MMFR1
    (0xE000_ED58, 0x0100_0000, 0x0100_0000),  // ID_MMFR2
    (0xE000_ED5C, 0x0000_0000, 0x0000_0000),  // ID_MMFR3
    (0xE000_ED60, 0x0110_1110, 0x0110_1110),  // ID_ISAR0
    (0xE000_ED64, 0x0211_2000, 0x0211_2000),  // ID_ISAR1
    (0xE000_ED68, 0x2123_2231, 0x2023_2231),  // ID_ISAR2
    (0xE000_ED6C, 0x0111_1131, 0x0111_1131),  // ID_ISAR3
    (0xE000_ED70, 0x0131_0132, 0x0131_0132),  // ID_ISAR4
    (0xE000_ED74, 0x0000_0000, 0x0000_0000),  // ID_ISAR5

    (0xE000_EFD0, 0x0000_0004, 0x0000_0004),  // SCS PIDR4
    (0xE000_EFE0, 0x0000_000C, 0x0000_000C),  // SCS PIDR0 (with FPU)
    (0xE000_EFE4, 0x0000_00B0, 0x0000_00B0),
    (0xE000_EFE8, 0x0000_000B, 0x0000_000B),
    (0xE000_EFF0, 0x0000_000D, 0x0000_000D),  // SCS CIDR0
    (0xE000_EFF4, 0x0000_00E0, 0x0000_00E0),
    (0xE000_EFF8, 0x0000_0005, 0x0000_0005),
    (0xE000_EFFC, 0x0000_00B1, 0x0000_00B1),

    (0xE000_0FD0, 0x0000_0004, 0x0000_0004),  // ITM
    (0xE000_0FE0, 0x0000_0001, 0x0000_0001),
    (0xE000_0FE4, 0x0000_00B0, 0x0000_00B0),
    (0xE000_0FE8, 0x0000_003B, 0x0000_003B),
    (0xE000_0FF0, 0x0000_000D, 0x0000_000D),
    (0xE000_0FF4, 0x0000_00E0, 0x0000_00E0),
    (0xE000_0FF8, 0x0000_0005, 0x0000_0005),
    (0xE000_0FFC, 0x0000_00B1, 0x0000_00B1),

    (0xE000_1FD0, 0x0000_0004, 0x0000_0004),  // DWT
    (0xE000_1FE0, 0x0000_0002, 0x0000_0002),
    (0xE000_1FE4, 0x0000_00B0, 0x0000_00B0),
    (0xE000_1FE8, 0x0000_003B, 0x0000_003B),
    (0xE000_1FF0, 0x0000_000D, 0x0000_000D),
    (0xE000_1FF4, 0x0000_00E0, 0x0000_00E0),
    (0xE000_1FF8, 0x0000_0005, 0x0000_0005),
    (0xE000_1FFC, 0x0000_00B1, 0x0000_00B1),

    (0xE000_2FD0, 0x0000_0004, 0x0000_0004),  // FPB
    (0xE000_2FE0, 0x0000_0003, 0x0000_000E),
    (0xE000_2FE4, 0x0000_00B0, 0x0000_00B0),
    (0xE000_2FE8, 0x0000_002B, 0x0000_000B),
    (0xE000_2FF0, 0x0000_000D, 0x0000_000D),
    (0xE000_2FF4, 0x0000_00E0, 0x0000_00E0),
    (0xE000_2FF8, 0x0000_0005, 0x0000_0005),
    (0xE000_2FFC, 0x0000_00B1, 0x0000_00B1),

    (0xE004_0FC8, 0x0000_0CA1, 0x0000_0CA1),  // TPIU DEVID
    (0xE004_0FCC, 0x0000_0011, 0x0000_0011),  // TPIU DEVTYPE
    (0xE004_0FD0, 0x0000_0004, 0x0000_0004),
    (0xE004_0FE0, 0x0000_00A1, 0x0000_00A9),
    (0xE004_0FE4, 0x0000_00B9, 0x0000_00B9),
    (0xE004_0FE8, 0x0000_000B, 0x0000_000B),
    (0xE004_0FF0, 0x0000_000D, 0x0000_000D),
    (0xE004_0FF4, 0x0000_0090, 0x0000_0090),
    (0xE004_0FF8, 0x0000_0005, 0x0000_0005),
    (0xE004_0FFC, 0x0000_00B1, 0x0000_00B1),

    // ROM table: offsets of the units from it, bit 0 "present", bit 1 "32-bit entries" (DDI 0403E, table D4-3).
    (0xE00F_F000, 0xFFF0_F003, 0xFFF0_F003),  // SCS
    (0xE00F_F004, 0xFFF0_2003, 0xFFF0_2003),  // DWT
    (0xE00F_F008, 0xFFF0_3003, 0xFFF0_3003),  // FPB
    (0xE00F_F00C, 0xFFF0_1003, 0xFFF0_1003),  // ITM
    (0xE00F_F010, 0xFFF4_1003, 0xFFF4_1003),  // TPIU
    (0xE00F_F014, 0xFFF4_2002, 0xFFF4_2002),  // ETM, not present
    (0xE00F_F018, 0x0000_0000, 0x0000_0000),  // end
    (0xE00F_FFCC, 0x0000_0001, 0x0000_0001),  // MEMTYPE
    (0xE00F_FFD0, 0x0000_0004, 0x0000_0004),
    (0xE00F_FFE0, 0x0000_00C4, 0x0000_00C7),
    (0xE00F_FFE4, 0x0000_00B4, 0x0000_00B4),
    (0xE00F_FFE8, 0x0000_000B, 0x0000_000B),
    (0xE00F_FFF0, 0x0000_000D, 0x0000_000D),
    (0xE00F_FFF4, 0x0000_0010, 0x0000_0010),
    (0xE00F_FFF8, 0x0000_0005, 0x0000_0005),
    (0xE00F_FFFC, 0x0000_00B1, 0x0000_00B1),
  ]

  private static let m4 = Dictionary(uniqueKeysWithValues: table.map { ($0.address, $0.m4) })
  private static let m7 = Dictionary(uniqueKeysWithValues: table.map { ($0.address, $0.m7) })

  static func value(at address: UInt32, core: Core) -> UInt32? {
    // Almost every access is to something else: look only where the rows are.
    guard address & 0xFC0 == 0xFC0 || address & ~63 == 0xE000_ED40 || address >> 12 == SystemUnit.romTable else {
      return nil
    }
    return (core.kind == .cortexM7 ? m7 : m4)[address]
  }

  /// MVFR0, MVFR1 and MVFR2 (DDI 0403E, B4.7; TRM of each core).
  static func mediaFeatures(_ core: Core) -> (UInt32, UInt32, UInt32) {
    let roundings: UInt32 = core.kind == .cortexM7 ? 0x40 : 0
    return switch core.floatingPoint {
    case .none: (0, 0, 0)
    case .single: (0x1011_0021, 0x1100_0011, roundings)
    case .double: (0x1011_0221, 0x1200_0011, roundings)
    }
  }

  /// CLIDR: which caches there are at level 1 (DDI 0403E, B4.8.1).
  static func cacheLevels(_ core: Core) -> UInt32 {
    guard core.kind == .cortexM7, core.instructionCache > 0 || core.dataCache > 0 else { return 0 }
    return 0x0900_0000 | (core.instructionCache > 0 ? 1 : 0) | (core.dataCache > 0 ? 2 : 0)
  }

  /// CCSIDR of the cache that CSSELR selects: 32-byte lines, instruction cache 2-way, data cache 4-way (Cortex-M7 TRM,
  /// table 3-3).
  static func cacheSize(_ core: Core, selection: UInt32) -> UInt32 {
    let isInstruction = selection & 1 != 0
    let size = isInstruction ? core.instructionCache : core.dataCache
    let ways = isInstruction ? 2 : 4
    guard core.kind == .cortexM7, size >= 32 * ways else { return 0 }
    let sets = size / (32 * ways)
    return 0xF000_0000 | UInt32(sets - 1) << 13 | UInt32(ways - 1) << 3 | 1
  }

  /// CTR (Cortex-M7 TRM, table 3-1): 32-byte lines.
  static func cacheType(_ core: Core) -> UInt32 { core.kind == .cortexM7 ? 0x8303_C003 : 0 }
}
