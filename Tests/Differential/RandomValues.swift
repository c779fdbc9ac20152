/// Random values of registers and status, with those that matter often among them.
enum RandomValues {
  private static let words: [UInt32] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000,
    0x0080_0080, 0x7FFF_7FFF, 0x8000_8000, 0x7F7F_7F7F, 0x8080_8080, 0x00FF_00FF, 0x7FFF_FFFE, 0x7FFF_FFFF,
    0x8000_0000, 0x8000_0001, 0xFFFF_0000, 0xFFFF_FF80, 0xFFFF_FFFE, 0xFFFF_FFFF,
  ]

  static func word(_ generator: inout SeededGenerator) -> UInt32 {
    switch generator.below(8) {
    case 0, 1: words[generator.below(words.count)]
    case 2: generator.word() >> UInt32(generator.below(32))
    case 3: UInt32(generator.below(256))
    default: generator.word()
    }
  }

  /// A single's bits: an exponent near the edges, near one, or anywhere; a fraction often with long runs of equal bits.
  static func single(_ generator: inout SeededGenerator) -> UInt32 {
    let exponent: UInt32 =
      switch generator.below(8) {
      case 0: UInt32(generator.below(3))
      case 1: UInt32(255 - generator.below(3))
      case 2: UInt32(generator.below(256))
      case 3: UInt32(140 + generator.below(20))
      default: UInt32(112 + generator.below(32))
      }
    return generator.word() & 0x8000_0000 | exponent << 23 | UInt32(truncatingIfNeeded: fraction(&generator, bits: 23))
  }

  static func double(_ generator: inout SeededGenerator) -> UInt64 {
    let exponent: UInt64 =
      switch generator.below(8) {
      case 0: UInt64(generator.below(3))
      case 1: UInt64(2047 - generator.below(3))
      case 2: UInt64(generator.below(2048))
      case 3: UInt64(1023 - 150 + generator.below(32))
      case 4: UInt64(1023 + 120 + generator.below(16))
      default: UInt64(1023 - 16 + generator.below(64))
      }
    return generator.next() & 1 << 63 | exponent << 52 | fraction(&generator, bits: 52)
  }

  private static func fraction(_ generator: inout SeededGenerator, bits: UInt64) -> UInt64 {
    let field: UInt64 = (1 << bits) - 1
    let kept = field << UInt64(generator.below(Int(bits))) & field
    let random = generator.next() & field
    return switch generator.below(6) {
    case 0: random & kept
    case 1: random | ~kept & field
    case 2: random & ~kept
    case 3: kept
    case 4: 0
    default: random
    }
  }

  /// FPSCR in all its modes, with condition flags and at times earlier exceptions.
  static func status(_ generator: inout SeededGenerator) -> UInt32 {
    let random = generator.word()
    let modes = generator.once(in: 2) ? 0 : random & 0x07C0_0000
    return random & 0xF000_0000 | modes | (generator.once(in: 4) ? random & 0x9F : 0)
  }

  static func values(_ generator: inout SeededGenerator) -> CoreValues {
    var values = CoreValues()
    for index in 0..<15 { values.core[index] = word(&generator) }
    // Registers as fixed-point and integer operands of conversions, and as pairs of singles, as well as doubles.
    for index in 0..<16 {
      values.double[index] =
        switch generator.below(8) {
        case 0: UInt64(word(&generator)) | UInt64(word(&generator)) << 32
        case 1, 2, 3: double(&generator)
        default: UInt64(single(&generator)) | UInt64(single(&generator)) << 32
        }
    }
    values.core[13] = GuestLayout.dataBase + UInt32(generator.below(Int(GuestLayout.dataSize))) & ~3
    values.fpscr = status(&generator)
    values.xpsr = generator.word() & CoreValues.flagMask | 1 << 24
    return values
  }

  static func fill(_ bytes: UnsafeMutableRawPointer, size: UInt32, _ generator: inout SeededGenerator) {
    for offset in stride(from: 0, to: Int(size), by: 8) {
      bytes.storeBytes(of: generator.next(), toByteOffset: offset, as: UInt64.self)
    }
  }
}
