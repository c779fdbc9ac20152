import ThumbISA

/// A random program: hundreds of instructions one after the other, with IT blocks, branches forward over a few
/// instructions, and short loops. It ends in a branch to itself.
struct RandomSequence {
  let core: TestedCore
  let start: UInt32
  private(set) var halfwords: [UInt16] = []
  /// The address of the branch to itself.
  var end: UInt32 { start + 2 * UInt32(halfwords.count - 1) }

  private var address: UInt32 { start + 2 * UInt32(halfwords.count) }
  /// Registers that instructions may not write: loop counters.
  private var reserved: UInt16 = 0

  init(_ core: TestedCore, at start: UInt32, length: Int, _ generator: inout SeededGenerator) {
    self.core = core
    self.start = start
    for _ in 0..<length { addPart(&generator, depth: 0) }
    halfwords.append(0xE7FE)
  }

  /// What sequences are made of: all rows but those that leave the straight line, and those of which Unicorn's results
  /// need correction.
  private static let rows: [EncodingRow] = EncodingTable.rows.filter { row in
    if KnownDifferences.excludedRows.contains(where: { $0.opcode == row.opcode }) { return false }
    switch row.opcode {
    case .b, .bl, .bx, .blx, .cbz, .cbnz, .tbb, .tbh, .it, .cps, .vcvtFixedToFloat, .smlad, .smladx: return false
    // UNPREDICTABLE when the latest load-exclusive had another address or size (A3.4.5).
    case .strex, .strexb, .strexh: return false
    default: return true
    }
  }

  // MARK: Parts

  private mutating func addPart(_ generator: inout SeededGenerator, depth: Int) {
    switch generator.below(24) {
    case 0, 1, 2: addConditionalBlock(&generator)
    case 3 where depth < 2: addHop(&generator, depth: depth)
    case 4 where depth < 1: addLoop(&generator, depth: depth)
    case 5: addComparison(&generator)
    default: addInstructions(1, &generator)
    }
  }

  /// Instructions that can execute under any condition, with the registers that they need for memory set before them.
  /// Before the last, `head` may add what must come directly before the instructions.
  private mutating func addInstructions(
    _ count: Int, _ generator: inout SeededGenerator, head: ((inout RandomSequence) -> Void)? = nil
  ) {
    var chosen: [Instruction] = []
    var pointers: [(register: UInt8, value: UInt32)] = []
    var written: UInt16 = reserved
    while chosen.count < count {
      let instruction = draw(&generator)
      guard head == nil || instruction.mayBeConditional else { continue }
      let use = instruction.registerUse
      guard use.coreWritten & (reserved | 1 << 15) == 0 else { continue }
      if let operand = MemoryOperand(instruction) {
        guard let found = operand.registers(for: instruction, at: address, using: &generator) else { continue }
        let needed = found.reduce(UInt16(0)) { $0 | 1 << UInt16($1.register) }
        let taken = pointers.reduce(written) { $0 | 1 << UInt16($1.register) }
        // R12 carries a new stack pointer.
        let scratch: UInt16 = needed & 1 << 13 != 0 ? 1 << 12 : 0
        guard needed & taken == 0, taken & scratch == 0 || pointers.isEmpty && reserved & scratch == 0 else { continue }
        pointers += found
      }
      written |= use.coreWritten
      chosen.append(instruction)
    }
    // The stack pointer first, since it goes by way of R12.
    for pointer in pointers.sorted(by: { $0.register == 13 && $1.register != 13 }) { addPointer(pointer) }
    head?(&self)
    chosen.forEach { add($0) }
  }

  private func draw(_ generator: inout SeededGenerator) -> Instruction {
    while true {
      let row = Self.rows[generator.below(Self.rows.count)]
      guard core.features.isSuperset(of: row.feature) else { continue }
      let bits = row.randomEncoding(using: &generator)
      let first = UInt16(truncatingIfNeeded: row.size == 2 ? bits : bits >> 16)
      guard let drawn = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)), drawn.encoding == row.index,
        core.features.isSuperset(of: drawn.requiredFeatures), drawn.isPredictable(at: address),
        !drawn.writesProgramCounter, drawn.keepsStackAligned
      else { continue }
      return drawn
    }
  }

  private mutating func addConditionalBlock(_ generator: inout SeededGenerator) {
    let count = 1 + generator.below(4)
    let condition = UInt16(generator.below(15))
    // After the first, each instruction has the same condition or its opposite; "always" has no opposite.
    var mask: UInt16 = 1
    for _ in 1..<count {
      let low = condition == 14 ? 0 : UInt16(generator.below(2))
      mask = mask << 1 | (low ^ condition & 1)
    }
    // `mask` is 1 followed by the condition's low bits; IT's own is those bits followed by 1.
    let bits = mask & ((1 << UInt16(count - 1)) - 1)
    let encoded = (bits << 1 | 1) << UInt16(4 - count)
    addInstructions(count, &generator) { $0.halfwords.append(0xBF00 | condition << 4 | encoded & 15) }
  }

  /// A branch over one to three instructions.
  private mutating func addHop(_ generator: inout SeededGenerator, depth: Int) {
    var body = self
    body.halfwords += [0, 0]
    for _ in 0...generator.below(3) { body.addPart(&generator, depth: depth + 1) }
    let distance = body.halfwords.count - halfwords.count - 2
    let branch: [UInt16]
    switch generator.below(4) {
    case 0 where distance <= 62:
      // CBZ or CBNZ, then NOP to fill the place.
      let offset = UInt16(distance)
      let code: UInt16 = generator.once(in: 2) ? 0xB100 : 0xB900
      branch = [code | (offset >> 5) << 9 | (offset & 31) << 3 | UInt16(generator.below(8)), 0xBF00]
    case 1:
      branch = [0xF000, 0xF800 | UInt16(distance)]  // bl
    case 2:
      branch = [0xE000 | UInt16(distance), 0xBF00]  // b
    default:
      // A comparison before it, at times, to be fused with.
      let offset = UInt16(distance)
      branch = [UInt16(0xD000) | UInt16(generator.below(14)) << 8 | offset, 0xBF00]
    }
    guard distance < 120, !(branch[0] == 0xF000 && reserved & 1 << 14 != 0) else { return }
    body.halfwords[halfwords.count] = branch[0]
    body.halfwords[halfwords.count + 1] = branch[1]
    self = body
  }

  /// Two to four rounds of a few instructions.
  private mutating func addLoop(_ generator: inout SeededGenerator, depth: Int) {
    let counter = UInt16(generator.below(8))
    var body = self
    body.halfwords.append(0x2000 | counter << 8 | UInt16(2 + generator.below(3)))  // movs
    let top = body.halfwords.count
    body.reserved |= 1 << counter
    for _ in 0...generator.below(4) { body.addPart(&generator, depth: depth + 1) }
    body.halfwords.append(0x3801 | counter << 8)  // subs
    // From the branch's address + 4 back to the top.
    let offset = top - body.halfwords.count - 2
    guard offset >= -128 else { return }
    let condition: UInt16 = generator.once(in: 2) ? 1 : 12  // ne, gt
    body.halfwords.append(0xD000 | condition << 8 | UInt16(truncatingIfNeeded: offset) & 0xFF)
    body.reserved = reserved
    self = body
  }

  /// A comparison and a conditional branch to the next instruction, which are executed as one.
  private mutating func addComparison(_ generator: inout SeededGenerator) {
    let random = UInt16(truncatingIfNeeded: generator.next())
    switch random & 3 {
    case 0: halfwords.append(0x2800 | random >> 5)  // cmp rn, #imm
    case 1: halfwords.append(0x4280 | random >> 10)  // cmp rn, rm
    default:
      let register = random >> 8 & 7
      guard reserved & 1 << register == 0 else { return }
      halfwords.append(0x3800 | register << 8 | random >> 11)  // subs
    }
    halfwords.append(0xD0FF | UInt16(generator.below(14)) << 8)
  }

  // MARK: Emission

  private mutating func add(_ instruction: Instruction) {
    if instruction.size == 4 { halfwords.append(UInt16(truncatingIfNeeded: instruction.bits >> 16)) }
    halfwords.append(UInt16(truncatingIfNeeded: instruction.bits))
  }

  /// MOVW and MOVT.
  private mutating func addPointer(_ pointer: (register: UInt8, value: UInt32)) {
    let register = UInt16(pointer.register == 13 ? 12 : pointer.register)
    for (opcode, half) in [(UInt16(0xF240), pointer.value & 0xFFFF), (0xF2C0, pointer.value >> 16)] {
      let half = UInt16(truncatingIfNeeded: half)
      halfwords.append(opcode | (half >> 11 & 1) << 10 | half >> 12)
      halfwords.append((half >> 8 & 7) << 12 | register << 8 | half & 0xFF)
    }
    if pointer.register == 13 { halfwords.append(0x46E5) }  // mov sp, r12
  }
}

extension Instruction {
  /// Whether the stack pointer stays a multiple of four without the core's help, which Unicorn does not give (see
  /// `KnownDifferences`).
  fileprivate var keepsStackAligned: Bool {
    guard registerUse.coreWritten & 1 << 13 != 0 else { return true }
    switch opcode {
    case .addImmediate, .subImmediate: return n == 13 && immediate & 3 == 0
    case .ldm, .ldmdb, .stm, .stmdb, .vldm, .vldmdb, .vstm, .vstmdb: return n == 13
    case .ldrImmediate, .ldrbImmediate, .ldrhImmediate, .ldrsbImmediate, .ldrshImmediate, .ldrdImmediate, .strImmediate,
      .strbImmediate, .strhImmediate, .strdImmediate:
      return d != 13 && n == 13 && immediate & 3 == 0
    default: return false
    }
  }
}
