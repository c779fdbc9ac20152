/// What of an instruction decides whether it can share its cycle with another.
///
/// Sources: jnk0le's Cortex-M7 notes (measured on STM32H743), and LLVM's ARMScheduleM7 for what they leave out.
struct CortexM7Pairing: OptionSet, Hashable, Sendable {
  var rawValue: UInt32

  /// Shares its cycle with nothing.
  static let alone = Self(rawValue: 1 << 0)
  /// Issues in the older slot only: bit fields, extension, bit reversal, CLZ, parallel and saturating arithmetic, and
  /// double-precision arithmetic.
  static let olderOnly = Self(rawValue: 1 << 1)
  /// A register operand shifted inline, or a constant made by shifting eight bits.
  static let shiftedOperand = Self(rawValue: 1 << 2)
  /// LSL, LSR, ASR, ROR as instructions.
  static let pureShift = Self(rawValue: 1 << 3)
  /// Uses the shifter of the first stage for other ends: BFI, UBFX, REV, UXTAB, PKHBT and kin.
  static let earlyBitField = Self(rawValue: 1 << 4)
  static let multiply = Self(rawValue: 1 << 5)
  static let load = Self(rawValue: 1 << 6)
  static let store = Self(rawValue: 1 << 7)
  static let branch = Self(rawValue: 1 << 8)
  static let fpArithmetic = Self(rawValue: 1 << 9)
  static let fpMultiplyAccumulate = Self(rawValue: 1 << 10)
  /// VLDR, VSTR of a single, VMOV of one register.
  static let fpTransfer = Self(rawValue: 1 << 11)
  static let fpConstant = Self(rawValue: 1 << 12)
  static let doubleMultiplyAccumulate = Self(rawValue: 1 << 13)

  /// Units that there is one of. Loads have two.
  private static let singleUnits: Self = [.multiply, .store, .branch, .fpArithmetic, .fpConstant]
  /// Properties of which the one excludes the other, whichever is older.
  private static let conflicts: [(Self, Self)] = [
    (.multiply, .store), (.fpMultiplyAccumulate, .fpTransfer), (.doubleMultiplyAccumulate, [.load, .store]),
  ]

  /// Whether a younger instruction can issue in the cycle of this one, as far as their kinds go.
  func admits(_ younger: Self) -> Bool {
    if contains(.alone) || !younger.isDisjoint(with: [.alone, .olderOnly]) { return false }
    if !intersection(younger).isDisjoint(with: Self.singleUnits) { return false }
    if younger.contains(.shiftedOperand) && holdsShifter { return false }
    return Self.conflicts.allSatisfy { one, other in
      (isDisjoint(with: one) || younger.isDisjoint(with: other))
        && (isDisjoint(with: other) || younger.isDisjoint(with: one))
    }
  }

  /// Whether no younger operand can be shifted inline. A shift that is an instruction holds the shifter too when it is the
  /// older: jnk0le's matrix has such pairs slide into the next cycle ("slippery").
  private var holdsShifter: Bool { !isDisjoint(with: [.shiftedOperand, .pureShift, .earlyBitField]) }

  /// Whether a younger shift instruction can use the shifter of the first stage beside this one.
  var leavesEarlyShifter: Bool { isDisjoint(with: [.shiftedOperand, .earlyBitField]) }
}
