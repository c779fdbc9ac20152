/// A set of encodings given by fixed bits: those whose bits under `mask` equal `value`.
public struct BitCube: Hashable, Sendable {
  public var mask: UInt32
  public var value: UInt32

  public init(mask: UInt32, value: UInt32) {
    self.mask = mask
    self.value = value
  }

  @inline(__always)
  public func contains(_ bits: UInt32) -> Bool {
    bits & mask == value
  }
}

/// A run of adjacent bits of an encoding.
public struct BitSlice: Hashable, Sendable {
  public var lowBit: UInt8
  public var width: UInt8

  @inline(__always)
  func extract(_ bits: UInt32) -> UInt32 {
    (bits >> UInt32(lowBit)) & ((1 << UInt32(width)) - 1)
  }
}

/// A named field: its slices from the most to the least significant.
public struct BitField: Hashable, Sendable {
  public var name: Character
  public var slices: [BitSlice]

  public var width: Int {
    slices.reduce(0) { $0 + Int($1.width) }
  }

  @inline(__always)
  public func extract(_ bits: UInt32) -> UInt32 {
    if slices.count == 1 { return slices[0].extract(bits) }
    var result: UInt32 = 0
    for slice in slices {
      result = result << UInt32(slice.width) | slice.extract(bits)
    }
    return result
  }
}

/// A mistake in the notation of an encoding table row. Only a developer who edits the table can meet it.
public struct EncodingNotationError: Error, CustomStringConvertible {
  public var row: String
  public var notation: String
  public var problem: String

  public var description: String {
    "encoding table row '\(row)': \(problem) in '\(notation)'"
  }
}

/// The bits of an encoding in the notation of the table: `0` and `1` are fixed; a letter is a bit of the field of that
/// name (slices of one field are joined in the order printed); `|` parts the halfwords and blanks only help the eye.
///
/// The manual prints bits that should have a value, or else the instruction is UNPREDICTABLE, in parentheses. Here they
/// are `(0)` and `(1)` where any other value is taken as undefined, `[0]` and `[1]` where the bit is ignored; which is
/// which follows llvm-objdump.
struct EncodingPattern: Sendable {
  var size: Int
  var cube = BitCube(mask: 0, value: 0)
  /// Values of the bits in brackets, which assemblers emit.
  var preferred = BitCube(mask: 0, value: 0)
  var fields: [BitField] = []

  init(_ notation: String, row: String) throws(EncodingNotationError) {
    var digits: [(character: Character, ignored: Bool)] = []
    var ignored = false
    for character in notation {
      switch character {
      case " ", "|", "(", ")": continue
      case "[": ignored = true
      case "]": ignored = false
      default: digits.append((character, ignored))
      }
    }
    guard digits.count == 16 || digits.count == 32 else {
      throw EncodingNotationError(row: row, notation: notation, problem: "\(digits.count) bits, expected 16 or 32,")
    }
    size = digits.count / 8
    for (index, digit) in digits.enumerated() {
      addBit(digit.character, ignored: digit.ignored, at: UInt8(digits.count - 1 - index))
    }
  }

  private mutating func addBit(_ character: Character, ignored: Bool, at position: UInt8) {
    let bit: UInt32 = 1 << UInt32(position)
    switch (character, ignored) {
    case ("0", false): cube.mask |= bit
    case ("1", false):
      cube.mask |= bit
      cube.value |= bit
    case ("0", true): preferred.mask |= bit
    case ("1", true):
      preferred.mask |= bit
      preferred.value |= bit
    default: addFieldBit(character, at: position)
    }
  }

  private mutating func addFieldBit(_ name: Character, at position: UInt8) {
    let single = BitSlice(lowBit: position, width: 1)
    guard let index = fields.firstIndex(where: { $0.name == name }) else {
      fields.append(BitField(name: name, slices: [single]))
      return
    }
    let last = fields[index].slices.count - 1
    if fields[index].slices[last].lowBit == position + 1 {
      fields[index].slices[last] = BitSlice(lowBit: position, width: fields[index].slices[last].width + 1)
    } else {
      fields[index].slices.append(single)
    }
  }

  func field(_ name: Character) -> BitField? {
    fields.first { $0.name == name }
  }

  /// The encodings meant by `n=1111 S=1`: each field has the binary value given, where `x` is either bit.
  func cube(where condition: String, row: String) throws(EncodingNotationError) -> BitCube {
    var result = cube
    for term in condition.split(separator: " ") {
      let sides = term.split(separator: "=")
      guard sides.count == 2, let name = sides[0].first, let field = field(name), field.width == sides[1].count else {
        throw EncodingNotationError(row: row, notation: condition, problem: "no field, or not its width: '\(term)'")
      }
      let positions = field.slices.flatMap { slice in (0..<slice.width).reversed().map { slice.lowBit + $0 } }
      for (digit, position) in zip(sides[1], positions) where digit != "x" {
        result.mask |= 1 << UInt32(position)
        if digit == "1" { result.value |= 1 << UInt32(position) }
      }
    }
    return result
  }
}
