/// What programs see of a core: registers and status. Two emulators agree if these and memory are equal.
struct CoreValues: Equatable {
  /// R0–R15.
  var core = [UInt32](repeating: 0, count: 16)
  /// D0–D15.
  var double = [UInt64](repeating: 0, count: 16)
  var fpscr: UInt32 = 0
  /// xPSR: N, Z, C, V, Q, IT, T, GE and the exception number.
  var xpsr: UInt32 = 1 << 24

  static let flagMask: UInt32 = 0xF80F_0000

  /// The names and values of all that differs.
  func differences(from other: CoreValues) -> String {
    var found: [String] = []
    for index in 0..<16 where core[index] != other.core[index] {
      found.append("r\(index) \(hex(core[index])) ≠ \(hex(other.core[index]))")
    }
    for index in 0..<16 where double[index] != other.double[index] {
      found.append("d\(index) \(hex(double[index])) ≠ \(hex(other.double[index]))")
    }
    if fpscr != other.fpscr { found.append("fpscr \(hex(fpscr)) ≠ \(hex(other.fpscr))") }
    if xpsr != other.xpsr { found.append("xpsr \(hex(xpsr)) ≠ \(hex(other.xpsr))") }
    return found.joined(separator: ", ")
  }

  var description: String {
    let registers = core.enumerated().map { "r\($0.offset) \(hex($0.element))" }.joined(separator: " ")
    let doubles = double.enumerated().map { "d\($0.offset) \(hex($0.element))" }.joined(separator: " ")
    return "\(registers) xpsr \(hex(xpsr)) fpscr \(hex(fpscr))\n      \(doubles)"
  }
}

func hex(_ value: some BinaryInteger) -> String { String(value, radix: 16) }

/// Where things are in the guest, on both sides.
enum GuestLayout {
  static let codeBase: UInt32 = 0x1000_0000
  static let codeSize: UInt32 = 0x10_0000
  /// Code stays so far from the ends of its memory that literals can be loaded from around it.
  static let codeMargin: UInt32 = 0x4000
  static let dataBase: UInt32 = 0x2000_0000
  static let dataSize: UInt32 = 0x4000
}
