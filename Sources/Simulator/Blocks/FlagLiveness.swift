import ThumbISA

/// Sets of condition flags, as coarse as the core state keeps them.
struct FlagSet: OptionSet {
  let rawValue: UInt8
  static let negativeZero = FlagSet(rawValue: 1)
  static let carry = FlagSet(rawValue: 2)
  static let overflow = FlagSet(rawValue: 4)
  static let all: FlagSet = [.negativeZero, .carry, .overflow]
}

/// An instruction in its block: with the condition it executes under.
struct PlacedInstruction {
  var instruction: Instruction
  var address: UInt32
  var itState: UInt8

  /// The condition from the IT block, `.always` outside.
  var condition: Condition {
    itState == 0 ? .always : Condition(rawValue: itState >> 4) ?? .always
  }

  var setsFlags: Bool {
    switch instruction.flagSetting {
    case .never: false
    case .always: true
    case .outsideIT: itState == 0
    }
  }
}

/// Which of the flags that an instruction writes somebody may read. A flag is read by a condition, by an instruction that
/// uses it, by what follows the block, and by every instruction that may fault, since exception entry stacks the flags.
enum FlagLiveness {
  /// For each instruction, those flags of its result that must be kept.
  static func needed(_ run: [PlacedInstruction]) -> [FlagSet] {
    var live = FlagSet.all
    var needed = [FlagSet](repeating: .all, count: run.count)
    for index in run.indices.reversed() {
      let placed = run[index]
      needed[index] = live
      if placed.setsFlags && placed.condition == .always { live.subtract(written(placed.instruction)) }
      live.formUnion(read(placed))
    }
    return needed
  }

  private static func read(_ placed: PlacedInstruction) -> FlagSet {
    if placed.condition != .always { return .all }
    switch placed.instruction.opcode {
    case .adcImmediate, .adcRegister, .sbcImmediate, .sbcRegister, .rrx: return .carry
    default:
      guard placed.instruction.opcode.isPlainArithmetic else { return .all }
      // A second operand shifted by RRX takes the carry in.
      return placed.instruction.shift == .rrx ? .carry : []
    }
  }

  /// Flags certainly overwritten, given that the instruction sets flags.
  private static func written(_ instruction: Instruction) -> FlagSet {
    switch instruction.opcode {
    case .addImmediate, .addRegister, .subImmediate, .subRegister, .rsbImmediate, .rsbRegister, .adcImmediate,
      .adcRegister, .sbcImmediate, .sbcRegister, .cmpImmediate, .cmpRegister, .cmnImmediate, .cmnRegister:
      .all
    case .lslImmediate, .lsrImmediate, .asrImmediate, .rorImmediate, .rrx: [.negativeZero, .carry]
    default: .negativeZero
    }
  }
}

extension Opcode {
  /// Data processing between core registers that cannot fault and reads no flags but those `FlagLiveness` knows of.
  var isPlainArithmetic: Bool {
    switch self {
    case .adcImmediate, .adcRegister, .addImmediate, .addRegister, .adr, .andImmediate, .andRegister, .asrImmediate,
      .asrRegister, .bfc, .bfi, .bicImmediate, .bicRegister, .clz, .cmnImmediate, .cmnRegister, .cmpImmediate,
      .cmpRegister, .eorImmediate, .eorRegister, .lslImmediate, .lslRegister, .lsrImmediate, .lsrRegister,
      .movImmediate, .movRegister, .movt, .mvnImmediate, .mvnRegister, .ornImmediate, .ornRegister, .orrImmediate,
      .orrRegister, .pkhbt, .pkhtb, .rbit, .rev, .rev16, .revsh, .rorImmediate, .rorRegister, .rrx, .rsbImmediate,
      .rsbRegister, .sbcImmediate, .sbcRegister, .sbfx, .ubfx, .subImmediate, .subRegister, .teqImmediate,
      .teqRegister, .tstImmediate, .tstRegister, .sxtb, .sxtb16, .sxth, .uxtb, .uxtb16, .uxth, .sxtab, .sxtab16,
      .sxtah, .uxtab, .uxtab16, .uxtah, .mla, .mls, .mul, .smull, .umaal, .umlal, .umull, .smlal, .it, .nop:
      true
    default: false
    }
  }
}
