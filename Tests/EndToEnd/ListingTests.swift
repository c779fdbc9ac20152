import Foundation
import Testing

/// `targets` and `disassemble`.
@Suite struct ListingTests {
  @Test func targetsAreListed() throws {
    let outcome = try Command("targets").run()
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let files = try FileManager.default.contentsOfDirectory(atPath: root.path + "/Targets")
    let boards = files.filter { $0.hasSuffix(".yaml") }.map { $0.dropLast(5) }.sorted()
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != " " } } == boards)
    #expect(!outcome.text.contains("unusable"))
    for board in boards { #expect(try Command("targets", String(board)).run().text.hasPrefix("\(board): ")) }
  }

  @Test func oneTargetIsDescribed() throws {
    let text = try Command("targets", "stm32f746").run().text
    #expect(text.contains("core: Cortex-M7, single-precision FPU, MPU with 8 regions, 98 interrupts with 4 "))
    #expect(text.contains("clock: 216 MHz\n"))
    #expect(text.contains(/0x08000000 r-x +1 MB flash \(flash, also at 0x00200000\)/))
    #expect(text.contains("0x40023800 RCC: "))
  }

  /// Mnemonics of a function as llvm-objdump prints them; it must be there, the Swift toolchain has it.
  private func oracle(_ image: String, _ symbol: String) throws -> [String]? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").flatMap { folder in
      let compiler = URL(fileURLWithPath: "\(folder)/swiftc").resolvingSymlinksInPath()
      return [compiler.deletingLastPathComponent().path, String(folder)]
    }
    guard let tool = folders.map({ $0 + "/llvm-objdump" }).first(where: FileManager.default.isExecutableFile) else {
      return nil
    }
    var command = Command(
      "-d", "--no-show-raw-insn", "--triple=thumbv7em", "--mcpu=cortex-m7", "--disassemble-symbols=\(symbol)", image)
    command.executable = tool
    return mnemonics(try command.run().text)
  }

  /// The field after address and encoding in lines such as `  1c: 4b02\tldr\tr3, [pc]`; data is left out.
  private func mnemonics(_ listing: String) -> [String] {
    listing.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t", maxSplits: 2).map { $0.filter { $0 != " " } }
      let isCode = line.prefix(8).allSatisfy { $0 == " " || $0.isHexDigit } && line.dropFirst(8).first == ":"
      return isCode && fields.count > 1 && !fields[1].hasPrefix(".") ? fields[1] : nil
    }
  }

  @Test(arguments: ["integer-mps2-an386", "float-mps2-an500", "dsp-mps2-an386", "newlib-mps2-an386"])
  func mnemonicsAreThoseOfObjdump(image: String) throws {
    let outcome = try Command("disassemble", fixture(image), "main").run()
    #expect(outcome.status == 0)
    #expect(outcome.text.contains(" <main>:\n"))
    let own = mnemonics(outcome.text)
    #expect(own.count > 5)
    guard let expected = try oracle(fixture(image), "main") else { return }
    #expect(own == expected)
  }

  @Test func wholeImage() throws {
    let outcome = try Command("disassemble", fixture("newlib-mps2-an386")).run()
    #expect(outcome.status == 0)
    for symbol in ["vectors", "main", "Reset_Handler", "_svfprintf_r"] {
      #expect(outcome.text.contains(" <\(symbol)>:\n"))
    }
    #expect(!outcome.text.contains("<undefined>"))
  }

  @Test func unknownSymbol() throws {
    let outcome = try Command("disassemble", fixture("newlib-mps2-an386"), "mian").run()
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("has no symbol 'mian'"))
  }
}
