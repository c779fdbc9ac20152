import Boards
import Microarchitecture
import Testing
import ThumbISA

/// Assembly text for the tests of the Cortex-M4's pipeline. There is no assembler here, so each instruction's encoding
/// stands beside its text, and making a program disassembles it again and compares: a table of programs cannot lie.
struct CortexM4Program {
  var instructions: [IssuedInstruction] = []

  /// - Parameters:
  ///   - text: instructions as the disassembler prints them, with semicolons between; a branch's target is `label`.
  ///   - address: where the first one is.
  init(_ text: String, at address: UInt32 = 0x1000) throws {
    var state = ITState()
    var next = address
    for statement in text.split(separator: ";").map({ $0.trimming(while: \.isWhitespace) }) where !statement.isEmpty {
      let code = try #require(Self.encodings[statement], "no encoding of '\(statement)'")
      let instruction = try #require(Decoder.decode(code[0], code.count > 1 ? code[1] : 0), "\(statement)")
      var shown = instruction.assembly(at: next, itCondition: state.condition)
      if let target = instruction.branchTarget(at: next) {
        shown = shown.replacing("0x" + String(target, radix: 16), with: "label")
      }
      try #require(shown == statement)
      if instruction.opcode == .it { state = ITState(after: instruction) } else { state.advance() }
      instructions.append(IssuedInstruction(instruction: instruction, address: next))
      next += UInt32(instruction.size)
    }
  }

  private static let encodings: [String: [UInt16]] = [
    "movs r0, r1": [0x0008],
    "movs r0, #0x1": [0x2001],
    "mov.w r0, #0x1": [0xF04F, 0x0001],
    "movw r0, #0x1234": [0xF241, 0x2034],
    "add r0, r1": [0x4408],
    "adds r0, r1, r2": [0x1888],
    "add.w r0, r1, r2": [0xEB01, 0x0002],
    "add.w r0, r1, r2, lsl #3": [0xEB01, 0x00C2],
    "adds r1, #0x4": [0x3104],
    "add.w r1, r1, #0x4": [0xF101, 0x0104],
    "sub sp, #0x8": [0xB082],
    "subs r0, #0x1": [0x3801],
    "subs.w r9, r9, #0x1": [0xF1B9, 0x0901],
    "sub.w r1, r1, #0x1": [0xF1A1, 0x0101],
    "cmp r0, #0x0": [0x2800],
    "cmp r1, #0x0": [0x2900],
    "tst r0, r1": [0x4208],
    "lsls r0, r1, #0x3": [0x00C8],
    "ubfx r0, r1, #0x2, #0x3": [0xF3C1, 0x0082],
    "sxtb r0, r1": [0xB248],
    "ssat r0, #0x8, r1": [0xF301, 0x0007],
    "uadd8 r0, r1, r2": [0xFA81, 0xF042],
    "clz r0, r1": [0xFAB1, 0xF081],
    "muls r0, r1, r0": [0x4348],
    "mul r0, r2, r0": [0xFB02, 0xF000],
    "mla r0, r1, r2, r3": [0xFB01, 0x3002],
    "mls r0, r1, r2, r3": [0xFB01, 0x3012],
    "smull r0, r1, r2, r3": [0xFB82, 0x0103],
    "umull r0, r1, r2, r3": [0xFBA2, 0x0103],
    "smlal r0, r1, r2, r3": [0xFBC2, 0x0103],
    "umaal r0, r1, r2, r3": [0xFBE2, 0x0163],
    "smlad r0, r1, r2, r3": [0xFB21, 0x3002],
    "smlald r0, r1, r2, r3": [0xFBC2, 0x01C3],
    "sdiv r0, r1, r2": [0xFB91, 0xF0F2],
    "udiv r0, r1, r2": [0xFBB1, 0xF0F2],
    "nop": [0xBF00],
    "nop.w": [0xF3AF, 0x8000],
    "it mi": [0xBF48],
    "rsbmi r0, r0, #0": [0x4240],
    "it eq": [0xBF08],
    "ldreq r2, [r3]": [0x681A],
    "isb sy": [0xF3BF, 0x8F6F],
    "dsb sy": [0xF3BF, 0x8F4F],
    "dmb sy": [0xF3BF, 0x8F5F],
    "ldr r0, [r1]": [0x6808],
    "ldr r1, [r2]": [0x6811],
    "ldr r2, [r0]": [0x6802],
    "ldr r3, [r4]": [0x6823],
    "ldrb r0, [r1]": [0x7808],
    "ldrh r0, [r1]": [0x8808],
    "ldrsb r0, [r1, r2]": [0x5688],
    "ldrsh r0, [r1, r2]": [0x5E88],
    "ldr r0, [r1, r2]": [0x5888],
    "ldr r0, [r1, r5]": [0x5948],
    "ldr r2, [r3, #0x4]": [0x685A],
    "ldr.w r0, [r1]": [0xF8D1, 0x0000],
    "ldr.w r1, [r2]": [0xF8D2, 0x1000],
    "ldr.w r2, [r3]": [0xF8D3, 0x2000],
    "ldr r0, [r1], #4": [0xF851, 0x0B04],
    "ldr r2, [r1], #4": [0xF851, 0x2B04],
    "ldr r2, [r3], #4": [0xF853, 0x2B04],
    "ldr r2, [r1]": [0x680A],
    "ldr r0, [r1, #4]!": [0xF851, 0x0F04],
    "ldr r2, [r1, #4]!": [0xF851, 0x2F04],
    "ldr r0, [pc, #0x0]": [0x4800],
    "ldr r2, [pc, #0x4]": [0x4A01],
    "ldr.w pc, [r0]": [0xF8D0, 0xF000],
    "ldrex r0, [r1]": [0xE851, 0x0F00],
    "strex r0, r2, [r1]": [0xE841, 0x2000],
    "strex r4, r2, [r3]": [0xE843, 0x2400],
    "ldrd r0, r2, [r1]": [0xE9D1, 0x0200],
    "strd r0, r2, [r1]": [0xE9C1, 0x0200],
    "str r0, [r1]": [0x6008],
    "str r0, [r3, #0x14]": [0x6158],
    "str r1, [r3, r2]": [0x5099],
    "str r0, [r1, r2]": [0x5088],
    "str r2, [r0]": [0x6002],
    "str r2, [r3]": [0x601A],
    "str r4, [r3]": [0x601C],
    "strb r0, [r1]": [0x7008],
    "strh r0, [r1]": [0x8008],
    "str r0, [r1], #4": [0xF841, 0x0B04],
    "str r2, [r1], #4": [0xF841, 0x2B04],
    "str r2, [r3], #4": [0xF843, 0x2B04],
    "str r0, [r1, #4]!": [0xF841, 0x0F04],
    "str.w r0, [r1]": [0xF8C1, 0x0000],
    "str.w r2, [r3]": [0xF8C3, 0x2000],
    "ldm r1!, {r2, r3, r4}": [0xC91C],
    "ldm r0!, {r2, r3, r4}": [0xC81C],
    "stm r1!, {r2, r3, r4}": [0xC11C],
    "push {r4, r5, r6, lr}": [0xB570],
    "pop {r4, r5, r6}": [0xBC70],
    "pop {r4, r5, r6, pc}": [0xBD70],
    "pop {r4}": [0xBC10],
    "ldmdb r1, {r2, r3}": [0xE911, 0x000C],
    "b label": [0xE000],
    "b.w label": [0xF000, 0xB800],
    "bne label": [0xD100],
    "bne.w label": [0xF040, 0x8000],
    "bl label": [0xF000, 0xF800],
    "bx lr": [0x4770],
    "blx r3": [0x4798],
    "cbz r0, label": [0xB100],
    "mov pc, r0": [0x4687],
    "add pc, r0": [0x4487],
    "tbb [r0, r1]": [0xE8D0, 0xF001],
    "tbh [r0, r1, lsl #1]": [0xE8D0, 0xF011],
    "vadd.f32 s0, s1, s2": [0xEE30, 0x0A81],
    "vadd.f32 s3, s4, s5": [0xEE72, 0x1A22],
    "vadd.f32 s6, s0, s0": [0xEE30, 0x3A00],
    "vsub.f32 s0, s1, s2": [0xEE30, 0x0AC1],
    "vmul.f32 s0, s1, s2": [0xEE20, 0x0A81],
    "vnmul.f32 s0, s1, s2": [0xEE20, 0x0AC1],
    "vcmp.f32 s0, s1": [0xEEB4, 0x0A60],
    "vcvt.s32.f32 s0, s1": [0xEEBD, 0x0AE0],
    "vcvt.f32.s32 s0, s1": [0xEEB8, 0x0AE0],
    "vabs.f32 s0, s1": [0xEEB0, 0x0AE0],
    "vneg.f32 s0, s1": [0xEEB1, 0x0A60],
    "vmla.f32 s0, s1, s2": [0xEE00, 0x0A81],
    "vmla.f32 s0, s3, s4": [0xEE01, 0x0A82],
    "vfma.f32 s0, s1, s2": [0xEEA0, 0x0A81],
    "vfma.f32 s6, s3, s4": [0xEEA1, 0x3A82],
    "vfma.f32 s6, s0, s4": [0xEEA0, 0x3A02],
    "vdiv.f32 s0, s1, s2": [0xEE80, 0x0A81],
    "vsqrt.f32 s0, s1": [0xEEB1, 0x0AE0],
    "vmov.f32 s0, s1": [0xEEB0, 0x0A60],
    "vmov.f32 s3, s0": [0xEEF0, 0x1A40],
    "vmov.f32 s0, #1.000000e+00": [0xEEB7, 0x0A00],
    "vmov s0, r0": [0xEE00, 0x0A10],
    "vmov r0, s0": [0xEE10, 0x0A10],
    "vmov r1, s5": [0xEE12, 0x1A90],
    "vmov s0, s1, r0, r1": [0xEC41, 0x0A10],
    "vmov r0, r1, d0": [0xEC51, 0x0B10],
    "vmrs APSR_nzcv, fpscr": [0xEEF1, 0xFA10],
    "vmsr fpscr, r0": [0xEEE1, 0x0A10],
    "vldr s0, [r0]": [0xED90, 0x0A00],
    "vldr s4, [r0]": [0xED90, 0x2A00],
    "vldr s4, [r1]": [0xED91, 0x2A00],
    "vldr d0, [r0]": [0xED90, 0x0B00],
    "vstr s0, [r0]": [0xED80, 0x0A00],
    "vstr s5, [r1]": [0xEDC1, 0x2A00],
    "vstr d0, [r0]": [0xED80, 0x0B00],
    "vldmia r0, {s0, s1, s2, s3}": [0xEC90, 0x0A04],
    "vldmia r0!, {d0, d1}": [0xECB0, 0x0B04],
    "vstmia r0!, {s0, s1, s2}": [0xECA0, 0x0A03],
    "vpush {d8, d9}": [0xED2D, 0x8B04],
    "vpop {d8, d9}": [0xECBD, 0x8B04],
    "mrs r0, primask": [0xF3EF, 0x8010],
  ]
}

extension String {
  fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> String {
    Substring(self).trimming(while: isTrimmed)
  }
}

extension Substring {
  fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> String {
    let start = drop(while: isTrimmed)
    return String(start.reversed().drop(while: isTrimmed).reversed())
  }
}

/// The Cortex-M4 that `Targets/cores/cortex-m4.yaml` describes.
enum CortexM4 {
  static let table = Result { try BoardLibrary.find().costs(of: .cortexM4) }

  static func pipeline() throws -> CortexM4Pipeline { CortexM4Pipeline(costs: try CortexM4Costs(table.get())) }

  /// How a program is entered and left.
  enum Entry: Sendable { case fallingIn, asTarget }
  enum Exit: Sendable { case fallingOut, branching }

  /// Cycles of a program at zero wait states.
  static func cycles(
    _ text: String, at address: UInt32 = 0x1000, entered: Entry = .fallingIn, left: Exit = .fallingOut
  ) throws -> UInt32 {
    let pipeline = try pipeline()
    var state = pipeline.initialState
    if entered == .asTarget {
      state = pipeline.schedule(try CortexM4Program("b label").instructions, entering: state).takenExit
    }
    let schedule = pipeline.schedule(try CortexM4Program(text, at: address).instructions, entering: state)
    return total(schedule.charges) + (left == .branching ? total(schedule.takenCharges) : 0)
  }
}

func total(_ charges: [Charge]) -> UInt32 { charges.reduce(0) { $0 + $1.cycles } }
