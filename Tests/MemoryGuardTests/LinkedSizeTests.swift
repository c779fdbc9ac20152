import Foundation
import Testing

@testable import MemoryGuard

/// What the linker laid out, against `arm-none-eabi-size` and the linker's map.
@Suite struct LinkedSizeTests {
  static let images = [
    ("newlib-mps2-an386", "mps2-an386"), ("network-mps2-an500", "mps2-an500"), ("demo-stm32f407", "stm32f407"),
    ("demo-stm32f746", "stm32f746"), ("bench-convolution-stm32f746", "stm32f746"), ("calls-mps2-an500", "mps2-an500"),
    ("painted-mps2-an386", "mps2-an386"), ("self-modifying-mps2-an386", "mps2-an386"),
  ]

  private func account(_ name: String, _ target: String) throws -> MemoryAccount {
    let builder = MemoryAccountBuilder(try AccountSample.image(name), on: try AccountSample.board(target))
    return builder.account(of: .init(), report: AccountSample.report())
  }

  @Test(arguments: images)
  func sectionsAreThoseOfSize(name: String, target: String) throws {
    guard let size = SystemTool.find("arm-none-eabi-size") else { return }
    let account = try account(name, target)
    let path = try AccountSample.image(name).path
    // Name, size and address of each section; those that are not loaded have address 0 and are not of the account.
    var expected: [String: (size: UInt32, address: UInt32)] = [:]
    for line in try size.run(["-A", path]).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, let bytes = UInt32(words[1]), let address = UInt32(words[2]), bytes > 0 else { continue }
      let isDebug = words[0].hasPrefix(".debug") || words[0] == ".ARM.attributes" || words[0] == ".comment"
      if !isDebug { expected[String(words[0])] = (bytes, address) }
    }
    #expect(expected.count >= 2)
    var found: [String: UInt32] = [:]
    for section in account.memories.flatMap(\.sections) where section.use != .initialisers && section.use != .padding {
      found[section.name, default: 0] += section.size
      if let known = expected[section.name] { #expect(section.address >= known.address) }
    }
    #expect(found == expected.mapValues(\.size))

    let totals = try size.run([path]).split(separator: "\n").last?.split { $0 == " " || $0 == "\t" } ?? []
    #expect(totals.prefix(3).map { UInt64($0) } == [account.linked.text, account.linked.data, account.linked.bss])
  }

  /// Nothing is counted twice or left out: rows of symbols add up to their section in each memory, sections to the memory.
  @Test(arguments: images)
  func rowsAddUp(name: String, target: String) throws {
    let account = try account(name, target)
    for memory in account.memories {
      let sections = memory.sections.reduce(0) { $0 + UInt64($1.size) }
      #expect(sections == memory.sectionBytes)
      #expect(memory.symbols.reduce(0) { $0 + UInt64($1.size) } == sections)
      for section in Set(memory.sections.map(\.name)) {
        for use in MemoryAccount.Use.allCases {
          let size = memory.sections.filter { $0.name == section && $0.use == use }.reduce(0) { $0 + UInt64($1.size) }
          let rows = memory.symbols.filter { $0.section == section && $0.use == use }.reduce(0) { $0 + UInt64($1.size) }
          #expect(rows == size, "\(section) as \(use) in \(memory.name)")
        }
      }
      #expect(zip(memory.symbols, memory.symbols.dropFirst()).allSatisfy { $0.size >= $1.size })
      for (first, second) in zip(memory.sections, memory.sections.dropFirst()) {
        #expect(UInt64(first.address) + UInt64(first.size) <= UInt64(second.address))
      }
    }
  }

  /// Flash holds what is loaded: all segments' bytes, and nothing else.
  @Test(arguments: images)
  func flashIsWhatIsLoaded(name: String, target: String) throws {
    let account = try account(name, target)
    let loaded = try AccountSample.image(name).segments.reduce(0) { $0 + UInt64($1.fileSize) }
    #expect(account.totals.flashBytes == loaded)
    let flash = account.memories.filter { $0.role == .flash }
    #expect(flash.reduce(0) { $0 + $1.usedBytes } == loaded)
    #expect(flash.allSatisfy { $0.remainingBytes == Int64($0.size) - Int64($0.usedBytes) })
  }

  /// Of a symbol that the linker's map and the symbol table agree on: its size, in flash and in RAM where it has both.
  @Test func initialisersAreInFlashToo() throws {
    let account = try account("newlib-mps2-an386", "mps2-an386")
    let found = account.memories.flatMap { memory in
      memory.symbols.filter { $0.name == "impure_data" }.map { (memory.name, $0.use, $0.size) }
    }
    #expect(found.map(\.0) == ["ssram1", "ssram23"])
    #expect(found.map(\.1) == [.initialisers, .data])
    #expect(found.map(\.2) == [1064, 1064])
  }

  private static let source = """
    int first = 1, zero[7];
    char text[] = "abc";
    const int table[5] = {1, 2, 3, 4, 5};
    __attribute__((section(".fast"))) int fast(int n) { return n * table[n % 5]; }
    int work(int n) { return fast(n) + first++ + zero[n % 7] + text[n % 3]; }
    void Reset_Handler(void) { zero[1] = work(zero[2]); for (;;) ; }
    __attribute__((section(".vectors"), used)) void *const vectors[2] = {(void *)0x20001000, (void *)Reset_Handler};

    """

  private static let script = """
    MEMORY { flash (rx) : ORIGIN = 0x08000000, LENGTH = 1M
             ram (rwx) : ORIGIN = 0x20000000, LENGTH = 64K
             ccm (rw) : ORIGIN = 0x10000000, LENGTH = 64K }
    SECTIONS {
      .text : { KEEP(*(.vectors)) *(.text*) *(.rodata*) } > flash
      .data : { *(.data*) . = ALIGN(16); *(.fast) } > ram AT > flash
      .bss (NOLOAD) : { *(.bss*) *(COMMON) } > ccm
      ._user_heap_stack (NOLOAD) : { . = ALIGN(8); . = . + 0x600; } > ram
    }

    """

  /// Sections and symbols with their sizes and addresses, as the linker's map has them.
  @Test func agreesWithTheLinkersMap() throws {
    guard let compiler = SystemTool.find("arm-none-eabi-gcc") else { return }
    let folder = try ScratchFolder()
    try folder.write("a.c", Self.source)
    try folder.write("a.ld", Self.script)
    _ = try compiler.run(
      [
        "-mcpu=cortex-m4", "-mthumb", "-O1", "-fdata-sections", "-ffunction-sections", "-nostdlib", "-T", "a.ld",
        "-Wl,-Map,a.map", "-Wl,--build-id=none", "-Wl,--no-warn-rwx-segments", "a.c", "-o", "a.elf",
      ], in: folder.url)
    let image = try AccountSample.read(folder.path("a.elf"))
    let account = MemoryAccountBuilder(image, on: try AccountSample.board("stm32f407"))
      .account(of: .init(), report: AccountSample.report())
    let map = try String(contentsOfFile: folder.path("a.map"), encoding: .utf8)
    // Lines such as `.data           0x20000000       0x34 load address 0x08000070`.
    var sizes: [String: (address: UInt32, size: UInt32, load: UInt32?)] = [:]
    for line in map.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("_") {
      let words = line.split(separator: " ")
      guard words.count >= 3, let address = UInt32(words[1].dropFirst(2), radix: 16),
        let size = UInt32(words[2].dropFirst(2), radix: 16)
      else { continue }
      let load = words.count >= 6 && words[3] == "load" ? UInt32(words[5].dropFirst(2), radix: 16) : nil
      sizes[String(words[0])] = (address, size, load)
    }
    func section(_ name: String, _ memory: String) -> MemoryAccount.Section? {
      account.memories.first { $0.name == memory }?.sections.first { $0.name == name }
    }
    let data = try #require(sizes[".data"])
    #expect(section(".data", "sram1")?.size == data.size)
    #expect(section(".data", "sram1")?.address == data.address)
    // Code in RAM makes the section executable; it is loaded in flash, where the map says.
    #expect(section(".data", "sram1")?.use == .code)
    #expect(section(".data", "flash")?.address == data.load)
    #expect(section(".data", "flash")?.use == .initialisers)
    let bss = try #require(sizes[".bss"])
    #expect(section(".bss", "ccm")?.size == bss.size)
    #expect(section(".text", "flash")?.size == sizes[".text"]?.size)
    #expect(account.memories.flatMap(\.sections).first { $0.name == "._user_heap_stack" }?.use == .reserve)
    let ram = try #require(account.memories.first { $0.name == "sram1" })
    #expect(ram.symbols.first { $0.name == "first" }?.size == 4)
    #expect(ram.symbols.first { $0.name == "fast" }?.kind == .function)
    // The fill before .fast, and its bytes in flash.
    #expect(ram.symbols.contains { $0.kind == .alignment && $0.section == ".data" })
    // What is only kept room for is not used.
    #expect(ram.usedBytes == UInt64(data.size))
    #expect(ram.sectionBytes == UInt64(data.size) + 0x600 + UInt64((8 - data.size % 8) % 8))
  }
}
