import Microarchitecture

/// Sums over executed instructions, as the DWT's profile counters want them (DDI 0403E, C1.8.7–C1.8.11). Their cycles
/// are `instructions - folded + otherCycles + loadStoreCycles`; those of exceptions and sleep are not among them.
///
/// The first scheduled cycle of an instruction is the instruction's own. A load's or store's cycles beyond it are
/// load/store cycles, except those spent waiting for instructions; so is all waiting for data memory. All else is
/// other cycles. Sums wrap around.
public struct InstructionEvents: Sendable, Equatable {
  public var instructions: UInt64 = 0
  /// Instructions issued together with the one before.
  public var paired: UInt64 = 0
  /// Instructions that the schedule gives no cycle; paired ones are among them.
  public var folded: UInt64 = 0
  /// Cycles of loads and stores beyond their first, and waiting for data memory.
  public var loadStoreCycles: UInt64 = 0
  /// Cycles of other instructions beyond their first, and waiting for instructions.
  public var otherCycles: UInt64 = 0

  public init() {}

  /// Instructions of a block that were executed once as scheduled.
  init(_ range: Range<Int>, of block: Block, schedule: Schedule) {
    self.init()
    add(schedule.charges, notes: schedule.notes, of: block, range: range, times: 1)
  }

  /// All that one variant of a block has counted.
  init(_ variant: Variant, schedule: Schedule, block: Block) {
    self.init()
    let times = variant.count &+ variant.takenCount
    let all = block.instructions.indices
    if times != 0 {
      add(schedule.charges, notes: schedule.notes, of: block, range: all, times: times)
      for charge in schedule.takenCharges {
        add(UInt64(charge.cycles) &* variant.takenCount, charge.cause, accessesMemory: isMemory(charge, block))
      }
    }
    for index in all {
      let sums = variant.charges + index * Cause.allCases.count
      for cause in Cause.allCases where sums[Int(cause.rawValue)] != 0 {
        add(
          sums[Int(cause.rawValue)], cause,
          accessesMemory: block.instructions[index].instruction.accessesMemory)
      }
    }
  }

  static func += (sum: inout InstructionEvents, other: InstructionEvents) {
    sum.instructions &+= other.instructions
    sum.paired &+= other.paired
    sum.folded &+= other.folded
    sum.loadStoreCycles &+= other.loadStoreCycles
    sum.otherCycles &+= other.otherCycles
  }

  private func isMemory(_ charge: Charge, _ block: Block) -> Bool {
    block.instructions[charge.instruction].instruction.accessesMemory
  }

  /// Scheduled instructions, each executed `times` times.
  private mutating func add(
    _ charges: [Charge], notes: [IssueNote], of block: Block, range: Range<Int>, times: UInt64
  ) {
    instructions &+= times &* UInt64(range.count)
    for index in range where index < notes.count && notes[index].contains(.paired) { paired &+= times }
    var charged = 0
    var last = -1
    for charge in charges where range.contains(charge.instruction) && charge.cycles != 0 {
      var cycles = UInt64(charge.cycles)
      if charge.instruction != last {
        // The first cycle is the instruction's own.
        last = charge.instruction
        charged += 1
        cycles -= 1
      }
      if cycles != 0 { add(cycles &* times, charge.cause, accessesMemory: isMemory(charge, block)) }
    }
    folded &+= times &* UInt64(range.count - charged)
  }

  /// Cycles beyond an instruction's own.
  mutating func add(_ cycles: UInt64, _ cause: Cause, accessesMemory: Bool) {
    switch cause {
    case .exception, .sleep: break
    case .dataWait: loadStoreCycles &+= cycles
    case .issue, .operandWait:
      if accessesMemory { loadStoreCycles &+= cycles } else { otherCycles &+= cycles }
    case .fetchWait, .branchRefill: otherCycles &+= cycles
    }
  }
}
