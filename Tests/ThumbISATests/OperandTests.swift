import Testing

@testable import ThumbISA

/// The operands of one encoding of each kind, field by field, as `Instruction` documents their roles.
@Suite("Operands")
struct OperandTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var bits: UInt32
    var text: String
    var opcode: Opcode
    var fields: @Sendable (inout Instruction) -> Void
    var testDescription: String { text }

    init(
      _ bits: UInt32, _ text: String, _ opcode: Opcode,
      _ fields: @escaping @Sendable (inout Instruction) -> Void
    ) {
      self.bits = bits
      self.text = text
      self.opcode = opcode
      self.fields = fields
    }
  }

  static let cases: [Case] = [
    Case(0x1D51, "adds r1, r2, #0x5", .addImmediate) {
      ($0.d, $0.n, $0.immediate, $0.flagSetting) = (1, 2, 5, .outsideIT)
    },
    Case(0xB082, "sub sp, #0x8", .subImmediate) { ($0.d, $0.n, $0.immediate) = (13, 13, 8) },
    Case(0xF112_41FF, "adds.w r1, r2, #0x7f800000", .addImmediate) {
      ($0.d, $0.n, $0.immediate, $0.immediateSetsCarry, $0.flagSetting) = (1, 2, 0x7F80_0000, true, .always)
    },
    Case(0xF102_31AB, "add.w r1, r2, #0xabababab", .addImmediate) { ($0.d, $0.n, $0.immediate) = (1, 2, 0xABAB_ABAB) },
    Case(0xEB02_1163, "add.w r1, r2, r3, asr #5", .addRegister) {
      ($0.d, $0.n, $0.m, $0.shift, $0.shiftAmount) = (1, 2, 3, .asr, 5)
    },
    Case(0x0811, "lsrs r1, r2, #0x20", .lsrImmediate) {
      ($0.d, $0.m, $0.shift, $0.shiftAmount, $0.immediate, $0.flagSetting) = (1, 2, .lsr, 32, 32, .outsideIT)
    },
    Case(0xF64A_31CD, "movw r1, #0xabcd", .movImmediate) { ($0.d, $0.immediate) = (1, 0xABCD) },
    Case(0xF362_1147, "bfi r1, r2, #5, #3", .bfi) { ($0.d, $0.n, $0.immediate, $0.extra) = (1, 2, 5, 3) },
    Case(0xF322_11C4, "ssat r1, #0x5, r2, asr #7", .ssat) {
      ($0.d, $0.n, $0.immediate, $0.shift, $0.shiftAmount) = (1, 2, 5, .asr, 7)
    },
    Case(0xFA52_F1A3, "uxtab r1, r2, r3, ror #16", .uxtab) {
      ($0.d, $0.n, $0.m, $0.shift, $0.shiftAmount) = (1, 2, 3, .ror, 16)
    },
    Case(0xFBE3_1264, "umaal r1, r2, r3, r4", .umaal) { ($0.d, $0.a, $0.n, $0.m) = (1, 2, 3, 4) },
    Case(0xF852_1D08, "ldr r1, [r2, #-8]!", .ldrImmediate) {
      ($0.d, $0.n, $0.immediate, $0.adds, $0.writesBack) = (1, 2, 8, false, true)
    },
    Case(0xF842_1B08, "str r1, [r2], #8", .strImmediate) {
      ($0.d, $0.n, $0.immediate, $0.preIndexed, $0.writesBack) = (1, 2, 8, false, true)
    },
    Case(0xF85F_1008, "ldr.w r1, [pc, #-0x8]", .ldrLiteral) { ($0.d, $0.n, $0.immediate, $0.adds) = (1, 15, 8, false) },
    Case(0xE9D3_1204, "ldrd r1, r2, [r3, #16]", .ldrdImmediate) { ($0.d, $0.a, $0.n, $0.immediate) = (1, 2, 3, 16) },
    Case(0xE843_1202, "strex r2, r1, [r3, #0x8]", .strex) { ($0.d, $0.a, $0.n, $0.immediate) = (1, 2, 3, 8) },
    Case(0xB510, "push {r4, lr}", .stmdb) { ($0.n, $0.immediate, $0.writesBack) = (13, 0x4010, true) },
    Case(0xF85D_4B04, "ldr r4, [sp], #4", .ldrImmediate) {
      ($0.d, $0.n, $0.immediate, $0.preIndexed, $0.writesBack) = (4, 13, 4, false, true)
    },
    Case(0xD1FD, "bne 0xffe", .b) { ($0.condition, $0.immediate) = (.notEqual, UInt32(bitPattern: -6)) },
    Case(0xF7FF_FFFC, "bl 0xffc", .bl) { $0.immediate = UInt32(bitPattern: -8) },
    Case(0xF43F_AFFE, "beq.w 0x1000", .b) { ($0.condition, $0.immediate) = (.equal, UInt32(bitPattern: -4)) },
    Case(0xBF1A, "itte ne", .it) { ($0.condition, $0.immediate) = (.notEqual, 0b1010) },
    Case(0xB673, "cpsid if", .cps) { ($0.immediate, $0.extra) = (3, 1) },
    Case(0xF381_8C00, "msr apsr_nzcvqg, r1", .msr) { ($0.n, $0.immediate, $0.extra) = (1, 0, 3) },
    Case(0xEE10_1A90, "vmov r1, s1", .vmovSingleToCore) { ($0.d, $0.n) = (1, 1) },
    Case(0xEC42_1B13, "vmov d3, r1, r2", .vmovCoreToDouble) { ($0.d, $0.a, $0.n, $0.isDouble) = (1, 2, 3, true) },
    Case(0xEE23_1B10, "vmov.32 d3[1], r1", .vmovCoreToScalar) { ($0.d, $0.n, $0.extra) = (1, 3, 1) },
    Case(0xEEF8_0A00, "vmov.f32 s1, #-2.000000e+00", .vmovImmediate) { ($0.d, $0.immediate) = (1, 0xC000_0000) },
    Case(0xEEB7_1B00, "vmov.f64 d1, #1.000000e+00", .vmovImmediate) {
      ($0.d, $0.immediate, $0.isDouble) = (1, 0x3FF0_0000, true)
    },
    Case(0xEEBF_1BC8, "vcvt.u32.f64 d1, d1, #16", .vcvtFloatToFixed) {
      ($0.d, $0.m, $0.immediate, $0.extra, $0.isDouble) = (1, 1, 16, 1, true)
    },
    Case(0xEEB8_1B61, "vcvt.f64.u32 d1, s3", .vcvtIntegerToFloat) {
      ($0.d, $0.m, $0.extra, $0.isDouble) = (1, 3, 1, true)
    },
    Case(0xECB1_2B05, "fldmiax r1!, {d2, d3}", .vldm) {
      ($0.d, $0.n, $0.extra, $0.immediate, $0.preIndexed, $0.writesBack, $0.isDouble) = (2, 1, 2, 20, false, true, true)
    },
    Case(0xFE20_1A81, "vselge.f32 s2, s1, s2", .vsel) { ($0.d, $0.n, $0.m, $0.condition) = (2, 1, 2, .greaterOrEqual) },
    Case(0xEE23_1544, "cdp p5, #0x2, c1, c3, c4, #0x2", .cdp) { ($0.d, $0.n, $0.m, $0.extra) = (1, 3, 4, 5) },
  ]

  @Test("Operands", arguments: cases)
  func operands(_ expected: Case) throws {
    let wide = expected.bits > 0xFFFF
    let first = UInt16(truncatingIfNeeded: wide ? expected.bits >> 16 : expected.bits)
    let instruction = try #require(Decoder.decode(first, UInt16(truncatingIfNeeded: expected.bits)))
    var wanted = Instruction(opcode: expected.opcode, size: wide ? 4 : 2, bits: expected.bits)
    wanted.encoding = instruction.encoding
    expected.fields(&wanted)
    #expect(instruction == wanted)
    #expect(instruction.assembly(at: 0x1000) == expected.text)
  }

  @Test("What the core lacks is required")
  func requiredFeatures() throws {
    let expectations: [(bits: UInt32, features: Features)] = [
      (0xF142_0101, []),  // adc
      (0xFAA1_F082, .dsp),  // sel
      (0xF322_0104, .dsp),  // ssat16
      (0xEE31_0A02, .fpSingle),  // vadd.f32
      (0xEE31_0B02, [.fpSingle, .fpDouble]),  // vadd.f64
      (0xED91_0B00, .fpSingle),  // vldr of a double
      (0xFE11_0A02, .fpV5),  // vsel.f32
      (0xFE11_0B02, [.fpV5, .fpDouble]),  // vsel.f64
      (0xEEB7_2AC1, .fpDouble),  // vcvt.f64.f32
    ]
    for (bits, features) in expectations {
      let instruction = try #require(
        Decoder.decode(UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)))
      #expect(instruction.requiredFeatures == features, "\(instruction.assembly(at: 0))")
    }
  }

  @Test("A listing follows IT blocks, and ends with what is cut off")
  func listing() {
    // itte ne; addne, subne, moveq; add; the first half of a wide instruction
    let code: [UInt8] = [0x1A, 0xBF, 0x51, 0x18, 0xA2, 0xF1, 0x01, 0x01, 0x11, 0x46, 0x51, 0x18, 0xFF, 0xF7]
    let lines = Disassembler.disassemble(code, at: 0x100)
    #expect(
      lines.map { $0.text } == [
        "itte ne", "addne r1, r2, r1", "subne.w r1, r2, #0x1", "moveq r1, r2", "adds r1, r2, r1", "<unknown>",
      ])
    #expect(lines.map { $0.address } == [0x100, 0x102, 0x104, 0x108, 0x10A, 0x10C])
  }
}
