/// One line of a trace: an instruction, or what happened between two.
public struct TraceEvent: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case instruction
    /// An exception's handler starts: stacking, or tail-chaining, and fetching the vector.
    case exceptionTaken
    /// The interrupted code goes on.
    case exceptionReturned
    /// The core slept, from WFI, WFE or a return with SLEEPONEXIT on.
    case sleep
    /// The firmware reset the core.
    case reset
    /// The firmware ended the run, or made it impossible to go on.
    case stop
  }

  /// An access of the instruction, or of stacking and unstacking. One that is not aligned is one access here.
  public struct Access: Sendable, Equatable {
    public var isStore: Bool
    public var address: UInt32
    /// Bytes: 1, 2 or 4.
    public var size: UInt32
    public var value: UInt32

    public init(isStore: Bool, address: UInt32, size: UInt32, value: UInt32) {
      self.isStore = isStore
      self.address = address
      self.size = size
      self.value = value
    }
  }

  public struct Change: Sendable, Equatable {
    public var register: TracedRegister
    public var value: UInt32

    public init(_ register: TracedRegister, _ value: UInt32) {
      self.register = register
      self.value = value
    }
  }

  public var kind = Kind.instruction
  /// The cycle counter, since reset, when it began, and the cycles it took.
  public var cycle: UInt64 = 0
  public var cycles: UInt64 = 0
  /// Of the instruction; of what is between instructions: of the next one before it happened; of a return: of the
  /// returning one; of sleep: of the instruction that began it.
  public var address: UInt32 = 0
  /// The symbol around the address and the distance from its start; nil where there is none.
  public var function: String?
  public var offset: UInt32 = 0
  /// Assembly text, or words for what happened.
  public var text = ""
  /// What else there is to say: why an instruction was not executed, or not completed.
  public var note: String?
  /// New values of registers that have changed.
  public var registers: [Change] = []
  /// In the order in which they were made.
  public var accesses: [Access] = []

  public init() {}
}

/// A register whose changes a trace shows.
public struct TracedRegister: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// R0–R15 are 0…15.
  public static let programCounter = TracedRegister(rawValue: 15)
  /// S0.
  public static let firstSingle = TracedRegister(rawValue: 16)
  /// N, Z, C, V and Q: bits 31 to 27, as in APSR.
  public static let flags = TracedRegister(rawValue: 48)
  /// APSR.GE as a number, 0 to 15.
  public static let greaterOrEqual = TracedRegister(rawValue: 49)
  public static let fpscr = TracedRegister(rawValue: 50)
  public static let ipsr = TracedRegister(rawValue: 51)
  /// The stack pointers, each only while it is not the one in use.
  public static let mainStackPointer = TracedRegister(rawValue: 52)
  public static let processStackPointer = TracedRegister(rawValue: 53)
  public static let control = TracedRegister(rawValue: 54)
  public static let primask = TracedRegister(rawValue: 55)
  public static let basepri = TracedRegister(rawValue: 56)
  public static let faultmask = TracedRegister(rawValue: 57)

  public static let names =
    (0...12).map { "r\($0)" } + ["sp", "lr", "pc"] + (0..<32).map { "s\($0)" }
    + ["flags", "ge", "fpscr", "ipsr", "msp", "psp", "control", "primask", "basepri", "faultmask"]
  private static let numbers = Dictionary(
    uniqueKeysWithValues: names.enumerated().map { ($0.element, UInt8($0.offset)) })

  public var name: String { Self.names.indices.contains(Int(rawValue)) ? Self.names[Int(rawValue)] : "?" }

  public init?(name: String) {
    guard let number = Self.numbers[name] else { return nil }
    rawValue = number
  }

  private static let flagBits: [(letter: Character, mask: UInt32)] = [
    ("n", 1 << 31), ("z", 1 << 30), ("c", 1 << 29), ("v", 1 << 28), ("q", 1 << 27),
  ]

  /// The flags' letters, capital where set.
  static func flagLetters(_ value: UInt32) -> String {
    var letters = ""
    for (letter, mask) in flagBits { letters += value & mask != 0 ? letter.uppercased() : String(letter) }
    return letters
  }

  static func flags(letters: String) -> UInt32? {
    guard letters.count == flagBits.count else { return nil }
    var value: UInt32 = 0
    for (given, (letter, mask)) in zip(letters, flagBits) {
      guard given.lowercased() == String(letter) else { return nil }
      if given != letter { value |= mask }
    }
    return value
  }
}
