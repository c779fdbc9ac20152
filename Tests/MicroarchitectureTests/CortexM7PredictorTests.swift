import Testing

@testable import Microarchitecture

/// Branch prediction of the Cortex-M7. Sources as in `CortexM7Facts`; [D] dwelch67, stm32_samples, NUCLEO-F767ZI.
@Suite struct CortexM7PredictorTests {
  private let predictor = BranchPredictor(costs: CortexM7.costs)

  private static func branch(
    _ kind: BranchOutcome.Kind, at address: UInt32 = 0x800, to target: UInt32 = 0x700, taken: Bool = true
  ) -> BranchOutcome {
    BranchOutcome(address: address, target: target, kind: kind, isTaken: taken, misprediction: 8)
  }

  /// What a branch that was never seen costs: static prediction, backward taken, forward not.
  @Test(
    arguments: [
      (.conditional, 0x700, true, 3), (.conditional, 0x700, false, 8), (.conditional, 0x900, true, 8),
      (.conditional, 0x900, false, 0), (.direct, 0x900, true, 3), (.call, 0x100, true, 3), (.indirect, 0x900, true, 8),
      (.indirectCall, 0x900, true, 8), (.return, 0x900, true, 8), (.return, 0x900, false, 0),
    ] as [(BranchOutcome.Kind, UInt32, Bool, UInt32)])
  func unseen(kind: BranchOutcome.Kind, target: UInt32, taken: Bool, cycles: UInt32) {
    #expect(predictor.resolve(Self.branch(kind, to: target, taken: taken)) == cycles)
    #expect(predictor.mispredictions == (cycles == 8 ? 1 : 0))
  }

  /// Once it was taken, every kind of branch is found in the cache and costs nothing.
  @Test(arguments: [.conditional, .direct, .call, .indirect, .indirectCall, .return] as [BranchOutcome.Kind])
  func seen(kind: BranchOutcome.Kind) {
    _ = predictor.resolve(Self.branch(kind, to: 0x900))
    for _ in 0..<5 { #expect(predictor.resolve(Self.branch(kind, to: 0x900)) == 0) }
  }

  /// An indirect branch or return is predicted by the target that it went to last.
  @Test(arguments: [.indirect, .return] as [BranchOutcome.Kind])
  func targets(kind: BranchOutcome.Kind) {
    _ = predictor.resolve(Self.branch(kind, to: 0x900))
    #expect(predictor.resolve(Self.branch(kind, to: 0xA00)) == 8)
    #expect(predictor.resolve(Self.branch(kind, to: 0xA00)) == 0)
    #expect(predictor.resolve(Self.branch(kind, to: 0x900)) == 8)
  }

  /// A loop is mispredicted once, at its exit, and not when it is entered again [J: one misprediction at the exit].
  @Test func loopExit() {
    for run in 0..<3 {
      var cycles: UInt32 = 0
      for iteration in 0..<1000 { cycles += predictor.resolve(Self.branch(.conditional, taken: iteration < 999)) }
      #expect(cycles == (run == 0 ? 3 + 8 : 8))
    }
    #expect(predictor.mispredictions == 3)
  }

  /// The counter needs two of the same to change its mind.
  @Test func direction() {
    for _ in 0..<4 { _ = predictor.resolve(Self.branch(.conditional)) }
    #expect(predictor.resolve(Self.branch(.conditional, taken: false)) == 8)
    #expect(predictor.resolve(Self.branch(.conditional)) == 0)
    #expect(predictor.resolve(Self.branch(.conditional, taken: false)) == 8)
    #expect(predictor.resolve(Self.branch(.conditional, taken: false)) == 8)
    #expect(predictor.resolve(Self.branch(.conditional, taken: false)) == 0)
  }

  /// The cache has 64 entries [R]: 64 branches in a row stay, one that lies 64 halfwords on takes another's place.
  @Test func capacity() {
    for index in 0..<64 as Range<UInt32> { _ = predictor.resolve(Self.branch(.direct, at: 0x1000 + 2 * index)) }
    for index in 0..<64 as Range<UInt32> {
      #expect(predictor.resolve(Self.branch(.direct, at: 0x1000 + 2 * index)) == 0)
    }
    _ = predictor.resolve(Self.branch(.direct, at: 0x1080))
    #expect(predictor.resolve(Self.branch(.direct, at: 0x1000)) == 3)
    #expect(predictor.resolve(Self.branch(.direct, at: 0x1002)) == 0)
  }

  /// A branch that is not taken takes no place in the cache.
  @Test func notTakenIsNotRemembered() {
    _ = predictor.resolve(Self.branch(.direct, at: 0x1000))
    _ = predictor.resolve(Self.branch(.conditional, at: 0x1080, to: 0x2000, taken: false))
    #expect(predictor.resolve(Self.branch(.direct, at: 0x1000)) == 0)
  }

  /// Any number of entries works.
  @Test func oddCapacity() {
    let predictor = BranchPredictor(entryCount: 3, branchDecoded: 3)
    for _ in 0..<2 {
      for index in 0..<3 as Range<UInt32> { _ = predictor.resolve(Self.branch(.direct, at: 0xFFFF_FF00 + 2 * index)) }
    }
    for index in 0..<3 as Range<UInt32> {
      #expect(predictor.resolve(Self.branch(.direct, at: 0xFFFF_FF00 + 2 * index)) == 0)
    }
  }

  /// `1: subs r0, #1; bne 1b` with the branch target cache on and off: 1.0 and 4.0 cycles an iteration, 2.0 and 5.0 when it
  /// straddles an 8-byte boundary [D].
  @Test(
    arguments: [(0x100, true, 1), (0x100, false, 4), (0x106, true, 2), (0x106, false, 5)] as [(UInt32, Bool, UInt32)])
  func shortLoop(address: UInt32, isEnabled: Bool, cycles: UInt32) throws {
    predictor.isTargetCacheEnabled = isEnabled
    let scheduled = try CortexM7.loop([0x3801, 0xD1FD], at: address, iterations: 10)
    var total = scheduled
    let branch = Self.branch(.conditional, at: address + 2, to: address)
    if isEnabled { _ = predictor.resolve(branch) }
    for _ in 0..<10 { total += predictor.resolve(branch) }
    #expect(total == 10 * cycles)
  }

  /// After a reset no branch is remembered; what happened is still counted.
  @Test func reset() {
    _ = predictor.resolve(Self.branch(.indirect))
    predictor.reset()
    #expect(predictor.resolve(Self.branch(.indirect)) == 8)
    #expect(predictor.mispredictions == 2)
  }

  /// What a predictor with some costs does, to see that each cost counts.
  static func observations(_ costs: CortexM7Costs) -> [UInt32] {
    let predictor = BranchPredictor(costs: costs)
    return (0..<2).flatMap { _ in
      (0..<65 as Range<UInt32>).map { predictor.resolve(branch(.direct, at: 0x1000 + 2 * $0)) }
    }
  }
}
