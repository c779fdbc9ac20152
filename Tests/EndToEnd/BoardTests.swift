import Foundation
import Testing

/// Boards: those that come with it, one's own, and mistakes in them.
@Suite struct BoardTests {
  private let folder: TemporaryFolder
  private let image: String

  init() throws {
    folder = try TemporaryFolder()
    image = try folder.write("image.elf", SmallImage(code: [0xE7FE]).bytes)
  }

  /// A board with the memory that the image needs; the lines of `more` follow as 9, 10 and so on.
  private func board(_ more: String = "") throws -> String {
    let text = """
      name: mine
      summary: A board of one's own
      core:
        {kind: cortex-m4, floating-point: single, mpu-regions: 8, priority-bits: 4, interrupts: 32, cpuid: 0x410F_C240}
      clock: 10MHz
      vector-table: 0x0000_0000
      memory:
        - {name: low, kind: sram, base: 0x0000_0000, size: 64KB}
      \(more.isEmpty ? "  - {name: ram, kind: sram, base: 0x2000_0000, size: 64KB}" : more)

      """
    return try folder.write("mine.yaml", text)
  }

  private func run(_ target: String, _ options: String...) throws -> Outcome {
    try Command(["run", image, "--target", target, "--max-cycles", "1000"] + options).run()
  }

  @Test func boardOfOnesOwn() throws {
    let outcome = try run(try board())
    #expect(outcome.status == 124)
    #expect(outcome.errors.contains("simulated time: 100.000 µs at 10 MHz\n"))
    let description = try Command("targets", try board()).run()
    #expect(description.text.hasPrefix("mine: A board of one's own\n"))
  }

  @Test func relativePathWithoutEnding() throws {
    _ = try board()
    var command = Command("run", image, "--target", "./mine.yaml", "--max-cycles", "10")
    command.workingDirectory = folder.url.path
    #expect(try command.run().status == 124)
  }

  @Test(arguments: [
    ("  - {name: ram, kind: sram, base: 0x0000_8000, size: 64KB}", 9, "'ram' (0x00008000–0x00017FFF) overlaps"),
    ("  - {name: ram, kind: sram, base: 0x2000_0000, size: 64KB}\ncolour: red", 10, "unknown key 'colour'"),
    ("  - {name: ram, kind: sram, base: 0x2000_0000, sise: 64KB}", 9, "'sise' in memory; did you mean 'size'?"),
    ("  - {name: ram, kind: sram, base: 0x2000_0000, size: 4096MB}", 9, "is more than 512 MB"),
    ("  - {name: ram, kind: sram, base: 0x2000_0000, size: -1}", 9, "size: "),
    ("  - {name: ram, kind: dram, base: 0x2000_0000, size: 64KB}", 9, "kind: "),
    ("  - {name: ram, kind: sram, base: 0xE000_0000, size: 64KB}", 9, "overlaps"),
    ("  - *nothing", 9, "not YAML"),
  ])
  func mistakesNameTheLine(lines: String, number: Int, says: String) throws {
    let path = try board(lines)
    for outcome in [try run(path), try Command("targets", path).run()] {
      #expect(outcome.status == 65)
      #expect(outcome.output == [])
      #expect(outcome.errors.hasPrefix("error: \(path):\(number): "), "\(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    ("stm32f764", "did you mean 'stm32f7"), ("MPS2-AN386", "did you mean 'mps2-an386'?"),
    ("xyzzy", "Targets: mps2-an386, "), ("", "unknown target ''"), ("none/board.yaml", "does not exist"),
    ("/dev/zero", "is not a regular file"), ("/", "is a directory"),
  ])
  func unknownTargets(name: String, says: String) throws {
    let outcome = try run(name)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
  }

  @Test func targetsFolder() throws {
    var command = Command("targets")
    command.environment = ["THUMBPRINT_TARGETS": "/nowhere"]
    let missing = try command.run()
    #expect(missing.status == 65)
    #expect(missing.errors.contains("/nowhere (THUMBPRINT_TARGETS)"))
    _ = try board()
    command.environment = ["THUMBPRINT_TARGETS": folder.url.path]
    #expect(try command.run().text == "mine  A board of one's own\n")
  }

  /// Two gigabytes of memory that the image does not touch.
  @Test func memoryCostsNothingUntilUsed() throws {
    let large = (0..<4).map { index in
      "  - {name: large\(index), kind: external, base: 0x\(String(0x6000_0000 + index << 29, radix: 16)), size: 512MB}"
    }
    let small = "  - {name: ram, kind: sram, base: 0x2000_0000, size: 64KB}"
    let outcome = try run(try board(([small] + large).joined(separator: "\n")))
    #expect(outcome.status == 124)
    #expect(outcome.peakMemory < 200 << 20)
  }

  @Test func manyPeripherals() throws {
    let peripherals = (0..<10_000).map { index in
      "  - {name: P\(index), base: 0x\(String(0x4000_0000 + index << 10, radix: 16)), size: 1KB}"
    }
    let text = "  - {name: ram, kind: sram, base: 0x2000_0000, size: 64KB}\nperipherals:\n"
    let outcome = try run(try board(text + peripherals.joined(separator: "\n")))
    #expect(outcome.status == 124)
    #expect(outcome.seconds < 20)
  }
}
