import ThumbISA

/// Parallel addition and subtraction (DDI 0403E, A7.7: SADD16 … UHSUB8): the same sum on each halfword or byte, kept by
/// its prefix: S and U wrap and set GE, Q and UQ saturate, SH and UH halve.
enum ParallelArithmetic {
  private enum Prefix { case signed, saturating, signedHalving, unsigned, unsignedSaturating, unsignedHalving }
  private enum Lanes { case add16, exchangeAddSubtract, exchangeSubtractAdd, subtract16, add8, subtract8 }

  static func evaluate(_ opcode: Opcode, _ n: UInt32, _ m: UInt32, greaterOrEqual: inout UInt32) -> UInt32 {
    guard let (prefix, lanes) = meaning(of: opcode) else { return 0 }
    var flags: UInt32 = 0
    var result: UInt32 = 0
    let bits: UInt32 = lanes == .add8 || lanes == .subtract8 ? 8 : 16
    for lane in 0..<(32 / bits) {
      let (from, subtracts) = operand(lanes, lane)
      let sum = exact(prefix, n >> (lane * bits), m >> (from * bits), bits: bits, subtracts: subtracts)
      result |= keep(sum, prefix, bits: bits) << (lane * bits)
      if setsFlag(sum, prefix, bits: bits, subtracts: subtracts) {
        flags |= (bits == 16 ? 3 : 1) << (lane * bits / 8)
      }
    }
    if prefix == .signed || prefix == .unsigned { greaterOrEqual = flags }
    return result
  }

  /// The lane of the second operand that meets a lane of the first, and whether it is subtracted.
  private static func operand(_ lanes: Lanes, _ lane: UInt32) -> (lane: UInt32, subtracts: Bool) {
    switch lanes {
    case .add16, .add8: (lane, false)
    case .subtract16, .subtract8: (lane, true)
    case .exchangeAddSubtract: (1 - lane, lane == 0)
    case .exchangeSubtractAdd: (1 - lane, lane == 1)
    }
  }

  private static func exact(_ prefix: Prefix, _ n: UInt32, _ m: UInt32, bits: UInt32, subtracts: Bool) -> Int32 {
    let isSigned = prefix == .signed || prefix == .saturating || prefix == .signedHalving
    let spare = 32 - bits
    let a = isSigned ? Int32(bitPattern: n << spare) >> spare : Int32(bitPattern: (n << spare) >> spare)
    let b = isSigned ? Int32(bitPattern: m << spare) >> spare : Int32(bitPattern: (m << spare) >> spare)
    return subtracts ? a - b : a + b
  }

  private static func keep(_ sum: Int32, _ prefix: Prefix, bits: UInt32) -> UInt32 {
    let mask: UInt32 = (1 << bits) - 1
    let value: Int32 =
      switch prefix {
      case .signed, .unsigned: sum
      case .signedHalving, .unsignedHalving: sum >> 1
      case .saturating: min(max(sum, -(1 << (bits - 1))), (1 << (bits - 1)) - 1)
      case .unsignedSaturating: min(max(sum, 0), (1 << bits) - 1)
      }
    return UInt32(bitPattern: value) & mask
  }

  /// GE: a signed result at least 0; an unsigned sum that carried, an unsigned difference that did not borrow.
  private static func setsFlag(_ sum: Int32, _ prefix: Prefix, bits: UInt32, subtracts: Bool) -> Bool {
    prefix == .unsigned && !subtracts ? sum >= 1 << bits : sum >= 0
  }

  private static func meaning(of opcode: Opcode) -> (Prefix, Lanes)? {
    switch opcode {
    case .sadd16: (.signed, .add16)
    case .sasx: (.signed, .exchangeAddSubtract)
    case .ssax: (.signed, .exchangeSubtractAdd)
    case .ssub16: (.signed, .subtract16)
    case .sadd8: (.signed, .add8)
    case .ssub8: (.signed, .subtract8)
    case .qadd16: (.saturating, .add16)
    case .qasx: (.saturating, .exchangeAddSubtract)
    case .qsax: (.saturating, .exchangeSubtractAdd)
    case .qsub16: (.saturating, .subtract16)
    case .qadd8: (.saturating, .add8)
    case .qsub8: (.saturating, .subtract8)
    case .shadd16: (.signedHalving, .add16)
    case .shasx: (.signedHalving, .exchangeAddSubtract)
    case .shsax: (.signedHalving, .exchangeSubtractAdd)
    case .shsub16: (.signedHalving, .subtract16)
    case .shadd8: (.signedHalving, .add8)
    case .shsub8: (.signedHalving, .subtract8)
    case .uadd16: (.unsigned, .add16)
    case .uasx: (.unsigned, .exchangeAddSubtract)
    case .usax: (.unsigned, .exchangeSubtractAdd)
    case .usub16: (.unsigned, .subtract16)
    case .uadd8: (.unsigned, .add8)
    case .usub8: (.unsigned, .subtract8)
    case .uqadd16: (.unsignedSaturating, .add16)
    case .uqasx: (.unsignedSaturating, .exchangeAddSubtract)
    case .uqsax: (.unsignedSaturating, .exchangeSubtractAdd)
    case .uqsub16: (.unsignedSaturating, .subtract16)
    case .uqadd8: (.unsignedSaturating, .add8)
    case .uqsub8: (.unsignedSaturating, .subtract8)
    case .uhadd16: (.unsignedHalving, .add16)
    case .uhasx: (.unsignedHalving, .exchangeAddSubtract)
    case .uhsax: (.unsignedHalving, .exchangeSubtractAdd)
    case .uhsub16: (.unsignedHalving, .subtract16)
    case .uhadd8: (.unsignedHalving, .add8)
    case .uhsub8: (.unsignedHalving, .subtract8)
    default: nil
    }
  }
}
