/// Writes ELF images by hand: as small as they can be, or wrong in one way.
struct SmallImage {
  struct Segment {
    var address: UInt32
    var bytes: [UInt8]
    var memorySize: UInt32?
    var loadAddress: UInt32?
    var fileSize: UInt32?
  }

  var segments: [Segment] = []
  var elfClass: UInt8 = 1
  var byteOrder: UInt8 = 1
  var type: UInt16 = 2
  var machine: UInt16 = 40
  var entry: UInt32 = 0
  var programHeaderCount: UInt16?

  init() {}

  /// A vector table of two words and code after it.
  init(
    code: [UInt16] = [0xE7FE], at address: UInt32 = 0, stackPointer: UInt32 = 0x2000_1000, reset: UInt32? = nil,
    words: [UInt32] = [], text: String = ""
  ) {
    var bytes = littleEndian(stackPointer) + littleEndian(reset ?? address + 9)
    bytes += code.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    bytes += words.flatMap(littleEndian) + Array(text.utf8) + [0]
    segments = [Segment(address: address, bytes: bytes)]
  }

  /// System V ABI, chapters 4 and 5: header of 52 bytes, program headers of 32, then what the segments hold.
  var bytes: [UInt8] {
    let count = programHeaderCount ?? UInt16(segments.count)
    var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, elfClass, byteOrder, 1] + [UInt8](repeating: 0, count: 9)
    file += half(type) + half(machine) + littleEndian(1) + littleEndian(entry)
    file += littleEndian(52) + littleEndian(0) + littleEndian(0x0500_0200)
    file += half(52) + half(32) + half(count) + half(40) + half(0) + half(0)
    var offset = 52 + 32 * segments.count
    for segment in segments {
      let size = UInt32(segment.bytes.count)
      let fields: [UInt32] = [
        1, UInt32(offset), segment.address, segment.loadAddress ?? segment.address, segment.fileSize ?? size,
        segment.memorySize ?? size, 7, 4,
      ]
      file += fields.flatMap(littleEndian)
      offset += segment.bytes.count
    }
    return file + segments.flatMap(\.bytes)
  }

  private func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

extension SmallImage {
  /// Opens a host file by semihosting and ends with the handle as exit status: 1 if it is given, 255 if refused.
  /// - Parameter mode: as fopen's, 0 "r", 4 "w", 8 "a".
  static func opening(_ name: String, mode: UInt32) -> SmallImage {
    SmallImage(
      code: [
        0x2001,  // movs r0, #1 (SYS_OPEN)
        0x4903,  // ldr r1, [pc, #12]: the first word below
        0xBEAB,  // bkpt 0xAB
        0x4B03,  // ldr r3, [pc, #12]: the second
        0x6058,  // str r0, [r3, #4]
        0x2020,  // movs r0, #0x20 (SYS_EXIT_EXTENDED)
        0x4619,  // mov r1, r3
        0xBEAB,  // bkpt 0xAB
      ],
      words: [0x20, 0x2C, 0x34, mode, UInt32(name.utf8.count), 0x20026, 0], text: name)
  }

  /// Reads a character from the console, for ever.
  static var reading: SmallImage {
    SmallImage(code: [0x2007, 0x2100, 0xBEAB, 0xE7FB])  // movs r0, #7; movs r1, #0; bkpt 0xAB; b to the first
  }
}
