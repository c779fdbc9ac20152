// What the fast ways need to know. Shifting the sign out leaves the magnitude, so that one unsigned comparison tests a
// range of magnitudes of either sign.

extension FPU {
  /// With round to nearest and IXC already set, a result that is a normal number raises no new flag.
  @inline(__always)
  static func raisesNoNewFlag(_ fpscr: UInt32) -> Bool {
    fpscr & (FPSCR.roundingMode | FPSCR.inexact) == FPSCR.inexact
  }

  @inline(__always)
  static func roundsToNearest(_ fpscr: UInt32) -> Bool { fpscr & FPSCR.roundingMode == 0 }

  @inline(__always)
  static func flushesToZero(_ fpscr: UInt32) -> Bool { fpscr & FPSCR.flushToZero != 0 }
}

extension UInt32 {
  /// As a single: zero, denormal or normal.
  @inline(__always) var isFiniteSingle: Bool { self << 1 < 0xFF00_0000 as UInt32 }
  @inline(__always) var isZeroSingle: Bool { self << 1 == 0 }
  @inline(__always) var isDenormalSingle: Bool { (self << 1) &- 1 < 0x00FF_FFFF as UInt32 }
  /// As a single: normal, and not the smallest one, to which a tiny number may have been rounded.
  @inline(__always) var isSafelyNormalSingle: Bool { (self << 1) &- 0x0100_0001 < 0xFDFF_FFFF as UInt32 }
}

extension UInt64 {
  /// As a double: zero, denormal or normal.
  @inline(__always) var isFiniteDouble: Bool { self << 1 < 0xFFE0_0000_0000_0000 as UInt64 }
  @inline(__always) var isZeroDouble: Bool { self << 1 == 0 }
  @inline(__always) var isDenormalDouble: Bool { (self << 1) &- 1 < 0x001F_FFFF_FFFF_FFFF as UInt64 }
  /// As a double: normal, and not the smallest one, to which a tiny number may have been rounded.
  @inline(__always) var isSafelyNormalDouble: Bool {
    (self << 1) &- 0x0020_0000_0000_0001 < 0xFFBF_FFFF_FFFF_FFFF as UInt64
  }
}
