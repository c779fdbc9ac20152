/// The part of the core's state that executing instructions touches all the time: status flags and what the run loop
/// compares with. It lives at a fixed address for the life of its machine, so the interpreter reaches it by pointer.
struct CoreState {
  /// N and Z in one value: N is its sign, Z whether its low 32 bits are zero. A result is stored sign-extended.
  var nz: Int64 = 1
  /// C and V: 0 or 1.
  var carry: UInt32 = 0
  var overflow: UInt32 = 0
  /// Q: 0 or 1. GE: four bits.
  var saturation: UInt32 = 0
  var greaterOrEqual: UInt32 = 0
  var fpscr: UInt32 = 0
  /// EPSR.IT: the IT state of the next instruction; 0 outside an IT block.
  var itState: UInt8 = 0
  /// EPSR.T. Clear only after a branch to an even address; the next instruction then faults (INVSTATE).
  var thumb = true
  /// IPSR: the number of the exception being handled, 0 in Thread mode.
  var exceptionNumber: UInt16 = 0

  /// Cycles since reset, exact between blocks. Within a block `Machine.now` gives the exact value.
  var cycles: UInt64 = 0
  /// The run loop looks up when this is reached: the earliest device event or limit, or 0 for "at once".
  var deadline: UInt64 = 0

  /// The local exclusive monitor (DDI 0403E, A3.4): whether it is open, and for which address.
  var exclusive = false
  var exclusiveAddress: UInt32 = 0

  /// Set while executing a floating-point instruction needs no preparation: FPCA is set and no lazy save is pending.
  var floatingPointReady = false

  /// A synchronous exception raised by the instruction being executed.
  var fault: Fault?
}

extension CoreState {
  var negative: Bool { nz < 0 }
  var zero: Bool { UInt32(truncatingIfNeeded: nz) == 0 }

  /// APSR as MRS reads it: N, Z, C, V, Q and GE.
  var apsr: UInt32 {
    get {
      (negative ? 1 << 31 : 0) | (zero ? 1 << 30 : 0) | carry << 29 | overflow << 28 | saturation << 27
        | greaterOrEqual << 16
    }
    set {
      setFlags(nzcv: newValue >> 28)
      saturation = newValue >> 27 & 1
      greaterOrEqual = newValue >> 16 & 15
    }
  }

  /// Sets N, Z, C and V from the low four bits, N highest.
  @inline(__always)
  mutating func setFlags(nzcv: UInt32) {
    // With Z the low word is zero whatever N is; otherwise any non-zero low word will do.
    nz = (nzcv & 8 != 0 ? Int64.min : 0) | (nzcv & 4 != 0 ? 0 : 1)
    carry = nzcv >> 1 & 1
    overflow = nzcv & 1
  }

  /// xPSR: APSR, IPSR and EPSR together, as exception entry stacks it.
  var xpsr: UInt32 {
    get {
      let it = UInt32(itState)
      return apsr | (it & 3) << 25 | (it >> 2) << 10 | (thumb ? 1 << 24 : 0) | UInt32(exceptionNumber)
    }
    set {
      apsr = newValue
      itState = UInt8(newValue >> 25 & 3 | (newValue >> 10 & 0x3F) << 2)
      thumb = newValue & 1 << 24 != 0
      exceptionNumber = UInt16(newValue & 0x1FF)
    }
  }
}

/// Layout of the register file: one array, so that every operand of a lowered operation is an index into it.
enum RegisterFile {
  /// R0–R15 are 0…15. R13 is the stack pointer in use; R15 is exact between blocks only.
  static let stackPointer = 13
  static let linkRegister = 14
  static let programCounter = 15
  /// Values an instruction needs between its operations (a shifted operand, the program counter, a constant).
  static let scratch = 16
  /// A scratch register that nothing ever writes: always zero.
  static let zero = 31
  /// S0–S31; D0–D15 lie over them, 8-byte aligned.
  static let floatingPoint = 32
  static let count = 64
}
