/// Bytes, halfwords and words of 32-bit registers: which lanes of the register an access touches.
struct RegisterAccess {
  /// Offset of the register: a multiple of 4.
  let register: UInt32
  /// The bits of the register that are accessed.
  let mask: UInt32
  private let shift: UInt32

  /// - Parameter offset: a multiple of `size`, which is 1, 2 or 4.
  init(offset: UInt32, size: UInt32) {
    register = offset & ~3
    shift = offset % 4 * 8
    mask = (size == 4 ? .max : (1 << (size * 8)) - 1) << shift
  }

  /// What the access reads from a register that holds `word`.
  func extract(from word: UInt32) -> UInt32 { (word & mask) >> shift }
  /// The written bits, where they lie in the register.
  func place(_ value: UInt32) -> UInt32 { value << shift & mask }
}

/// Identification registers of a CMSDK peripheral at 0xFD0–0xFFC (DDI 0479C, tables 4-1, 4-3 and 4-5): PID4–7, PID0–3
/// and CID0–3. They differ in the low byte of the part number only.
func identification(register: UInt32, part: UInt32) -> UInt32? {
  guard register >= 0xFD0, register < 0x1000 else { return nil }
  let values: [UInt32] = [0x04, 0, 0, 0, part, 0xB8, 0x1B, 0, 0x0D, 0xF0, 0x05, 0xB1]
  return values[Int(register - 0xFD0) / 4]
}
