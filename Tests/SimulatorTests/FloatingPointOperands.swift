import Simulator

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Operands worth trying, and the FPSCR values to try them under.
enum FloatingPointOperands {
  /// Positive singles at and around the edges of the format; halves, ties and integer limits among them.
  private static let positiveSingles: [UInt32] = [
    0x0000_0000,  // zero
    0x0000_0001, 0x0000_0002, 0x0040_0000, 0x007F_FFFF,  // denormals
    0x0080_0000, 0x0080_0001, 0x0100_0000,  // smallest normals
    0x2F80_0000, 0x3380_0000,  // 2^-32, 2^-24
    0x3F00_0000, 0x3F00_0001, 0x3EFF_FFFF, 0x3F7F_FFFF,  // around a half, and just below one
    0x3F80_0000, 0x3F80_0001, 0x3FC0_0000, 0x4020_0000, 0x4040_0000, 0x4060_0000,  // 1, 1.5, 2.5, 3, 3.5
    0x4B00_0001, 0x4B80_0000, 0x4B80_0001,  // 2^23 + 1, 2^24 and the next
    0x46FF_FE00, 0x46FF_FF00, 0x4700_0000, 0x477F_FF80,  // around 2^15, 2^16
    0x4EFF_FFFF, 0x4F00_0000, 0x4F7F_FFFF, 0x4F80_0000,  // around 2^31, 2^32
    0x7F00_0000, 0x7F7F_FFFF, 0x7F80_0000,  // 2^127, largest, infinity
    0x7FC0_0000, 0x7FD5_5555, 0x7FFF_FFFF,  // quiet NaNs
    0x7F80_0001, 0x7FA0_0000, 0x7FBF_FFFF,  // signalling NaNs
  ]

  private static let positiveDoubles: [UInt64] = [
    0x0000_0000_0000_0000,  // zero
    0x0000_0000_0000_0001, 0x0008_0000_0000_0000, 0x000F_FFFF_FFFF_FFFF,  // denormals
    0x0010_0000_0000_0000, 0x0010_0000_0000_0001, 0x0020_0000_0000_0000,  // smallest normals
    0x3E70_0000_0000_0000,  // 2^-24
    0x3FE0_0000_0000_0000, 0x3FE0_0000_0000_0001, 0x3FDF_FFFF_FFFF_FFFF,  // around a half
    0x3FF0_0000_0000_0000, 0x3FF0_0000_0000_0001, 0x3FF8_0000_0000_0000, 0x4004_0000_0000_0000,  // 1, 1.5, 2.5
    0x3FF0_0000_1000_0000, 0x3FF0_0000_3000_0000, 0x3FF0_0000_1000_0001,  // halfway between singles, and beside it
    0x3FF0_0200_0000_0000, 0x3FF0_0200_0000_0001,  // halfway between halves, and beside it
    0x36A0_0000_0000_0000, 0x3690_0000_0000_0000, 0x380F_FFFF_E000_0000, 0x380F_FFFF_FFFF_FFFF,  // tiny as singles
    0x3E70_0000_0000_0000, 0x3F0F_FC00_0000_0000, 0x3F0F_FFFF_0000_0000,  // tiny as halves
    0x47EF_FFFF_E000_0000, 0x47EF_FFFF_F000_0000, 0x47F0_0000_0000_0000,  // largest as singles, and beyond
    0x40EF_FC00_0000_0000, 0x40EF_FE00_0000_0000, 0x40FF_FC00_0000_0000, 0x40FF_FE00_0000_0000,  // the same as halves
    0x41DF_FFFF_FFC0_0000, 0x41DF_FFFF_FFE0_0000, 0x41E0_0000_0000_0000, 0x41EF_FFFF_FFF0_0000, 0x41F0_0000_0000_0000,
    0x4330_0000_0000_0001, 0x4340_0000_0000_0001,  // 2^52 + 1, 2^53 + 2
    0x7FE0_0000_0000_0000, 0x7FEF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000,  // 2^1023, largest, infinity
    0x7FF8_0000_0000_0000, 0x7FFD_5555_5555_5555, 0x7FFF_FFFF_FFFF_FFFF,  // quiet NaNs
    0x7FF0_0000_0000_0001, 0x7FF4_0000_0000_0000, 0x7FF7_FFFF_FFFF_FFFF,  // signalling NaNs
  ]

  static let singles: [UInt32] = positiveSingles + positiveSingles.map { $0 | 0x8000_0000 }
  static let doubles: [UInt64] = positiveDoubles + positiveDoubles.map { $0 | 0x8000_0000_0000_0000 }

  static let integers: [UInt32] = [
    0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x100_0000, 0x100_0001, 0x100_0003,
    0x7FFF_FF80, 0x7FFF_FFBF, 0x7FFF_FFC0, 0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFEFF_FFFF, 0xFF00_0000,
    0xFFFF_FF7F, 0xFFFF_FF80, 0xFFFF_FFFF,
  ]

  /// All rounding modes, with and without flush to zero, default NaN, alternative half precision and earlier flags.
  static let statuses: [UInt32] = (0..<64).map { index in
    var fpscr = UInt32(index & 3) << 22
    if index & 4 != 0 { fpscr |= FPU.FPSCR.flushToZero }
    if index & 8 != 0 { fpscr |= FPU.FPSCR.defaultNaN }
    if index & 16 != 0 { fpscr |= FPU.FPSCR.alternativeHalfPrecision }
    if index & 32 != 0 { fpscr |= FPU.FPSCR.inexact }
    return fpscr
  }

  /// A status of the list, half the time the one that most programs run in, with condition flags and at times others.
  static func randomStatus(_ generator: inout SeededGenerator) -> UInt32 {
    let choice = generator.next()
    var fpscr = choice & 1 == 0 ? choice & 2 == 0 ? 0 : FPU.FPSCR.inexact : statuses[Int(choice >> 8 & 63)]
    fpscr |= UInt32(truncatingIfNeeded: choice >> 32) & FPU.FPSCR.conditionFlags
    if choice & 28 == 0 { fpscr |= UInt32(truncatingIfNeeded: choice >> 16) & 0x9F }
    return fpscr
  }

  /// A significand with long runs of equal bits or none, at an exponent near the edges, near one, or anywhere.
  static func randomSingle(_ generator: inout SeededGenerator) -> UInt32 {
    let choice = generator.next()
    if choice & 15 == 0 { return singles[Int(choice >> 9) % singles.count] }
    let exponent: UInt64 =
      switch choice >> 4 & 7 {
      case 0: choice >> 8 & 3
      case 1: 255 - (choice >> 8 & 3)
      case 2: choice >> 8 & 0xFF
      case 3: 23 + (choice >> 8 & 7)
      case 4: 63 + (choice >> 8 & 1)
      default: 112 + (choice >> 8 & 31)
      }
    let fraction = sparse(generator.next(), bits: 23, choice >> 16)
    return UInt32(truncatingIfNeeded: (choice >> 63) << 31 | exponent << 23 | fraction)
  }

  static func randomDouble(_ generator: inout SeededGenerator) -> UInt64 {
    let choice = generator.next()
    if choice & 15 == 0 { return doubles[Int(choice >> 9) % doubles.count] }
    let exponent: UInt64 =
      switch choice >> 4 & 7 {
      case 0: choice >> 8 & 3
      case 1: 2047 - (choice >> 8 & 3)
      case 2: choice >> 8 & 0x7FF
      case 3: 1023 - 150 + (choice >> 8 & 31)
      case 4: 1023 + 120 + (choice >> 8 & 15)
      case 5: 1023 - 26 + (choice >> 8 & 15)
      default: 1023 - 16 + (choice >> 8 & 63)
      }
    return (choice >> 63) << 63 | exponent << 52 | sparse(generator.next(), bits: 52, choice >> 16)
  }

  /// A random field of which often only the top or the bottom part is random, the rest all zeros or all ones.
  private static func sparse(_ random: UInt64, bits: UInt64, _ choice: UInt64) -> UInt64 {
    let field: UInt64 = (1 << bits) - 1
    let kept = field << (choice >> 4 & 63) & field
    return switch choice & 7 {
    case 0: random & kept
    case 1: (random | ~kept) & field
    case 2: random & ~kept & field
    case 3: (random | kept) & field
    default: random & field
    }
  }
}
