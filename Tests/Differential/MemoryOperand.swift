import ThumbISA

/// Where an instruction accesses memory, so that registers can be chosen for it to hit the data memory.
struct MemoryOperand {
  enum Form: Equatable {
    /// At base plus a constant.
    case offset(UInt32)
    /// At base plus index shifted left.
    case index(shift: UInt32)
  }

  var form: Form
  /// Bytes from the lowest address to the highest.
  var size: UInt32
  /// Alignment that the instruction needs.
  var alignment: UInt32

  init?(_ instruction: Instruction) {
    let offset = instruction.adds ? instruction.immediate : 0 &- instruction.immediate
    let applied = instruction.preIndexed ? offset : 0
    let single = Form.offset(applied)
    let index = Form.index(shift: UInt32(instruction.shiftAmount))
    let wordAlignment: UInt32 = instruction.d == 15 ? 4 : 1
    switch instruction.opcode {
    case .ldrImmediate, .strImmediate: self.init(single, 4, wordAlignment)
    case .ldrt, .strt: self.init(.offset(offset), 4, 1)
    case .ldrhImmediate, .ldrshImmediate, .strhImmediate: self.init(single, 2, 1)
    case .ldrht, .ldrsht, .strht: self.init(.offset(offset), 2, 1)
    case .ldrbImmediate, .ldrsbImmediate, .strbImmediate: self.init(single, 1, 1)
    case .ldrbt, .ldrsbt, .strbt: self.init(.offset(offset), 1, 1)
    case .ldrRegister, .strRegister: self.init(index, 4, wordAlignment)
    case .ldrhRegister, .ldrshRegister, .strhRegister: self.init(index, 2, 1)
    case .ldrbRegister, .ldrsbRegister, .strbRegister: self.init(index, 1, 1)
    case .tbb: self.init(.index(shift: 0), 1, 1)
    case .tbh: self.init(.index(shift: 1), 2, 1)
    case .ldrdImmediate, .strdImmediate: self.init(single, 8, 4)
    case .ldrex, .strex: self.init(.offset(instruction.immediate), 4, 4)
    case .ldrexh, .strexh: self.init(.offset(0), 2, 2)
    case .ldrexb, .strexb: self.init(.offset(0), 1, 1)
    case .ldm, .stm, .ldmdb, .stmdb:
      let bytes = UInt32(instruction.immediate.nonzeroBitCount) * 4
      let decrements = instruction.opcode == .ldmdb || instruction.opcode == .stmdb
      self.init(.offset(decrements ? 0 &- bytes : 0), bytes, 4)
    case .vldm, .vstm, .vldmdb, .vstmdb:
      let bytes = (instruction.bits & 0xFF) * 4
      let decrements = instruction.opcode == .vldmdb || instruction.opcode == .vstmdb
      self.init(.offset(decrements ? 0 &- bytes : 0), bytes, 4)
    case .vldr, .vstr: self.init(.offset(offset), instruction.isDouble ? 8 : 4, 4)
    default: return nil
    }
  }

  private init(_ form: Form, _ size: UInt32, _ alignment: UInt32) {
    self.form = form
    self.size = size
    self.alignment = alignment
  }

  /// An address inside the data memory: aligned or not as may be, at times across a page.
  private func address(using generator: inout SeededGenerator) -> UInt32 {
    let offset =
      generator.once(in: 4)
      ? 0x1000 * UInt32(1 + generator.below(3)) &- UInt32(generator.below(Int(size) + 4))
      : UInt32(generator.below(Int(GuestLayout.dataSize - size)))
    let address = GuestLayout.dataBase + min(offset, GuestLayout.dataSize - size)
    return generator.once(in: 2) ? address & ~(max(alignment, 4) - 1) : address & ~(alignment - 1)
  }

  /// Values of base and index with which the access lies in the data memory, or nil if there are none.
  func registers(
    for instruction: Instruction, at codeAddress: UInt32, using generator: inout SeededGenerator
  ) -> [(register: UInt8, value: UInt32)]? {
    var address = address(using: &generator)
    let (n, m) = (instruction.n, instruction.m)
    switch form {
    case .offset(let offset):
      guard n != 15 else { return [] }
      var base = address &- offset
      if n == 13 { base &= ~3 }
      if base &+ offset < GuestLayout.dataBase { base &+= 4 }
      guard (base &+ offset) & (alignment - 1) == 0 else { return nil }
      return [(n, base)]
    case .index(let shift):
      if n == 15 {
        // A table branch: through the program counter, whose distance to the data must be a whole number of entries.
        let distance = address &- (codeAddress &+ 4)
        guard distance & ((1 << shift) - 1) == 0 || shift == 0 else { return nil }
        return [(m, shift == 0 ? distance : distance >> shift)]
      }
      if n == m {
        if shift == 0 {
          address &= ~1
          guard address & (alignment - 1) == 0 else { return nil }
          return [(n, address >> 1)]
        }
        return [(n, address &* Self.inverse(1 + (1 << shift)))]
      }
      var index = generator.once(in: 2) ? UInt32(generator.below(256)) : generator.word()
      if n == 13 { index = (address & 3) == 0 || shift >= 2 ? index << 2 : index << 2 | address & 3 }
      let base = address &- index << shift
      guard n != 13 || base & 3 == 0 else { return nil }
      return [(n, base), (m, index)]
    }
  }

  /// The inverse of an odd number modulo 2^32, by Newton's iteration.
  private static func inverse(_ odd: UInt32) -> UInt32 {
    var inverse = odd
    for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
    return inverse
  }
}
