import ThumbISA

// While a run is checked, a `shadow` operation stands directly before each operation that moves, makes or uses values. It
// reads that operation's fields; its own are `extra`, the action, with a mask of flags above it; `d`, the flags written;
// `immediate`, the access site.

/// What lowering asks while a run is checked.
struct ShadowedCode {
  var makeSite: (AccessSite) -> UInt32
  var mayPoint: (UInt32) -> Bool
  var readsPastEnds: (UInt32) -> Bool
}

extension Lowering {
  /// Before an operation, if it has to do with what is followed.
  mutating func shadow(_ operation: Operation) {
    guard let shadowed, let action = action(for: operation) else { return }
    var shadow = Operation(.shadow, d: operation.code.flagRule.rawValue, extra: action.rawValue)
    if action == .condition { shadow.extra |= UInt16(operation.conditionFlags) << 8 }
    if action == .clearFloatingPoint, let d = placed?.instruction.d {
      (shadow.n, shadow.m) = (Self.single(d), Self.double(d))
    }
    if let site = site(for: operation, action) { shadow.immediate = shadowed.makeSite(site) }
    operations.append(shadow)
    instructionOfOperation.append(UInt16(index))
  }

  /// After an instruction that wrote the stack pointer.
  mutating func shadowStack(_ placed: PlacedInstruction) {
    guard shadowed != nil, placed.instruction.registerUse.coreWritten >> 13 & 1 != 0, !placed.instruction.endsBlock
    else { return }
    // By a register: room for a variable-length array or alloca.
    let isVariable = placed.instruction.opcode == .subRegister || placed.instruction.opcode == .movRegister
    operations.append(Operation(.shadow, d: isVariable ? 1 : 0, extra: ShadowAction.stack.rawValue))
    instructionOfOperation.append(UInt16(index))
  }

  private func action(for operation: Operation) -> ShadowAction? {
    switch operation.code {
    case .movI, .movsI:
      return shadowed?.mayPoint(operation.immediate) == true ? .constant : .clear
    case .movt:
      // The value is known if its lower half was set just before.
      let before = operations.last { $0.code == .movI && $0.d == operation.d }
      guard let before, shadowed?.mayPoint(before.immediate & 0xFFFF | operation.immediate) == true else {
        return .clear
      }
      return .constant
    default: return operation.code.shadowAction
    }
  }

  private func site(for operation: Operation, _ action: ShadowAction) -> AccessSite? {
    guard let placed else { return nil }
    func make(size: UInt8, count: UInt32 = 1, isStore: Bool, offset: UInt32) -> AccessSite {
      let base = operation.n
      return AccessSite(
        programCounter: placed.address, offset: offset, size: size, count: UInt8(truncatingIfNeeded: count),
        isStore: isStore, isFixed: base == 13 && action != .loadRegister && action != .storeRegister,
        readsPastEnds: !isStore && shadowed?.readsPastEnds(placed.address) == true,
        isLiteral: base == Self.address && placed.instruction.isLiteralLoad)
    }
    let size = UInt8(truncatingIfNeeded: operation.code.transferSize(operation))
    switch action {
    case .load, .loadPre, .loadExclusive: return make(size: size, isStore: false, offset: operation.immediate)
    case .store, .storePre, .storeExclusive: return make(size: size, isStore: true, offset: operation.immediate)
    case .loadRegister, .loadPost, .loadPC, .tableBranch: return make(size: size, isStore: false, offset: 0)
    case .storeRegister, .storePost: return make(size: size, isStore: true, offset: 0)
    case .loadDouble: return make(size: 4, count: 2, isStore: false, offset: operation.immediate)
    case .storeDouble: return make(size: 4, count: 2, isStore: true, offset: operation.immediate)
    case .loadMultiple, .storeMultiple:
      return make(
        size: 4, count: UInt32(operation.extra.nonzeroBitCount), isStore: action == .storeMultiple,
        offset: operation.immediate)
    case .loadWords, .storeWords:
      let words = operation.code == .vldrD || operation.code == .vstrD ? 2 : UInt32(operation.extra)
      return make(size: 4, count: words, isStore: action == .storeWords, offset: operation.immediate)
    default: return nil
    }
  }
}

extension Instruction {
  fileprivate var isLiteralLoad: Bool {
    switch opcode {
    case .ldrLiteral, .ldrbLiteral, .ldrhLiteral, .ldrsbLiteral, .ldrshLiteral, .ldrdLiteral, .vldr: true
    default: false
    }
  }
}

extension Operation {
  /// The flags that a conditional operation looks at.
  fileprivate var conditionFlags: UInt32 {
    switch code {
    case .skipUnless: ShadowFlags.read(by: d)
    case .branchEQ, .branchNE: ShadowFlags.z
    case .branchCS, .branchCC: ShadowFlags.c
    case .branchMI, .branchPL: ShadowFlags.n
    case .branchVS, .branchVC: ShadowFlags.v
    case .branchHI, .branchLS: ShadowFlags.c | ShadowFlags.z
    case .branchGE, .branchLT: ShadowFlags.n | ShadowFlags.v
    case .branchGT, .branchLE: ShadowFlags.n | ShadowFlags.z | ShadowFlags.v
    default: 0
    }
  }
}

extension OperationCode {
  var flagRule: FlagRule {
    switch self {
    case .movsI, .movsR, .mvnsR, .andsRI, .andsRR, .orrsRI, .orrsRR, .eorsRI, .eorsRR, .bicsRR, .ornsRR, .tstRI, .tstRR,
      .teqRI, .teqRR, .muls:
      .logic
    case .lslsI, .lsrsI, .asrsI, .rorsI, .rrxs, .lslsR, .lsrsR, .asrsR, .rorsR: .shift
    case .addsRI, .addsRR, .subsRI, .subsRR, .rsbsRI, .adcsRR, .sbcsRR, .cmpRI, .cmpRR, .cmnRI, .cmnRR: .arithmetic
    default: .none
    }
  }

  /// What is followed of an operation; nil if nothing is. Constants are looked at where they are.
  fileprivate var shadowAction: ShadowAction? {
    switch self {
    case .fallThrough, .fallThroughUnchained, .branch, .raise, .leave, .fetch, .fetchNext, .accessRI, .accessRR,
      .countRI,
      .countRR, .clearExclusive, .cps, .waitForInterrupt, .waitForEvent, .sendEvent, .floatingPointReady,
      .vmsr, .shadow, .followStack, .followSave, .followTime:
      nil
    case .branchLink: .link
    case .setCarry: .carry
    case .branchEQ, .branchNE, .branchCS, .branchCC, .branchMI, .branchPL, .branchVS, .branchVC, .branchHI, .branchLS,
      .branchGE, .branchLT, .branchGT, .branchLE, .skipUnless:
      .condition
    case .compareZeroBranch, .compareNonZeroBranch: .zeroCondition
    case .branchExchange, .branchLinkExchange, .branchRegister: .jump
    case .loadPC: .loadPC
    case .tableBranchByte, .tableBranchHalfword: .tableBranch
    case .cmpRIBranchEQ, .cmpRIBranchNE, .cmpRIBranchCS, .cmpRIBranchCC, .cmpRIBranchHI, .cmpRIBranchLS, .cmpRIBranchGE,
      .cmpRIBranchLT, .cmpRIBranchGT, .cmpRIBranchLE, .cmpRRBranchEQ, .cmpRRBranchNE, .cmpRRBranchCS, .cmpRRBranchCC,
      .cmpRRBranchHI, .cmpRRBranchLS, .cmpRRBranchGE, .cmpRRBranchLT, .cmpRRBranchGT, .cmpRRBranchLE, .subsRIBranchNE,
      .subsRIBranchPL, .subsRIBranchCS:
      // Comparisons and branches are not joined while a run is checked.
      nil
    case .movI, .movsI, .movt, .mrs, .vmrs: .clear
    case .vmrsFlags: .moveFlags
    case .movR, .movsR: .copy
    case .addRI, .addsRI, .subsRI: .addImmediate
    case .addRR, .addsRR: .add
    case .addLSL, .addLSR, .addASR: .addShifted
    case .subRR, .subsRR, .subLSL: .subtract
    case .andRI, .andsRI, .orrRI, .orrsRI, .eorRI, .eorsRI: .logicImmediate
    case .andRR, .andsRR, .orrRR, .orrsRR, .eorRR, .eorsRR, .bicRR, .bicsRR, .ornRR, .ornsRR: .logic
    case .mvnR, .mvnsR, .rsbRI, .rsbsRI, .lslI, .lsrI, .asrI, .rorI, .rrx, .lslsI, .lsrsI, .asrsI, .rorsI, .rrxs, .sxtb,
      .sxth, .uxtb, .uxth, .sxtbRotated, .sxthRotated, .uxtbRotated, .uxthRotated, .sxtb16, .uxtb16, .rev, .rev16,
      .revsh,
      .rbit, .clz, .ubfx, .sbfx, .ssat, .usat, .ssat16, .usat16, .vsqrtS, .vcvtS32ToS, .vcvtU32ToS, .vcvtSToS32,
      .vcvtSToU32:
      .unary
    case .adcRR, .sbcRR, .adcsRR, .sbcsRR, .orrLSL, .eorLSL, .orrLSR, .eorLSR, .lslR, .lsrR, .asrR, .rorR, .lslsR,
      .lsrsR,
      .asrsR, .rorsR, .sxtab16, .uxtab16, .pkhbt, .pkhtb, .sel, .mul, .muls, .smulHalves, .smuad, .parallel,
      .saturating,
      .usad8, .vaddS, .vsubS, .vmulS, .vnmulS, .vdivS, .vselS:
      .binary
    case .mla, .mls: .multiplyAdd
    case .smlaHalves, .smlad, .smladx, .multiplyDSP, .usada8: .ternary
    case .vmlaS, .vmlsS, .vfmaS, .vfmsS, .vfnmaS, .vfnmsS, .vnmlaS, .vnmlsS: .ternary
    case .smull, .umull: .pair
    case .smlal, .umlal, .umaal, .smlald, .multiplyLongDSP: .accumulatePair
    case .sdiv, .udiv: .divide
    case .bfi: .insert
    case .cmpRI, .cmnRI, .tstRI, .teqRI: .compareImmediate
    case .cmpRR, .cmnRR, .tstRR, .teqRR: .compare
    case .vcmpS, .vcmpZeroS: .compareDouble
    case .vsqrtD: .unaryDouble
    case .vaddD, .vsubD, .vmulD, .vnmulD, .vdivD, .vselD: .binaryDouble
    case .vmlaD, .vmlsD, .vfmaD, .vfmsD, .vfnmaD, .vfnmsD, .vnmlaD, .vnmlsD: .ternaryDouble
    case .vcmpD, .vcmpZeroD: .compareDouble
    case .floatingPoint: .clearFloatingPoint
    case .ldrI, .ldrbI, .ldrhI, .ldrsbI, .ldrshI, .vldrS, .loadUnprivileged: .load
    case .strI, .strbI, .strhI, .vstrS, .storeUnprivileged: .store
    case .ldrR, .ldrbR, .ldrhR, .ldrsbR, .ldrshR: .loadRegister
    case .strR, .strbR, .strhR: .storeRegister
    case .ldrPre, .ldrbPre, .ldrhPre, .ldrsbPre, .ldrshPre: .loadPre
    case .strPre, .strbPre, .strhPre: .storePre
    case .ldrPost, .ldrbPost, .ldrhPost, .ldrsbPost, .ldrshPost: .loadPost
    case .strPost, .strbPost, .strhPost: .storePost
    case .ldrd: .loadDouble
    case .strd: .storeDouble
    case .ldm, .ldmPC: .loadMultiple
    case .stm: .storeMultiple
    case .vldrD, .vldm: .loadWords
    case .vstrD, .vstm: .storeWords
    case .loadExclusive: .loadExclusive
    case .storeExclusive: .storeExclusive
    case .msr: nil
    }
  }
}
