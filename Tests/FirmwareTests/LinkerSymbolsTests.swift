import Testing

@testable import Firmware

/// Where stack and heap begin and end, by the names of linker scripts.
@Suite struct LinkerSymbolsTests {
  /// An image with these definitions at the end of its linker script; `code` comes before its only function.
  private func image(_ definitions: String, code: String = "", in folder: CompiledImage.Folder) throws -> FirmwareImage?
  {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return nil }
    try folder.write("a.s", "")
    try folder.write(
      "a.c",
      code + """
        \nvoid Reset_Handler(void) { for (;;) ; }
        int counter;
        __attribute__((section(".vectors"), used)) void *const vectors[2] = {(void *)0x20001000, (void *)Reset_Handler};

        """)
    let script = CompiledImage.linkerScript(flash: "0x08000000")
    try folder.write("own.ld", script.dropLast(2) + definitions + "\n}\n")
    _ = try CompiledImage.run(
      compiler, ["-mcpu=cortex-m4", "-mthumb", "-nostdlib", "-T", "own.ld", "a.c", "-o", "image.elf"], in: folder)
    return try FirmwareImage(path: folder.path("image.elf"))
  }

  private func words(_ place: LinkerSymbols.Place?) -> String {
    place.map { "\(hexadecimal($0.address)) \($0.name)" } ?? "-"
  }

  /// Definitions, then stack limit, stack top, heap start and heap limit.
  private static let scripts: [(String, [String])] = [
    // CMSIS
    (
      """
      __StackTop = ORIGIN(ram) + LENGTH(ram); __StackLimit = __StackTop - 0x400; PROVIDE(__stack = __StackTop);
      .heap : { __end__ = .; end = __end__; __HeapBase = .; . += 0x800; __HeapLimit = .; } > ram
      """, ["0x2000FC00 __StackLimit", "0x20010000 __StackTop", "0x20000004 __HeapBase", "0x20000804 __HeapLimit"]
    ),
    // STM32CubeIDE
    (
      """
      _estack = ORIGIN(ram) + LENGTH(ram); _Min_Heap_Size = 0x200; _Min_Stack_Size = 0x400;
      ._user_heap_stack : { . = ALIGN(8); PROVIDE(end = .); PROVIDE(_end = .); . = . + _Min_Heap_Size + _Min_Stack_Size; } > ram
      """,
      [
        "0x2000FC00 _estack - _Min_Stack_Size", "0x20010000 _estack", "0x20000008 _end",
        "0x2000FC00 _estack - _Min_Stack_Size",
      ]
    ),
    // MCUXpresso IDE
    (
      """
      _HeapSize = 0x1000; _StackSize = 0x800;
      _pvHeapStart = 0x20001000; _pvHeapLimit = _pvHeapStart + _HeapSize;
      _vStackTop = ORIGIN(ram) + LENGTH(ram); _vStackBase = _vStackTop - _StackSize; __StackTop = _vStackTop;
      """, ["0x2000F800 _vStackBase", "0x20010000 _vStackTop", "0x20001000 _pvHeapStart", "0x20002000 _pvHeapLimit"]
    ),
    // SEGGER Embedded Studio
    (
      "__stack_start__ = 0x20004000; __stack_end__ = 0x20004800; __heap_start__ = 0x20002000; __heap_end__ = 0x20004000;",
      [
        "0x20004000 __stack_start__", "0x20004800 __stack_end__", "0x20002000 __heap_start__",
        "0x20004000 __heap_end__",
      ]
    ),
    // ChibiOS
    (
      """
      __main_stack_base__ = 0x20000400; __main_stack_end__ = 0x20000800; __process_stack_base__ = 0x20000800;
      __heap_base__ = 0x20003000; __heap_end__ = 0x20010000;
      """,
      [
        "0x20000400 __main_stack_base__", "0x20000800 __main_stack_end__", "0x20003000 __heap_base__",
        "0x20010000 __heap_end__",
      ]
    ),
    // RIOT, and old cortex-m-rt with the stack's names the other way around
    (
      "_sstack = 0x20000200; _estack = 0x20000400; _sheap = 0x20000400; _eheap = 0x20010000;",
      ["0x20000200 _sstack", "0x20000400 _estack", "0x20000400 _sheap", "0x20010000 _eheap"]
    ),
    (
      "_stack_start = 0x20010000; _estack = 0x20000800; _sstack = _stack_start; __sheap = 0x20000800;",
      ["0x20000800 _estack", "0x20010000 _sstack", "0x20000800 __sheap", "-"]
    ),
    // Rust's cortex-m-rt
    (
      "_stack_start = 0x20010000; _stack_end = 0x20000800; __sheap = 0x20000400;",
      ["0x20000800 _stack_end", "0x20010000 _stack_start", "0x20000400 __sheap", "-"]
    ),
    // picolibc
    (
      "__stack = 0x20010000; __stack_size = 0x1000; __heap_start = 0x20000010; __heap_end = __stack - __stack_size;",
      ["0x2000F000 __stack - __stack_size", "0x20010000 __stack", "0x20000010 __heap_start", "0x2000F000 __heap_end"]
    ),
    // Pico SDK
    (
      """
      __StackLimit = 0x20040000; __StackTop = 0x20042000; __StackBottom = 0x20041800;
      __end__ = 0x20001000; end = __end__; __HeapLimit = 0x20040000;
      """, ["0x20041800 __StackBottom", "0x20042000 __StackTop", "0x20001000 __end__", "0x20040000 __HeapLimit"]
    ),
    // TI: __stack is the low end.
    (
      "__stack = 0x20000200; __STACK_END = 0x20000400;",
      ["0x20000200 __stack", "0x20000400 __STACK_END", "-", "-"]
    ),
    // newlib
    ("end = .; __stack = 0x20010000;", ["-", "0x20010000 __stack", "0x20000004 end", "-"]),
    // libopencm3
    ("end = .; PROVIDE(_stack = 0x20010000);", ["-", "-", "0x20000004 end", "-"]),
    ("end = .; _stack = 0x20010000;", ["-", "0x20010000 _stack", "0x20000004 end", "-"]),
    // A limit above the top, and a size beyond any stack, are no limits.
    ("__StackLimit = 0x20010000; __StackTop = 0x20000400;", ["-", "-", "-", "-"]),
    ("_estack = 0x20010000; _Min_Stack_Size = 0x40000000;", ["-", "0x20010000 _estack", "-", "-"]),
    ("", ["-", "-", "-", "-"]),
  ]

  @Test(arguments: 0..<scripts.count) func names(index: Int) throws {
    let (definitions, expected) = Self.scripts[index]
    // PROVIDE defines only what is asked for.
    let code = "extern char _end[] __attribute__((weak)); char *const asked = _end;"
    guard let image = try image(definitions, code: code, in: CompiledImage.Folder()) else { return }
    let symbols = LinkerSymbols(image)
    let found = [symbols.stackLimit, symbols.stackTop, symbols.heapStart, symbols.heapLimit].map(words)
    #expect(found == expected, "\(definitions)")
  }

  /// Functions and variables that are called the same, and start-up code in assembly that gives its symbols sizes.
  @Test func otherSymbols() throws {
    let folder = try CompiledImage.Folder()
    let code = """
      char _end[8], __heap_limit[4];
      void end(void) {}
      __asm__(".section .bss.stack, \\"aw\\", %nobits\\n.globl __StackTop\\n.globl __StackLimit\\n__StackLimit:\\n.space 0x400\\n"
        ".size __StackLimit, . - __StackLimit\\n__StackTop:\\n.size __StackTop, . - __StackTop\\n"
        ".text\\n_estack: nop\\n");

      """
    guard let image = try image("__heap_base = 0x20004000;", code: code, in: folder) else { return }
    let symbols = LinkerSymbols(image)
    let (limit, top) = (try #require(symbols.stackLimit), try #require(symbols.stackTop))
    #expect(limit.name == "__StackLimit" && top.name == "__StackTop" && top.address - limit.address == 0x400)
    #expect(symbols.heapStart == nil && symbols.heapLimit == nil)
  }

  /// Zephyr's stacks are arrays.
  @Test func zephyr() throws {
    let folder = try CompiledImage.Folder()
    let code = "char z_main_stack[1024], z_interrupt_stacks[1][2048];"
    guard let image = try image("_end = .;", code: code, in: folder) else { return }
    let symbols = LinkerSymbols(image)
    let array = try #require(image.symbol(named: "z_interrupt_stacks"))
    #expect(symbols.stackLimit == .init(address: array.address, name: "z_interrupt_stacks"))
    #expect(symbols.stackTop == .init(address: array.address + 2048, name: "z_interrupt_stacks + 2048"))
    #expect(symbols.heapStart?.name == "_end")
  }

  @Test func linkerDefined() throws {
    let folder = try CompiledImage.Folder()
    guard let image = try image("HIDDEN(_a_hidden = .); __bss_end__ = .; here = 0x20004000;", in: folder) else {
      return
    }
    let symbols = LinkerSymbols(image)
    let counter = try #require(image.symbol(named: "counter"))
    #expect(symbols.isLinkerDefined(at: 0x2000_4000) == "here")
    #expect(symbols.isLinkerDefined(at: 0x2000_4001) == nil)
    // A hidden symbol is a local one in an image; the global one comes first, whatever its name.
    #expect(image.symbol(named: "_a_hidden")?.binding == .local)
    #expect(symbols.isLinkerDefined(at: counter.address + 4) == "__bss_end__")
    #expect(symbols.isLinkerDefined(at: counter.address) == nil)
    let reset = try #require(image.symbol(named: "Reset_Handler"))
    // Only its mapping symbol has no type and size there.
    #expect(symbols.isLinkerDefined(at: reset.address) == nil)
  }

  @Test func committedImages() throws {
    // Fixtures/runtime has a linker script with `end` and `__stack`.
    let symbols = LinkerSymbols(try FirmwareImage(path: Fixture.image("newlib-mps2-an386")))
    #expect(symbols.stackTop == .init(address: 0x2040_0000, name: "__stack") && symbols.stackLimit == nil)
    let start = try #require(symbols.heapStart)
    #expect(start.name == "end" && start.address > 0x2000_0000)
    #expect(symbols.isLinkerDefined(at: start.address) == "__bss_end__")
  }
}
