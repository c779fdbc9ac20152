import Microarchitecture

/// Where every cycle went: for each instruction address how often it was executed and its cycles by cause. The sum over
/// all equals the machine's cycle counter.
public struct Ledger: Sendable, Equatable {
  public private(set) var entries = Entries()
  /// Sums over all instructions.
  public private(set) var events = InstructionEvents()
  /// Branches executed, and how many of them were taken.
  public private(set) var branches: UInt64 = 0
  public private(set) var takenBranches: UInt64 = 0

  public init() {}

  public var totalCycles: UInt64 { entries.values.reduce(0) { $0 + $1.totalCycles } }
  public var totalInstructions: UInt64 { events.instructions }
  /// Cycles of one cause over all instructions.
  public func totalCycles(_ cause: Cause) -> UInt64 { entries.values.reduce(0) { $0 + $1[cause] } }

  /// Charges cycles to an address, outside blocks.
  public mutating func charge(_ cycles: UInt64, _ cause: Cause, at address: UInt32) {
    entries[counting: address][cause] += cycles
    events.add(cycles, cause, accessesMemory: false)
  }

  /// Counts executions whose cycles are given to `charge`.
  /// - Parameters:
  ///   - paired: how many were issued together with the instruction before.
  ///   - folded: how many were given no cycle.
  public mutating func execute(_ address: UInt32, times: UInt64, paired: UInt64 = 0, folded: UInt64 = 0) {
    count(address, times: times, paired: paired, folded: folded)
    events.instructions &+= times
    events.paired &+= paired
    events.folded &+= folded
    // Their own cycles are among those charged.
    events.otherCycles &-= times &- folded
  }

  private mutating func count(_ address: UInt32, times: UInt64, paired: UInt64, folded: UInt64) {
    entries[counting: address].executions += times
    if paired != 0 { entries[counting: address].paired += paired }
    if folded != 0 { entries[counting: address].folded += folded }
  }

  /// Adds what another ledger has counted.
  static func += (sum: inout Ledger, other: Ledger) {
    for (address, entry) in other.entries { sum.entries[counting: address] += entry }
    sum.events += other.events
    sum.branches += other.branches
    sum.takenBranches += other.takenBranches
  }

  /// Adds all that one variant of a block has counted.
  mutating func settle(_ variant: Variant, schedule: Schedule, block: Block) {
    let times = variant.count + variant.takenCount
    for (index, issued) in block.instructions.enumerated() {
      for cause in Cause.allCases {
        let extra = variant.charges[index * Cause.allCases.count + Int(cause.rawValue)]
        if extra != 0 { entries[counting: issued.address][cause] += extra }
      }
    }
    events += InstructionEvents(variant, schedule: schedule, block: block)
    guard times != 0 else { return }
    settle(block.instructions.indices, of: block, schedule: schedule, times: times)
    for item in schedule.takenCharges where variant.takenCount != 0 {
      entries[counting: block.instructions[item.instruction].address][item.cause] +=
        UInt64(item.cycles) * variant.takenCount
    }
    if block.branch != nil {
      branches += times
      takenBranches += variant.takenCount
    }
  }

  /// Adds some instructions of a block that were executed once, the block being left before its end.
  mutating func settle(_ range: Range<Int>, of block: Block, schedule: Schedule) {
    events += InstructionEvents(range, of: block, schedule: schedule)
    settle(range, of: block, schedule: schedule, times: 1)
  }

  private mutating func settle(_ range: Range<Int>, of block: Block, schedule: Schedule, times: UInt64) {
    var hasCycles = [Bool](repeating: false, count: block.instructions.count)
    for item in schedule.charges where range.contains(item.instruction) && item.cycles != 0 {
      hasCycles[item.instruction] = true
      entries[counting: block.instructions[item.instruction].address][item.cause] +=
        UInt64(item.cycles) * times
    }
    for index in range {
      let isPaired = index < schedule.notes.count && schedule.notes[index].contains(.paired)
      count(
        block.instructions[index].address, times: times, paired: isPaired ? times : 0,
        folded: hasCycles[index] ? 0 : times)
    }
  }
}
