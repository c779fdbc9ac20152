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

  /// The listing of llvm-objdump, which the Swift toolchain has; nil if it is not found.
  private func objdump(_ image: String) throws -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    // Beside the compiler: another version found elsewhere prints otherwise.
    let tools = folders.map { URL(fileURLWithPath: "\($0)/swiftc") }
      .filter { FileManager.default.isExecutableFile(atPath: $0.path) }
      .map { $0.deletingLastPathComponent().appendingPathComponent("llvm-objdump").path }
    guard let tool = tools.first(where: FileManager.default.isExecutableFile) else { return nil }
    var command = Command("-d", "-z", "--no-show-raw-insn", "--triple=thumbv7em", "--mcpu=cortex-m7", image)
    command.executable = tool
    return try command.run().text
  }

  /// The field after address and encoding in lines such as `      1c: 4b02\tldr\tr3, [pc]`, by address; data is left out.
  private func mnemonics(_ listing: String) -> [String: String] {
    var found: [String: String] = [:]
    for line in listing.split(separator: "\n") {
      let fields = line.split(separator: "\t", maxSplits: 2).map { $0.filter { $0 != " " } }
      let isCode = line.prefix(8).allSatisfy { $0 == " " || $0.isHexDigit } && line.dropFirst(8).first == ":"
      if isCode && fields.count > 1 && !fields[1].hasPrefix(".") { found[String(line.prefix(8))] = fields[1] }
    }
    return found
  }

  @Test(arguments: ["integer-mps2-an386", "float-mps2-an500", "dsp-mps2-an386", "newlib-mps2-an386"])
  func mnemonicsAreThoseOfObjdump(image: String) throws {
    let own = mnemonics(try Command("disassemble", fixture(image)).run().text)
    #expect(own.count > 500)
    guard let listing = try objdump(fixture(image)) else { return }
    let expected = mnemonics(listing)
    let different = Set(own.keys).union(expected.keys).filter { own[$0] != expected[$0] }.sorted()
    #expect(different == [])
  }

  @Test func oneSymbol() throws {
    let outcome = try Command("disassemble", fixture("unhandled-fault-mps2-an386"), "middle").run()
    #expect(outcome.status == 0)
    #expect(outcome.text.hasPrefix("\n00000270 <middle>:\n     270: b508     \tpush\t{r3, lr}\n"))
    #expect(!outcome.text.contains("<outer>:"))
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
