/// What a Cortex-M4 remembers between two instructions, as far as it decides the cost of the second.
struct CortexM4State: Hashable, Sendable {
  /// The instruction before, if it was a memory access that still occupies the data bus.
  enum Access: Hashable, Sendable {
    case none
    /// A load whose data arrives in the last of its cycles. `written`: the registers it writes, which cannot form an
    /// address in that cycle.
    case load(written: UInt16, offset: CortexM4Kind.Offset)
    /// A store that puts out its data in the next cycle.
    case store
    /// A store with register offset in its second cycle, which reads the register to be stored.
    case registerStore
  }

  /// The next instruction is the target of a branch.
  var isAtTarget = false
  /// A conditional branch was not taken, and the bytes after it are not there yet.
  var isStarved = false
  /// 16-bit instructions since the last refill, as far as it matters.
  var narrow: UInt8 = 0
  /// The instruction before was a 16-bit one: IT is decoded along with it.
  var foldsIT = false
  /// 32-bit instructions at halfword-odd addresses just before, as far as it matters; whether all were stores; and
  /// whether the run has paid.
  var run: UInt8 = 0
  var runIsStores = false
  var runHasPaid = false

  /// Core registers that cannot yet form an address: the instruction before computed them.
  var late: UInt16 = 0
  var access = Access.none

  /// Cycles until the floating-point unit takes an instruction.
  var fpBusy: UInt32 = 0
  /// S registers, and whether FPSCR, that can be used one cycle after that.
  var lateSingles: UInt32 = 0
  var lateFPSCR = false

  /// After a refill that nothing of the core's past outlasts but the floating-point unit.
  mutating func refill() {
    isAtTarget = false
    isStarved = false
    narrow = 0
    foldsIT = false
    (run, runIsStores, runHasPaid) = (0, false, false)
    late = 0
    access = .none
  }

  /// Lets the floating-point unit go on for some cycles.
  mutating func passFloatingPoint(_ cycles: UInt32) {
    guard cycles > 0 else { return }
    if cycles > fpBusy {
      (fpBusy, lateSingles, lateFPSCR) = (0, 0, false)
    } else {
      fpBusy -= cycles
    }
  }
}
