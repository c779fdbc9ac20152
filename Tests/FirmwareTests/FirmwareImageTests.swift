import Testing

@testable import Firmware

/// What the images of two tool chains contain, as `readelf -ls` prints it.
struct FirmwareImageTests {
  @Test func segmentsOfGNULinker() throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    #expect(image.segments.map(\.physicalAddress) == [0x0800_0000, 0x0800_011C])
    #expect(image.segments.map(\.virtualAddress) == [0x0800_0000, 0x2000_0000])
    #expect(image.segments.map(\.fileSize) == [0x11C, 4])
    #expect(image.segments.map(\.memorySize) == [0x11C, 0x104])
    #expect(image.segments.map(\.isExecutable) == [true, false])
    #expect(image.segments.map(\.isWritable) == [false, true])
    #expect(image.segments[0].bytes.prefix(8) == [0x00, 0x00, 0x02, 0x20, 0xB1, 0x00, 0x00, 0x08])
    #expect(image.segments[1].bytes == [42, 0, 0, 0])
    #expect(image.entry == 0x0800_00B1)
  }

  @Test func segmentsOfLLD() throws {
    let image = try FirmwareImage(path: Fixture.clang.path)
    #expect(image.segments.map(\.virtualAddress) == [0x0800_0000, 0x0800_0040, 0x2000_0000, 0x2000_0004])
    #expect(image.segments.map(\.fileSize) == [0x40, 0xFC, 4, 0])
    #expect(image.segments.map(\.isExecutable) == [false, true, false, false])
    #expect(image.segments[2].bytes == [42, 0, 0, 0])
  }

  @Test func symbolByName() throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    let main = try #require(image.symbol(named: "main"))
    #expect(main.address == 0x0800_0082)
    #expect(main.size == 46)
    #expect(main.kind == .function)
    #expect(main.isThumb)
    let table = try #require(image.symbol(named: "table"))
    #expect(table.address == 0x2000_0004)
    #expect(table.kind == .object)
    #expect(!table.isThumb)
    #expect(image.symbol(named: "_sidata")?.section == nil)
    #expect(image.symbol(named: "$t") == nil)
    #expect(image.symbol(named: "nowhere") == nil)
  }

  @Test(arguments: [
    (0x0800_0000, "g_pfnVectors", 0), (0x0800_0040, "inner", 0), (0x0800_007F, "inner", 63),
    (0x0800_0080, "Default_Handler", 0), (0x0800_0082, "main", 0), (0x0800_00AF, "main", 45),
    (0x0800_00B0, "Reset_Handler", 0), (0x0800_0113, "Reset_Handler", 99), (0x0800_0117, "lookup", 3),
    (0x2000_0003, "counter", 3), (0x2000_0103, "table", 255),
  ])
  func symbolAroundAnAddress(address: Int, name: String, offset: Int) throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    let found = try #require(image.symbol(containing: UInt32(address)))
    #expect(found.symbol.name == name)
    #expect(found.offset == UInt32(offset))
  }

  @Test(arguments: [0, 0x07FF_FFFF, 0x0800_011C, 0x2000_0104, 0x2002_0000, 0xFFFF_FFFF])
  func noSymbolOutside(address: Int) throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    #expect(image.symbol(containing: UInt32(address)) == nil)
  }

  @Test func mappingSymbolsTellDataFromCode() throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    let kinds = image.contents.map { "\(String($0.addresses.lowerBound, radix: 16)) \($0.kind)" }
    #expect(
      kinds == [
        "8000040 thumb", "800004e data", "8000054 thumb", "8000078 data", "8000080 thumb", "80000a8 data",
        "80000b0 thumb", "80000fc data",
      ])
    #expect(image.contents.last?.addresses.upperBound == 0x0800_011C)
    #expect(image.content(at: 0x0800_0050)?.kind == .data)
    #expect(image.content(at: 0x0800_0054)?.kind == .thumb)
    #expect(image.content(at: 0x2000_0000) == nil)
    #expect(image.content(at: 0x0800_011C) == nil)
  }

  @Test func bytesByAddressAndSection() throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    #expect(Array(image.bytes(at: 0x0800_0114, count: 100)) == [3, 1, 4, 1, 5, 9, 2, 6])
    #expect(image.bytes(at: 0x2000_0004, count: 4).isEmpty)
    #expect(image.bytes(ofSection: ".data") == [42, 0, 0, 0])
    #expect(image.bytes(ofSection: ".bss") == [])
    #expect(image.bytes(ofSection: ".none") == nil)
    #expect(image.bytes(ofSection: ".debug_line")?.isEmpty == false)
  }

  /// A linker may let a segment start with the ELF header itself, 0x1000 below the first section.
  @Test func theFileHeaderIsNotLoaded() throws {
    var bytes = try Fixture.gcc.bytes()
    let start = bytes.word(FirstSegment.offset)
    bytes.setWord(FirstSegment.offset, 0)
    bytes.setWord(FirstSegment.virtualAddress, 0x0800_0000 - start)
    bytes.setWord(FirstSegment.physicalAddress, 0x0800_0000 - start)
    bytes.setWord(FirstSegment.fileSize, 0x11C + start)
    bytes.setWord(FirstSegment.memorySize, 0x11C + start)
    let image = try FirmwareImage(bytes: bytes)
    let original = try FirmwareImage(path: Fixture.gcc.path)
    #expect(image.segments == original.segments)
  }

  /// Without section headers there are no symbols, but the image still loads.
  @Test func strippedImage() throws {
    var bytes = try Fixture.gcc.bytes()
    bytes.setWord(Header.sectionHeaders, 0)
    bytes.setHalf(Header.sectionHeaderCount, 0)
    let image = try FirmwareImage(bytes: bytes)
    #expect(image.segments.count == 2)
    #expect(image.symbols.isEmpty)
    #expect(image.contents == [.init(addresses: 0x0800_0000..<0x0800_011C, kind: .thumb)])
  }
}
