/// The Cortex-M7 rows of TIMING as programs: what the rule costs where it applies, and a neighbour where it does not (or
/// another value of the rule's number). Sources: [A] Cortex-M7 TRM (Arm DDI 0489), [J] jnk0le's pipeline notes measured on
/// STM32H743, [L] LLVM's ARMScheduleM7, [Q] quinapalus.com measured on STM32H730; derived: see the cost table.
enum CortexM7Facts {
  static let all = pairing + arithmetic + loadsAndStores + floatingPoint

  /// What can share a cycle, and what cannot.
  static let pairing: [CortexM7Fact] = [
    CortexM7Fact(
      "two instructions issue in one cycle; the third in the next", "[A, J]",
      .init("adds r0, #0x1; adds r1, #0x1", [0x3001, 0x3101], 1),
      not: .init("adds r0, #0x1; adds r1, #0x1; adds r2, #0x1", [0x3001, 0x3101, 0x3201], 2)),
    CortexM7Fact(
      "NOP is not eliminated: it takes a slot", "[J]",
      .init("nop; nop; nop; nop", [0xBF00, 0xBF00, 0xBF00, 0xBF00], 2),
      not: .init("nop; nop; nop; nop; nop", [0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xBF00], 3)),
    CortexM7Fact(
      "MOVW and MOVT pair in spite of the dependence", "[J]",
      .init("movw r0, #0x1234; movt r0, #0x5678", [0xF241, 0x2034, 0xF2C5, 0x6078], 1),
      not: .init("mvn.w r0, r1; movt r0, #0x5678", [0xEA6F, 0x0001, 0xF2C5, 0x6078], 2)),
    CortexM7Fact(
      "two writers of one register may pair", "[L]",
      .init("eors r0, r1; movs r0, #0x2", [0x4048, 0x2002], 1),
      not: .init("eors r0, r1; orrs r0, r2", [0x4048, 0x4310], 2)),
    CortexM7Fact(
      "two shifted operands do not pair", "[J, L]",
      .init("eor.w r0, r0, r1, lsl #1; eor.w r2, r2, r3, lsl #1", [0xEA80, 0x0041, 0xEA82, 0x0243], 2),
      not: .init("eor.w r0, r0, r1, lsl #1; eor.w r2, r2, r3", [0xEA80, 0x0041, 0xEA82, 0x0203], 1)),
    CortexM7Fact(
      "a constant made by shifting counts as a shifted operand; a byte pattern does not", "[J]",
      .init("eor r0, r1, #0x1fc0; eor.w r2, r2, r3, lsl #1", [0xF481, 0x50FE, 0xEA82, 0x0243], 2),
      not: .init("eor r0, r1, #0x1b1b1b1b; eor.w r2, r2, r3, lsl #1", [0xF081, 0x301B, 0xEA82, 0x0243], 1)),
    CortexM7Fact(
      "a shift and a younger shifted operand do not pair; the other way round they do", "[J]",
      .init("lsls r0, r1, #0x2; eor.w r2, r2, r3, lsl #1", [0x0088, 0xEA82, 0x0243], 2),
      not: .init("eor.w r2, r2, r3, lsl #1; lsls r0, r1, #0x2", [0xEA82, 0x0243, 0x0088], 1)),
    CortexM7Fact(
      "RRX uses the shifter as a shifted operand does", "[J]",
      .init("rrx r0, r1; eor.w r2, r2, r3, lsl #1", [0xEA4F, 0x0031, 0xEA82, 0x0243], 2),
      not: .init("mov.w r0, r1; eor.w r2, r2, r3, lsl #1", [0xEA4F, 0x0001, 0xEA82, 0x0243], 1)),
    CortexM7Fact(
      "two bit-field or DSP instructions do not pair", "[J, L]",
      .init("uxtb r0, r1; uxtb r2, r3", [0xB2C8, 0xB2DA], 2),
      not: .init("uxtb r0, r1; movs r2, #0x1", [0xB2C8, 0x2201], 1)),
    CortexM7Fact(
      "a bit-field or DSP instruction only in the older slot", "[J, L]",
      .init("movs r2, #0x1; rev r0, r1", [0x2201, 0xBA08], 2),
      not: .init("rev r0, r1; movs r2, #0x1", [0xBA08, 0x2201], 1)),
    CortexM7Fact(
      "parallel addition and CLZ too", "[J, L]",
      .init("movs r2, #0x1; uadd8 r0, r1, r3", [0x2201, 0xFA81, 0xF043], 2),
      not: .init("uadd8 r0, r1, r3; movs r2, #0x1", [0xFA81, 0xF043, 0x2201], 1)),
    CortexM7Fact(
      "a bit field that uses the early shifter and a shifted operand do not pair", "[J]",
      .init("ubfx r0, r1, #0x2, #0x3; eor.w r2, r2, r3, lsl #1", [0xF3C1, 0x0082, 0xEA82, 0x0243], 2),
      not: .init("clz r0, r1; eor.w r2, r2, r3, lsl #1", [0xFAB1, 0xF081, 0xEA82, 0x0243], 1)),
    CortexM7Fact(
      "two multiplications do not pair", "[J, L]",
      .init("muls r0, r1, r0; muls r2, r3, r2", [0x4348, 0x435A], 2),
      not: .init("muls r0, r1, r0; eors r2, r3", [0x4348, 0x405A], 1)),
    CortexM7Fact(
      "a multiplication may be the younger", "[J]",
      .init("eors r2, r3; muls r0, r1, r0", [0x405A, 0x4348], 1),
      not: .init("eors r0, r3; eors r0, r1", [0x4058, 0x4048], 2)),
    CortexM7Fact(
      "a DSP multiplication pairs with a shifted operand", "[J]",
      .init("smlad r0, r1, r2, r0; eor.w r3, r3, r4, lsl #1", [0xFB21, 0x0002, 0xEA83, 0x0344], 1),
      not: .init("uxtab r0, r1, r2; eor.w r3, r3, r4, lsl #1", [0xFA51, 0xF082, 0xEA83, 0x0344], 2)),
    CortexM7Fact(
      "a multiplication and a store do not pair", "[J, L]",
      .init("muls r0, r1, r0; str r2, [r3]", [0x4348, 0x601A], 2),
      not: .init("muls r0, r1, r0; ldr r2, [r3]", [0x4348, 0x681A], 1)),
    CortexM7Fact(
      "a store and a multiplication do not either", "[J, L]",
      .init("str r2, [r3]; muls r0, r1, r0", [0x601A, 0x4348], 2),
      not: .init("ldr r2, [r3]; muls r0, r1, r0", [0x681A, 0x4348], 1)),
    CortexM7Fact(
      "two stores do not pair; a load and a store do", "[J, L]",
      .init("str r0, [r1]; str r2, [r3]", [0x6008, 0x601A], 2),
      not: .init("ldr r0, [r1]; str r2, [r3]", [0x6808, 0x601A], 1)),
    CortexM7Fact(
      "a store and a load pair, and so do two loads", "[J]",
      .init("str r0, [r1]; ldr r2, [r3]", [0x6008, 0x681A], 1),
      not: .init("ldr r0, [r1]; ldr r2, [r3]; ldr r4, [r5]", [0x6808, 0x681A, 0x682C], 2)),
    CortexM7Fact(
      "LDRD pairs with nothing before it", "[J, L]",
      .init("movs r3, #0x1; ldrd r0, r1, [r2]", [0x2301, 0xE9D2, 0x0100], 2),
      not: .init("movs r3, #0x1; ldr.w r0, [r2]", [0x2301, 0xF8D2, 0x0000], 1)),
    CortexM7Fact(
      "nor behind it", "[J, L]",
      .init("ldrd r0, r1, [r2]; movs r3, #0x1", [0xE9D2, 0x0100, 0x2301], 2),
      not: .init("ldr.w r0, [r2]; movs r3, #0x1", [0xF8D2, 0x0000, 0x2301], 1)),
    CortexM7Fact(
      "STRD, LDM and STM too", "[J, L]",
      .init("movs r4, #0x1; strd r0, r1, [r2]; movs r3, #0x1", [0x2401, 0xE9C2, 0x0100, 0x2301], 3),
      not: .init("movs r4, #0x1; str.w r0, [r2]; movs r3, #0x1", [0x2401, 0xF8C2, 0x0000, 0x2301], 2)),
    CortexM7Fact(
      "PUSH and POP too", "[J, L]",
      .init("push {r4}; movs r3, #0x1", [0xB410, 0x2301], 2),
      not: .init("str r4, [sp]; movs r3, #0x1", [0x9400, 0x2301], 1)),
    CortexM7Fact(
      "LDREX and STREX too", "[J, L]",
      .init(
        "ldrex r0, [r1]; movs r3, #0x1; strex r2, r0, [r1]; movs r4, #0x1",
        [0xE851, 0x0F00, 0x2301, 0xE841, 0x0200, 0x2401], 4),
      not: .init(
        "ldr.w r0, [r1]; movs r3, #0x1; str.w r0, [r1]; movs r4, #0x1",
        [0xF8D1, 0x0000, 0x2301, 0xF8C1, 0x0000, 0x2401], 2)),
    CortexM7Fact(
      "MRS, MSR and barriers too; 3 cycles", "[L]",
      .init("movs r3, #0x1; mrs r0, primask; movs r4, #0x1", [0x2301, 0xF3EF, 0x8010, 0x2401], 5),
      not: .init("movs r3, #0x1; mov.w r0, r1; movs r4, #0x1", [0x2301, 0xEA4F, 0x0001, 0x2401], 2)),
    CortexM7Fact(
      "DMB as well", "[L]",
      .init("dmb sy; movs r4, #0x1", [0xF3BF, 0x8F5F, 0x2401], 4),
      not: .init("nop.w; movs r4, #0x1", [0xF3AF, 0x8000, 0x2401], 1)),
    CortexM7Fact(
      "SDIV and UDIV too; 3 cycles and more by the operands", "[L, derived]",
      .init("movs r3, #0x1; sdiv r0, r1, r2; movs r4, #0x1", [0x2301, 0xFB91, 0xF0F2, 0x2401], 5),
      not: .init("movs r3, #0x1; mul r0, r1, r2; movs r4, #0x1", [0x2301, 0xFB01, 0xF002, 0x2401], 2)),
    CortexM7Fact(
      "a branch that is not taken pairs with the next instruction", "[J]",
      .init("beq 0x108; movs r0, #0x1", [0xD002, 0x2001], 1),
      not: .init("beq 0x108; bne 0x108", [0xD002, 0xD101], 2)),
    CortexM7Fact(
      "and with the one before", "[J]",
      .init("movs r0, #0x1; beq 0x108", [0x2001, 0xD001], 1),
      not: .init("uxtb r0, r1; uxtb r2, r3; beq 0x108", [0xB2C8, 0xB2DA, 0xD000], 2)),
    CortexM7Fact(
      "IT takes a slot, and pairs", "[J]",
      .init("it ne; movne r0, #0x1; movs r1, #0x1", [0xBF18, 0x2001, 0x2101], 2),
      not: .init("it ne; movne r0, #0x1", [0xBF18, 0x2001], 1)),
    CortexM7Fact(
      "if the older stalls, so does the younger", "[TIMING]",
      .init(
        "ldrb r0, [r1]; nop; eors r2, r0; movs r3, #0x1; movs r4, #0x1", [0x7808, 0xBF00, 0x4042, 0x2301, 0x2401], 4),
      not: .init(
        "ldrb r0, [r1]; nop; movs r3, #0x1; movs r4, #0x1; eors r2, r0", [0x7808, 0xBF00, 0x2301, 0x2401, 0x4042], 3)),
  ]

  /// Latencies of the integer core, by producer and use.
  static let arithmetic: [CortexM7Fact] = [
    CortexM7Fact(
      "ALU to ALU: 1", "[J, L]",
      .init("eors r0, r1; eors r2, r0", [0x4048, 0x4042], 2),
      not: .init("eors r0, r1; eors r2, r3", [0x4048, 0x405A], 1)),
    CortexM7Fact(
      "early ALU to late ALU: 0", "[J, L]",
      .init("adds r0, r0, r1; eors r2, r0", [0x1840, 0x4042], 1),
      not: .init("eors r0, r1; eors r2, r0", [0x4048, 0x4042], 2)),
    CortexM7Fact(
      "MOV and shifts execute early too", "[J]",
      .init("lsls r0, r1, #0x3; eors r2, r0", [0x00C8, 0x4042], 1),
      not: .init("mvns r0, r1; eors r2, r0", [0x43C8, 0x4042], 2)),
    CortexM7Fact(
      "a shifted constant does not execute early", "[J]",
      .init("mov.w r0, #0x1fc0; eor.w r2, r2, r0", [0xF44F, 0x50FE, 0xEA82, 0x0200], 2),
      not: .init("mov.w r0, #0x1b1b1b1b; eor.w r2, r2, r0", [0xF04F, 0x301B, 0xEA82, 0x0200], 1)),
    CortexM7Fact(
      "an addition only executes early in the older slot: its result is late for an address", "[J]",
      .init("movs r3, #0x1; adds r0, r0, r1; ldr r2, [r0]", [0x2301, 0x1840, 0x6802], 3),
      not: .init("adds r0, r0, r1; movs r3, #0x1; ldr r2, [r0]", [0x1840, 0x2301, 0x6802], 2)),
    CortexM7Fact(
      "a shift executes early in either slot, unless the older uses the shifter", "[J]",
      .init("eor.w r3, r3, r4, lsl #2; lsls r0, r1, #0x2; ldr r2, [r0]", [0xEA83, 0x0384, 0x0088, 0x6802], 3),
      not: .init("eor.w r3, r3, r4; lsls r0, r1, #0x2; ldr r2, [r0]", [0xEA83, 0x0304, 0x0088, 0x6802], 2)),
    CortexM7Fact(
      "an addition whose operand comes late executes late", "[J]",
      .init("eors r0, r1; nop; adds r0, r0, r2; nop; ldr r3, [r0]", [0x4048, 0xBF00, 0x1880, 0xBF00, 0x6803], 4),
      not: .init(
        "adds r0, r0, r1; nop; adds r0, r0, r2; nop; ldr r3, [r0]", [0x1840, 0xBF00, 0x1880, 0xBF00, 0x6803], 3)),
    CortexM7Fact(
      "a conditional addition executes late", "[derived]",
      .init("it ne; addne r0, r0, r1; nop; nop; ldr r2, [r0]", [0xBF18, 0x1840, 0xBF00, 0xBF00, 0x6802], 3),
      not: .init(
        "it ne; nopne; add.w r0, r0, r1; nop; ldr r2, [r0]", [0xBF18, 0xBF00, 0xEB00, 0x0001, 0xBF00, 0x6802], 3)),
    CortexM7Fact(
      "a register that is shifted is needed one cycle early", "[J, L]",
      .init("eors r0, r1; eor.w r2, r3, r0, lsl #1", [0x4048, 0xEA83, 0x0240], 3),
      not: .init("eors r0, r1; eor.w r2, r0, r3, lsl #1", [0x4048, 0xEA80, 0x0243], 2)),
    CortexM7Fact(
      "from the early ALU to the shifter: 1", "[J]",
      .init("adds r0, r0, r1; eor.w r2, r3, r0, lsl #1", [0x1840, 0xEA83, 0x0240], 2),
      not: .init("eors r0, r1; eor.w r2, r3, r0, lsl #1", [0x4048, 0xEA83, 0x0240], 3)),
    CortexM7Fact(
      "ALU to address: one cycle earlier than an ALU operand", "[J, L]",
      .init("eors r0, r1; ldr r2, [r0]", [0x4048, 0x6802], 3),
      not: .init("adds r0, r0, r1; ldr r2, [r0]", [0x1840, 0x6802], 2)),
    CortexM7Fact(
      "also to the address of a store, but not to its data", "[J, L]",
      .init("eors r0, r1; str r2, [r0]", [0x4048, 0x6002], 3),
      not: .init("eors r0, r1; str r0, [r2]", [0x4048, 0x6010], 1)),
    CortexM7Fact(
      "DSP or bit field to address: 1 more", "[J]",
      .init("rev r0, r1; ldr r2, [r0]", [0xBA08, 0x6802], 3),
      not: .init("lsls r0, r1, #0x8; ldr r2, [r0]", [0x0208, 0x6802], 2)),
    CortexM7Fact(
      "bit reversal to late ALU: 0; other bit fields 1", "[J, L]",
      .init("rev r0, r1; eors r2, r0", [0xBA08, 0x4042], 1),
      not: .init("uxtb r0, r1; eors r2, r0", [0xB2C8, 0x4042], 2)),
    CortexM7Fact(
      "bit reversal to the shifter: 2", "[J]",
      .init("rev r0, r1; rev r2, r0", [0xBA08, 0xBA02], 3),
      not: .init("mov r0, r1; rev r2, r0", [0x4608, 0xBA02], 2)),
    CortexM7Fact(
      "BFI: the field is needed early, the register it goes to is not", "[J]",
      .init("eors r0, r1; bfi r2, r0, #1, #2", [0x4048, 0xF360, 0x0242], 3),
      not: .init("eors r0, r1; bfi r0, r2, #1, #2", [0x4048, 0xF362, 0x0042], 2)),
    CortexM7Fact(
      "PKHTB needs both operands early, PKHBT one", "[J]",
      .init("eors r0, r1; pkhtb r2, r0, r3, asr #1", [0x4048, 0xEAC0, 0x0263], 3),
      not: .init("eors r0, r1; pkhbt r2, r0, r3, lsl #1", [0x4048, 0xEAC0, 0x0243], 2)),
    CortexM7Fact(
      "flags to their users: 1, though the result be early", "[J]",
      .init("cmp r0, r1; adcs r2, r3", [0x4288, 0x415A], 2),
      not: .init("cmp r0, r1; eors r2, r3", [0x4288, 0x405A], 1)),
    CortexM7Fact(
      "flags to conditional instructions: 1", "[J]",
      .init("cmp r0, r1; it ne; movne r2, #0x1", [0x4288, 0xBF18, 0x2201], 2),
      not: .init("cmp r0, r1; beq 0x110; movs r2, #0x1", [0x4288, 0xD005, 0x2201], 2)),
    CortexM7Fact(
      "flags set outside IT blocks only", "[derived]",
      .init("it ne; addne r0, r0, r1; adcs r2, r3", [0xBF18, 0x1840, 0x415A], 2),
      not: .init("nop; adds r0, r0, r1; adcs r2, r3", [0xBF00, 0x1840, 0x415A], 2)),
    CortexM7Fact(
      "base written back to the next address: 1", "[J]",
      .init("ldr r0, [r1], #4; ldr r2, [r1], #4", [0xF851, 0x0B04, 0xF851, 0x2B04], 2),
      not: .init("ldr r0, [r1], #4; ldr r2, [r3], #4", [0xF851, 0x0B04, 0xF853, 0x2B04], 1)),
    CortexM7Fact(
      "base written back to the late ALU: 0", "[J]",
      .init("ldr r0, [r1], #4; eor.w r2, r2, r1", [0xF851, 0x0B04, 0xEA82, 0x0201], 1),
      not: .init("ldr r0, [r1], #4; eor.w r2, r2, r0", [0xF851, 0x0B04, 0xEA82, 0x0200], 2)),
    CortexM7Fact(
      "multiply to any: 2", "[J, Q, L]",
      .init("muls r0, r1, r0; eors r2, r0", [0x4348, 0x4042], 3),
      not: .init("eors r0, r1; eors r2, r0", [0x4048, 0x4042], 2)),
    CortexM7Fact(
      "accumulator to accumulator: 1", "[J, Q, L]",
      .init("mla r0, r1, r2, r0; mla r0, r3, r4, r0", [0xFB01, 0x0002, 0xFB03, 0x0004], 2),
      not: .init("mla r0, r1, r2, r0; mla r3, r0, r4, r3", [0xFB01, 0x0002, 0xFB00, 0x3304], 3)),
    CortexM7Fact(
      "long accumulators too", "[J, Q, L]",
      .init("smlal r0, r1, r2, r3; smlal r0, r1, r4, r5", [0xFBC2, 0x0103, 0xFBC4, 0x0105], 2),
      not: .init("smlal r0, r1, r2, r3; smlal r4, r5, r0, r3", [0xFBC2, 0x0103, 0xFBC0, 0x4503], 3)),
    CortexM7Fact(
      "an accumulator that is a factor too is needed as a factor", "[derived]",
      .init("muls r0, r1, r0; mla r2, r0, r3, r0", [0x4348, 0xFB00, 0x0203], 3),
      not: .init("muls r0, r1, r0; mla r2, r1, r3, r0", [0x4348, 0xFB01, 0x0203], 2)),
    CortexM7Fact(
      "multiply to address: 4", "[L]",
      .init("muls r0, r1, r0; ldr r2, [r0]", [0x4348, 0x6802], 5),
      not: .init("adds r0, r1, r0; ldr r2, [r0]", [0x1808, 0x6802], 2)),
    CortexM7Fact(
      "multiply to the shifter: 3", "[derived]",
      .init("muls r0, r1, r0; eor.w r2, r3, r0, lsl #1", [0x4348, 0xEA83, 0x0240], 4),
      not: .init("muls r0, r1, r0; eor.w r2, r0, r3, lsl #1", [0x4348, 0xEA80, 0x0243], 3)),
    CortexM7Fact(
      "ALU to accumulator: in the same cycle", "[J]",
      .init("eors r0, r1; mla r2, r3, r4, r0", [0x4048, 0xFB03, 0x0204], 1),
      not: .init("eors r0, r1; mla r2, r0, r4, r3", [0x4048, 0xFB00, 0x3204], 2)),
    CortexM7Fact(
      "SDIV: its result is there when it is done", "[L]",
      .init("sdiv r0, r1, r2; eors r3, r0", [0xFB91, 0xF0F2, 0x4043], 4),
      not: .init("sdiv r0, r1, r2; eors r3, r4", [0xFB91, 0xF0F2, 0x4063], 4)),
  ]

  /// Latencies of loads, and transfers of several registers.
  static let loadsAndStores: [CortexM7Fact] = [
    CortexM7Fact(
      "word load to late ALU: 1", "[J, L]",
      .init("ldr r0, [r1]; eors r2, r0", [0x6808, 0x4042], 2),
      not: .init("ldr r0, [r1]; eors r2, r3", [0x6808, 0x405A], 1)),
    CortexM7Fact(
      "word load to shifted operand: 2", "[J, L]",
      .init("ldr r0, [r1]; eor.w r2, r3, r0, lsl #1", [0x6808, 0xEA83, 0x0240], 3),
      not: .init("ldr r0, [r1]; eor.w r2, r3, r0", [0x6808, 0xEA83, 0x0200], 2)),
    CortexM7Fact(
      "and to the other operand beside it", "[J, L]",
      .init("ldr r0, [r1]; eor.w r2, r0, r3, lsl #1", [0x6808, 0xEA80, 0x0243], 3),
      not: .init("ldr r0, [r1]; eor.w r2, r0, r3", [0x6808, 0xEA80, 0x0203], 2)),
    CortexM7Fact(
      "to a DSP operand that is used early: 2; to one used late: 1", "[J, L]",
      .init("ldr r0, [r1]; uxtab r2, r3, r0", [0x6808, 0xFA53, 0xF280], 3),
      not: .init("ldr r0, [r1]; uxtb r2, r0", [0x6808, 0xB2C2], 2)),
    CortexM7Fact(
      "to a multiplicand: 2; to an accumulator: 1", "[J]",
      .init("ldr r0, [r1]; mla r2, r0, r3, r4", [0x6808, 0xFB00, 0x4203], 3),
      not: .init("ldr r0, [r1]; mla r2, r3, r4, r0", [0x6808, 0xFB03, 0x0204], 2)),
    CortexM7Fact(
      "byte or halfword load to late ALU: 2", "[J]",
      .init("ldrb r0, [r1]; eors r2, r0", [0x7808, 0x4042], 3),
      not: .init("ldr r0, [r1]; eors r2, r0", [0x6808, 0x4042], 2)),
    CortexM7Fact(
      "to the shifter: 3", "[J]",
      .init("ldrh r0, [r1]; eor.w r2, r3, r0, lsl #1", [0x8808, 0xEA83, 0x0240], 4),
      not: .init("ldrh r0, [r1]; eor.w r2, r0, r3, lsl #1", [0x8808, 0xEA80, 0x0243], 3)),
    CortexM7Fact(
      "to an accumulator: 1", "[J]",
      .init("ldrsh r0, [r1, r5]; mla r2, r3, r4, r0", [0x5F48, 0xFB03, 0x0204], 2),
      not: .init("ldrsh r0, [r1, r5]; mla r2, r0, r3, r4", [0x5F48, 0xFB00, 0x4203], 3)),
    CortexM7Fact(
      "load to the address of a load: 3", "[Q]",
      .init("ldr r0, [r1]; ldr r2, [r0]", [0x6808, 0x6802], 4),
      not: .init("ldr r0, [r1]; ldr r2, [r3]", [0x6808, 0x681A], 1)),
    CortexM7Fact(
      "also of a byte, and to the address of a store", "[Q]",
      .init("ldrb r0, [r1]; str r2, [r0]", [0x7808, 0x6002], 4),
      not: .init("ldrb r0, [r1]; str r2, [r3]", [0x7808, 0x601A], 1)),
    CortexM7Fact(
      "load to the data of a store: 0", "[J]",
      .init("ldr r0, [r1]; str r0, [r2]", [0x6808, 0x6010], 1),
      not: .init("ldr r0, [r1]; str r2, [r0]", [0x6808, 0x6002], 4)),
    CortexM7Fact(
      "bytes as well", "[J]",
      .init("ldrb r0, [r1]; strb r0, [r2]", [0x7808, 0x7010], 1),
      not: .init("ldrb r0, [r1]; strb r2, [r0]", [0x7808, 0x7002], 4)),
    CortexM7Fact(
      "PLD waits for its address", "[J]",
      .init("eors r0, r1; pld [r0]", [0x4048, 0xF890, 0xF000], 3),
      not: .init("eors r0, r1; pld [r2]", [0x4048, 0xF892, 0xF000], 1)),
    CortexM7Fact(
      "LDM of n: n/2 rounded up", "[J]",
      .init("ldm r0!, {r1, r2, r3}", [0xC80E], 2),
      not: .init("ldm r0!, {r1, r2}", [0xC806], 1)),
    CortexM7Fact(
      "STM of n: n/2 rounded up", "[J]",
      .init("stm r0!, {r1, r2, r3, r4, r5}", [0xC03E], 3),
      not: .init("stm r0!, {r1, r2, r3, r4}", [0xC01E], 2)),
    CortexM7Fact(
      "PUSH", "[J]",
      .init("push {r4, r5, r6, r7, lr}", [0xB5F0], 3),
      not: .init("push {r4, r5, r6, lr}", [0xB570], 2)),
    CortexM7Fact(
      "POP", "[J]",
      .init("pop {r4, r5, r6, r7}", [0xBCF0], 2),
      not: .init("pop {r4, r5, r6}", [0xBC70], 2)),
    CortexM7Fact(
      "LDRD and STRD: 1", "[J]",
      .init("ldrd r0, r1, [r2]; strd r4, r5, [r3]", [0xE9D2, 0x0100, 0xE9C3, 0x4500], 2),
      not: .init("ldrd r0, r1, [r2]", [0xE9D2, 0x0100], 1)),
    CortexM7Fact(
      "registers of LDM in the order loaded: the last is a load of its last cycle", "[derived]",
      .init("ldm r0!, {r1, r2, r3, r4}; muls r5, r4, r5", [0xC81E, 0x4365], 4),
      not: .init("ldm r0!, {r1, r2, r3, r4}; muls r5, r1, r5", [0xC81E, 0x434D], 3)),
    CortexM7Fact(
      "LDRD to address: 3", "[Q]",
      .init("ldrd r0, r1, [r2]; ldr r3, [r1]", [0xE9D2, 0x0100, 0x680B], 4),
      not: .init("ldrd r0, r1, [r2]; ldr r3, [r2]", [0xE9D2, 0x0100, 0x6813], 2)),
    CortexM7Fact(
      "TBB: 2, alone", "[L]",
      .init("movs r0, #0x1; tbb [r1, r2]", [0x2001, 0xE8D1, 0xF002], 3),
      not: .init("movs r0, #0x1; bx lr", [0x2001, 0x4770], 1)),
  ]

  /// The floating-point unit.
  static let floatingPoint: [CortexM7Fact] = [
    CortexM7Fact(
      "FP arithmetic does not pair with FP arithmetic", "[J]",
      .init("vadd.f32 s0, s1, s2; vmul.f32 s3, s4, s5", [0xEE30, 0x0A81, 0xEE62, 0x1A22], 2),
      not: .init("vadd.f32 s0, s1, s2; eor.w r0, r0, r1", [0xEE30, 0x0A81, 0xEA80, 0x0001], 1)),
    CortexM7Fact(
      "VADD to an operand: 3", "[J]",
      .init("vadd.f32 s0, s1, s2; vadd.f32 s3, s0, s4", [0xEE30, 0x0A81, 0xEE70, 0x1A02], 4),
      not: .init("vadd.f32 s0, s1, s2; vadd.f32 s3, s1, s4", [0xEE30, 0x0A81, 0xEE70, 0x1A82], 2)),
    CortexM7Fact(
      "VMUL to an operand: 3", "[J]",
      .init("vmul.f32 s0, s1, s2; vmul.f32 s3, s4, s0", [0xEE20, 0x0A81, 0xEE62, 0x1A00], 4),
      not: .init("vmul.f32 s0, s1, s2; vmul.f32 s3, s4, s1", [0xEE20, 0x0A81, 0xEE62, 0x1A20], 2)),
    CortexM7Fact(
      "VFMA: 5", "[J]",
      .init("vfma.f32 s0, s1, s2; vmul.f32 s3, s0, s4", [0xEEA0, 0x0A81, 0xEE60, 0x1A02], 6),
      not: .init("vfma.f32 s0, s1, s2; vmul.f32 s3, s1, s4", [0xEEA0, 0x0A81, 0xEE60, 0x1A82], 2)),
    CortexM7Fact(
      "VMLA: 6", "[J]",
      .init("vmla.f32 s0, s1, s2; vmul.f32 s3, s0, s4", [0xEE00, 0x0A81, 0xEE60, 0x1A02], 7),
      not: .init("vmla.f32 s0, s1, s2; vmul.f32 s3, s1, s4", [0xEE00, 0x0A81, 0xEE60, 0x1A82], 2)),
    CortexM7Fact(
      "accumulate chain: 3", "[J]",
      .init("vfma.f32 s0, s1, s2; vfma.f32 s0, s3, s4", [0xEEA0, 0x0A81, 0xEEA1, 0x0A82], 4),
      not: .init("vfma.f32 s0, s1, s2; vfma.f32 s3, s0, s4", [0xEEA0, 0x0A81, 0xEEE0, 0x1A02], 6)),
    CortexM7Fact(
      "three accumulators for one multiply-accumulate a cycle", "[J]",
      .init(
        "vmla.f32 s0, s8, s9; vmla.f32 s1, s8, s9; vmla.f32 s2, s8, s9; vmla.f32 s0, s8, s9; vmla.f32 s1, s8, s9",
        [0xEE04, 0x0A24, 0xEE44, 0x0A24, 0xEE04, 0x1A24, 0xEE04, 0x0A24, 0xEE44, 0x0A24], 5),
      not: .init(
        "vmla.f32 s0, s8, s9; vmla.f32 s1, s8, s9; vmla.f32 s0, s8, s9; vmla.f32 s1, s8, s9",
        [0xEE04, 0x0A24, 0xEE44, 0x0A24, 0xEE04, 0x0A24, 0xEE44, 0x0A24], 5)),
    CortexM7Fact(
      "a multiply-accumulate does not pair with VLDR", "[J]",
      .init("vfma.f32 s0, s1, s2; vldr s3, [r0]", [0xEEA0, 0x0A81, 0xEDD0, 0x1A00], 2),
      not: .init("vadd.f32 s0, s1, s2; vldr s3, [r0]", [0xEE30, 0x0A81, 0xEDD0, 0x1A00], 1)),
    CortexM7Fact(
      "nor with VSTR, whichever is older", "[J]",
      .init("vstr s3, [r0]; vfma.f32 s0, s1, s2", [0xEDC0, 0x1A00, 0xEEA0, 0x0A81], 2),
      not: .init("vstr s3, [r0]; vadd.f32 s0, s1, s2", [0xEDC0, 0x1A00, 0xEE30, 0x0A81], 1)),
    CortexM7Fact(
      "nor with VMOV", "[J]",
      .init("vmla.f32 s0, s1, s2; vmov s3, r0", [0xEE00, 0x0A81, 0xEE01, 0x0A90], 2),
      not: .init("vmul.f32 s0, s1, s2; vmov s3, r0", [0xEE20, 0x0A81, 0xEE01, 0x0A90], 1)),
    CortexM7Fact(
      "it pairs with integer instructions and loads", "[J]",
      .init("vfma.f32 s0, s1, s2; ldr.w r3, [r0]", [0xEEA0, 0x0A81, 0xF8D0, 0x3000], 1),
      not: .init("vfma.f64 d0, d1, d2; ldr.w r3, [r0]", [0xEEA1, 0x0B02, 0xF8D0, 0x3000], 8)),
    CortexM7Fact(
      "VADD does not issue in the three cycles after a multiply-accumulate; VMUL does", "[J]",
      .init("vfma.f32 s0, s1, s2; vadd.f32 s3, s4, s5", [0xEEA0, 0x0A81, 0xEE72, 0x1A22], 5),
      not: .init("vfma.f32 s0, s1, s2; vmul.f32 s3, s4, s5", [0xEEA0, 0x0A81, 0xEE62, 0x1A22], 2)),
    CortexM7Fact(
      "nor do VLDM and VLDR of a double", "[J]",
      .init("vmla.f32 s0, s1, s2; vldr d4, [r0]", [0xEE00, 0x0A81, 0xED90, 0x4B00], 5),
      not: .init("vmla.f32 s0, s1, s2; ldrd r2, r3, [r0]", [0xEE00, 0x0A81, 0xE9D0, 0x2300], 2)),
    CortexM7Fact(
      "VLDR not as the younger in those cycles", "[J]",
      .init("vfma.f32 s0, s1, s2; vldr s3, [r0]; vldr s4, [r1]", [0xEEA0, 0x0A81, 0xEDD0, 0x1A00, 0xED91, 0x2A00], 3),
      not: .init(
        "vadd.f32 s0, s1, s2; nop; vldr s3, [r0]; vldr s4, [r1]",
        [0xEE30, 0x0A81, 0xBF00, 0xEDD0, 0x1A00, 0xED91, 0x2A00], 2)),
    CortexM7Fact(
      "afterwards they pair again", "[J]",
      .init(
        "vfma.f32 s0, s1, s2; nop; nop; nop; nop; nop; vldr s3, [r0]; vldr s4, [r1]",
        [0xEEA0, 0x0A81, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xEDD0, 0x1A00, 0xED91, 0x2A00], 5),
      not: .init(
        "vfma.f32 s0, s1, s2; nop; nop; nop; nop; nop; nop; nop; vldr s3, [r0]; vldr s4, [r1]",
        [0xEEA0, 0x0A81, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xBF00, 0xEDD0, 0x1A00, 0xED91, 0x2A00], 5)),
    CortexM7Fact(
      "VDIV.F32: 16, blocking; one integer instruction beside it", "[J]",
      .init("vdiv.f32 s0, s1, s2; movs r0, #0x1", [0xEE80, 0x0A81, 0x2001], 16),
      not: .init("vdiv.f32 s0, s1, s2; movs r0, #0x1; movs r1, #0x1", [0xEE80, 0x0A81, 0x2001, 0x2101], 17)),
    CortexM7Fact(
      "VSQRT.F32: 14, blocking", "[J]",
      .init("vsqrt.f32 s0, s1; movs r0, #0x1; movs r1, #0x1", [0xEEB1, 0x0AE0, 0x2001, 0x2101], 15),
      not: .init("vabs.f32 s0, s1; movs r0, #0x1; movs r1, #0x1", [0xEEB0, 0x0AE0, 0x2001, 0x2101], 2)),
    CortexM7Fact(
      "its result is there when it is done", "[J]",
      .init("vdiv.f32 s0, s1, s2; vadd.f32 s3, s0, s4", [0xEE80, 0x0A81, 0xEE70, 0x1A02], 17),
      not: .init("vdiv.f32 s0, s1, s2; vadd.f32 s3, s1, s4", [0xEE80, 0x0A81, 0xEE70, 0x1A82], 17)),
    CortexM7Fact(
      "VLDR to an operand: 1", "[J]",
      .init("vldr s0, [r0]; vadd.f32 s1, s0, s2", [0xED90, 0x0A00, 0xEE70, 0x0A01], 2),
      not: .init("vldr s0, [r0]; vadd.f32 s1, s3, s2", [0xED90, 0x0A00, 0xEE71, 0x0A81], 1)),
    CortexM7Fact(
      "VLDR to an accumulator: 3", "[J]",
      .init("vldr s0, [r0]; vfma.f32 s0, s1, s2", [0xED90, 0x0A00, 0xEEA0, 0x0A81], 4),
      not: .init("vldr s0, [r0]; vfma.f32 s3, s0, s2", [0xED90, 0x0A00, 0xEEE0, 0x1A01], 2)),
    CortexM7Fact(
      "VLDR to the data of VSTR: 0", "[J]",
      .init("vldr s0, [r0]; vstr s0, [r1]", [0xED90, 0x0A00, 0xED81, 0x0A00], 1),
      not: .init("eors r0, r1; vstr s0, [r0]", [0x4048, 0xED80, 0x0A00], 3)),
    CortexM7Fact(
      "VADD to the data of VSTR: 1", "[J]",
      .init("vadd.f32 s0, s1, s2; vstr s0, [r0]", [0xEE30, 0x0A81, 0xED80, 0x0A00], 2),
      not: .init("vadd.f32 s0, s1, s2; vstr s3, [r0]", [0xEE30, 0x0A81, 0xEDC0, 0x1A00], 1)),
    CortexM7Fact(
      "VFMA to the data of VSTR: 3; VMLA: 4", "[J]",
      .init("vfma.f32 s0, s1, s2; vstr s0, [r0]", [0xEEA0, 0x0A81, 0xED80, 0x0A00], 4),
      not: .init("vmla.f32 s0, s1, s2; vstr s0, [r0]", [0xEE00, 0x0A81, 0xED80, 0x0A00], 5)),
    CortexM7Fact(
      "core to FP register: 3", "[J]",
      .init("vmov s0, r0; vadd.f32 s1, s0, s2", [0xEE00, 0x0A10, 0xEE70, 0x0A01], 4),
      not: .init("vmov s0, r0; vadd.f32 s1, s3, s2", [0xEE00, 0x0A10, 0xEE71, 0x0A81], 1)),
    CortexM7Fact(
      "any ALU to VMOV: 1", "[J]",
      .init("adds r0, r0, r1; vmov s0, r0", [0x1840, 0xEE00, 0x0A10], 2),
      not: .init("adds r0, r0, r1; vmov s0, r2", [0x1840, 0xEE00, 0x2A10], 1)),
    CortexM7Fact(
      "FP register to core: 1", "[J]",
      .init("vmov r0, s0; eors r1, r0", [0xEE10, 0x0A10, 0x4041], 2),
      not: .init("vmov r0, s0; mla r1, r2, r3, r0", [0xEE10, 0x0A10, 0xFB02, 0x0103], 1)),
    CortexM7Fact(
      "VADD to VMOV: 3; VLDR to VMOV: 2", "[J]",
      .init("vadd.f32 s0, s1, s2; vmov r0, s0", [0xEE30, 0x0A81, 0xEE10, 0x0A10], 4),
      not: .init("vldr s0, [r1]; vmov r0, s0", [0xED91, 0x0A00, 0xEE10, 0x0A10], 3)),
    CortexM7Fact(
      "two VMOV of constants do not pair", "[J]",
      .init("vmov.f32 s0, #1.000000e+00; vmov.f32 s1, #1.000000e+00", [0xEEB7, 0x0A00, 0xEEF7, 0x0A00], 2),
      not: .init("vmov.f32 s0, #1.000000e+00; vmov.f32 s1, s2", [0xEEB7, 0x0A00, 0xEEF0, 0x0A41], 1)),
    CortexM7Fact(
      "VMOV of two registers is alone", "[J]",
      .init("vmov r0, r1, s0, s1; movs r2, #0x1", [0xEC51, 0x0A10, 0x2201], 2),
      not: .init("vmov r0, s0; movs r2, #0x1", [0xEE10, 0x0A10, 0x2201], 1)),
    CortexM7Fact(
      "VLDR and VSTR of a double are alone", "[J]",
      .init("vldr d0, [r0]; movs r2, #0x1", [0xED90, 0x0B00, 0x2201], 2),
      not: .init("vldr s0, [r0]; movs r2, #0x1", [0xED90, 0x0A00, 0x2201], 1)),
    CortexM7Fact(
      "VLDM of n words: n/2 rounded up, alone", "[J]",
      .init("vldmia r0, {s0, s1, s2}; movs r2, #0x1", [0xEC90, 0x0A03, 0x2201], 3),
      not: .init("vldmia r0, {s0, s1}; movs r2, #0x1", [0xEC90, 0x0A02, 0x2201], 2)),
    CortexM7Fact(
      "VPUSH of n doubles: n", "[J]",
      .init("vpush {d8, d9, d10}", [0xED2D, 0x8B06], 3),
      not: .init("vpush {d8}", [0xED2D, 0x8B02], 1)),
    CortexM7Fact(
      "VCMP to VMRS: 3", "[derived]",
      .init("vcmp.f32 s0, s1; vmrs APSR_nzcv, fpscr", [0xEEB4, 0x0A60, 0xEEF1, 0xFA10], 4),
      not: .init("vadd.f32 s0, s1, s2; vmrs APSR_nzcv, fpscr", [0xEE30, 0x0A81, 0xEEF1, 0xFA10], 1)),
    CortexM7Fact(
      "VMRS sets the flags: 1 to their users", "[derived]",
      .init("vmrs APSR_nzcv, fpscr; adcs r0, r1", [0xEEF1, 0xFA10, 0x4148], 2),
      not: .init("vmrs APSR_nzcv, fpscr; eors r0, r1", [0xEEF1, 0xFA10, 0x4048], 1)),
    CortexM7Fact(
      "VADD.F64: 1 to 3 by the operands; 2 here", "[J]",
      .init("vadd.f64 d0, d1, d2", [0xEE31, 0x0B02], 2),
      not: .init("vadd.f32 s0, s1, s2", [0xEE30, 0x0A81], 1)),
    CortexM7Fact(
      "VMUL.F64: 5", "[J]",
      .init("vmul.f64 d0, d1, d2; movs r0, #0x1", [0xEE21, 0x0B02, 0x2001], 5),
      not: .init("vmul.f64 d0, d1, d2; vmul.f64 d3, d4, d5", [0xEE21, 0x0B02, 0xEE24, 0x3B05], 10)),
    CortexM7Fact(
      "VFMA.F64: 7, the next 6", "[J]",
      .init("vfma.f64 d0, d1, d2; vfma.f64 d3, d4, d5", [0xEEA1, 0x0B02, 0xEEA4, 0x3B05], 13),
      not: .init(
        "vfma.f64 d0, d1, d2; nop; nop; vfma.f64 d3, d4, d5", [0xEEA1, 0x0B02, 0xBF00, 0xBF00, 0xEEA4, 0x3B05], 15)),
    CortexM7Fact(
      "VDIV.F64: 30", "[J]",
      .init("vdiv.f64 d0, d1, d2", [0xEE81, 0x0B02], 30),
      not: .init("vsqrt.f64 d0, d1", [0xEEB1, 0x0BC1], 30)),
    CortexM7Fact(
      "double-precision arithmetic only in the older slot", "[J]",
      .init("movs r0, #0x1; vadd.f64 d0, d1, d2", [0x2001, 0xEE31, 0x0B02], 3),
      not: .init("vadd.f64 d0, d1, d2; movs r0, #0x1", [0xEE31, 0x0B02, 0x2001], 2)),
    CortexM7Fact(
      "VADD.F64 to an operand: 3", "[J]",
      .init("vmul.f64 d0, d1, d2; vmul.f64 d3, d0, d4", [0xEE21, 0x0B02, 0xEE20, 0x3B04], 12),
      not: .init("vmul.f64 d0, d1, d2; vmul.f64 d3, d1, d4", [0xEE21, 0x0B02, 0xEE21, 0x3B04], 10)),
  ]
}
