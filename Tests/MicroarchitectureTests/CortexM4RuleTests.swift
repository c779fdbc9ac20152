import Testing

@testable import Microarchitecture

typealias CortexM4Sequence = (code: String, cycles: UInt32, source: String)

/// The rules by which instructions of a Cortex-M4 affect each other: each with a sequence where it applies and a neighbour
/// where it does not. All at zero wait states, falling in from a refill, at a word-aligned address.
@Suite struct CortexM4RuleTests {
  static let pipelining: [CortexM4Sequence] = [
    // A load or store behind a load takes one cycle less.
    ("ldr r0, [r1]; ldr r1, [r2]", 3, "TRM's example"),
    ("ldr r0, [r1, r2]; str r0, [r3, #0x14]", 3, "TRM's example"),
    ("ldr r0, [r1, r2]; str r1, [r3, r2]", 3, "TRM's example"),
    ("ldr r0, [r1, r5]; ldr r1, [r2]; ldr r2, [r3, #0x4]", 4, "TRM's example"),
    ("ldr r0, [r1]; adds r0, r1, r2; ldr r1, [r2]", 5, "not with an instruction between"),
    ("ldrex r0, [r1]; ldr r1, [r2]", 3, "TRM: LDREX as LDR"),
    ("ldr r0, [r1]; strex r4, r2, [r3]", 3, "TRM: STREX as LDR"),
    // The address must not come from the load before.
    ("ldr r0, [r1]; ldr r2, [r0]", 4, "TRM; jnk0le"),
    ("ldr r0, [r1]; str r2, [r0]", 3, "TRM; jnk0le"),
    ("ldr r0, [r1]; ldr r1, [r2]; ldr r2, [r0]", 4, "but it may from the one before that"),
    // LDRD, LDM and FPU accesses do not pipeline with their neighbours.
    ("ldr r0, [r1]; ldrd r0, r2, [r1]", 5, "TRM; Pornin"),
    ("ldrd r0, r2, [r1]; ldr r1, [r2]", 5, "TRM; Pornin"),
    ("ldr r0, [r1]; ldm r1!, {r2, r3, r4}", 6, "TRM"),
    ("ldm r1!, {r2, r3, r4}; ldr r0, [r1]", 6, "TRM"),
    ("ldr r0, [r1]; vldr s4, [r1]", 4, "GCC: f_loads"),
    ("vldr s4, [r1]; ldr r0, [r1]", 4, "GCC: f_loads"),
    // Pre- and post-indexed loads chain with different bases only.
    ("ldr r0, [r1], #4; ldr r2, [r3], #4", 3, "jnk0le"),
    ("ldr r0, [r1], #4; ldr r2, [r1], #4", 4, "jnk0le"),
    ("ldr r0, [r1, #4]!; ldr r2, [r1, #4]!", 4, "jnk0le"),
    ("ldr r0, [r1], #4; ldr r2, [r1]", 4, "derived: the base is as late for any address"),
    // So do stores.
    ("str r0, [r1], #4; str r2, [r3], #4", 2, "jnk0le"),
    ("str r0, [r1], #4; str r2, [r1], #4", 3, "jnk0le"),
    ("str r0, [r1]; str r2, [r3]", 2, "jnk0le"),
    // Literals are with the code, other data elsewhere, and pipelining works within one memory only.
    ("ldr r0, [pc, #0x0]; ldr r2, [pc, #0x4]", 3, "derived"),
    ("ldr r0, [pc, #0x0]; ldr r1, [r2]", 4, "derived from jnk0le"),
    ("ldr r1, [r2]; ldr r0, [pc, #0x0]", 4, "derived from jnk0le"),
  ]

  static let stores: [CortexM4Sequence] = [
    // A store with immediate offset hides the stall of the load before it.
    ("ldr r0, [r1]; str r2, [r3]", 2, "jnk0le"),
    ("ldr r0, [r1]; str r0, [r3, #0x14]", 2, "jnk0le: forwarding makes no difference"),
    ("ldr r0, [r1]; str r2, [r3], #4", 2, "jnk0le: pre- and post-indexed on the M4"),
    ("ldr r0, [r1]; str r1, [r3, r2]", 3, "TRM: not with register offset"),
    ("ldr r0, [pc, #0x0]; str r2, [r3]", 3, "derived: not behind a literal, in another memory"),
    // A store does not pipeline with a following load.
    ("str r0, [r1]; ldr r1, [r2]", 4, "jnk0le"),
    ("str r0, [r1]; nop; ldr r1, [r2]", 4, "not with an instruction between"),
    ("str r0, [r1, r2]; ldr r1, [r2]", 4, "TRM: nothing does behind one with register offset"),
    ("ldr r0, [r1]; str r2, [r3]; ldr r3, [r4]", 5, "jnk0le"),
    // Store then LDM no, store then STM yes.
    ("str r0, [r1]; ldm r1!, {r2, r3, r4}", 6, "jnk0le"),
    ("str r0, [r1]; stm r1!, {r2, r3, r4}", 5, "jnk0le"),
    ("str r0, [r1]; str r2, [r3]; str r4, [r3]", 3, "jnk0le"),
    ("str r0, [r1]; vldr s4, [r1]", 4, "derived: a load as others"),
    ("str r0, [r1]; ldrd r0, r2, [r1]", 5, "derived: a load as others"),
    // A load, or a store with register offset, takes in a NOP behind it; nothing else.
    ("ldr r0, [r1]; nop", 2, "jnk0le"),
    ("ldr r0, [r1]; nop.w", 2, "jnk0le"),
    ("ldr r0, [r1]; nop; nop", 3, "only one"),
    ("ldr r0, [r1]; cmp r1, #0x0", 3, "jnk0le: CMP and TST do not work"),
    ("ldr r0, [r1]; tst r0, r1", 3, "jnk0le: CMP and TST do not work"),
    ("ldr r0, [r1]; nop; ldr r1, [r2]", 4, "derived: the load after it is by itself"),
    ("str r0, [r1, r2]; nop", 2, "jnk0le"),
    ("str r0, [r1, r2]; movs r0, r1", 3, "jnk0le: MOV does not work"),
    ("str r0, [r1]; nop", 2, "there is nothing to hide in"),
  ]

  static let addresses: [CortexM4Sequence] = [
    // What data processing just before computed is a cycle late for an address.
    ("adds r1, #0x4; ldr r0, [r1]", 4, "TRM; jnk0le"),
    ("adds r1, #0x4; str r0, [r1]", 3, "TRM; jnk0le"),
    ("adds r1, #0x4; str r1, [r3, r2]", 3, "not for the data of a store"),
    ("adds r1, #0x4; nop; ldr r0, [r1]", 4, "not with an instruction between"),
    ("adds r1, #0x4; ldr r1, [r2]", 3, "not for another register"),
    ("subs r0, #0x1; ldr r0, [r1, r2]", 3, "not for another register"),
    ("mla r0, r1, r2, r3; ldr r2, [r0]", 4, "TRM: multiplication too"),
    ("sub sp, #0x8; push {r4, r5, r6, lr}", 7, "TRM: any load or store"),
    ("vmov r1, s5; ldr r0, [r1]", 4, "derived: as data processing"),
    ("add.w r1, r1, #0x4; vldr s4, [r1]", 4, "TRM: any load or store"),
    ("adds r1, #0x4; it eq; ldreq r2, [r3]", 3, "another register"),
    ("cmp r1, #0x0; ldr r0, [r1]", 3, "CMP writes no register"),
  ]

  static let folding: [CortexM4Sequence] = [
    // IT costs nothing behind a 16-bit instruction. Whether its condition holds makes no difference.
    ("movs r0, r1; it mi; rsbmi r0, r0, #0", 2, "compendium"),
    ("mov.w r0, #0x1; it mi; rsbmi r0, r0, #0", 3, "compendium"),
    ("it mi; rsbmi r0, r0, #0", 2, "behind a refill there is no 16-bit instruction"),
    // A folded one is not between its neighbours; one that takes a cycle is.
    ("ldr r0, [r1]; it eq; ldreq r2, [r3]", 3, "derived"),
    ("ldr.w r0, [r1]; it eq; ldreq r2, [r3]", 5, "derived"),
  ]

  static let floatingPoint: [CortexM4Sequence] = [
    // The result of arithmetic is usable after two cycles.
    ("vadd.f32 s0, s1, s2; vadd.f32 s3, s4, s5", 2, "TRM; GCC"),
    ("vadd.f32 s0, s1, s2; vadd.f32 s6, s0, s0", 3, "TRM; GCC"),
    ("vadd.f32 s0, s1, s2; nop; vadd.f32 s6, s0, s0", 3, "TRM; GCC"),
    ("vadd.f32 s0, s1, s2; vstr s0, [r0]", 3, "TRM: for any use"),
    ("vadd.f32 s0, s1, s2; vstr s5, [r1]", 2, "not for another register"),
    ("vadd.f32 s0, s1, s2; vmov r0, s0", 3, "TRM: for any use"),
    ("vcvt.s32.f32 s0, s1; vmov r0, s0", 3, "TRM: conversions too"),
    ("vcmp.f32 s0, s1; vmrs APSR_nzcv, fpscr", 3, "derived: flags as other results"),
    ("vmrs APSR_nzcv, fpscr; vmrs APSR_nzcv, fpscr", 2, "there is no result to wait for"),
    ("vmov.f32 s0, s1; vmov.f32 s3, s0", 2, "TRM: VMOV is no arithmetic"),
    ("vldr s0, [r0]; vadd.f32 s6, s0, s0", 3, "GCC: f_loads has latency 2"),
    ("vmla.f32 s0, s1, s2; vmla.f32 s0, s3, s4", 7, "GCC: fmacs 3, latency 4"),
    ("vfma.f32 s0, s1, s2; vfma.f32 s6, s3, s4", 6, "GCC: fmacs 3"),
    ("vfma.f32 s0, s1, s2; nop; vfma.f32 s6, s0, s4", 7, "GCC: fmacs 3, latency 4"),
    // Division goes on beside integer instructions; the unit takes nothing else meanwhile.
    ("vdiv.f32 s0, s1, s2; nop; nop; nop", 4, "GCC; LLVM"),
    ("vdiv.f32 s0, s1, s2; vadd.f32 s3, s4, s5", 15, "GCC"),
    ("vdiv.f32 s0, s1, s2; nop; nop; nop; vadd.f32 s3, s4, s5", 15, "GCC"),
    ("vdiv.f32 s0, s1, s2; vadd.f32 s6, s0, s0", 16, "GCC: latency 15"),
    (
      "vdiv.f32 s0, s1, s2; ldm r1!, {r2, r3, r4}; ldm r0!, {r2, r3, r4}; ldr r0, [r1]; ldr r1, [r2]; vmov r0, s0", 16,
      "GCC"
    ),
    (
      "vdiv.f32 s0, s1, s2; ldm r1!, {r2, r3, r4}; ldm r0!, {r2, r3, r4}; ldm r1!, {r2, r3, r4}; nop; vmov r0, s0", 16,
      "GCC: latency 15, to the cycle"
    ),
    (
      "vdiv.f32 s0, s1, s2; ldm r1!, {r2, r3, r4}; ldm r0!, {r2, r3, r4}; ldm r1!, {r2, r3, r4}; nop; nop; vmov r0, s0",
      16, "GCC: latency 15, to the cycle"
    ),
    ("vdiv.f32 s0, s1, s2; vldr s4, [r0]", 16, "GCC: loads use the unit"),
  ]

  static let rows = pipelining + stores + addresses + folding + floatingPoint

  @Test(arguments: rows.indices) func sequence(row: Int) throws {
    let (code, cycles, source) = Self.rows[row]
    #expect(try CortexM4.cycles(code) == cycles, "\(code): \(source)")
  }

  /// (instructions, address, cycles, source)
  static let runs: [(String, UInt32, UInt32, String)] = [
    // Three or more 32-bit instructions in a row at halfword-odd addresses.
    ("add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2", 0x1002, 4, "compendium"),
    ("add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2", 0x1000, 3, "not at even ones"),
    ("add.w r0, r1, r2; add.w r0, r1, r2", 0x1002, 2, "not two"),
    ("add.w r0, r1, r2; add.w r0, r1, r2; nop; nop; add.w r0, r1, r2", 0x1002, 5, "not with others between"),
    ("nop; add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2", 0x1000, 5, "it is where they are that counts"),
    (
      "add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2",
      0x1002, 7, "once for the run"
    ),
    ("ldr.w r0, [r1]; ldr.w r1, [r2]; ldr.w r2, [r3]", 0x1002, 5, "jnk0le: the third load fails to pipeline"),
    ("ldr.w r0, [r1]; ldr.w r1, [r2]; ldr.w r2, [r3]", 0x1000, 4, "jnk0le"),
    // Stores from four.
    ("str.w r0, [r1]; str.w r2, [r3]; str.w r0, [r1]", 0x1002, 3, "compendium"),
    ("str.w r0, [r1]; str.w r2, [r3]; str.w r0, [r1]; str.w r2, [r3]", 0x1002, 5, "compendium"),
    ("str.w r0, [r1]; str.w r2, [r3]; str.w r0, [r1]; str.w r2, [r3]", 0x1000, 4, "not at even ones"),
    ("str.w r0, [r1]; str.w r2, [r3]; add.w r0, r1, r2", 0x1002, 4, "stores only"),
    ("add.w r0, r1, r2; str.w r0, [r1]; str.w r2, [r3]", 0x1002, 4, "stores only"),
  ]

  @Test(arguments: runs) func run(code: String, address: UInt32, cycles: UInt32, source: String) throws {
    #expect(try CortexM4.cycles(code, at: address) == cycles, "\(code) at \(address): \(source)")
  }

  /// (instructions, address, as the target of a branch, falling in)
  static let targets: [(String, UInt32, UInt32, UInt32)] = [
    ("add.w r0, r1, r2", 0x1002, 2, 1), ("add.w r0, r1, r2", 0x1000, 1, 1), ("add r0, r1", 0x1002, 1, 1),
    ("nop; nop; add.w r0, r1, r2", 0x1002, 3, 3),
  ]

  /// A taken branch to a 32-bit instruction at a halfword-odd address takes 3 in place of 2 (compendium).
  @Test(arguments: targets) func target(code: String, address: UInt32, asTarget: UInt32, fallingIn: UInt32) throws {
    #expect(try CortexM4.cycles(code, at: address, entered: .asTarget) == asTarget)
    #expect(try CortexM4.cycles(code, at: address) == fallingIn)
    let pipeline = try CortexM4.pipeline()
    for branch in ["b label", "bx lr", "mov pc, r0"] {
      let left = pipeline.schedule(try CortexM4Program(branch).instructions, entering: pipeline.initialState)
      let schedule = pipeline.schedule(try CortexM4Program(code, at: address).instructions, entering: left.takenExit)
      #expect(total(schedule.charges) == asTarget, "\(branch)")
    }
    // The longest refill, P = 3, is not made longer.
    for branch in ["ldr.w pc, [r0]", "tbb [r0, r1]", "pop {r4, r5, r6, pc}"] {
      let left = pipeline.schedule(try CortexM4Program(branch).instructions, entering: pipeline.initialState)
      let schedule = pipeline.schedule(try CortexM4Program(code, at: address).instructions, entering: left.takenExit)
      #expect(total(schedule.charges) == fallingIn, "\(branch)")
    }
  }

  /// A branch that is not taken costs one more with fewer than two 16-bit instructions since the refill, itself included
  /// (jnk0le; that it counts itself follows from compendium's two programs below).
  static let notTaken: [(String, UInt32)] = [
    ("bne.w label; nop", 3), ("nop; bne.w label; nop", 4), ("nop; nop; bne.w label; nop", 4), ("bne label; nop", 3),
    ("nop; bne label; nop", 3), ("nop; mov.w r0, #0x1; bne label; nop", 4), ("mov.w r0, #0x1; bne label; nop", 4),
    ("nop; nop; mov.w r0, #0x1; mov.w r0, #0x1; bne.w label; nop", 6),
  ]

  @Test(arguments: notTaken) func branchNotTaken(code: String, cycles: UInt32) throws {
    #expect(try CortexM4.cycles(code) == cycles, "\(code)")
  }
}
