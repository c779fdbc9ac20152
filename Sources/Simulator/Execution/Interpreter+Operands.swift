import ThumbISA

// Reading operands of operations. Indices come from `Lowering`, so they are inside the register file.

@inline(__always) func d(_ ip: UnsafeMutablePointer<Operation>) -> Int { Int(ip.pointee.d) }
@inline(__always) func n(_ ip: UnsafeMutablePointer<Operation>) -> Int { Int(ip.pointee.n) }
@inline(__always) func m(_ ip: UnsafeMutablePointer<Operation>) -> Int { Int(ip.pointee.m) }
@inline(__always) func a(_ ip: UnsafeMutablePointer<Operation>) -> Int { Int(ip.pointee.a) }
@inline(__always) func amount(_ ip: UnsafeMutablePointer<Operation>) -> UInt32 { UInt32(ip.pointee.extra) }
@inline(__always) func opcode(_ ip: UnsafeMutablePointer<Operation>) -> Opcode {
  Opcode(rawValue: ip.pointee.extra) ?? .nop
}

/// The 64-bit value in a double's two words.
@inline(__always)
func double(_ index: Int, _ r: UnsafeMutablePointer<UInt32>) -> UInt64 {
  UInt64(r[index]) | UInt64(r[index + 1]) << 32
}

@inline(__always)
func setDouble(_ index: Int, _ value: UInt64, _ r: UnsafeMutablePointer<UInt32>) {
  r[index] = UInt32(truncatingIfNeeded: value)
  r[index + 1] = UInt32(truncatingIfNeeded: value >> 32)
}

/// The 64-bit accumulator of a long multiplication: `d` low, `a` high.
@inline(__always)
func pair(_ ip: UnsafeMutablePointer<Operation>, _ r: UnsafeMutablePointer<UInt32>) -> UInt64 {
  UInt64(r[d(ip)]) | UInt64(r[a(ip)]) << 32
}

@inline(__always)
func setPair(_ ip: UnsafeMutablePointer<Operation>, _ value: UInt64, _ r: UnsafeMutablePointer<UInt32>) {
  r[d(ip)] = UInt32(truncatingIfNeeded: value)
  r[a(ip)] = UInt32(truncatingIfNeeded: value >> 32)
}
