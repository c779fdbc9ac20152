import Foundation
import Testing

private let chatter = fixture("chatter-mps2-an386")
private let endless = fixture("endless-mps2-an386")

/// How runs end that the firmware does not end: faults, limits, signals, output that goes nowhere.
@Suite struct StopTests {
  private func run(_ image: String, _ options: String...) throws -> Outcome {
    try Command(["run", image, "--target", "mps2-an386"] + options).run()
  }

  private func number(_ name: String, in outcome: Outcome) -> UInt64? {
    let line = outcome.errors.split(separator: "\n").first { $0.hasPrefix("\(name): ") }
    return line.flatMap { UInt64($0.dropFirst(name.count + 2).filter { $0 != "," }) }
  }

  @Test(
    arguments: [
      (
        "lockup-mps2-an386", "stopped: lockup, a fault while HardFault was being handled", "0x30000000",
        ["HardFault_Handler", "store", "prepare", "work", "main", "Reset_Handler"]
      ),
      (
        "unhandled-fault-mps2-an386", "stopped: unhandled fault, in HardFault", "0x60000000",
        ["HardFault_Handler", "store", "middle", "outer", "main", "Reset_Handler"]
      ),
    ])
  func faultsEndWith70AndABacktrace(name: String, first: String, address: String, functions: [String]) throws {
    let outcome = try run(fixture(name))
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(outcome.status == 70)
    #expect(lines.first == first)
    #expect(outcome.errors.contains("(PRECISERR) at \(address)"))
    for register in ["r0  ", "r12 ", "sp  ", "lr  ", "pc  ", "xpsr", "cfsr", "hfsr", "mmfar", "bfar"] {
      #expect(lines.contains { $0.contains(" \(register) 0x") }, "\(register)")
    }
    let frames = lines.drop { $0 != "backtrace:" }.filter { $0.hasPrefix("  #") }
    #expect(frames.count == functions.count)
    for (frame, function) in zip(frames, functions) { #expect(frame.contains(" \(function)")) }
  }

  /// An image with debug information, its function `inner` patched to begin with an undefined instruction.
  @Test func backtraceNamesSourceLines() throws {
    let original = root.appendingPathComponent("Fixtures/loader/gcc.elf").path
    let listing = try Command("disassemble", original, "inner").run().text
    let line = try #require(listing.split(separator: "\n").first { $0.contains(": ") })
    let address = try #require(UInt32(line.prefix(8).filter { $0 != " " }, radix: 16))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: original)))
    // Field positions of the ELF header and program headers: System V ABI, chapter 5.
    func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) } }
    let headers = (0..<Int(bytes[44])).map { Int(word(28)) + 32 * $0 }
    let segment = try #require(headers.first { word($0 + 8) <= address && address < word($0 + 8) + word($0 + 16) })
    let place = Int(word(segment + 4) + address - word(segment + 8))
    bytes.replaceSubrange(place..<place + 2, with: [0x00, 0xDE])
    let folder = try TemporaryFolder()
    let outcome = try Command("run", try folder.write("patched.elf", bytes), "--target", "stm32f407").run()
    #expect(outcome.status == 70)
    #expect(outcome.errors.contains("(UNDEFINSTR)"))
    #expect(outcome.errors.contains(/#1 0x[0-9a-f]{8} inner at \S*image\.c:\d+\n/), "\(outcome.errors)")
    #expect(outcome.errors.contains(/#2 0x[0-9a-f]{8} main\+0x[0-9a-f]+ at \S*image\.c:\d+\n/))
  }

  @Test func sleepThatNothingEnds() throws {
    let outcome = try run(fixture("asleep-mps2-an386"))
    #expect(outcome.status == 124)
    #expect(outcome.errors.hasPrefix("stopped: sleep, and nothing can wake the core\n"))
  }

  // MARK: Limits

  @Test(arguments: [0, 1, 2, 999, 1_000_000, 3_333_333] as [UInt64])
  func instructionLimitIsExact(limit: UInt64) throws {
    for image in [chatter, endless] {
      let outcome = try run(image, "--max-instructions", "\(limit)")
      #expect(outcome.status == 124)
      #expect(outcome.errors.hasPrefix("stopped: limit, --max-instructions reached\n"))
      #expect(number("instructions", in: outcome) == limit)
    }
  }

  /// A limit ends between instructions; no instruction of this image costs more than 20 cycles.
  @Test(arguments: [0, 1, 12_345, 10_000_000] as [UInt64])
  func cycleLimit(limit: UInt64) throws {
    let outcome = try run(endless, "--max-cycles", "\(limit)")
    #expect(outcome.status == 124)
    #expect(outcome.errors.hasPrefix("stopped: limit, --max-cycles reached\n"))
    let cycles = try #require(number("cycles", in: outcome))
    #expect(cycles >= limit && cycles < limit + 20)
  }

  @Test(arguments: [0, 1, 17, 100_000])
  func outputLimitIsExact(limit: Int) throws {
    let outcome = try run(chatter, "--max-output", "\(limit)")
    #expect(outcome.status == 124)
    #expect(outcome.errors.hasPrefix("stopped: limit, --max-output reached\n"))
    #expect(outcome.output.count == limit)
    #expect("line 0\nline 1\nline 2\n".hasPrefix(outcome.text.prefix(21)))
  }

  @Test(arguments: [endless, chatter])
  func timeout(image: String) throws {
    let outcome = try run(image, "--timeout", "0.5")
    #expect(outcome.status == 124)
    #expect(outcome.errors.hasPrefix("stopped: limit, --timeout reached\n"))
    #expect(outcome.seconds >= 0.5 && outcome.seconds < 20)
  }

  @Test func theFirstLimitEndsTheRun() throws {
    let outcome = try run(endless, "--timeout", "50", "--max-cycles", "100000000", "--max-instructions", "500")
    #expect(outcome.errors.hasPrefix("stopped: limit, --max-instructions reached\n"))
  }

  // MARK: Signals

  @Test(arguments: [SIGINT, SIGTERM])
  func signalsEndWithASummary(signal: Int32) throws {
    var sent = Date()
    let outcome = try Command("run", endless, "--target", "mps2-an386").run { process in
      try waitForHandler(of: signal, in: process)
      kill(process, signal)
      sent = Date()
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors.hasPrefix("stopped: interrupted\n"))
    #expect(Date().timeIntervalSince(sent) < 5)
  }

  /// Firmware that waits for input, and for a reader of what it prints.
  @Test(arguments: ["input", "output"], ["signal", "timeout"])
  func waitingEnds(for what: String, by how: String) throws {
    let folder = try TemporaryFolder()
    let pipe = try PipeEnds()
    var command = Command("run", chatter, "--target", "mps2-an386")
    if what == "input" {
      command.arguments[1] = try folder.write("reading.elf", SmallImage.reading.bytes)
      command.inputDescriptor = pipe.read
    } else {
      command.outputDescriptor = pipe.write
    }
    if how == "timeout" { command.arguments += ["--timeout", "0.3"] }
    // The other end stays open meanwhile.
    let outcome = try withExtendedLifetime(pipe) {
      try command.run { process in
        guard how == "signal" else { return }
        try waitForHandler(of: SIGINT, in: process)
        usleep(200_000)
        kill(process, SIGINT)
      }
    }
    #expect(outcome.status == (how == "signal" ? 130 : 124))
    #expect(outcome.seconds < 20)
  }

  // MARK: Output

  @Test func outputThatCannotBeWritten() throws {
    var command = Command("run", chatter, "--target", "mps2-an386")
    command.output = "/dev/full"
    let full = try command.run()
    #expect(full.status == 74)
    #expect(full.errors.contains("No space left on device"))
    // A short output is kept back to the end, and then fails too.
    command.arguments[1] = fixture("lockup-mps2-an386")
    #expect(try command.run().status == 74)
    command.closesOutput = true
    let closed = try command.run()
    #expect(closed.status == 74)
    #expect(closed.errors.contains("Bad file descriptor"))
  }

  @Test func readerThatGoesAway() throws {
    let pipe = try PipeEnds()
    pipe.closeReader()
    var command = Command("run", chatter, "--target", "mps2-an386")
    command.outputDescriptor = pipe.write
    let outcome = try command.run()
    #expect(outcome.status == 74)
    #expect(outcome.errors.contains("Broken pipe"))
  }

  /// Millions of instructions that are executed once each: what is decoded of them must not fill the host's memory.
  @Test func runawayCodeIsBounded() throws {
    let folder = try TemporaryFolder()
    var image = SmallImage(code: [], reset: 9)
    // Zeros are MOVS R0, R0; after 4 MB of them the core comes to a second copy and then to where there is nothing.
    image.segments[0].memorySize = 4 << 20
    let outcome = try run(try folder.write("zeros.elf", image.bytes), "--max-cycles", "20000000")
    #expect(outcome.status == 70)
    #expect(outcome.errors.contains("(IBUSERR)"))
    #expect(number("instructions", in: outcome).map { $0 > 4_000_000 } == true)
    #expect(outcome.peakMemory < 1 << 30)
  }

  /// Code that changes itself beside a lot of other code: limits are noticed soon all the same.
  @Test func selfModifyingCodeBesideMuchCode() throws {
    let folder = try TemporaryFolder()
    let end = 2 << 20
    var image = SmallImage(code: [], reset: 0x101)
    var bytes = image.segments[0].bytes + [UInt8](repeating: 0, count: end + 0x30 - image.segments[0].bytes.count)
    func place(_ halfwords: [UInt16], at offset: Int) {
      for (index, half) in halfwords.enumerated() {
        bytes[offset + 2 * index] = UInt8(truncatingIfNeeded: half)
        bytes[offset + 2 * index + 1] = UInt8(half >> 8)
      }
    }
    // After two megabytes of MOVS R0, R0: ldr r2, r1 and r3 with the words below; str r1, [r2]; blx r3; b to the store.
    place([0x4A03, 0x4904, 0x4B04, 0x6011, 0x4798, 0xE7FC], at: end)
    place([0x0020, 0x0020, 0x4770, 0x4770, 0x0021, 0x0020], at: end + 0x10)
    // What is stored over and over, and called: bx lr.
    place([0x4770, 0x4770], at: end + 0x20)
    image.segments[0].bytes = bytes
    let outcome = try run(try folder.write("self.elf", image.bytes), "--max-instructions", "2000000", "--timeout", "40")
    #expect(outcome.errors.hasPrefix("stopped: limit, --max-instructions reached\n"))
    #expect(outcome.seconds < 40)
  }
}
