import Testing

@testable import Firmware

/// Which function an address belongs to, for symbols as compilers and assemblers leave them.
@Suite struct FunctionExtentsTests {
  @Test func functionsOfAnImage() throws {
    let image = try FirmwareImage(path: Fixture.gcc.path)
    let extents = FunctionExtents(image)
    func name(_ address: UInt32) -> String? { extents.extent(at: address).map { image.symbols[$0.symbol].name } }
    // As FirmwareImageTests has them; data and the vector table belong to no function.
    #expect(name(0x0800_0040) == "inner")
    #expect(name(0x0800_007F) == "inner")
    #expect(name(0x0800_0082) == "main")
    #expect(name(0x0800_0113) == "Reset_Handler")
    #expect(name(0x0800_0114) == nil)
    #expect(name(0x0800_0000) == nil)
    #expect(name(0x2000_0000) == nil)
    #expect(name(0xFFFF_FFFF) == nil)
    #expect(extents.beginsOne(after: 0x0800_0040, upTo: 0x0800_0080))
    #expect(!extents.beginsOne(after: 0x0800_0040, upTo: 0x0800_007F))
  }

  /// A label within a sized function does not cut it, one after it reaches to the next symbol or its section's end.
  @Test func labels() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      [], in: folder, with: compiler,
      source: """
        .syntax unified
        .section .vectors, "a"
        .word 0x20001000, Reset_Handler
        .text
        .thumb
        .global Reset_Handler
        .type Reset_Handler, %function
        Reset_Handler:
          nop
        loop:
          b loop
        .size Reset_Handler, .-Reset_Handler
        bare:
          nop
          nop
        .type unsized, %function
        .weak alias
        .thumb_set alias, unsized
        unsized:
          nop
        .section .data, "aw"
        .type in_data, %function
        in_data:
          .short 0x4770
        .size in_data, .-in_data

        """, file: "a.s")
    let extents = FunctionExtents(image)
    let found = extents.extents.map {
      "\(image.symbols[$0.symbol].name) \($0.end - UInt64($0.start))"
    }
    #expect(
      found == ["Reset_Handler 4", "bare 4", "alias 2", "in_data 2"]
        || found == ["Reset_Handler 4", "bare 4", "unsized 2", "in_data 2"])
  }
}
