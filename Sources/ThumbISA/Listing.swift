/// ITSTATE (DDI 0403E, A7.3.3): which instructions to come are conditional, and how.
public struct ITState: Hashable, Sendable {
  /// The architecture's eight bits: condition in 7…4, mask in 3…0; zero outside an IT block.
  public var bits: UInt8

  public init(bits: UInt8 = 0) {
    self.bits = bits
  }

  /// The state that an IT instruction sets; of any other instruction, none.
  public init(after instruction: Instruction) {
    guard instruction.opcode == .it else {
      bits = 0
      return
    }
    bits = UInt8(truncatingIfNeeded: instruction.bits)
  }

  /// The condition of the next instruction, or nil outside a block.
  public var condition: Condition? {
    bits & 0xF == 0 ? nil : Condition(rawValue: bits >> 4) ?? .always
  }

  /// Moves on by one instruction.
  public mutating func advance() {
    bits = bits & 7 == 0 ? 0 : bits & 0xE0 | bits << 1 & 0x1F
  }
}

/// One line of a disassembly.
public struct DisassembledLine: Hashable, Sendable {
  public var address: UInt32
  /// Bytes the line covers: 2 or 4, or 1 for a byte left over at the end.
  public var size: UInt32
  /// nil where the bits are undefined, or cut off by the end.
  public var instruction: Instruction?
  /// Assembly text with the condition of the IT block around it; `<unknown>` if there is no instruction.
  public var text: String
}

/// Disassembly of runs of code.
public enum Disassembler {
  /// What stands for bits that are no instruction.
  public static let unknown = "<unknown>"

  /// Disassembles bytes that lie at an address, from the first to the last, keeping track of IT blocks.
  public static func disassemble(_ code: [UInt8], at address: UInt32) -> [DisassembledLine] {
    var lines: [DisassembledLine] = []
    var state = ITState()
    var offset = 0
    while offset < code.count {
      let line = nextLine(code[offset...], at: address &+ UInt32(truncatingIfNeeded: offset), state: &state)
      offset += Int(line.size)
      lines.append(line)
    }
    return lines
  }

  private static func nextLine(_ code: ArraySlice<UInt8>, at address: UInt32, state: inout ITState) -> DisassembledLine
  {
    guard code.count >= 2 else { return DisassembledLine(address: address, size: 1, instruction: nil, text: unknown) }
    let start = code.startIndex
    let first = UInt16(code[start]) | UInt16(code[start + 1]) << 8
    let wide = Decoder.isWide(first)
    if wide && code.count < 4 { return DisassembledLine(address: address, size: 2, instruction: nil, text: unknown) }
    let second = wide ? UInt16(code[start + 2]) | UInt16(code[start + 3]) << 8 : 0
    let instruction = Decoder.decode(first, second)
    let text = instruction?.assembly(at: address, itCondition: state.condition) ?? unknown
    if let instruction, instruction.opcode == .it {
      state = ITState(after: instruction)
    } else {
      state.advance()
    }
    return DisassembledLine(address: address, size: wide ? 4 : 2, instruction: instruction, text: text)
  }
}
