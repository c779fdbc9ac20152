import Foundation
import Testing

private let uart = fixture("uart-mps2-an386")
private let endless = fixture("endless-mps2-an386")

/// `thumbprint trace`: where the trace goes, how it ends, and how traces are compared.
@Suite struct TraceCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func trace(_ image: String, _ options: String...) throws -> Outcome {
    try Command(["trace", image, "--target", "mps2-an386"] + options).run()
  }

  private func instructions(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.contains(" --- ") }
  }

  private var firmwareOutput: String {
    get throws { try String(contentsOfFile: root.path + "/Fixtures/expected/uart-mps2-an386.txt", encoding: .utf8) }
  }

  // MARK: Streams

  @Test func theFirmwarePrintsToStandardErrorMeanwhile() throws {
    let outcome = try trace(uart)
    #expect(outcome.status == 5)
    #expect(outcome.text.hasPrefix("# thumbprint trace 1: \(uart) on mps2-an386\n"))
    #expect(instructions(outcome.text).count == 1291)
    #expect(
      outcome.text.contains(
        "\n        16    +1 0x000000dc Reset_Handler+0x1c           ldr r2, [pc, #0x38]              ; r2=0x20000000 ld4[0x00000118]=0x20000000\n"
      ))
    #expect(outcome.text.hasSuffix(" --- stopped: exit, status 5\n"))
    #expect(
      outcome.errors == (try firmwareOutput) + "stopped: exit, status 5\ntraced: 1,291 instructions, 2,173 cycles\n")
  }

  @Test func aFileLeavesStandardOutputToTheFirmware() throws {
    // A longer file from before must not show through.
    let file = try folder.write("uart.trace", String(repeating: "x", count: 1 << 20))
    let outcome = try trace(uart, "--output", file, "--quiet")
    #expect(outcome.status == 5)
    #expect(outcome.text == (try firmwareOutput))
    #expect(outcome.errors == "")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == trace(uart).text)
  }

  @Test func quietFirmware() throws {
    let outcome = try trace(uart, "--quiet-firmware", "--quiet")
    #expect(outcome.errors == "")
    #expect(instructions(outcome.text).count == 1291)
  }

  @Test func jsonLines() throws {
    let outcome = try trace(uart, "--json", "--quiet", "--quiet-firmware")
    let objects = try outcome.text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects[0]["kind"] as? String == "trace")
    #expect(objects[0]["schema"] as? Int == 1)
    #expect(objects.count { $0["kind"] as? String == "instruction" } == 1291)
    #expect(objects.dropFirst().reduce(0) { $0 + ($1["cycles"] as? Int ?? 0) } == 2173)
    let load = try #require(objects.first { $0["address"] as? Int == 0xDC })
    #expect(load["function"] as? String == "Reset_Handler")
    #expect(load["offset"] as? Int == 0x1C)
    #expect(load["text"] as? String == "ldr r2, [pc, #0x38]")
    #expect(load["registers"] as? [String: Int] == ["r2": 0x2000_0000])
    let access = try #require((load["accesses"] as? [[String: Any]])?.first)
    #expect(access["kind"] as? String == "load")
    #expect(access["address"] as? Int == 0x118)
    #expect(access["size"] as? Int == 4)
    #expect(access["value"] as? Int == 0x2000_0000)
    #expect(objects.contains { $0["kind"] as? String == "exceptionTaken" })
  }

  // MARK: Selection

  @Test func functionsAndWindows() throws {
    let handler = try trace(uart, "--function", "UART0_TX_Handler", "--quiet")
    #expect(handler.status == 5)
    #expect(instructions(handler.text).count > 100)
    #expect(instructions(handler.text).allSatisfy { $0.contains(" UART0_TX_Handler") })
    let window = try trace(uart, "--from", "main", "--to", "main+0x8", "--quiet")
    #expect(instructions(window.text).allSatisfy { $0.contains(" main") })
    let counted = try trace(uart, "--from-cycle", "100", "--to-cycle", "200", "--quiet")
    #expect(counted.status == 0)
    let cycles = instructions(counted.text).compactMap { Int($0.split(separator: " ")[0]) }
    #expect(cycles.count > 20 && cycles.allSatisfy { 100..<200 ~= $0 })
    let limited = try trace(endless, "--skip", "1000", "--max-instructions", "7")
    #expect(limited.status == 0)
    #expect(instructions(limited.text).count == 7)
    #expect(limited.errors.hasPrefix("stopped: nothing more to trace\ntraced: 7 instructions, "))
  }

  /// Up to where the trace begins the firmware runs at full speed.
  @Test func farIntoARun() throws {
    let outcome = try trace(
      fixture("network-mps2-an386"), "--from-cycle", "3900000", "--max-instructions", "3", "--quiet", "--quiet-firmware"
    )
    #expect(outcome.status == 0)
    #expect(instructions(outcome.text).count == 3)
    #expect(outcome.seconds < 30)
  }

  // MARK: Ends

  @Test func readerThatGoesAway() throws {
    let pipe = try PipeEnds()
    pipe.closeReader()
    var command = Command("trace", endless, "--target", "mps2-an386")
    command.outputDescriptor = pipe.write
    let outcome = try command.run()
    // As the shell reports a process that SIGPIPE ended.
    #expect(outcome.status == 141)
    #expect(outcome.errors == "")
  }

  @Test func head() throws {
    var command = Command(
      "-c", "\"$0\" trace \"$1\" --target mps2-an386 | head -n 12; echo \"${PIPESTATUS[0]}\"", Command.built, endless)
    command.executable = "/bin/bash"
    let outcome = try command.run()
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines.last == "141")
    #expect(outcome.errors == "")
  }

  @Test func fullDisk() throws {
    var command = Command("trace", uart, "--target", "mps2-an386", "--quiet-firmware")
    command.output = "/dev/full"
    let full = try command.run()
    #expect(full.status == 74)
    #expect(full.errors == "error: standard output cannot be written: No space left on device\n")
    let named = try trace(endless, "--output", "/dev/full")
    #expect(named.status == 74)
    #expect(named.errors.contains("/dev/full cannot be written: No space left on device"))
  }

  /// What was traced so far is there, in whole lines; and the trace takes no memory however long it is.
  @Test func interrupted() throws {
    let file = folder.path("endless.trace")
    let outcome = try Command("trace", endless, "--target", "mps2-an386", "--output", file).run { process in
      for _ in 0..<20_000 where size(file) < 1 << 20 { usleep(2000) }
      kill(process, SIGINT)
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors.hasPrefix("stopped: interrupted\ntraced: "))
    let text = String(decoding: try #require(contents(file)), as: UTF8.self)
    #expect(text.utf8.count >= 1 << 20)
    #expect(text.hasSuffix("\n"))
    #expect(outcome.errors.contains(" \(grouped(instructions(text).count)) instructions"))
    #expect(outcome.peakMemory < 200 << 20)
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private func contents(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

  private func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { ($0 > 0 && (digits.count - $0) % 3 == 0 ? "," : "") + String(digits[$0]) }.joined()
  }

  @Test(arguments: [("--max-cycles", "5000"), ("--timeout", "0.5"), ("--max-output", "10")])
  func limits(option: String, value: String) throws {
    let outcome = try trace(fixture("chatter-mps2-an386"), option, value, "--output", folder.path("trace"))
    #expect(outcome.status == 124)
    #expect(outcome.errors.hasPrefix("stopped: limit, \(option) reached\ntraced: "))
  }

  /// A reader that does not read is not waited for longer than asked.
  @Test func timeoutWhileTheReaderWaits() throws {
    let pipe = try PipeEnds()
    var command = Command("trace", endless, "--target", "mps2-an386", "--timeout", "0.5")
    command.outputDescriptor = pipe.write
    let outcome = try withExtendedLifetime(pipe) { try command.run() }
    #expect(outcome.status == 124)
    #expect(outcome.seconds < 20)
  }

  // MARK: Mistakes

  @Test(
    arguments: [
      (["--function", "nosuch"], 65, "has no function 'nosuch'"), (["--from", "nosuch+0x4"], 65, "--from nosuch+0x4"),
      (["--function", "0x70000000"], 65, "no symbol around"), (["--callees"], 64, "--callees goes only with"),
      (["--from-cycle", "9", "--to-cycle", "9"], 64, "--to-cycle must be more"),
      (["--ignore-cycles"], 64, "--ignore-cycles goes only with"),
      (["--output", "/nowhere/x"], 64, "--output /nowhere/x"),
      (["--compare", "/nowhere/x"], 65, "/nowhere/x: cannot be read"), (["--compare", "x", "--json"], 64, "no --json"),
      (["--compare", "Package.swift"], 65, "Package.swift, line 1: is no line of a trace"),
    ])
  func mistakes(options: [String], status: Int32, message: String) throws {
    let outcome = try Command(["trace", uart, "--target", "mps2-an386"] + options).run()
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func theTargetIsAsked() throws {
    let outcome = try Command("trace", uart).run()
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--target is missing"))
  }

  @Test func theImageIsNotOverwritten() throws {
    let bytes = SmallImage(code: [0xE7FE]).bytes
    let image = try folder.write("image.elf", bytes)
    let outcome = try trace(image, "--output", image)
    #expect(outcome.status == 64)
    #expect(contents(image) == Data(bytes))
  }

  // MARK: Comparing

  private func record(_ name: String, _ options: String...) throws -> String {
    let file = folder.path(name)
    let outcome = try Command(["trace", uart, "--target", "mps2-an386", "--output", file] + options).run()
    #expect(outcome.status == 5)
    return file
  }

  @Test(arguments: [[], ["--json"]])
  func equalTraces(options: [String]) throws {
    let text = try record("text")
    let other = folder.path("other")
    _ = try Command(["trace", uart, "--target", "mps2-an386", "--output", other] + options).run()
    let files = try Command("trace", "--compare", text, other).run()
    #expect(files.status == 0)
    #expect(files.text == "no divergence in 1327 lines\n")
    let live = try trace(uart, "--compare", other)
    #expect(live.status == 0)
    #expect(live.text == files.text)
    #expect(live.errors == (try firmwareOutput))
  }

  @Test func theFirstDivergence() throws {
    let good = try record("good")
    let text = try String(contentsOfFile: good, encoding: .utf8)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let at = try #require(lines.firstIndex { $0.contains(" ldr r2, [pc, #0x38] ") })
    lines[at] = lines[at].replacingOccurrences(of: "r2=0x20000000", with: "r2=0x20000004")
    let bad = try folder.write("bad", lines.joined(separator: "\n"))
    for outcome in [
      try Command("trace", "--compare", bad, good).run(), try trace(uart, "--compare", bad, "--ignore-cycles"),
    ] {
      #expect(outcome.status == 1)
      let shown = outcome.text.split(separator: "\n").map(String.init)
      #expect(shown.first == "first divergence, after 8 equal lines:")
      #expect(Array(shown[3..<8]) == lines[(at - 5)..<at].map { "  \($0)" })
      #expect(shown[8] == "- \(lines[at])")
      #expect(shown[9].hasPrefix("+         16    +1 0x000000dc "))
      #expect(Array(shown[10...]) == ["differs: r2: 0x20000004, then 0x20000000"])
    }
    let short = try folder.write("short", lines[..<at].joined(separator: "\n") + "\n")
    let ends = try trace(uart, "--compare", short, "--context", "0")
    #expect(ends.status == 1)
    #expect(ends.text.contains("\n- (ends here)\n+ "))
    #expect(ends.text.hasSuffix("differs: the first trace ends here\n"))
    #expect(try Command("trace", "--compare", good, short).run().text.hasSuffix("the second trace ends here\n"))
  }

  @Test func cyclesCanBeIgnored() throws {
    let core = try record("core", "--function", "memset")
    let options = ["--timing", "flat", "--function", "memset", "--compare", core]
    let strict = try Command(["trace", uart, "--target", "mps2-an386"] + options).run()
    #expect(strict.status == 1)
    #expect(strict.text.contains("differs: cycle of issue: "))
    let lenient = try Command(["trace", uart, "--target", "mps2-an386", "--ignore-cycles"] + options).run()
    #expect(lenient.status == 0, "\(lenient.text)")
  }
}
