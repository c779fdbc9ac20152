import ThumbISA

/// The multiplications of the DSP extension that are not operations of their own (DDI 0403E, A7.7).
enum Multiplication {
  @inline(__always) static func bottom(_ x: UInt32) -> Int64 { Int64(Int16(truncatingIfNeeded: x)) }
  @inline(__always) static func top(_ x: UInt32) -> Int64 { Int64(Int32(bitPattern: x) >> 16) }
  @inline(__always) static func exchanged(_ x: UInt32) -> UInt32 { x << 16 | x >> 16 }
  @inline(__always) static func signed(_ x: UInt32) -> Int64 { Int64(Int32(bitPattern: x)) }

  /// A sum that the instruction keeps in 32 bits, setting Q when it does not fit.
  @inline(__always)
  static func wrap(_ sum: Int64, _ saturation: inout UInt32) -> UInt32 {
    if sum != Int64(Int32(truncatingIfNeeded: sum)) { saturation = 1 }
    return UInt32(truncatingIfNeeded: sum)
  }

  /// Products of halves: bit 1 of `halves` chooses the first operand's top, bit 0 the second's.
  @inline(__always)
  static func halves(_ n: UInt32, _ m: UInt32, _ halves: UInt16) -> Int64 {
    (halves & 2 != 0 ? top(n) : bottom(n)) * (halves & 1 != 0 ? top(m) : bottom(m))
  }

  @inline(__always)
  static func dual(_ n: UInt32, _ m: UInt32) -> (low: Int64, high: Int64) {
    (bottom(n) * bottom(m), top(n) * top(m))
  }

  static func evaluate(
    _ opcode: Opcode, _ n: UInt32, _ m: UInt32, _ a: UInt32, saturation: inout UInt32
  ) -> UInt32 {
    switch opcode {
    case .smulwb: return UInt32(truncatingIfNeeded: (signed(n) * bottom(m)) >> 16)
    case .smulwt: return UInt32(truncatingIfNeeded: (signed(n) * top(m)) >> 16)
    case .smlawb: return wrap((signed(n) * bottom(m)) >> 16 + signed(a), &saturation)
    case .smlawt: return wrap((signed(n) * top(m)) >> 16 + signed(a), &saturation)
    case .smuadx:
      let (low, high) = dual(n, exchanged(m))
      return wrap(low + high, &saturation)
    case .smusd, .smusdx:
      let (low, high) = dual(n, opcode == .smusd ? m : exchanged(m))
      return UInt32(truncatingIfNeeded: low - high)
    case .smlsd, .smlsdx:
      let (low, high) = dual(n, opcode == .smlsd ? m : exchanged(m))
      return wrap(low - high + signed(a), &saturation)
    default: return mostSignificantWord(opcode, n, m, a)
    }
  }

  /// SMMUL, SMMLA and SMMLS, with and without rounding: the high word of a 64-bit sum.
  private static func mostSignificantWord(_ opcode: Opcode, _ n: UInt32, _ m: UInt32, _ a: UInt32) -> UInt32 {
    let product = signed(n) &* signed(m)
    let accumulator = signed(a) << 32
    let rounding: Int64 = 0x8000_0000
    let sum: Int64 =
      switch opcode {
      case .smmul: product
      case .smmulr: product &+ rounding
      case .smmla: accumulator &+ product
      case .smmlar: accumulator &+ product &+ rounding
      case .smmls: accumulator &- product
      default: accumulator &- product &+ rounding
      }
    return UInt32(truncatingIfNeeded: sum >> 32)
  }

  /// The long forms: what is added to the 64-bit accumulator.
  static func longProduct(_ opcode: Opcode, _ n: UInt32, _ m: UInt32) -> Int64 {
    switch opcode {
    case .smlalbb: return halves(n, m, 0)
    case .smlalbt: return halves(n, m, 1)
    case .smlaltb: return halves(n, m, 2)
    case .smlaltt: return halves(n, m, 3)
    case .smlaldx:
      let (low, high) = dual(n, exchanged(m))
      return low + high
    case .smlsld:
      let (low, high) = dual(n, m)
      return low - high
    default:
      let (low, high) = dual(n, exchanged(m))
      return low - high
    }
  }
}
