import Testing

@testable import Simulator

/// The fast ways against the exact ones, without another emulator: same result, same FPSCR.
@Suite struct FloatingPointFastPathTests {
  private static let rounds = 40_000

  private typealias SingleOperation = @Sendable (UInt32, UInt32, UInt32, inout UInt32) -> UInt32
  private typealias DoubleOperation = @Sendable (UInt64, UInt64, UInt64, inout UInt32) -> UInt64

  private static let singleOperations: [(String, SingleOperation, SingleOperation)] = [
    ("add", { FPU.add32($0, $1, &$3) }, { FPU.exactAdd32($0, $1, &$3) }),
    ("sub", { FPU.sub32($0, $1, &$3) }, { FPU.exactSubtract32($0, $1, &$3) }),
    ("mul", { FPU.mul32($0, $1, &$3) }, { FPU.exactMultiply32($0, $1, &$3) }),
    ("div", { FPU.div32($0, $1, &$3) }, { FPU.exactDivide32($0, $1, &$3) }),
    ("sqrt", { a, _, _, fpscr in FPU.sqrt32(a, &fpscr) }, { a, _, _, fpscr in FPU.exactSquareRoot32(a, &fpscr) }),
    ("fma", { FPU.fusedMultiplyAdd32($0, $1, $2, &$3) }, { FPU.exactFusedMultiplyAdd32($0, $1, $2, &$3) }),
    (
      "compare", { FPU.compare32($0, $1, quietNaNsSignal: false, &$3) },
      { FPU.exactCompare32($0, $1, quietNaNsSignal: false, &$3) }
    ),
    (
      "to signed", { a, _, _, fpscr in FPU.toInteger32(a, unsigned: false, .towardZero, &fpscr) },
      { a, _, _, fpscr in
        FPU.exactToFixed32(a, fractionBits: 0, width: 32, unsigned: false, .towardZero, &fpscr)
      }
    ),
    (
      "to unsigned", { a, _, _, fpscr in FPU.toInteger32(a, unsigned: true, .towardZero, &fpscr) },
      { a, _, _, fpscr in FPU.exactToFixed32(a, fractionBits: 0, width: 32, unsigned: true, .towardZero, &fpscr) }
    ),
    (
      "from signed", { a, _, _, fpscr in FPU.fromInteger32(a, unsigned: false, &fpscr) },
      { a, _, _, fpscr in
        FPU.exactFromFixed32(a, fractionBits: 0, width: 32, unsigned: false, FPU.rounding(of: fpscr), &fpscr)
      }
    ),
  ]

  private static let doubleOperations: [(String, DoubleOperation, DoubleOperation)] = [
    ("add", { FPU.add64($0, $1, &$3) }, { FPU.exactAdd64($0, $1, &$3) }),
    ("sub", { FPU.sub64($0, $1, &$3) }, { FPU.exactSubtract64($0, $1, &$3) }),
    ("mul", { FPU.mul64($0, $1, &$3) }, { FPU.exactMultiply64($0, $1, &$3) }),
    ("div", { FPU.div64($0, $1, &$3) }, { FPU.exactDivide64($0, $1, &$3) }),
    ("sqrt", { a, _, _, fpscr in FPU.sqrt64(a, &fpscr) }, { a, _, _, fpscr in FPU.exactSquareRoot64(a, &fpscr) }),
    ("fma", { FPU.fusedMultiplyAdd64($0, $1, $2, &$3) }, { FPU.exactFusedMultiplyAdd64($0, $1, $2, &$3) }),
    (
      "to single", { a, _, _, fpscr in UInt64(FPU.doubleToSingle(a, &fpscr)) },
      { a, _, _, fpscr in UInt64(FPU.exactDoubleToSingle(a, &fpscr)) }
    ),
  ]

  /// Half of the statuses are the one that opens the fast way: round to nearest with IXC set.
  private func status(_ generator: inout SeededGenerator) -> UInt32 {
    var fpscr = FloatingPointOperands.randomStatus(&generator)
    let choice = generator.next()
    if choice & 1 == 0 { fpscr = fpscr & ~FPU.FPSCR.roundingMode | FPU.FPSCR.inexact }
    return fpscr
  }

  @Test(arguments: [0, UInt64.random(in: 1...UInt64.max)])
  func singleFastPathEqualsExact(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Self.rounds {
      let a = FloatingPointOperands.randomSingle(&generator)
      let b = FloatingPointOperands.randomSingle(&generator)
      let c = FloatingPointOperands.randomSingle(&generator)
      let before = status(&generator)
      for (name, fast, exact) in Self.singleOperations {
        var (fastStatus, exactStatus) = (before, before)
        let (fastResult, exactResult) = (fast(a, b, c, &fastStatus), exact(a, b, c, &exactStatus))
        if fastResult != exactResult || fastStatus != exactStatus {
          Issue.record("seed \(seed): \(name) of \(a), \(b), \(c) under \(before): \(fastResult), not \(exactResult)")
        }
      }
    }
  }

  @Test(arguments: [0, UInt64.random(in: 1...UInt64.max)])
  func doubleFastPathEqualsExact(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<Self.rounds {
      let a = FloatingPointOperands.randomDouble(&generator)
      let b = FloatingPointOperands.randomDouble(&generator)
      let c = FloatingPointOperands.randomDouble(&generator)
      let before = status(&generator)
      for (name, fast, exact) in Self.doubleOperations {
        var (fastStatus, exactStatus) = (before, before)
        let (fastResult, exactResult) = (fast(a, b, c, &fastStatus), exact(a, b, c, &exactStatus))
        if fastResult != exactResult || fastStatus != exactStatus {
          Issue.record("seed \(seed): \(name) of \(a), \(b), \(c) under \(before): \(fastResult), not \(exactResult)")
        }
      }
    }
  }
}
