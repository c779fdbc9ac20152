import ThumbISA

// Which instances of an encoding mean something. What the manual calls UNPREDICTABLE may do anything, and the two emulators
// do different things then; those are not drawn. Each rule is that of the instruction's page in DDI 0403E, A7.7.

extension Instruction {
  /// Whether the manual says what this instruction does outside an IT block, at an address.
  func isPredictable(at address: UInt32) -> Bool {
    if hasModifiedZero { return false }
    if size == 2 { return isPredictableNarrow }
    return isPredictableDataProcessing ?? isPredictableMemory ?? isPredictableSystem ?? isPredictableFloatingPoint
  }

  /// Whether it may stand in an IT block, other than last.
  var mayBeConditional: Bool {
    switch opcode {
    case .it, .cbz, .cbnz, .b, .bl, .bx, .blx, .tbb, .tbh, .cps, .bkpt: false
    // Unconditional floating point: its encodings have 1111 where others have the condition's place (A6.4).
    case .vsel, .vmaxnm, .vminnm, .vcvta, .vcvtn, .vcvtp, .vcvtm, .vrinta, .vrintn, .vrintp, .vrintm: false
    // Unicorn 2.0.1 forgets EPSR.IT at an ISB, which then applies to nothing after it; by ITAdvance() (A7.3.3) it stays.
    case .isb: false
    // MOV (register) T2 always sets flags.
    case .movRegister where size == 2 && flagSetting == .always: false
    default: !writesProgramCounter
    }
  }

  var writesProgramCounter: Bool { registerUse.isBranch || opcode == .bl }

  /// ThumbExpandImm of a repeated byte that is zero (A5.3.2).
  private var hasModifiedZero: Bool {
    let isModified = size == 4 && bits >> 27 == 0b11110 && bits >> 25 & 1 == 0 && bits >> 15 & 1 == 0
    return isModified && bits >> 26 & 1 == 0 && bits >> 14 & 1 == 0 && bits >> 12 & 3 != 0 && bits & 0xFF == 0
  }

  /// Neither SP nor PC.
  private func general(_ registers: UInt8...) -> Bool { !registers.contains { $0 == 13 || $0 == 15 } }

  private var isPredictableNarrow: Bool {
    switch opcode {
    case .addRegister: !(d == 15 && m == 15)
    case .cmpRegister where bits >> 8 == 0x45: (n >= 8 || m >= 8) && n != 15 && m != 15
    case .blx: m != 15
    case .it:
      bits >> 4 & 15 != 15 && (bits >> 4 & 15 != 14 || (bits & 15).nonzeroBitCount == 1)
    case .cps: bits & 4 == 0 && bits & 3 != 0
    // A stored base must be the lowest register, or its value is UNKNOWN.
    case .stm: immediate >> UInt32(n) & 1 == 0 || immediate & ((1 << UInt32(n)) - 1) == 0
    default: true
    }
  }

  private var isPredictableDataProcessing: Bool? {
    switch opcode {
    case .addImmediate, .subImmediate:
      n == 13 ? d != 15 : general(d) && n != 15
    case .addRegister, .subRegister:
      (n == 13 ? d != 15 && (d != 13 || shift == .lsl && shiftAmount <= 3) : general(d) && n != 15) && general(m)
    case .cmpImmediate, .cmnImmediate: n != 15
    case .cmpRegister, .cmnRegister: n != 15 && general(m)
    case .tstImmediate, .teqImmediate: general(n)
    case .tstRegister, .teqRegister: general(n, m)
    case .movImmediate, .mvnImmediate, .movt, .adr, .bfc: general(d) && isPredictableBitField
    case .movRegister:
      flagSetting == .always ? general(d, m) : d != 15 && m != 15 && !(d == 13 && m == 13)
    case .mvnRegister, .lslImmediate, .lsrImmediate, .asrImmediate, .rorImmediate, .rrx, .sxtb, .sxth, .uxtb, .uxth,
      .sxtb16, .uxtb16:
      general(d, m)
    // The operand is encoded twice.
    case .clz, .rbit, .rev, .rev16, .revsh: general(d, m) && n == m
    case .adcImmediate, .sbcImmediate, .rsbImmediate, .andImmediate, .bicImmediate, .orrImmediate, .ornImmediate,
      .eorImmediate, .bfi, .sbfx, .ubfx, .ssat, .usat, .ssat16, .usat16:
      general(d, n) && isPredictableBitField
    case .mla, .smlabb, .smlabt, .smlatb, .smlatt, .smlawb, .smlawt, .smlad, .smladx, .smlsd, .smlsdx, .smmla, .smmlar,
      .usada8:
      general(d, n, m) && a != 13
    case .mls, .smmls, .smmlsr: general(d, n, m, a)
    case .smull, .umull, .smlal, .umlal, .umaal, .smlalbb, .smlalbt, .smlaltb, .smlaltt, .smlald, .smlaldx, .smlsld,
      .smlsldx:
      general(d, n, m, a) && d != a
    default: isThreeRegisterArithmetic ? general(d, n, m) : nil
    }
  }

  /// All else between core registers: its encodings are those of A5.3.11 to A5.3.16.
  private var isThreeRegisterArithmetic: Bool {
    bits >> 24 == 0xFA || bits >> 24 == 0xFB || bits >> 25 == 0b1110101
  }

  private var isPredictableBitField: Bool {
    let low = bits >> 10 & 0x1C | bits >> 6 & 3
    switch opcode {
    case .bfc, .bfi: return bits & 31 >= low
    case .sbfx, .ubfx: return low + (bits & 31) < 32
    default: return true
    }
  }

  private var isPredictableMemory: Bool? {
    let movesBase = writesBack && (n == d || n == 15)
    switch opcode {
    case .ldrImmediate, .ldrLiteral: return !movesBase
    case .strImmediate: return !movesBase && d != 15 && n != 15
    case .ldrbImmediate, .ldrhImmediate, .ldrsbImmediate, .ldrshImmediate, .strbImmediate, .strhImmediate:
      return general(d) && !movesBase
    case .ldrbLiteral, .ldrhLiteral, .ldrsbLiteral, .ldrshLiteral: return general(d)
    case .ldrRegister: return general(m)
    case .strRegister: return d != 15 && general(m)
    case .ldrbRegister, .ldrhRegister, .ldrsbRegister, .ldrshRegister, .strbRegister, .strhRegister:
      return general(d, m)
    case .ldrt, .ldrbt, .ldrht, .ldrsbt, .ldrsht, .strt, .strbt, .strht: return general(d)
    case .ldrdImmediate: return general(d, a) && d != a && !(writesBack && (n == d || n == a))
    case .strdImmediate: return general(d, a) && n != 15 && !(writesBack && (n == d || n == a))
    case .ldrdLiteral: return general(d, a) && d != a && !writesBack
    case .ldrex, .ldrexb, .ldrexh: return general(d) && n != 15
    case .strex, .strexb, .strexh: return general(d, a) && n != 15 && a != n && a != d
    case .ldm, .ldmdb, .stm, .stmdb:
      return n != 15 && immediate.nonzeroBitCount >= 2 && immediate >> 14 != 3 && immediate & 0x2000 == 0
        && !(writesBack && immediate >> UInt32(n) & 1 != 0)
    case .pldImmediate, .pldLiteral, .pliImmediate, .pliLiteral: return true
    case .pldRegister, .pliRegister: return general(m)
    case .tbb, .tbh: return n != 13 && general(m)
    case .vldr: return true
    case .vstr: return n != 15
    case .vldm, .vldmdb, .vstm, .vstmdb:
      let words = bits & 0xFF
      let first = isDouble ? UInt32(d) * 2 : UInt32(d)
      return n != 15 && words > 1 && first + words <= 32
    default: return nil
    }
  }

  private var isPredictableSystem: Bool? {
    switch opcode {
    case .b, .bl, .clrex, .nop, .yield, .dbg, .dmb, .dsb, .isb, .sev: true
    case .mrs: general(d) && Self.specialRegistersRead.contains(immediate)
    case .msr: general(n) && immediate < 4 && extra != 0
    default: nil
    }
  }

  /// Those of table B5-1 that both sides can be set up with.
  private static let specialRegistersRead: Set<UInt32> = [0, 1, 2, 3, 5, 6, 7, 8, 16, 17, 18, 19, 20]

  private var isPredictableFloatingPoint: Bool {
    switch opcode {
    case .vmovCoreToSingle, .vmovSingleToCore, .vmovCoreToScalar, .vmovScalarToCore, .vmsr: general(d)
    case .vmovCoreToTwoSingles, .vmovCoreToDouble: general(d, a)
    case .vmovTwoSinglesToCore, .vmovDoubleToCore: general(d, a) && d != a
    case .vmrs: d != 13
    // A fraction of more bits than the number.
    case .vcvtFixedToFloat, .vcvtFloatToFixed: immediate <= 32
    default: true
    }
  }
}
