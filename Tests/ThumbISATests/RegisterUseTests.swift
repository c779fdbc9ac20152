import Testing

@testable import ThumbISA

@Suite("Register use")
struct RegisterUseTests {
  /// Encoding, assembly text, and what the manual's pseudocode of the page reads and writes.
  struct Case: Sendable, CustomTestStringConvertible {
    var bits: UInt32
    var text: String
    var read: [UInt8] = []
    var written: [UInt8] = []
    var flagsRead: Flags = []
    var flagsWritten: Flags = []
    var singlesRead: UInt32 = 0
    var singlesWritten: UInt32 = 0
    var memory = ""
    var testDescription: String { text }
  }

  static let cases: [Case] = [
    Case(bits: 0x4150, text: "adcs r0, r2", read: [0, 2], written: [0], flagsRead: .c, flagsWritten: .nzcv),
    Case(bits: 0xF142_0101, text: "adc r1, r2, #0x1", read: [2], written: [1], flagsRead: .c),
    Case(bits: 0xF012_0101, text: "ands r1, r2, #0x1", read: [2], written: [1], flagsWritten: [.n, .z]),
    Case(bits: 0xF012_4100, text: "ands r1, r2, #0x80000000", read: [2], written: [1], flagsWritten: [.n, .z, .c]),
    Case(
      bits: 0xEA12_0133, text: "ands.w r1, r2, r3, rrx", read: [2, 3], written: [1], flagsRead: .c,
      flagsWritten: [.n, .z, .c]),
    Case(bits: 0x40D1, text: "lsrs r1, r2", read: [1, 2], written: [1], flagsRead: .c, flagsWritten: [.n, .z, .c]),
    Case(bits: 0xFA21_F302, text: "lsr.w r3, r1, r2", read: [1, 2], written: [3]),
    Case(bits: 0x4288, text: "cmp r0, r1", read: [0, 1], flagsWritten: .nzcv),
    Case(bits: 0xD0FE, text: "beq 0x0", written: [15], flagsRead: .nzcv),
    Case(bits: 0xF7FF_FFFE, text: "bl 0x0", written: [14, 15]),
    Case(bits: 0x4798, text: "blx r3", read: [3], written: [14, 15]),
    Case(bits: 0xB538, text: "push {r3, r4, r5, lr}", read: [3, 4, 5, 13, 14], written: [13], memory: "w"),
    Case(bits: 0xBD38, text: "pop {r3, r4, r5, pc}", read: [13], written: [3, 4, 5, 13, 15], memory: "r"),
    Case(bits: 0xC803, text: "ldm r0, {r0, r1}", read: [0], written: [0, 1], memory: "r"),
    Case(bits: 0xF853_2B04, text: "ldr r2, [r3], #4", read: [3], written: [2, 3], memory: "r"),
    Case(bits: 0x4A01, text: "ldr r2, [pc, #0x4]", read: [15], written: [2], memory: "r"),
    Case(bits: 0xE843_1200, text: "strex r2, r1, [r3]", read: [1, 3], written: [2], memory: "w"),
    Case(bits: 0xFBC2_0103, text: "smlal r0, r1, r2, r3", read: [0, 1, 2, 3], written: [0, 1]),
    Case(bits: 0xFA81_F082, text: "qadd r0, r2, r1", read: [1, 2], written: [0], flagsWritten: .q),
    Case(bits: 0xFA91_F002, text: "sadd16 r0, r1, r2", read: [1, 2], written: [0], flagsWritten: .ge),
    Case(bits: 0xFAA1_F082, text: "sel r0, r1, r2", read: [1, 2], written: [0], flagsRead: .ge),
    Case(bits: 0xF3EF_8000, text: "mrs r0, apsr", written: [0], flagsRead: [.nzcv, .q, .ge]),
    Case(bits: 0xF3EF_8010, text: "mrs r0, primask", written: [0]),
    Case(bits: 0xF380_8800, text: "msr apsr_nzcvq, r0", read: [0], flagsWritten: [.nzcv, .q]),
    Case(bits: 0xEE31_0B02, text: "vadd.f64 d0, d1, d2", singlesRead: 0b111100, singlesWritten: 0b11),
    Case(bits: 0xEEA1_0A22, text: "vfma.f32 s0, s2, s5", singlesRead: 0b100101, singlesWritten: 0b1),
    Case(bits: 0xEEB7_1BC4, text: "vcvt.f32.f64 s2, d4", singlesRead: 0b11 << 8, singlesWritten: 0b100),
    Case(bits: 0xEEB7_2AC1, text: "vcvt.f64.f32 d2, s2", singlesRead: 0b100, singlesWritten: 0b11 << 4),
    Case(bits: 0xED2D_8B04, text: "vpush {d8, d9}", read: [13], written: [13], singlesRead: 0b1111 << 16, memory: "w"),
    Case(bits: 0xEEF1_FA10, text: "vmrs APSR_nzcv, fpscr", flagsRead: .fpscr, flagsWritten: .nzcv),
    Case(bits: 0xFE11_0A02, text: "vselvs.f32 s0, s2, s4", flagsRead: .nzcv, singlesRead: 0b10100, singlesWritten: 0b1),
    Case(bits: 0xEC51_0B12, text: "vmov r0, r1, d2", written: [0, 1], singlesRead: 0b11 << 4),
  ]

  @Test("What an instruction reads and writes", arguments: cases)
  func use(_ expected: Case) throws {
    let wide = expected.bits > 0xFFFF
    let first = UInt16(truncatingIfNeeded: wide ? expected.bits >> 16 : expected.bits)
    let instruction = try #require(Decoder.decode(first, UInt16(truncatingIfNeeded: expected.bits)))
    #expect(instruction.assembly(at: 0) == expected.text)
    let use = instruction.registerUse
    #expect(use.coreRead == mask(expected.read))
    #expect(use.coreWritten == mask(expected.written))
    #expect(use.singleRead == expected.singlesRead)
    #expect(use.singleWritten == expected.singlesWritten)
    #expect(use.flagsRead == expected.flagsRead)
    #expect(use.flagsWritten == expected.flagsWritten)
    #expect(use.readsMemory == expected.memory.contains("r"))
    #expect(use.writesMemory == expected.memory.contains("w"))
    #expect(use.isBranch == expected.written.contains(15))
  }

  @Test("The registers used are those in the assembly text, apart from the implicit ones")
  func agreesWithText() {
    var generator = SeededGenerator(seed: 11)
    for row in EncodingTable.rows {
      for _ in 0..<100 {
        let bits = row.randomEncoding(using: &generator)
        let first = UInt16(truncatingIfNeeded: row.size == 4 ? bits >> 16 : bits)
        guard let instruction = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)) else { continue }
        let text = instruction.assembly(at: 0)
        // Memory hints do not say which address they hint at.
        if row.page.hasPrefix("Unallocated memory hints") { continue }
        let named = registers(in: text)
        let use = instruction.registerUse
        let core = use.coreRead | use.coreWritten
        let singles = use.singleRead | use.singleWritten
        #expect(named.core & ~core == 0, "\(row.name): '\(text)' names more than \(use)")
        // The program counter, link register and stack pointer are often left unsaid.
        #expect(core & ~named.core & ~0xE000 == 0, "\(row.name): '\(text)' names less than \(use)")
        #expect(singles == named.singles, "\(row.name): '\(text)' is not \(use)")
      }
    }
  }

  private func mask(_ registers: [UInt8]) -> UInt16 {
    registers.reduce(0) { $0 | 1 << UInt16($1) }
  }

  private func registers(in text: String) -> (core: UInt16, singles: UInt32) {
    var core: UInt16 = 0
    var singles: UInt32 = 0
    let operands = text.split(separator: " ", maxSplits: 1).dropFirst().first ?? ""
    for word in operands.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "#") }) {
      switch word {
      case "sp": core |= 1 << 13
      case "lr": core |= 1 << 14
      case "pc": core |= 1 << 15
      default:
        guard let number = UInt32(word.dropFirst()) else { continue }
        switch word.first {
        case "r": core |= 1 << UInt16(number)
        case "s": singles |= 1 << number
        case "d": singles |= 3 << (2 * number)
        default: continue
        }
      }
    }
    return (core, singles)
  }
}
