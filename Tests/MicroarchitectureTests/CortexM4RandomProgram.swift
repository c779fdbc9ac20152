import ThumbISA

/// Random programs for a Cortex-M4: every encoding that it has, and more often those that affect each other, on few
/// registers so that they do.
struct CortexM4RandomProgram {
  private static let all = EncodingTable.rows.filter { row in
    row.feature.isSubset(of: .cortexM4F) && !isUnwanted(row.opcode) && !row.name.contains("odd count")
  }
  private static let favourites: [[EncodingRow]] = [
    rows { $0.hasPrefix("LDR ") || $0.hasPrefix("LDRB ") || $0.hasPrefix("LDRH ") },
    rows { $0.hasPrefix("STR ") || $0.hasPrefix("STRB ") || $0.hasPrefix("STRH ") },
    rows { $0.hasPrefix("ADD ") || $0.hasPrefix("SUB ") || $0.hasPrefix("MOV ") || $0.hasPrefix("CMP ") },
    rows { $0.hasPrefix("V") },
    rows { $0.hasPrefix("IT ") || $0.hasPrefix("NOP ") },
    rows { $0.hasPrefix("LDM") || $0.hasPrefix("STM") || $0.hasPrefix("LDRD") || $0.hasPrefix("STRD") },
    rows { $0.hasPrefix("B ") || $0.hasPrefix("CB") || $0.hasPrefix("BX ") || $0.hasPrefix("TBB") },
  ]

  private static func rows(_ isWanted: (String) -> Bool) -> [EncodingRow] { all.filter { isWanted($0.name) } }

  /// Coprocessors that are not there, and what stops the program.
  private static func isUnwanted(_ opcode: Opcode) -> Bool {
    switch opcode {
    case .cdp, .ldc, .mcr, .mcrr, .mrc, .mrrc, .stc, .udf, .bkpt, .svc: true
    default: false
    }
  }

  /// Instructions in a row from an address; branches among them branch now and then, to another address.
  static func executed(_ count: Int, using random: inout SeededGenerator) -> [ExecutedInstruction] {
    var program: [ExecutedInstruction] = []
    var address: UInt32 = 0x1000 + 2 * UInt32(random.next() % 2)
    while program.count < count {
      let instruction = instruction(using: &random)
      let branches = instruction.registerUse.isBranch && random.next() % 2 == 0
      program.append(ExecutedInstruction(instruction: instruction, address: address, branches: branches))
      address = branches ? 0x1000 + 2 * UInt32(random.next() % 64) : address + UInt32(instruction.size)
    }
    return program
  }

  static func instruction(using random: inout SeededGenerator) -> Instruction {
    while true {
      let kind = Int(random.next() % 14)
      let rows = kind < 10 ? favourites[kind % favourites.count] : kind < 12 ? favourites[0] : all
      let row = rows[Int(random.next() % UInt64(rows.count))]
      let bits = onFewRegisters(row.randomEncoding(using: &random), row, using: &random)
      let first = UInt16(truncatingIfNeeded: row.size == 4 ? bits >> 16 : bits)
      guard let instruction = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)) else { continue }
      guard instruction.requiredFeatures.isSubset(of: .cortexM4F), !isUnwanted(instruction.opcode),
        !hasRegistersBeyondTheLast(instruction), !usesPCWrongly(instruction)
      else { continue }
      return instruction
    }
  }

  /// The program counter as the destination of what cannot branch, or as the base of an exclusive access, is
  /// UNPREDICTABLE.
  private static func usesPCWrongly(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .b, .bl, .bx, .blx, .cbz, .cbnz, .tbb, .tbh, .ldrImmediate, .ldrLiteral, .ldrRegister, .ldm, .ldmdb,
      .movRegister, .addRegister:
      false
    case .ldrex, .ldrexb, .ldrexh, .strex, .strexb, .strexh: instruction.n == 15 || instruction.registerUse.isBranch
    default: instruction.registerUse.isBranch
    }
  }

  /// Lists of floating-point registers that are UNPREDICTABLE.
  private static func hasRegistersBeyondTheLast(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .vldm, .vldmdb, .vstm, .vstmdb:
      let count = Int(instruction.extra)
      return count == 0 || count > 16 && instruction.isDouble
        || Int(instruction.d) + count > (instruction.isDouble ? 16 : 32)
    default: return false
    }
  }

  /// The encoding with its register fields cut down to r0 to r3, most of the time.
  private static func onFewRegisters(_ bits: UInt32, _ row: EncodingRow, using random: inout SeededGenerator) -> UInt32
  {
    guard random.next() % 8 != 0 else { return bits }
    var fewer = bits
    for field in row.fields where "dnma".contains(field.name) {
      for slice in field.slices where slice.width >= 3 {
        let high = ((UInt32(1) << UInt32(slice.width)) - 1) & ~3
        fewer &= ~(high << UInt32(slice.lowBit))
      }
    }
    return row.matches(fewer) ? fewer : bits
  }
}
