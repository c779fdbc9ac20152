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
  /// Where `ignoresPlainLoads` holds only from some cycle on: plain loads that start before the cycle at this address must be
  /// asked about after all. Nil if there is no such cycle.
  var plainLoadsAskedUntil: UnsafeMutablePointer<UInt64>? { get }
  /// Of those loads only these: a bit for each word that was stored lately, by the low six bits of its number. Nil if all.
  var storedWords: UnsafeMutablePointer<UInt64>? { get }
  /// Where the unit wants to know the address of the latest load: the interpreter writes it, extended by zeros, for each
  /// load of one transfer that it does not ask about; the unit does so for the others. Nil if it does not want to.
  var latestLoad: UnsafeMutablePointer<UInt64>? { get }
  /// The address bits that tell banks apart: aligned loads that are paired do not wait for each other if they differ in one
  /// of them. 0 where all have to be asked about.
  var bankMask: UInt32 { get }
  /// Cycles that the younger of two aligned loads waits if they do not.
  var bankConflict: UInt32 { get }
  /// Cycles that an aligned access loses that should have overlapped a load from another memory.
  var differentMemory: UInt32 { get }
  /// Cycles of an access beyond its schedule.
  /// - Parameter memory: a number for the memory that the address lies in; accesses to one memory have the same.
  func cycles(_ access: DataAccess, memory: Int) -> UInt32
  func reset()
}

extension LoadStoreUnit {
  public var plainLoadsAskedUntil: UnsafeMutablePointer<UInt64>? { nil }
  public var storedWords: UnsafeMutablePointer<UInt64>? { nil }
  public var latestLoad: UnsafeMutablePointer<UInt64>? { nil }
  public var bankMask: UInt32 { 0 }
  public var bankConflict: UInt32 { 0 }
  public var differentMemory: UInt32 { 0 }
}
