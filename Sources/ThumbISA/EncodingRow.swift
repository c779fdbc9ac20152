/// One row of the encoding table, in its parsed form. A class, so that looking a row up does not copy it.
public final class EncodingRow: Sendable {
  /// Position in `EncodingTable.rows`; `Instruction.encoding` holds it.
  public let index: UInt16
  /// The manual's page and encoding label, such as "ADC (immediate) T1".
  public let name: String
  /// The title of the page in DDI 0403E section A7.7.
  public let page: String
  /// The bit pattern as the manual prints it.
  public let pattern: String
  /// 2 or 4 bytes.
  public let size: Int
  /// Fixed bits: an encoding can be this row's only if `bits & mask == value`. 16-bit rows use the low half.
  public let mask: UInt32
  public let value: UInt32
  public let fields: [BitField]
  public let opcode: Opcode
  /// What the core must implement, apart from double precision when the encoding's sz bit asks for it.
  public let feature: Features
  /// Encodings within the pattern that the manual gives to another page ("SEE"), and the page's title.
  public let elsewhere: [(cube: BitCube, page: String)]
  /// Encodings within the pattern that are undefined.
  public let undefined: [BitCube]
  /// Bits that should be zero or one, which are ignored.
  public let preferred: BitCube

  /// Both lists above, for the decoder.
  let exclusions: [BitCube]
  let plan: OperandPlan
  let syntax: Syntax
  let use: UsePattern
  /// Whether the sz bit makes this double-precision arithmetic, which not every floating-point unit has.
  let isPrecisionChosenByEncoding: Bool

  /// Whether these bits (a halfword, or first << 16 | second) are this row's.
  public func matches(_ bits: UInt32) -> Bool {
    guard bits & mask == value else { return false }
    for cube in exclusions where cube.contains(bits) { return false }
    return true
  }

  /// Bits that decode to this row: random fields, and ignored bits as they should be.
  public func randomEncoding(using generator: inout some RandomNumberGenerator) -> UInt32 {
    let all: UInt32 = size == 2 ? 0xFFFF : 0xFFFF_FFFF
    while true {
      // Bits that should be zero or one are. The exceptions take little of any row, so few draws are refused.
      let draw = UInt32.random(in: 0...all, using: &generator)
      let free = draw & ~(mask | preferred.mask) | value | preferred.value
      if matches(free) { return free }
    }
  }

  init(page: Page, encoding: E, index: Int) throws(EncodingNotationError) {
    let name = page.name + " " + encoding.label
    let pattern = try EncodingPattern(encoding.pattern, row: name)
    var elsewhere: [(cube: BitCube, page: String)] = []
    for (condition, target) in encoding.see {
      elsewhere.append((try pattern.cube(where: condition, row: name), target))
    }
    var undefined: [BitCube] = []
    for condition in encoding.undefined {
      undefined.append(try pattern.cube(where: condition, row: name))
    }
    let syntax = try Syntax(encoding.syntax, row: name)
    for (role, register) in syntax.floatingPointRegisters {
      // Only D0 to D15 exist (A2.5.1).
      guard let high = pattern.field(Character(String(role).uppercased())), high.width == 1 else { continue }
      let condition: String
      switch register {
      case .double: condition = "\(high.name)=1"
      case .byPrecision: condition = "\(high.name)=1 z=1"
      case .single: continue
      }
      let cube = try pattern.cube(where: condition, row: name)
      if !undefined.contains(cube) { undefined.append(cube) }
    }
    self.index = UInt16(index)
    self.name = name
    self.page = page.name
    self.pattern = encoding.pattern
    self.size = pattern.size
    self.mask = pattern.cube.mask
    self.value = pattern.cube.value
    self.fields = pattern.fields
    self.opcode = page.opcode
    self.feature = encoding.needs
    self.elsewhere = elsewhere
    self.undefined = undefined
    self.preferred = pattern.preferred
    self.exclusions = elsewhere.map { $0.cube } + undefined
    self.syntax = syntax
    self.plan = try OperandPlan(pattern: pattern, encoding: encoding, syntax: syntax, row: name)
    self.isPrecisionChosenByEncoding = syntax.floatingPointRegisters.contains { $0.register == .byPrecision }
    self.use = try UsePattern(encoding.use ?? page.use, row: name)
  }
}
