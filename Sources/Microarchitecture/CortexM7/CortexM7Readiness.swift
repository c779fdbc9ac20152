/// Where in the pipeline an instruction wants an operand. What counts from the issue of the producer depends on both.
///
/// The stages are those of jnk0le's notes and of LLVM's ARMScheduleM7: a first execute stage with address generation, a
/// shifter and the early ALU; a second with fast load data and the late ALU; a third with slow load data and
/// multiply results; a fourth in which store data are taken.
enum OperandUse: Int, CaseIterable, Sendable {
  /// The late ALU.
  case lateALU
  /// The other operand of an instruction that shifts one, or a multiplicand: read by the late ALU too, but not from the
  /// fast path of a word load [jnk0le].
  case lateWithoutFastLoad
  /// An unshifted addition or move that would execute early, in the older slot.
  case earlyALU
  /// The shifter of the first stage.
  case shifter
  case address
  case accumulator
  case storeData
  /// Core register moved to the floating-point unit.
  case transfer
  case fpOperand, fpAccumulator, fpStoreData
  /// Floating-point register, or FPSCR, moved to the core.
  case fpTransfer

  var isOfFloatingPoint: Bool { rawValue >= OperandUse.fpOperand.rawValue }
}

/// What produced a register, as far as those that wait for it care.
enum ResultKind: Int, CaseIterable, Sendable {
  case none
  case lateALU, earlyALU, bitReversal, addressUpdate
  case wordLoad, narrowLoad, multiply
  case fpArithmetic, fpFused, fpMultiplyAccumulate, fpLoad, fpFromCore
  /// A result of an instruction that held the pipeline until it was done.
  case fpBlocking
}

/// How long each use of a register has still to wait. There are few different such vectors, so a register's state in the
/// pipeline is a number: 0 if nothing has to wait. The same waits have the same number, however they came about, which
/// keeps the number of pipeline states small.
struct Readiness: Sendable {
  /// Cycles still to wait, by vector and use.
  private(set) var waits: [[UInt8]] = []
  /// The vector one cycle later.
  private(set) var next: [UInt8] = []
  /// The vector in the cycle in which the producer issues.
  private(set) var ofKind: [UInt8] = []

  init(_ costs: CortexM7Costs) {
    var numbers: [[UInt8]: UInt8] = [:]
    func number(_ vector: [UInt8]) -> UInt8 {
      if let known = numbers[vector] { return known }
      // A vector's maximum is at most 15 and kinds are few: there are fewer than 256.
      let new = UInt8(waits.count)
      numbers[vector] = new
      waits.append(vector)
      return new
    }
    _ = number(Array(repeating: 0, count: OperandUse.allCases.count))
    ofKind = ResultKind.allCases.map { kind in
      number(OperandUse.allCases.map { UInt8(Self.latency(from: kind, to: $0, costs)) })
    }
    var index = 0
    while index < waits.count {
      next.append(number(waits[index].map { $0 == 0 ? 0 : $0 - 1 }))
      index += 1
    }
  }

  func wait(_ vector: UInt8, _ use: OperandUse) -> Int { Int(waits[Int(vector)][use.rawValue]) }

  /// The table of TIMING: producer to consumer, in cycles from issue to issue.
  private static func latency(from kind: ResultKind, to use: OperandUse, _ costs: CortexM7Costs) -> UInt32 {
    switch kind {
    case .none: 0
    case .lateALU, .earlyALU, .bitReversal, .addressUpdate: alu(kind, use, costs)
    case .wordLoad, .narrowLoad: load(isNarrow: kind == .narrowLoad, use, costs)
    case .multiply: multiply(use, costs)
    case .fpArithmetic, .fpFused, .fpMultiplyAccumulate: floatingPoint(kind, use, costs)
    case .fpLoad:
      switch use {
      case .fpOperand: costs.fpLoadToOperand
      case .fpAccumulator: costs.fpLoadToAccumulator
      case .fpTransfer: costs.fpLoadToCore
      case .fpStoreData: costs.loadToStoreData
      default: 0
      }
    case .fpFromCore: use == .fpStoreData ? costs.fpArithmeticToStore : use.isOfFloatingPoint ? costs.coreToFP : 0
    case .fpBlocking: 1
    }
  }

  private static func alu(_ kind: ResultKind, _ use: OperandUse, _ costs: CortexM7Costs) -> UInt32 {
    let isLate = kind == .lateALU
    switch use {
    case .lateALU, .lateWithoutFastLoad: return isLate ? costs.aluToALU : costs.earlyALUToLateALU
    // Address updates reach the shifter a cycle before the early adder; bit reversals the other way round [jnk0le].
    case .earlyALU:
      return isLate || kind == .addressUpdate ? costs.aluToShiftedOperand : costs.earlyALUToShiftedOperand
    case .shifter:
      return isLate || kind == .bitReversal ? costs.aluToShiftedOperand : costs.earlyALUToShiftedOperand
    case .address:
      if kind == .bitReversal { return costs.bitFieldToAddress }
      return isLate ? costs.aluToAddress : costs.earlyALUToAddress
    case .transfer: return 1
    default: return 0
    }
  }

  private static func load(isNarrow: Bool, _ use: OperandUse, _ costs: CortexM7Costs) -> UInt32 {
    switch use {
    case .lateALU: isNarrow ? costs.narrowLoadToALU : costs.loadToALU
    case .lateWithoutFastLoad: isNarrow ? costs.narrowLoadToALU : costs.loadToMultiplicand
    case .earlyALU, .shifter: isNarrow ? costs.narrowLoadToShiftedOperand : costs.loadToShiftedOperand
    case .address: costs.loadToAddress
    case .accumulator: isNarrow ? costs.narrowLoadToAccumulator : costs.loadToAccumulator
    case .storeData: costs.loadToStoreData
    case .transfer: isNarrow ? costs.narrowLoadToALU : costs.loadToALU
    default: 0
    }
  }

  private static func multiply(_ use: OperandUse, _ costs: CortexM7Costs) -> UInt32 {
    switch use {
    case .lateALU, .lateWithoutFastLoad: costs.multiplyToAny
    case .earlyALU, .shifter: costs.multiplyToShiftedOperand
    case .address: costs.multiplyToAddress
    case .accumulator: costs.multiplyToAccumulator
    case .transfer: 1
    default: 0
    }
  }

  private static func floatingPoint(_ kind: ResultKind, _ use: OperandUse, _ costs: CortexM7Costs) -> UInt32 {
    switch use {
    case .fpOperand, .fpTransfer:
      kind == .fpArithmetic
        ? costs.fpArithmetic : kind == .fpFused ? costs.fpFusedMultiplyAccumulate : costs.fpMultiplyAccumulate
    case .fpAccumulator: kind == .fpArithmetic ? costs.fpArithmetic : costs.fpAccumulateChain
    case .fpStoreData:
      kind == .fpArithmetic
        ? costs.fpArithmeticToStore
        : kind == .fpFused ? costs.fpFusedMultiplyAccumulateToStore : costs.fpMultiplyAccumulateToStore
    default: 0
    }
  }
}
