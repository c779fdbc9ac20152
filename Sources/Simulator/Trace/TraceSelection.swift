/// What of a run is traced. Conditions given together must all hold.
public struct TraceSelection: Sendable, Equatable {
  /// Code of the functions to be traced; empty: all code.
  public var functions: [Range<UInt32>] = []
  /// Whether everything from a function's first instruction until it returns is traced: what it calls, and exceptions
  /// taken meanwhile.
  public var includesCallees = false
  /// Tracing begins, each time, when the instruction at `from` is about to be executed, and ends when that at `to` is.
  /// Nil: from reset, and for good.
  public var from: UInt32?
  public var to: UInt32?
  /// Only instructions that begin at cycles of this range, counted from reset.
  public var cycles: Range<UInt64> = 0..<(.max)
  /// How many of the instructions that would be traced are left out first, and how many are traced then.
  public var skipped: UInt64 = 0
  public var limit: UInt64?

  public init() {}
}

/// How far a run is with respect to a selection: asked before each instruction that is executed alone.
struct TraceWindow {
  let selection: TraceSelection
  private let code: WatchedAddresses
  private let entries: Set<UInt32>
  private var isOpen: Bool
  /// The call that is being traced with all it calls.
  private var call: Call?

  private struct Call {
    var returnAddress: UInt32
    var stackPointer: UInt32
    var exceptionNumber: UInt16
    /// The stack pointer before the latest instruction of the same exception level, and whether one has been seen.
    var latestStackPointer: UInt32
  }

  init(_ selection: TraceSelection) {
    self.selection = selection
    code = WatchedAddresses(selection.functions)
    entries = Set(selection.functions.map(\.lowerBound))
    isOpen = selection.from == nil
  }

  /// Where the run has to be executed instruction by instruction, wherever else it may not have to be.
  var watched: WatchedAddresses {
    let markers = [selection.from, selection.to].compactMap { $0 }.map { $0..<$0 + 2 }
    let functions =
      selection.includesCallees ? entries.map { $0..<$0 + 2 } : selection.functions
    return WatchedAddresses(markers + functions)
  }

  /// Whether all instructions from here on have to be looked at.
  var isContinuous: Bool { isOpen && (selection.functions.isEmpty || call != nil) }

  /// Whether nothing can be traced any more.
  private(set) var isOver = false

  /// Whether what happens at an address is traced.
  func includes(_ address: UInt32, cycle: UInt64) -> Bool {
    guard isOpen, selection.cycles.contains(cycle) else { return false }
    if selection.functions.isEmpty { return true }
    return selection.includesCallees ? call != nil : code.contains(address)
  }

  /// Takes note of the instruction about to be executed.
  mutating func arrive(_ machine: Machine) {
    let address = machine.registers[RegisterFile.programCounter]
    if machine.cycles >= selection.cycles.upperBound { isOver = true }
    if isOpen, address == selection.to {
      isOpen = false
      isOver = isOver || selection.from == nil
    }
    if !isOpen, address == selection.from { isOpen = true }
    if selection.includesCallees { follow(machine, address) }
  }

  private mutating func follow(_ machine: Machine, _ address: UInt32) {
    let stack = machine.registers[RegisterFile.stackPointer]
    let exception = machine.state.pointee.exceptionNumber
    if var now = call, now.exceptionNumber == exception {
      // Back at the caller; or past it, which a longjmp does. A stack switched to lies wholly above or below.
      let hasReturned = address == now.returnAddress && stack == now.stackPointer
      let isPast = now.latestStackPointer <= now.stackPointer && stack > now.stackPointer
      now.latestStackPointer = stack
      call = hasReturned || isPast ? nil : now
    }
    if call == nil, entries.contains(address) {
      call = Call(
        returnAddress: machine.registers[RegisterFile.linkRegister] & ~1, stackPointer: stack,
        exceptionNumber: exception, latestStackPointer: stack)
    }
  }

  /// An exception's handler has ended, and with it all calls that it made, and its own.
  mutating func leave(exception number: Int) {
    if let call, Int(call.exceptionNumber) == number { self.call = nil }
  }

  /// An exception was taken or returned from: the stack pointer may be another.
  mutating func changeContext(_ machine: Machine) {
    guard call != nil, call?.exceptionNumber == machine.state.pointee.exceptionNumber else { return }
    call?.latestStackPointer = machine.registers[RegisterFile.stackPointer]
  }
}
