import Foundation
import Testing

/// Files and arguments that cannot be used: status 65 or 64, a text that says what is wrong, nothing on standard output.
@Suite struct BadInputTests {
  /// An image, the board, and what the message must say.
  struct BadImage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var target = "mps2-an386"
    var says: [String]

    init(_ name: String, _ bytes: [UInt8], on target: String = "mps2-an386", says: String...) {
      (testDescription, self.bytes, self.target, self.says) = (name, bytes, target, says)
    }

    init(_ name: String, on target: String = "mps2-an386", says: String..., change: (inout SmallImage) -> Void) {
      var image = SmallImage(code: [0xE7FE], at: target.hasPrefix("stm32") ? 0x0800_0000 : 0)
      change(&image)
      (testDescription, bytes, self.target, self.says) = (name, image.bytes, target, says)
    }
  }

  static let images: [BadImage] = [
    BadImage("empty", [], says: "is empty"),
    BadImage("text", Array("#!/bin/sh\n".utf8), says: "is not an ELF file", "7F 45 4C 46"),
    BadImage("Intel HEX", Array(":10000000".utf8), says: "is not an ELF file", "Intel HEX"),
    BadImage("header cut", Array(SmallImage(code: [0xE7FE]).bytes.prefix(40)), says: "is truncated", "the ELF header"),
    BadImage("segment cut", SmallImage(code: [0xE7FE]).bytes.dropLast(2), says: "is truncated", "segment 0"),
    BadImage("64-bit", says: "ELF class 2 (64-bit)") { $0.elfClass = 2 },
    BadImage("big-endian", says: "big-endian", "-mbig-endian") { $0.byteOrder = 2 },
    BadImage("x86-64", says: "machine 62 (x86-64)", "expected 40 (Arm)") { $0.machine = 62 },
    BadImage("relocatable", says: "relocatable object", "link it first") { $0.type = 1 },
    BadImage("shared", says: "shared object") { $0.type = 3 },
    BadImage("no segments", says: "no loadable segments") { $0.segments = [] },
    BadImage("more segments than the file", says: "is truncated") { $0.programHeaderCount = 9 },
    BadImage("Arm entry", says: "Arm-state code", "-mthumb") { $0.entry = 8 },
    BadImage("file size over memory size", says: "contradicts itself") { $0.segments[0].memorySize = 4 },
    BadImage("segment beyond 4 GB", says: "contradicts itself", "32-bit address space") {
      $0.segments.append(.init(address: 0xFFFF_FFF0, bytes: [1], memorySize: 0x20))
    },
    BadImage("outside", says: "outside the memory of mps2-an386", "0x60000000", "would fit in") {
      $0.segments.append(.init(address: 0x6000_0000, bytes: [1, 2, 3, 4]))
    },
    BadImage("flash full", on: "stm32f746", says: "8 bytes too large for memory 'flash'", "stm32f767") {
      $0.segments[0].bytes += [UInt8](repeating: 0, count: (1 << 20) + 8 - $0.segments[0].bytes.count)
    },
    BadImage("too much data", on: "stm32f407", says: "'sram", "bytes too large for memory") {
      $0.segments.append(.init(address: 0x2000_0000, bytes: [1], memorySize: 300 << 10, loadAddress: 0x0800_1000))
    },
    BadImage("larger than a memory and its alias", says: "1048576 bytes too large for memory 'ssram1'") {
      $0.segments[0].memorySize = 5 << 20
    },
    BadImage("4 GB of zeros", says: "4290772991 bytes too large for memory 'ssram1'") {
      $0.segments[0].memorySize = .max
    },
    BadImage("two segments in one place", says: "segments 0 and 1 are both loaded at") {
      $0.segments.append(.init(address: 4, bytes: [1]))
    },
    BadImage("no vector table", on: "stm32f746", says: "has no vector table", "0x00200000") {
      $0.segments[0].address = 0x0800_1000
    },
    BadImage(
      "stack pointer nowhere", SmallImage(stackPointer: 0x6000_0000).bytes, says: "points nowhere", "0x60000000"),
    BadImage("stack pointer uneven", SmallImage(stackPointer: 0x2000_0002).bytes, says: "not a multiple of 4"),
    BadImage("reset vector even", SmallImage(reset: 8).bytes, says: "reset vector 0x00000008 is even"),
    BadImage("reset vector nowhere", SmallImage(reset: 0x7000_0001).bytes, says: "is in no memory of mps2-an386"),
    BadImage("reset vector past the code", SmallImage(reset: 0x1001).bytes, says: "where the image has no code"),
  ]

  @Test(arguments: images)
  func unusableImage(image: BadImage) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("image.elf", image.bytes)
    let outcome = try Command("run", path, "--target", image.target).run()
    #expect(outcome.status == 65)
    #expect(outcome.output == [])
    #expect(outcome.errors.hasPrefix("error: \(path): "))
    for text in image.says { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
    #expect(outcome.peakMemory < 200 << 20)
  }

  @Test func unusableFiles() throws {
    let folder = try TemporaryFolder()
    let (pipe, loop) = (folder.path("pipe"), folder.path("loop"))
    try #require(mkfifo(pipe, 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
    let cases = [
      (folder.url.path, "is a directory"), (pipe, "is not a regular file"), ("/dev/zero", "is not a regular file"),
      (loop, "symbolic links"), (folder.path("none"), "No such file"), ("", "No such file"),
    ]
    for (path, text) in cases {
      for arguments in [["run", path, "--target", "mps2-an386"], ["disassemble", path]] {
        let outcome = try Command(arguments).run()
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(text), "\(outcome.errors)")
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read every file"))
  func fileWithoutPermission() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("image.elf", SmallImage(code: [0xE7FE]).bytes)
    chmod(path, 0)
    let outcome = try Command("run", path, "--target", "mps2-an386").run()
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("Permission denied"))
  }

  @Test(
    arguments: [
      [], ["x.elf"], ["x.elf", "--target"], ["x.elf", "y.elf", "--target", "mps2-an386"],
      ["x.elf", "--target", "mps2-an386", "--max-cycles", "many"],
      ["x.elf", "--target", "mps2-an386", "--max-cycles=-1"],
      ["x.elf", "--target", "mps2-an386", "--max-instructions", "18446744073709551616"],
      ["x.elf", "--target", "mps2-an386", "--max-output", "1.5"],
      ["x.elf", "--target", "mps2-an386", "--timeout", "0"], ["x.elf", "--target", "mps2-an386", "--timeout=-3"],
      ["x.elf", "--target", "mps2-an386", "--timeout", "nan"], ["x.elf", "--target", "mps2-an386", "--maxcycles", "1"],
    ])
  func wrongUsage(arguments: [String]) throws {
    let outcome = try Command(["run"] + arguments).run()
    #expect(outcome.status == 64)
    #expect(outcome.output == [])
    #expect(outcome.errors.contains("Usage: thumbprint run"))
  }

  @Test func unknownSubcommand() throws { #expect(try Command("profil").run().status == 64) }
}
