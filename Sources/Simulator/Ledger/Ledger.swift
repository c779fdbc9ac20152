import Microarchitecture

/// Where every cycle went: for each instruction address how often it was executed and its cycles by cause. The sum over
/// all equals the machine's cycle counter.
public struct Ledger: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    /// Times the instruction was issued; an instruction whose condition failed counts.
    public var executions: UInt64 = 0
    /// Cycles by `Cause.rawValue`.
    public var cycles = [UInt64](repeating: 0, count: Cause.allCases.count)

    public subscript(cause: Cause) -> UInt64 {
      get { cycles[Int(cause.rawValue)] }
      set { cycles[Int(cause.rawValue)] = newValue }
    }
    public var totalCycles: UInt64 { cycles.reduce(0, +) }
  }

  public private(set) var entries: [UInt32: Entry] = [:]

  public init() {}

  public var totalCycles: UInt64 { entries.values.reduce(0) { $0 + $1.totalCycles } }
  public var totalInstructions: UInt64 { entries.values.reduce(0) { $0 + $1.executions } }

  public mutating func charge(_ cycles: UInt64, _ cause: Cause, at address: UInt32) {
    entries[address, default: Entry()][cause] += cycles
  }

  public mutating func execute(_ address: UInt32, times: UInt64) {
    entries[address, default: Entry()].executions += times
  }

  mutating func add(_ other: Ledger) {
    for (address, entry) in other.entries {
      entries[address, default: Entry()].executions += entry.executions
      for cause in Cause.allCases where entry[cause] != 0 { charge(entry[cause], cause, at: address) }
    }
  }

  /// Adds all that one variant of a block has counted.
  mutating func settle(_ variant: Variant, schedule: Schedule, block: Block) {
    let times = variant.count + variant.takenCount
    for (index, issued) in block.instructions.enumerated() {
      if times != 0 { execute(issued.address, times: times) }
      for cause in Cause.allCases {
        let extra = variant.charges[index * Cause.allCases.count + Int(cause.rawValue)]
        if extra != 0 { charge(extra, cause, at: issued.address) }
      }
    }
    guard times != 0 else { return }
    for item in schedule.charges {
      charge(UInt64(item.cycles) * times, item.cause, at: block.instructions[item.instruction].address)
    }
    for item in schedule.takenCharges where variant.takenCount != 0 {
      charge(UInt64(item.cycles) * variant.takenCount, item.cause, at: block.instructions[item.instruction].address)
    }
  }
}
