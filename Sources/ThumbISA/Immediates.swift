/// ThumbExpandImm_C (DDI 0403E, A5.3.2): the constant, and whether its making gives a carry (its bit 31).
///
/// A repeated byte of zero is UNPREDICTABLE in the manual; it gives zero here.
func thumbExpandImmediate(_ encoded: UInt32) -> (value: UInt32, setsCarry: Bool) {
  let byte = encoded & 0xFF
  switch encoded >> 8 {
  case 0: return (byte, false)
  case 1: return (byte << 16 | byte, false)
  case 2: return (byte << 24 | byte << 8, false)
  case 3: return (byte << 24 | byte << 16 | byte << 8 | byte, false)
  default:
    let rotation = encoded >> 7
    let unrotated = 0x80 | encoded & 0x7F
    return (unrotated >> rotation | unrotated << (32 - rotation), true)
  }
}

/// VFPExpandImm (DDI 0403E, A6.4.1): the bits of the single, or the high word of the double, whose low word is zero.
func vfpExpandImmediate(_ encoded: UInt32, double: Bool) -> UInt32 {
  let sign = (encoded >> 7) << 31
  let exponentTop = encoded >> 6 & 1
  if double {
    let exponent = (exponentTop ^ 1) << 10 | (exponentTop == 1 ? 0x3FC : 0) | encoded >> 4 & 3
    return sign | exponent << 20 | (encoded & 0xF) << 16
  }
  let exponent = (exponentTop ^ 1) << 7 | (exponentTop == 1 ? 0x7C : 0) | encoded >> 4 & 3
  return sign | exponent << 23 | (encoded & 0xF) << 19
}

/// The low `bits` bits as a signed number.
func signExtend(_ value: UInt32, bits: UInt32) -> UInt32 {
  let shift = 32 - bits
  return UInt32(bitPattern: Int32(bitPattern: value << shift) >> Int32(shift))
}
