/// Condition and status flags, as sets.
public struct Flags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  public static let n = Flags(rawValue: 1 << 0)
  public static let z = Flags(rawValue: 1 << 1)
  public static let c = Flags(rawValue: 1 << 2)
  public static let v = Flags(rawValue: 1 << 3)
  public static let q = Flags(rawValue: 1 << 4)
  /// The four GE bits, together.
  public static let ge = Flags(rawValue: 1 << 5)
  /// The conditions and exception flags of FPSCR, together, when an instruction reads or writes them by name
  /// (VMRS, VMSR, VCMP). Arithmetic that may raise an exception flag is not counted as writing FPSCR.
  public static let fpscr = Flags(rawValue: 1 << 6)
  public static let nzcv: Flags = [.n, .z, .c, .v]
}

/// What an instruction reads and writes, if it executes. A condition from an IT block is not included.
public struct RegisterUse: Hashable, Sendable {
  /// Bit r is core register r; bit 15 is the program counter.
  public var coreRead: UInt16 = 0
  public var coreWritten: UInt16 = 0
  /// Bit s is S register s; a D register is two of them.
  public var singleRead: UInt32 = 0
  public var singleWritten: UInt32 = 0
  /// Flags read (the condition of B and VSEL among them).
  public var flagsRead: Flags = []
  /// Flags that may be written. `FlagSetting.outsideIT` counts as written; see `Instruction.flagSetting`.
  public var flagsWritten: Flags = []
  public var readsMemory = false
  public var writesMemory = false
  /// The program counter may be written other than to the next instruction. Exceptions are not counted.
  public var isBranch: Bool { coreWritten & 0x8000 != 0 }
}

/// The `use` notation of a page, parsed. See `Page`.
struct UsePattern: Sendable {
  enum Item: Sendable, Equatable {
    case core(SyntaxPiece.Role), floatingPoint(SyntaxPiece.Role, FloatingPointRegister), nextSingle
    case base, coreList, floatingPointList, programCounter, linkRegister, memory, coreOrFlags
    case flags(Flags), logicalFlags, carryIfFlagsSet, special
  }

  var written: [Item] = []
  var read: [Item] = []

  init(_ notation: String, row: String) throws(EncodingNotationError) {
    var writing = true
    for word in notation.split(separator: " ") {
      if word == "=" {
        writing = false
        continue
      }
      guard let item = Self.item(word) else {
        throw EncodingNotationError(row: row, notation: notation, problem: "unknown name '\(word)'")
      }
      if writing { written.append(item) } else { read.append(item) }
    }
  }

  private static func item(_ word: Substring) -> Item? {
    switch word {
    case "n?": return .base
    case "list": return .coreList
    case "flist": return .floatingPointList
    case "pc": return .programCounter
    case "lr": return .linkRegister
    case "mem": return .memory
    case "dOrFlags": return .coreOrFlags
    case "Sn+1": return .nextSingle
    case "nzcv": return .flags(.nzcv)
    case "nzc": return .flags([.n, .z, .c])
    case "nz": return .flags([.n, .z])
    case "nz*": return .logicalFlags
    case "c": return .flags(.c)
    case "c*": return .carryIfFlagsSet
    case "special": return .special
    case "q": return .flags(.q)
    case "ge": return .flags(.ge)
    case "fpscr": return .flags(.fpscr)
    default: break
    }
    guard let last = word.last, let role = SyntaxPiece.Role(rawValue: last) else { return nil }
    if word.count == 1 { return .core(role) }
    switch word.first {
    case "S": return .floatingPoint(role, .single)
    case "D": return .floatingPoint(role, .double)
    case "F": return .floatingPoint(role, .byPrecision)
    default: return nil
    }
  }
}

extension Instruction {
  /// Registers, flags and memory that this instruction reads and writes, from its row of the encoding table.
  public var registerUse: RegisterUse {
    var use = RegisterUse()
    let pattern = EncodingTable.rows[Int(encoding)].use
    for item in pattern.read {
      let registers = registers(of: item)
      use.coreRead |= registers.core
      use.singleRead |= registers.single
      use.flagsRead.formUnion(flagsRead(item))
      if item == .memory { use.readsMemory = true }
    }
    for item in pattern.written {
      let registers = registers(of: item)
      use.coreWritten |= registers.core
      use.singleWritten |= registers.single
      use.flagsWritten.formUnion(flagsWritten(item))
      if item == .memory { use.writesMemory = true }
    }
    if shift == .rrx && shiftAmount != 0 { use.flagsRead.insert(.c) }
    if opcode == .it { use.flagsRead = condition == .always ? [] : .nzcv }
    return use
  }

  /// Whether it reads or writes memory: `registerUse` says the same, and more slowly.
  public var accessesMemory: Bool {
    let use = EncodingTable.rows[Int(encoding)].use
    return use.read.contains(.memory) || use.written.contains(.memory)
  }

  func number(_ role: SyntaxPiece.Role) -> UInt8 {
    switch role {
    case .d: d
    case .n: n
    case .m: m
    case .a: a
    }
  }

  private func registers(of item: UsePattern.Item) -> (core: UInt16, single: UInt32) {
    switch item {
    case .core(let role): return (1 << UInt16(number(role)), 0)
    case .coreOrFlags: return (d == 15 ? 0 : 1 << UInt16(d), 0)
    case .base: return (writesBack ? 1 << UInt16(n) : 0, 0)
    case .coreList: return (UInt16(truncatingIfNeeded: immediate), 0)
    case .programCounter: return (1 << 15, 0)
    case .linkRegister: return (1 << 14, 0)
    case .nextSingle: return (0, n < 31 ? 2 << UInt32(n) : 0)
    case .floatingPoint(let role, .single): return (0, 1 << UInt32(number(role)))
    case .floatingPoint(let role, .double): return (0, 3 << (2 * UInt32(number(role))))
    case .floatingPoint(let role, .byPrecision):
      return (0, isDouble ? 3 << (2 * UInt32(number(role))) : 1 << UInt32(number(role)))
    case .floatingPointList: return (0, floatingPointList)
    case .memory, .flags, .logicalFlags, .carryIfFlagsSet, .special: return (0, 0)
    }
  }

  /// Registers past S31 do not exist: such lists are UNPREDICTABLE.
  private var floatingPointList: UInt32 {
    let first = isDouble ? UInt32(d) * 2 : UInt32(d)
    let count = isDouble ? UInt32(extra) * 2 : UInt32(extra)
    let registers: UInt32 = count >= 32 ? .max : (1 << count) - 1
    return registers << first
  }

  private func flagsRead(_ item: UsePattern.Item) -> Flags {
    switch item {
    case .flags(.nzcv): condition == .always && opcode == .b ? [] : .nzcv
    case .flags(let flags): flags
    case .carryIfFlagsSet: flagSetting == .never ? [] : .c
    case .special: immediate < 4 ? [.nzcv, .q, .ge] : []
    default: []
    }
  }

  private func flagsWritten(_ item: UsePattern.Item) -> Flags {
    switch item {
    // Q, GE and FPSCR do not depend on S.
    case .flags(.q): .q
    case .flags(.ge): .ge
    case .flags(.fpscr): .fpscr
    case .flags(let flags): flagSetting == .never ? [] : flags
    case .logicalFlags: flagSetting == .never ? [] : setsCarryFromShifter ? [.n, .z, .c] : [.n, .z]
    case .coreOrFlags: d == 15 ? .nzcv : []
    // MSR of the APSR: bit 1 of the mask selects N, Z, C, V and Q, bit 0 GE (B5.2.3).
    case .special:
      immediate < 4 ? Flags(extra & 2 != 0 ? [.nzcv, .q] : []).union(extra & 1 != 0 ? .ge : []) : []
    default: []
    }
  }

  /// Whether the operand's shifter, or the immediate's expansion, makes a new carry.
  private var setsCarryFromShifter: Bool {
    immediateSetsCarry || shiftAmount != 0
  }

  /// What a core must implement to execute this instruction.
  public var requiredFeatures: Features {
    let row = EncodingTable.rows[Int(encoding)]
    return isDouble && row.isPrecisionChosenByEncoding ? row.feature.union(.fpDouble) : row.feature
  }
}
