import Foundation
import Testing
import ThumbISA

@testable import Simulator

/// Every row of the encoding table against Unicorn: random encodings of it, each from random registers, flags and memory,
/// outside IT blocks and inside.
@Suite struct EncodingRowTests {
  private static let testedRows = EncodingTable.rows.filter { row in
    !KnownDifferences.excludedRows.contains { $0.opcode == row.opcode }
  }

  @Test(arguments: TestedCore.allCases, testedRows.indices)
  func rowAgreesWithUnicorn(core: TestedCore, index: Int) throws {
    let row = Self.testedRows[index]
    guard core.features.isSuperset(of: row.feature) else { return }
    var trial = try RowTrial(core, row)
    for seed in TestEffort.seeds {
      try trial.run(seed: seed)
    }
    #expect(trial.compared > 0, "no predictable instance of \(row.name)")
    #expect(trial.differences.isEmpty, "\(row.name):\n\(trial.differences.joined(separator: "\n"))")
  }
}

extension EncodingRow: CustomTestStringConvertible {
  public var testDescription: String { name }
}

extension TestedCore {
  var features: Features { self == .cortexM4 ? .cortexM4F : .cortexM7DoublePrecision }
}

/// One row on one core.
struct RowTrial {
  let core: TestedCore
  let row: EncodingRow
  var differences: [String] = []
  var compared = 0
  private var unicorn: UnicornCore
  private var simulated: SimulatedCore
  private var next = GuestLayout.codeBase + GuestLayout.codeMargin
  private var seed: UInt64 = 0

  init(_ core: TestedCore, _ row: EncodingRow) throws {
    self.core = core
    self.row = row
    unicorn = try UnicornCore(core)
    simulated = try SimulatedCore(core)
  }

  mutating func run(seed: UInt64) throws {
    self.seed = seed
    var generator = SeededGenerator(seed: seed ^ UInt64(row.index) &* 0x1_0001)
    RandomValues.fill(unicorn.code, size: 0x8000, &generator)
    simulated.code.copyMemory(from: unicorn.code, byteCount: 0x8000)
    RandomValues.fill(unicorn.data, size: GuestLayout.dataSize, &generator)
    copyData()
    for _ in 0..<TestEffort.times(16) {
      guard differences.count < 3 else { return }
      guard let program = Program(row, core, at: next, &generator) else { continue }
      try write(program)
      for _ in 0..<40 where differences.count < 3 { try compare(program, &generator) }
    }
  }

  private mutating func write(_ program: Program) throws {
    let offset = Int(program.start - GuestLayout.codeBase)
    for (index, halfword) in program.halfwords.enumerated() {
      unicorn.code.storeBytes(of: halfword, toByteOffset: offset + 2 * index, as: UInt16.self)
      simulated.code.storeBytes(of: halfword, toByteOffset: offset + 2 * index, as: UInt16.self)
    }
    // Earlier branches may have gone here.
    if program.isBranch { try unicorn.forgetCode(from: program.start, to: program.end) }
    next = program.end + UInt32(next & 4 == 0 ? 2 : 4)
  }

  private mutating func compare(_ program: Program, _ generator: inout SeededGenerator) throws {
    var values = RandomValues.values(&generator)
    guard program.steer(&values, &generator) else { return }
    let isBranch = program.isBranch
    let given = KnownDifferences.inputs(values, for: program.instruction)
    let (result, ending) = try unicorn.run(given, from: program.start, to: isBranch ? nil : program.end)
    let expected = KnownDifferences.reconciled(result, program.instruction, values)
    let actual = simulated.step(values, from: program.start, count: program.instructionCount)
    compared += 1
    let sameMemory = memcmp(unicorn.data, simulated.data, Int(GuestLayout.dataSize)) == 0
    let failed = !isBranch && ending != .done
    if !failed && sameMemory && expected == actual { return }
    differences.append(
      """
      \(core.rawValue) seed \(seed): \(program.text)
        inputs \(values.description)
        Unicorn (\(ending)) ≠ Thumbprint: \(expected.differences(from: actual))\(sameMemory ? "" : ", memory differs")
      """)
    simulated = try SimulatedCore(core)
    simulated.code.copyMemory(from: unicorn.code, byteCount: Int(GuestLayout.codeSize))
    copyData()
  }

  private func copyData() {
    simulated.data.copyMemory(from: unicorn.data, byteCount: Int(GuestLayout.dataSize))
  }
}

/// The instruction under test, with what must come before it.
struct Program {
  var instruction: Instruction
  var start: UInt32
  /// The instruction's own address.
  var address: UInt32
  var halfwords: [UInt16] = []
  var instructionCount = 1
  var condition: Condition?
  var isBranch: Bool { instruction.writesProgramCounter || instruction.opcode == .b }
  var end: UInt32 { start + 2 * UInt32(halfwords.count) }
  var text: String {
    let bytes = halfwords.map { String(format: "%04x", $0) }.joined(separator: " ")
    return "\(bytes) at \(hex(start)): \(instruction.assembly(at: address, itCondition: condition))"
  }

  /// A random predictable instance of a row, or nil if many draws have not found one.
  init?(_ row: EncodingRow, _ core: TestedCore, at start: UInt32, _ generator: inout SeededGenerator) {
    self.start = start
    address = start
    var found: Instruction?
    for _ in 0..<4000 where found == nil {
      let bits = row.randomEncoding(using: &generator)
      let first = row.size == 2 ? UInt16(truncatingIfNeeded: bits) : UInt16(truncatingIfNeeded: bits >> 16)
      guard let drawn = Decoder.decode(first, UInt16(truncatingIfNeeded: bits)), drawn.encoding == row.index,
        core.features.isSuperset(of: drawn.requiredFeatures), drawn.isPredictable(at: start)
      else { continue }
      found = drawn
    }
    guard let found else { return nil }
    instruction = found
    let bits = found.bits
    if [.strex, .strexb, .strexh].contains(found.opcode) { addExclusiveLoad(&generator) }
    if found.mayBeConditional, generator.once(in: 4) {
      let drawn = UInt16(generator.below(14))
      condition = Condition(rawValue: UInt8(drawn))
      halfwords.append(0xBF08 | drawn << 4)
      instructionCount += 1
    }
    address = end
    if found.size == 4 { halfwords.append(UInt16(truncatingIfNeeded: bits >> 16)) }
    halfwords.append(UInt16(truncatingIfNeeded: bits))
    // A literal that is loaded into the program counter must be aligned.
    if found.opcode == .ldrLiteral && found.d == 15 {
      let offset = found.adds ? found.immediate : 0 &- found.immediate
      guard offset & 3 == 0 else { return nil }
    }
  }

  /// CLREX, then as a rule the LDREX that goes with a STREX.
  private mutating func addExclusiveLoad(_ generator: inout SeededGenerator) {
    halfwords += [0xF3BF, 0x8F2F]
    instructionCount += 1
    let free = (UInt8(0)...12).first { $0 != instruction.n && $0 != instruction.d && $0 != instruction.a } ?? 12
    let base = UInt16(instruction.n)
    let destination = UInt16(free) << 12
    guard !generator.once(in: 4) else { return }
    switch instruction.opcode {
    case .strex: halfwords += [0xE850 | base, destination | 0x0F00 | UInt16(instruction.immediate >> 2)]
    case .strexb: halfwords += [0xE8D0 | base, destination | 0x0F4F]
    default: halfwords += [0xE8D0 | base, destination | 0x0F5F]
    }
    instructionCount += 1
  }

  /// Makes an access hit the data memory. False if these values cannot.
  func steer(_ values: inout CoreValues, _ generator: inout SeededGenerator) -> Bool {
    guard let operand = MemoryOperand(instruction) else { return true }
    guard let registers = operand.registers(for: instruction, at: address, using: &generator) else { return false }
    for (register, value) in registers { values.core[Int(register)] = value }
    return true
  }
}
