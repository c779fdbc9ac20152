import Testing

@testable import Microarchitecture

/// What one instruction costs a Cortex-M4 at zero wait states, as the manuals' tables have it.
@Suite struct CortexM4CycleTests {
  /// (instructions, cycles, source)
  static let table: [(String, UInt32, String)] = [
    // Move, add, logic, compare, shift, bit field, extend, saturate, parallel arithmetic, shifted operand.
    ("movs r0, r1", 1, "TRM; GCC"),
    ("movs r0, #0x1", 1, "TRM; GCC"),
    ("movw r0, #0x1234", 1, "TRM; GCC"),
    ("add.w r0, r1, r2", 1, "TRM; GCC"),
    ("add.w r0, r1, r2, lsl #3", 1, "TRM; GCC"),
    ("cmp r0, #0x0", 1, "TRM; GCC"),
    ("tst r0, r1", 1, "TRM; GCC"),
    ("lsls r0, r1, #0x3", 1, "TRM; GCC"),
    ("ubfx r0, r1, #0x2, #0x3", 1, "TRM; GCC"),
    ("sxtb r0, r1", 1, "TRM; GCC"),
    ("ssat r0, #0x8, r1", 1, "TRM; GCC"),
    ("uadd8 r0, r1, r2", 1, "TRM; GCC"),
    ("clz r0, r1", 1, "TRM; GCC"),
    ("nop", 1, "TRM"),
    ("mrs r0, primask", 1, "TRM"),
    // Multiplication.
    ("muls r0, r1, r0", 1, "TRM; GCC"),
    ("mla r0, r1, r2, r3", 1, "TRM; GCC"),
    ("mls r0, r1, r2, r3", 1, "TRM; GCC"),
    ("smull r0, r1, r2, r3", 1, "TRM; GCC"),
    ("umull r0, r1, r2, r3", 1, "TRM; GCC"),
    ("smlal r0, r1, r2, r3", 1, "TRM; GCC"),
    ("umaal r0, r1, r2, r3", 1, "TRM; GCC"),
    ("smlad r0, r1, r2, r3", 1, "TRM; GCC"),
    ("smlald r0, r1, r2, r3", 1, "TRM; GCC"),
    // Division: the least; the rest depends on the operands.
    ("sdiv r0, r1, r2", 2, "TRM; compendium"),
    ("udiv r0, r1, r2", 2, "TRM; compendium"),
    // Loads and stores.
    ("ldr r0, [r1]", 2, "TRM"),
    ("ldrb r0, [r1]", 2, "TRM"),
    ("ldrh r0, [r1]", 2, "TRM"),
    ("ldrsb r0, [r1, r2]", 2, "TRM"),
    ("ldrsh r0, [r1, r2]", 2, "TRM"),
    ("ldr r0, [r1], #4", 2, "TRM"),
    ("ldr r0, [r1, #4]!", 2, "TRM"),
    ("ldr r0, [pc, #0x0]", 2, "TRM"),
    ("ldrex r0, [r1]", 2, "TRM"),
    ("strex r0, r2, [r1]", 2, "TRM: as a load"),
    ("str r0, [r1]", 1, "TI; GCC; jnk0le"),
    ("strb r0, [r1]", 1, "TI; GCC; jnk0le"),
    ("strh r0, [r1]", 1, "TI; GCC; jnk0le"),
    ("str r0, [r1], #4", 1, "jnk0le"),
    ("str r0, [r1, #4]!", 1, "jnk0le"),
    ("str r0, [r1, r2]", 2, "TI; jnk0le"),
    ("ldrd r0, r2, [r1]", 3, "TRM; GCC; Pornin"),
    ("strd r0, r2, [r1]", 3, "TRM; GCC; Pornin"),
    ("ldm r1!, {r2, r3, r4}", 4, "TRM: 1+N"),
    ("stm r1!, {r2, r3, r4}", 4, "TRM: 1+N"),
    ("push {r4, r5, r6, lr}", 5, "TRM: 1+N"),
    ("pop {r4, r5, r6}", 4, "TRM: 1+N"),
    ("pop {r4}", 2, "TRM: 1+N"),
    ("ldmdb r1, {r2, r3}", 3, "TRM: 1+N"),
    // Floating point.
    ("vadd.f32 s0, s1, s2", 1, "TRM; GCC"),
    ("vsub.f32 s0, s1, s2", 1, "TRM; GCC"),
    ("vmul.f32 s0, s1, s2", 1, "TRM; GCC"),
    ("vnmul.f32 s0, s1, s2", 1, "TRM; GCC"),
    ("vcmp.f32 s0, s1", 1, "TRM; GCC"),
    ("vcvt.s32.f32 s0, s1", 1, "TRM; GCC"),
    ("vcvt.f32.s32 s0, s1", 1, "TRM; GCC"),
    ("vabs.f32 s0, s1", 1, "TRM; GCC"),
    ("vneg.f32 s0, s1", 1, "TRM; GCC"),
    ("vmla.f32 s0, s1, s2", 3, "GCC; LLVM"),
    ("vfma.f32 s0, s1, s2", 3, "GCC; LLVM"),
    ("vmov.f32 s0, s1", 1, "TRM"),
    ("vmov.f32 s0, #1.000000e+00", 1, "TRM"),
    ("vmov s0, r0", 1, "compendium"),
    ("vmov r0, s0", 1, "compendium"),
    ("vmov s0, s1, r0, r1", 2, "compendium"),
    ("vmov r0, r1, d0", 2, "compendium"),
    ("vmrs APSR_nzcv, fpscr", 1, "TRM"),
    ("vmsr fpscr, r0", 1, "TRM"),
    ("vldr s0, [r0]", 2, "GCC"),
    ("vldr d0, [r0]", 3, "GCC"),
    ("vstr s0, [r0]", 1, "GCC"),
    ("vstr d0, [r0]", 3, "GCC"),
    ("vldmia r0, {s0, s1, s2, s3}", 5, "recalled: 1+N"),
    ("vldmia r0!, {d0, d1}", 5, "recalled: 1+N, in words"),
    ("vstmia r0!, {s0, s1, s2}", 4, "recalled: 1+N"),
    ("vpush {d8, d9}", 5, "recalled: 1+N, in words"),
    ("vpop {d8, d9}", 5, "recalled: 1+N, in words"),
    // The divider works on by itself; a second division waits for it.
    ("vdiv.f32 s0, s1, s2; vdiv.f32 s0, s1, s2", 15, "GCC; LLVM: 14"),
    ("vsqrt.f32 s0, s1; vsqrt.f32 s0, s1", 15, "GCC; LLVM: 14"),
    // Barriers, with nothing to wait for.
    ("dsb sy", 1, "TRM: 1+B"),
    ("dmb sy", 1, "TRM: 1+B"),
    ("isb sy", 4, "TRM: 1+P"),
  ]

  @Test(arguments: table) func alone(code: String, cycles: UInt32, source: String) throws {
    #expect(try CortexM4.cycles(code) == cycles, "\(code): \(source)")
  }

  /// (instruction, not taken, taken, source)
  static let branches: [(String, UInt32?, UInt32, String)] = [
    ("b label", nil, 2, "compendium; jnk0le"),
    ("b.w label", nil, 2, "compendium; jnk0le"),
    ("bne label", 1, 2, "compendium; jnk0le"),
    ("bne.w label", 1, 2, "compendium; jnk0le"),
    ("cbz r0, label", 1, 2, "compendium"),
    ("bl label", nil, 2, "TRM: 1+P"),
    ("bx lr", nil, 3, "TRM: 1+P; P derived"),
    ("blx r3", nil, 3, "TRM: 1+P; P derived"),
    ("mov pc, r0", nil, 3, "TRM: 1+P; P derived"),
    ("add pc, r0", nil, 3, "TRM: 1+P; P derived"),
    ("ldr.w pc, [r0]", nil, 5, "TI: at least 5"),
    ("tbb [r0, r1]", nil, 6, "TRM: at least 6"),
    ("tbh [r0, r1, lsl #1]", nil, 6, "TRM: at least 6"),
    ("pop {r4, r5, r6, pc}", nil, 8, "TRM: 1+N+P"),
  ]

  @Test(arguments: branches) func branch(code: String, notTaken: UInt32?, taken: UInt32, source: String) throws {
    #expect(try CortexM4.cycles(code, left: .branching) == taken, "\(code): \(source)")
    // Two 16-bit instructions before it, so that the next one is there.
    if let notTaken { #expect(try CortexM4.cycles("nop; nop; \(code); nop") == 3 + notTaken, "\(code): \(source)") }
  }

  /// SDIV and UDIV: (bits of dividend, bits of divisor, cycles).
  static let divisions: [(Int, Int, UInt32)] = [
    (0, 0, 2), (0, 32, 2), (32, 0, 2), (1, 2, 3), (31, 32, 3), (1, 32, 3), (1, 1, 4), (32, 32, 4), (2, 1, 5), (5, 1, 5),
    (6, 1, 6), (32, 1, 12), (32, 16, 8),
  ]

  /// TRM: 2 to 12. compendium: 2 if an operand is 0, 3 if the dividend has fewer bits. The slope is derived.
  @Test(arguments: divisions) func division(dividend: Int, divisor: Int, cycles: UInt32) throws {
    let pipeline = try CortexM4.pipeline()
    let alone = try CortexM4.cycles("udiv r0, r1, r2")
    #expect(alone + pipeline.divideCycles(dividendBits: dividend, divisorBits: divisor) == cycles)
  }

  @Test func divisionGrowsWithTheQuotient() throws {
    let pipeline = try CortexM4.pipeline()
    var most: UInt32 = 0
    for divisor in 1...32 {
      var last: UInt32 = 0
      for dividend in 0...32 {
        let cycles = pipeline.divideCycles(dividendBits: dividend, divisorBits: divisor)
        #expect(cycles >= last && cycles <= pipeline.maximumDivideCycles)
        last = cycles
        most = max(most, cycles)
      }
    }
    #expect(most == pipeline.maximumDivideCycles)
  }

  /// TRM: 12 and 6 with zero wait states; 10 for the return is recalled.
  @Test func exceptions() throws {
    let pipeline = try CortexM4.pipeline()
    #expect(pipeline.exceptionEntryCycles == 12)
    #expect(pipeline.exceptionReturnCycles == 10)
    #expect(pipeline.tailChainCycles == 6)
  }
}
