import Foundation

@testable import Firmware

/// The images under Fixtures/loader (see its Makefile), and the fields of an ELF file that tests change.
enum Fixture: String, CaseIterable {
  case gcc, clang, arm

  var path: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/loader/\(rawValue).elf").path
  }

  func bytes() throws(FirmwareError) -> [UInt8] { try readFile(path) }
}

/// Offsets of ELF header fields (System V ABI, chapter 4).
enum Header {
  static let type = 16
  static let machine = 18
  static let entry = 24
  static let programHeaders = 28
  static let sectionHeaders = 32
  static let headerSize = 40
  static let programHeaderSize = 42
  static let programHeaderCount = 44
  static let sectionHeaderSize = 46
  static let sectionHeaderCount = 48
}

/// Offsets in the first program header of the fixtures, which follows the ELF header.
enum FirstSegment {
  static let type = 52
  static let offset = 56
  static let virtualAddress = 60
  static let physicalAddress = 64
  static let fileSize = 68
  static let memorySize = 72
  static let flags = 76
}

extension [UInt8] {
  mutating func setHalf(_ offset: Int, _ value: UInt16) {
    self[offset] = UInt8(truncatingIfNeeded: value)
    self[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
  }

  mutating func setWord(_ offset: Int, _ value: UInt32) {
    setHalf(offset, UInt16(truncatingIfNeeded: value))
    setHalf(offset + 2, UInt16(truncatingIfNeeded: value >> 16))
  }

  func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << (8 * $1) }
  }
}
