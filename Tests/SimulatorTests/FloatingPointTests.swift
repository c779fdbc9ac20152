import Testing

@testable import Simulator

/// Every floating-point operation against Unicorn executing the instruction on a Cortex-M7: results and FPSCR, bit for
/// bit.
@Suite struct FloatingPointTests {
  private static let fixedSeed: UInt64 = 0x7468_756D_6270_7274
  private static let freshSeed: UInt64 = {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("FloatingPointTests: fresh seed \(seed)")
    return seed
  }()

  @Test(arguments: FloatingPointRow.all)
  func specialOperandsAgreeWithUnicorn(row: FloatingPointRow) throws {
    try expectAgreement(row, specialCases(row))
  }

  @Test(arguments: FloatingPointRow.all, [fixedSeed, freshSeed])
  func randomOperandsAgreeWithUnicorn(row: FloatingPointRow, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed ^ UInt64(row.encoding))
    let count = row.operandCount == 1 ? 10_000 : 25_000
    try expectAgreement(row, (0..<count).map { _ in randomCase(row, &generator) })
  }

  /// Every half-precision number, in both positions, to both formats.
  @Test(arguments: FloatingPointRow.conversions.filter { $0.kind == .half })
  func everyHalfAgreesWithUnicorn(row: FloatingPointRow) throws {
    var generator = SeededGenerator(seed: Self.fixedSeed)
    try expectAgreement(
      row,
      (UInt64(0)...0xFFFF).map {
        FloatingPointCase(
          d0: generator.next(), d1: $0 | $0 << 16, d2: 0, fpscr: FloatingPointOperands.randomStatus(&generator))
      })
  }

  // MARK: - Comparison

  private func expectAgreement(_ row: FloatingPointRow, _ cases: [FloatingPointCase]) throws {
    let expected = try unicornResults(row, cases)
    var differences: [String] = []
    for (index, operands) in cases.enumerated() {
      var actual = operands
      row.evaluate(&actual)
      if actual != expected[index] {
        differences.append(
          """
          \(row.assembly)  \(describe(operands))
              Unicorn:  d0 \(hex(expected[index].d0)) fpscr \(hex(UInt64(expected[index].fpscr)))
              computed: d0 \(hex(actual.d0)) fpscr \(hex(UInt64(actual.fpscr)))
          """)
      }
    }
    #expect(
      differences.isEmpty,
      "\(differences.count) of \(cases.count) differ:\n\(differences.prefix(5).joined(separator: "\n"))")
  }

  /// Unicorn 2.0.1 rounds VCVT from fixed point in the mode of FPSCR. The manual rounds to nearest whatever FPSCR says
  /// (DDI 0403E, A7.7, VCVT between floating-point and fixed-point, round_nearest), so there Unicorn is asked for round to nearest.
  private func unicornResults(_ row: FloatingPointRow, _ cases: [FloatingPointCase]) throws -> [FloatingPointCase] {
    let oracle = try FloatingPointOracle()
    if !row.convertsFromFixedPoint { return try oracle.execute(row.encoding, cases) }
    let nearest = cases.map { operands in
      var operands = operands
      operands.fpscr &= ~FPU.FPSCR.roundingMode
      return operands
    }
    var results = try oracle.execute(row.encoding, nearest)
    for index in results.indices { results[index].fpscr |= cases[index].fpscr & FPU.FPSCR.roundingMode }
    return results
  }

  private func describe(_ operands: FloatingPointCase) -> String {
    "d0 \(hex(operands.d0)) d1 \(hex(operands.d1)) d2 \(hex(operands.d2)) fpscr \(hex(UInt64(operands.fpscr)))"
  }

  private func hex(_ value: UInt64) -> String { String(value, radix: 16) }

  // MARK: - Cases

  private func specialValues(_ kind: FloatingPointRow.OperandKind) -> [UInt64] {
    switch kind {
    case .half:
      [0, 1, 0x3FF, 0x400, 0x3C00, 0x7BFF, 0x7C00, 0x7C01, 0x7DFF, 0x7E00, 0x7FFF].flatMap {
        [$0 | $0 << 16, $0 | $0 << 16 | 0x8000_8000]
      }
    case .single: FloatingPointOperands.singles.map { UInt64($0) }
    case .double: FloatingPointOperands.doubles
    case .integer: FloatingPointOperands.integers.map { UInt64($0) }
    }
  }

  /// Special values under all statuses (one operand), or crossed with each other under random choices of statuses (two),
  /// and of accumulators (three). The upper half of a register that holds a single is not zero.
  private func specialCases(_ row: FloatingPointRow) -> [FloatingPointCase] {
    let values = specialValues(row.kind)
    let statuses = FloatingPointOperands.statuses
    var generator = SeededGenerator(seed: Self.fixedSeed ^ UInt64(row.encoding))
    func operand(_ value: UInt64) -> UInt64 {
      row.kind == .double ? value : value | 0x5A5A_A5A5 << 32
    }
    switch row.operandCount {
    case 1:
      return values.flatMap { value in
        statuses.map {
          FloatingPointCase(d0: operand(value), d1: operand(value), d2: 0, fpscr: $0)
        }
      }
    case 2:
      return values.flatMap { first in
        values.flatMap { second in
          (0..<8).map { _ in
            FloatingPointCase(
              d0: operand(first), d1: operand(first), d2: operand(second),
              fpscr: statuses[Int.random(in: 0..<64, using: &generator)])
          }
        }
      }
    default:
      return values.flatMap { first in
        values.flatMap { second in
          (0..<6).map { _ in
            FloatingPointCase(
              d0: operand(values[Int.random(in: values.indices, using: &generator)]), d1: operand(first),
              d2: operand(second), fpscr: statuses[Int.random(in: 0..<64, using: &generator)])
          }
        }
      }
    }
  }

  private func randomCase(_ row: FloatingPointRow, _ generator: inout SeededGenerator) -> FloatingPointCase {
    func operand() -> UInt64 {
      switch row.kind {
      case .single:
        UInt64(FloatingPointOperands.randomSingle(&generator)) | generator.next() << 32
      case .double: FloatingPointOperands.randomDouble(&generator)
      case .half: generator.next()
      case .integer: generator.next() >> (generator.next() & 31)
      }
    }
    var operands = FloatingPointCase(d0: operand(), d1: operand(), d2: operand())
    // Sums near cancellation and products near the accumulator are rare among independent operands.
    if row.operandCount == 3 && generator.next() & 3 == 0 && row.kind == .double {
      let product = Double(bitPattern: operands.d1) * Double(bitPattern: operands.d2)
      operands.d0 = product.bitPattern ^ generator.next() << 63
    } else if row.operandCount == 3 && generator.next() & 3 == 0 {
      let product = Float(bitPattern: operands.s2) * Float(bitPattern: operands.s4)
      operands.s0 = product.bitPattern ^ UInt32(truncatingIfNeeded: generator.next() << 31)
    }
    operands.fpscr = FloatingPointOperands.randomStatus(&generator)
    return operands
  }
}
