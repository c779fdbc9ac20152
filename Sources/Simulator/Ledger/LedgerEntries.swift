import Microarchitecture

extension Ledger {
  /// What one instruction cost.
  public struct Entry: Sendable, Equatable {
    /// Times the instruction was issued; an instruction whose condition failed counts.
    public var executions: UInt64 = 0
    /// Times it was issued in the same cycle as the instruction before it (Cortex-M7).
    public var paired: UInt64 = 0
    /// Times the schedule gave it no cycle of its own: paired, folded IT, hidden behind a load.
    public var folded: UInt64 = 0
    // Cycles by cause. No array, so that an entry is one piece of memory.
    private var issue: UInt64 = 0
    private var operandWait: UInt64 = 0
    private var fetchWait: UInt64 = 0
    private var dataWait: UInt64 = 0
    private var branchRefill: UInt64 = 0
    private var exception: UInt64 = 0
    private var sleep: UInt64 = 0

    public init() {}

    /// Cycles of one cause.
    public subscript(cause: Cause) -> UInt64 {
      get {
        switch cause {
        case .issue: issue
        case .operandWait: operandWait
        case .fetchWait: fetchWait
        case .dataWait: dataWait
        case .branchRefill: branchRefill
        case .exception: exception
        case .sleep: sleep
        }
      }
      set {
        switch cause {
        case .issue: issue = newValue
        case .operandWait: operandWait = newValue
        case .fetchWait: fetchWait = newValue
        case .dataWait: dataWait = newValue
        case .branchRefill: branchRefill = newValue
        case .exception: exception = newValue
        case .sleep: sleep = newValue
        }
      }
    }

    static func += (sum: inout Entry, other: Entry) {
      sum.executions += other.executions
      sum.paired += other.paired
      sum.folded += other.folded
      for cause in Cause.allCases { sum[cause] += other[cause] }
    }

    public var totalCycles: UInt64 {
      issue &+ operandWait &+ fetchWait &+ dataWait &+ branchRefill &+ exception &+ sleep
    }
  }

  /// The entries of all instructions by address. Firmware may execute millions of addresses, so entries lie side by side
  /// and only their places are hashed.
  public struct Entries: Sendable, Equatable, Sequence {
    /// Addresses in the order in which they were first counted, and their entries.
    public private(set) var keys: [UInt32] = []
    public private(set) var values: [Entry] = []
    private var places: [UInt32: Int32] = [:]

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    public subscript(address: UInt32) -> Entry? { places[address].map { values[Int($0)] } }

    /// The entry of an address, made if there is none.
    subscript(counting address: UInt32) -> Entry {
      get { self[address] ?? Entry() }
      _modify {
        let place = place(of: address)
        yield &values[place]
      }
    }

    private mutating func place(of address: UInt32) -> Int {
      if let known = places[address] { return Int(known) }
      places[address] = Int32(keys.count)
      keys.append(address)
      values.append(Entry())
      return keys.count - 1
    }

    public func makeIterator() -> Zip2Sequence<[UInt32], [Entry]>.Iterator { zip(keys, values).makeIterator() }

    /// Whether the same was counted, in whatever order.
    public static func == (one: Entries, other: Entries) -> Bool {
      one.count == other.count && zip(one.keys, one.values).allSatisfy { other[$0] == $1 }
    }
  }
}
