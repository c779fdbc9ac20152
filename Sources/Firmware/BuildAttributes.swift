/// What the compiler says that an image needs of the core, from the section `.ARM.attributes`.
///
/// Format and tags: Addenda to, and errata in, the ABI for the Arm architecture (Arm IHI 0045), chapter 2: a version byte
/// `A`, then for each vendor a length, a name and sub-subsections of tags with ULEB128 or text values.
public struct BuildAttributes: Sendable, Equatable {
  /// `Tag_CPU_arch`: 13 is v7E-M.
  public var architecture: UInt64?
  /// `Tag_FP_arch`: 0 none, 5 and 6 VFPv4, 7 and 8 FPv5.
  public var floatingPoint: UInt64 = 0
  /// `Tag_ABI_HardFP_use`: 1 single precision only, 0 as `Tag_FP_arch` implies.
  public var hardFloatUse: UInt64 = 0

  /// Whether code may have floating-point instructions, those of FPv5 (Cortex-M7), and of double precision.
  public var usesFloatingPoint: Bool { floatingPoint != 0 }
  public var usesFPv5: Bool { floatingPoint >= 7 }
  public var usesDoublePrecision: Bool { usesFloatingPoint && hardFloatUse != 1 }

  /// Name of the section.
  public static let section = ".ARM.attributes"

  /// The attributes of a whole image; nil if it has none, or none that can be read.
  public init?(_ image: FirmwareImage) {
    guard let bytes = image.bytes(ofSection: Self.section) else { return nil }
    self.init(section: bytes)
  }

  /// - Parameter bytes: contents of the section.
  public init?(section bytes: [UInt8]) {
    var reader = AttributeReader(bytes: bytes[...])
    guard reader.byte() == UInt8(ascii: "A") else { return nil }
    var found = false
    while var vendor = reader.subsection() {
      guard vendor.text() == "aeabi" else { continue }
      while let scope = vendor.byte() {
        // Its length counts the tag before it too.
        guard var tags = vendor.subsection(alreadyRead: 1) else { return nil }
        // 1 is the whole file; sections and symbols by themselves are not looked at.
        guard scope == 1 else { continue }
        while let tag = tags.number() {
          guard let value = tags.value(of: tag) else { return nil }
          found = true
          switch tag {
          case 6: architecture = value
          case 10: floatingPoint = value
          case 27: hardFloatUse = value
          default: break
          }
        }
      }
    }
    if !found { return nil }
  }
}

private struct AttributeReader {
  var bytes: ArraySlice<UInt8>

  mutating func byte() -> UInt8? { bytes.popFirst() }

  /// What follows a length of four bytes that counts itself and `alreadyRead` bytes before it.
  mutating func subsection(alreadyRead: Int = 0) -> AttributeReader? {
    guard bytes.count >= 4 else { return nil }
    let length = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let rest = length - 4 - alreadyRead
    guard rest >= 0, bytes.count >= 4 + rest else { return nil }
    let part = bytes.dropFirst(4).prefix(rest)
    bytes = bytes.dropFirst(4 + rest)
    return AttributeReader(bytes: part)
  }

  /// ULEB128 (DWARF 5, section 7.6).
  mutating func number() -> UInt64? {
    var (value, shift) = (UInt64(0), UInt64(0))
    while let next = byte(), shift < 63 {
      value |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 { return value }
      shift += 7
    }
    return nil
  }

  /// Up to a byte of zero.
  mutating func text() -> String? {
    guard let end = bytes.firstIndex(of: 0) else { return nil }
    defer { bytes = bytes[(end + 1)...] }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  /// A tag's value as a number, 0 for text. Tags 4, 5 and 65, and odd ones from 33 on, have text; 32 has both.
  mutating func value(of tag: UInt64) -> UInt64? {
    if tag == 32 {
      guard let number = number(), text() != nil else { return nil }
      return number
    }
    let isText = tag == 4 || tag == 5 || tag == 65 || tag > 32 && tag % 2 == 1
    return isText ? text().map { _ in 0 } : number()
  }
}
