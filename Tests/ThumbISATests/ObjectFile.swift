/// The least ELF file that llvm-objdump disassembles as Thumb code: one section of code and a `$t` mapping symbol.
struct ObjectFile {
  private var bytes: [UInt8] = []

  /// The file's contents, for a section of this code at address 0.
  static func contents(code: [UInt8]) -> [UInt8] {
    var file = ObjectFile()
    file.write(code: code)
    return file.bytes
  }

  private static let sectionNames: [UInt8] = Array("\0.text\0.symtab\0.strtab\0.shstrtab\0".utf8)
  private static let symbolNames: [UInt8] = Array("\0$t\0".utf8)
  private static let headerSize = 52
  private static let sectionHeaderSize = 40
  private static let symbolSize = 16

  private mutating func write(code: [UInt8]) {
    let symbolsOffset = (Self.headerSize + code.count + 3) & ~3
    let symbolNamesOffset = symbolsOffset + 2 * Self.symbolSize
    let sectionNamesOffset = symbolNamesOffset + Self.symbolNames.count
    let sectionsOffset = (sectionNamesOffset + Self.sectionNames.count + 3) & ~3
    writeHeader(sectionsOffset: sectionsOffset)
    bytes += code
    pad(to: symbolsOffset)
    bytes += [UInt8](repeating: 0, count: Self.symbolSize)
    // $t at 0 of section 1: name 1, value 0, size 0, local without type.
    words([1, 0, 0])
    halfwords([0, 1])
    bytes += Self.symbolNames
    bytes += Self.sectionNames
    pad(to: sectionsOffset)
    words([0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    // name, type, flags, address, offset, size, link, info, alignment, entry size
    words([1, 1, 6, 0, Self.headerSize, code.count, 0, 0, 4, 0])
    words([7, 2, 0, 0, symbolsOffset, 2 * Self.symbolSize, 3, 2, 4, Self.symbolSize])
    words([15, 3, 0, 0, symbolNamesOffset, Self.symbolNames.count, 0, 0, 1, 0])
    words([23, 3, 0, 0, sectionNamesOffset, Self.sectionNames.count, 0, 0, 1, 0])
  }

  /// A relocatable file (1) for Arm (40), EABI version 5, little-endian.
  private mutating func writeHeader(sectionsOffset: Int) {
    bytes += [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
    halfwords([1, 40])
    words([1, 0, 0, sectionsOffset, 0x0500_0000])
    halfwords([Self.headerSize, 0, 0, Self.sectionHeaderSize, 5, 4])
  }

  private mutating func pad(to offset: Int) {
    while bytes.count < offset { bytes.append(0) }
  }

  private mutating func words(_ values: [Int]) {
    for value in values {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
  }

  private mutating func halfwords(_ values: [Int]) {
    for value in values {
      for shift in [0, 8] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
  }
}
