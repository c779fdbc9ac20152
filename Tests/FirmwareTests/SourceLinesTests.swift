import Testing

@testable import Firmware

struct SourceLinesTests {
  /// As `addr2line` prints them; at -O1 clang gives a function without a frame the line of its first statement.
  @Test(arguments: [
    (Fixture.gcc, "main", 21), (.gcc, "inner", 9), (.gcc, "Reset_Handler", 26), (.gcc, "Default_Handler", 33),
    (.clang, "main", 21), (.clang, "inner", 10), (.clang, "Reset_Handler", 27), (.clang, "Default_Handler", 34),
  ])
  func firstLineOfAFunction(fixture: Fixture, function: String, number: Int) throws {
    let image = try FirmwareImage(path: fixture.path)
    let symbol = try #require(image.symbol(named: function))
    let line = try #require(SourceLines(image).line(at: symbol.address))
    #expect(line.file.hasSuffix("image.c"))
    #expect(line.number == number)
    #expect(SourceLines(image).line(at: symbol.address | 1) == line)
  }

  /// The lines of `llvm-dwarfdump --debug-line` that have an address of their own.
  @Test(arguments: [
    (Fixture.gcc, [9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 21, 22, 23, 24, 26, 27, 28, 29, 33]),
    (.clang, [10, 11, 12, 13, 14, 15, 16, 17, 19, 21, 22, 23, 27, 28, 30, 34]),
  ])
  func linesWithCode(fixture: Fixture, numbers: [Int]) throws {
    let image = try FirmwareImage(path: fixture.path)
    let lines = SourceLines(image)
    let withCode = lines.linesWithCode(in: image)
    #expect(withCode.count == 1)
    #expect(withCode.first?.key.hasSuffix("image.c") == true)
    #expect(withCode.first?.value == Set(numbers))
    // They are what the instructions' own addresses give.
    var found: Set<Int> = []
    for range in image.contents where range.kind == .thumb {
      for address in stride(from: range.addresses.lowerBound, to: range.addresses.upperBound, by: 2) {
        if let line = lines.line(at: address) { found.insert(line.number) }
      }
    }
    #expect(found == Set(numbers))
  }

  @Test func outsideTheCode() throws {
    let lines = SourceLines(try FirmwareImage(path: Fixture.gcc.path))
    #expect(!lines.isEmpty)
    #expect(lines.line(at: 0x0700_0000) == nil)
    #expect(lines.line(at: 0x0800_0114) == nil)
    #expect(lines.line(at: 0xFFFF_FFFF) == nil)
  }

  @Test func withoutDebugInformation() throws {
    var bytes = try Fixture.gcc.bytes()
    bytes.setWord(Header.sectionHeaders, 0)
    bytes.setHalf(Header.sectionHeaderCount, 0)
    let image = try FirmwareImage(bytes: bytes)
    #expect(SourceLines(image).isEmpty)
    #expect(SourceLines(image).linesWithCode(in: image).isEmpty)
  }
}
