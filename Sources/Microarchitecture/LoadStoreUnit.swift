/// One data access of an instruction, as it is executed: one transfer, or several words in a row.
public struct DataAccess: Sendable, Equatable {
  /// Lowest address.
  public var address: UInt32
  /// Bytes of one transfer: 1, 2 or 4.
  public var size: UInt32
  /// Transfers: 1, 2 for a double, more for LDM, STM, PUSH, POP, VLDM and VSTM.
  public var count: UInt32
  public var isStore: Bool
  public var note: IssueNote
  /// Core clock cycle at which the instruction starts.
  public var now: UInt64
  /// With the note `pipelinedAccess`: the memory (see `LoadStoreUnit.cycles`) of the data access just before this one; nil
  /// if the caller does not know it.
  public var previousMemory: Int?

  public init(
    address: UInt32, size: UInt32, count: UInt32 = 1, isStore: Bool, note: IssueNote = [], now: UInt64,
    previousMemory: Int? = nil
  ) {
    self.address = address
    self.size = size
    self.count = count
    self.isStore = isStore
    self.note = note
    self.now = now
    self.previousMemory = previousMemory
  }
}

/// The core's own rules for data accesses that depend on their addresses: alignment, banks, the store buffer. What memories
/// and buses behind it cost is not its concern.
public protocol LoadStoreUnit: AnyObject {
  /// Whether aligned loads of one transfer with no note, and such stores, cost nothing here whatever came before, so that
  /// it need not be asked about them.
  var ignoresPlainLoads: Bool { get }
  var ignoresPlainStores: Bool { get }
  /// Where to note the address of each load of one transfer that the unit is not asked about; nil if it has no use for it.
  var latestLoad: UnsafeMutablePointer<UInt64>? { get }
  /// Cycles of an access beyond its schedule.
  /// - Parameter memory: a number for the memory that the address lies in; accesses to one memory have the same.
  func cycles(_ access: DataAccess, memory: Int) -> UInt32
  func reset()
}

extension LoadStoreUnit {
  public var latestLoad: UnsafeMutablePointer<UInt64>? { nil }
}
