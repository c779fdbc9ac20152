/// What a shadow operation does, by the kind of operation that follows it.
enum ShadowAction: UInt16 {
  /// `d` becomes no pointer, and defined.
  case clear
  /// `d` becomes a constant that may be an address.
  case constant
  case copy
  case addImmediate
  case add
  case addShifted
  case subtract
  /// AND and OR leave a pointer what it is while they change only its low bits.
  case logicImmediate
  case logic
  /// `d` is made of `n`; of `n` and `m`; of `n`, `m` and `a`; of these and `d`: no pointer, undefined where they are.
  case unary
  case binary
  /// A product added to `a`, which may be a pointer.
  case multiplyAdd
  case ternary
  /// The pair `d`, `a` of `n` and `m`; and of themselves.
  case pair
  case accumulatePair
  case divide
  case insert
  /// Flags only, of `n` and the immediate; of `n` and `m`.
  case compareImmediate
  case compare
  /// A condition is looked at: `extra` above the action is a mask of `ShadowFlags`.
  case condition
  case zeroCondition
  case jump
  case link
  // Doubles are two registers.
  case unaryDouble
  case binaryDouble
  case ternaryDouble
  case compareDouble
  // Memory
  case load, loadRegister, loadPre, loadPost
  case store, storeRegister, storePre, storePost
  case loadDouble, storeDouble
  case loadMultiple, storeMultiple
  case loadWords, storeWords
  case loadExclusive, storeExclusive
  case loadPC, tableBranch
  /// After an instruction that wrote the stack pointer.
  case stack
  /// The general floating-point operation's destination, as a single and as a double: `n` and `m`.
  case clearFloatingPoint
  /// C becomes a constant.
  case carry
  /// FPSCR's flags become the core's.
  case moveFlags
}

/// N, Z, C and V, where they are undefined.
enum ShadowFlags {
  static let n: UInt32 = 1
  static let z: UInt32 = 2
  static let c: UInt32 = 4
  static let v: UInt32 = 8
  static let all: UInt32 = 15

  /// The flags that a condition looks at (DDI 0403E, A7.3).
  static func read(by condition: UInt8) -> UInt32 {
    switch condition >> 1 {
    case 0: z
    case 1: c
    case 2: n
    case 3: v
    case 4: c | z
    case 5: n | v
    case 6: n | z | v
    default: 0
    }
  }
}

/// Which flags an operation writes by its result.
enum FlagRule: UInt8 {
  case none
  /// N and Z; N, Z and C; all four.
  case logic, shift, arithmetic
}
