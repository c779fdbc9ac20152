/// A data access that has to be judged, or an address that an instruction would have accessed.
public struct CheckedAccess: Sendable, Equatable {
  public var address: UInt32
  /// Bytes.
  public var size: UInt32
  public var isStore: Bool
  /// The instruction.
  public var programCounter: UInt32
  /// What its base address came from.
  public var origin: Origin
  /// `origin.base` with the constant that the instruction adds: all of the address that was fixed when the code was made.
  public var fixedAddress: UInt32
  /// The value of the base register.
  public var baseValue: UInt32
}

/// A value that nothing had written, and that something now depends on.
public struct UndefinedUse: Sendable, Equatable {
  public enum Purpose: Sendable, Equatable { case condition, address, output, jump }
  public var purpose: Purpose
  /// The instruction that uses it.
  public var programCounter: UInt32
  /// The instruction that loaded it, and from where.
  public var loadedAt: UInt32
  public var address: UInt32
  public var size: UInt32
  /// Whether a returned frame had left it there.
  public var isStale: Bool
}

/// Knows the objects of a program and decides about what the shadow execution cannot let pass by itself. It is called between
/// an instruction and the one before, on the thread of the run.
public protocol MemoryJudge: AnyObject {
  /// The machine is about to execute its first instruction.
  func begin(_ machine: CheckedMachine)
  /// Whether a constant in the code may be the address of an object.
  func mayPoint(_ constant: UInt32) -> Bool
  /// Whether an instruction belongs to a library function that reads past the ends of strings, within aligned 8 bytes.
  func readsPastEnds(_ programCounter: UInt32) -> Bool
  /// Whether a function has arguments in registers as the procedure call standard says, so that pointers among them are
  /// pointers of the source program.
  func takesExactPointers(_ function: UInt32) -> Bool

  /// The bounds of the object that an access may be to, which holds for further accesses of the same instruction with the
  /// same origin; nil or empty if it was a violation, which has been noted.
  /// - Parameter bound: what this instruction last accessed with the same origin.
  func bounds(for access: CheckedAccess, bound: Range<UInt32>?) -> Range<UInt32>?
  /// An access through a heap block's pointer, outside of the block or after its end.
  func leftBlock(_ access: CheckedAccess, block: UInt32)
  /// An access to memory through a pointer of unknown origin: to the heap, or low addresses.
  /// - Returns: whether it is a violation.
  func unknownAccess(_ access: CheckedAccess) -> Bool
  /// An access where there is no memory, or a store to memory that cannot be written.
  func accessOutsideMemory(_ access: CheckedAccess)
  /// An access through a pointer to a frame that has returned.
  func usedAfterReturn(_ access: CheckedAccess)
  /// A store over a return address that a frame has saved.
  func overwroteReturnAddress(_ access: CheckedAccess)
  /// Bytes were loaded that nothing has written. Only their use is a violation, unless this says that it was noted.
  func loadedUndefined(_ address: UInt32, size: UInt32, programCounter: UInt32) -> Bool
  func usedUndefined(_ use: UndefinedUse)
  /// The lowest address that the stack at a stack pointer may reach; 0 if nothing limits it.
  func stackLimit(at stackPointer: UInt32, isProcessStack: Bool) -> UInt32
  /// The stack pointer fell to an address below its limit.
  func stackFell(to stackPointer: UInt32, isProcessStack: Bool, programCounter: UInt32)
  func dividedByZero(programCounter: UInt32)
  /// A store exclusive failed and nothing looked at its status before it was overwritten.
  func lostExclusive(_ store: CheckedAccess)
  func faulted(_ fault: Fault, programCounter: UInt32)

  /// A function of the allocator was called.
  func willAllocate(caller: UInt32)
  /// A block is about to be freed or resized, by the call at an instruction.
  func willFree(_ address: UInt32, reallocates: Bool, caller: UInt32)
  /// - Returns: the number of the block, for `Origin.identity`.
  func didAllocate(_ address: UInt32, size: UInt32, caller: UInt32) -> UInt32
  /// - Returns: the number of the block that is gone.
  func didFree(_ address: UInt32, caller: UInt32) -> UInt32?
  func didMoveHeapEnd(to address: UInt32, caller: UInt32)
  /// A layer of the network begins or has ended; `outer` goes on then.
  func didEnterLayer(_ layer: Int)
  func didLeaveLayer(_ layer: Int, outer: Int?)
}
