import Foundation

@testable import Firmware

/// Small images that are compiled in the test, and the tools that compile and read them.
enum CompiledImage {
  /// A directory that goes away with the value.
  final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: url.appendingPathComponent(name))
    }
  }

  /// From the search path; nil, with the reason printed, if it is not there.
  static func tool(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    if found == nil { print("skipped: \(name) is not installed (gcc-arm-none-eabi, libnewlib-arm-none-eabi, llvm)") }
    return found
  }

  /// Inlining in two levels, twice in one function; a function that nobody calls and the linker may discard.
  static let source = """
    static volatile int sink;
    static inline __attribute__((always_inline)) int add(int a, int b) {
      sink = a;
      return a + b + sink;
    }
    static inline __attribute__((always_inline)) int twice(int a) {
      int sum = 0;
      for (int i = 0; i < a; i++)
        sum += add(a, i);
      return sum;
    }
    __attribute__((noinline)) int work(int n) {
      return twice(n) + twice(n + 1);
    }
    int unused(int n) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += add(n, i) * twice(n + 3);
        sink = sum;
      }
      return sum;
    }
    int main(void) {
      return work(3) + add(1, 2);
    }
    void Reset_Handler(void) {
      main();
      for (;;)
        ;
    }
    __attribute__((section(".vectors"), used)) void *const vectors[2] = {(void *)0x20001000, (void *)Reset_Handler};

    """

  /// Flash at 0 or where STM32 parts have it.
  static func linkerScript(flash: String) -> String {
    """
    ENTRY(Reset_Handler)
    MEMORY {
      flash (rx) : ORIGIN = \(flash), LENGTH = 2M
      ram (rwx) : ORIGIN = 0x20000000, LENGTH = 64K
    }
    SECTIONS {
      .vectors : { KEEP(*(.vectors)) } > flash
      .text : { *(.text*) *(.rodata*) } > flash
      .bss (NOLOAD) : { *(.bss*) *(.data*) } > ram
    }

    """
  }

  /// Compiles `source` in the folder, as `a.c`, to `image.elf`.
  static func make(
    _ options: [String], in folder: Folder, with compiler: String, flash: String = "0x08000000",
    source: String = source, file: String = "a.c"
  ) throws -> FirmwareImage {
    try folder.write(file, source)
    try folder.write("link.ld", linkerScript(flash: flash))
    _ = try run(
      compiler,
      ["-mcpu=cortex-m4", "-mthumb", "-ffunction-sections", "-nostdlib", "-T", "link.ld"] + options
        + [file, "-o", "image.elf"], in: folder)
    return try FirmwareImage(path: folder.path("image.elf"))
  }

  struct ToolError: Error, CustomStringConvertible { var description: String }

  /// What a tool prints. Input and output go through files: pipes would fill up.
  static func run(_ tool: String, _ arguments: [String], in folder: Folder, input: String = "") throws -> String {
    try folder.write("input", input)
    try folder.write("output", "")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    let (reading, writing) = (
      try FileHandle(forReadingFrom: folder.url.appendingPathComponent("input")),
      try FileHandle(forWritingTo: folder.url.appendingPathComponent("output"))
    )
    process.standardInput = reading
    process.standardOutput = writing
    process.standardError = writing
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: folder.url.appendingPathComponent("output")), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw ToolError(description: "\(tool) \(arguments) exited with \(process.terminationStatus): \(text)")
    }
    return text
  }
}
