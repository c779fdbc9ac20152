import ThumbISA

extension Instruction {
  /// Core registers that form the address of a memory access, one bit each; the program counter is not among them.
  var addressRegisters: UInt16 {
    var registers: UInt16 = 1 << UInt16(n)
    switch opcode {
    case .ldrRegister, .ldrbRegister, .ldrhRegister, .ldrsbRegister, .ldrshRegister, .strRegister, .strbRegister,
      .strhRegister, .tbb, .tbh:
      registers |= 1 << UInt16(m)
    default: break
    }
    return registers & 0x7FFF
  }
}
