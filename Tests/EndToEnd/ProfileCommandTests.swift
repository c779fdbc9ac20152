import Foundation
import Testing

/// `thumbprint profile`: its summary, every output file, several at once, and what cannot be done.
@Suite struct ProfileCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func profile(_ name: String, _ target: String, _ options: String...) throws -> Outcome {
    try Command(["profile", fixture(name), "--target", target] + options).run()
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: folder.path(name))))
  }

  private func json(_ name: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes(name))) as? [String: Any])
  }

  /// The number in front of a word of the summary: `2,173 cycles`.
  private func number(before word: String, in text: String) -> UInt64? {
    let words = text.split { $0 == " " || $0 == "\n" }.map { $0.filter { $0 != "," } }
    return words.firstIndex(of: word).flatMap { $0 > 0 ? UInt64(words[$0 - 1]) : nil }
  }

  // MARK: Outputs

  /// An output option, and how the file begins.
  struct Output: Sendable, CustomTestStringConvertible {
    var option: String
    var starts: [String]
    var testDescription: String { option }
  }

  static let outputs: [Output] = [
    Output(option: "--json", starts: ["{"]),
    Output(option: "--html", starts: ["<!doctype html>", "<!DOCTYPE html>"]),
    Output(option: "--callgrind", starts: ["# callgrind format\n"]),
    Output(option: "--collapsed", starts: ["Reset_Handler"]),
    Output(option: "--speedscope", starts: ["{"]),
    Output(option: "--perfetto", starts: ["{", "["]),
    // Field 1, with a length: gzip is allowed, not needed (profile.proto).
    Output(option: "--pprof", starts: ["\u{0A}", "\u{1F}"]),
    Output(option: "--lcov", starts: ["TN:"]),
    Output(option: "--markdown", starts: ["#", "|", "**"]),
  ]

  @Test func everyOutputInOneRun() throws {
    var options: [String] = []
    for output in Self.outputs { options += [output.option, folder.path(String(output.option.dropFirst(2)))] }
    let outcome = try Command(["profile", fixture("calls-mps2-an386"), "--target", "mps2-an386"] + options).run()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.text.hasPrefix("checksum"))
    for output in Self.outputs {
      let content = try bytes(String(output.option.dropFirst(2)))
      #expect(content.count > 100, "\(output.option)")
      #expect(output.starts.contains { content.starts(with: $0.utf8) }, "\(output.option): \(content.prefix(40))")
    }
    let schema = try json("speedscope")["$schema"] as? String
    #expect(schema == "https://www.speedscope.app/file-format-schema.json")
    #expect(String(decoding: try bytes("collapsed"), as: UTF8.self).contains(/;main(;[^;\n]+)* \d+\n/))
    #expect(String(decoding: try bytes("callgrind"), as: UTF8.self).contains("\nfn="))
    let coverage = String(decoding: try bytes("lcov"), as: UTF8.self)
    #expect(coverage.contains(/\nSF:.*calls\.c\n/))
    // What never ran is in it too: a handler of a fault.
    #expect(coverage.contains("\nDA:15,") && coverage.contains(/\nDA:\d+,0\n/))
  }

  /// Each is the same alone, on standard output, as it is beside others in a file, and again.
  @Test(arguments: outputs)
  func oneOnStandardOutput(output: Output) throws {
    let toFile = try profile(
      "calls-mps2-an386", "mps2-an386", output.option, folder.path("file"), "--quiet",
      output.option == "--json" ? "--lcov" : "--json", folder.path("other"))
    let outcome = try profile("calls-mps2-an386", "mps2-an386", output.option, "-", "--quiet")
    #expect(outcome.output == (try bytes("file")))
    // The firmware's output makes room for it.
    #expect(outcome.errors == toFile.text)
    #expect(toFile.text.hasPrefix("checksum"))
    #expect(outcome.status == 0)
  }

  @Test(arguments: ["-", "/dev/stdout"])
  func standardOutputByName(name: String) throws {
    let outcome = try profile("uart-mps2-an386", "mps2-an386", "--json", name, "--quiet")
    #expect(outcome.status == 5)
    #expect(try JSONSerialization.jsonObject(with: Data(outcome.output)) is [String: Any])
    #expect(outcome.errors.contains("one interrupt per character"))
  }

  /// The documented keys, and the numbers of a run without profile.
  @Test(arguments: [
    ("uart-mps2-an386", "mps2-an386"), ("demo-stm32f746", "stm32f746"), ("newlib-mps2-an500", "mps2-an500"),
  ])
  func agreesWithARun(name: String, target: String) throws {
    let run = try Command(
      "run", fixture(name), "--target", target, "--quiet", "--json", folder.path("run"), "--semihosting-dir",
      folder.url.path
    ).run()
    let outcome = try profile(
      name, target, "--json", folder.path("profile"), "--semihosting-dir", folder.url.path)
    #expect(outcome.status == run.status)
    #expect(outcome.output == run.output)
    let (report, profile) = (try json("run"), try json("profile"))
    let cycles = try #require(report["cycles"] as? Int)
    #expect(profile["totalCycles"] as? Int == cycles)
    #expect(profile["totalInstructions"] as? Int == report["instructions"] as? Int)
    let functions = try #require(profile["functions"] as? [[String: Any]])
    #expect(functions.reduce(0) { $0 + ($1["selfCycles"] as? Int ?? 0) } == cycles)
    for key in ["name", "selfCycles", "inclusiveCycles", "calls"] { #expect(functions.allSatisfy { $0[key] != nil }) }
    let counters = try #require(report["counters"] as? [String: Any])
    #expect(counters["cycles"] as? [String: Int] == profile["stalls"] as? [String: Int])
    for key in ["lines", "layers"] { #expect(profile[key] is [Any]) }
    #expect(number(before: "cycles", in: outcome.errors) == UInt64(cycles))
  }

  // MARK: Summary

  @Test func summary() throws {
    let outcome = try profile("network-mps2-an386", "mps2-an386")
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(lines[0].hasSuffix("network-mps2-an386.elf on mps2-an386 (Cortex-M4): exit, status 0"))
    for start in ["cycles by cause", "  issue ", "functions ", "hottest instructions "] {
      #expect(lines.contains { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(lines.count <= 45)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.hasPrefix("note: ") && $0.contains("line information") })
    // Not a terminal: no colour.
    #expect(!outcome.errors.contains("\u{1B}"))
    #expect(try profile("network-mps2-an386", "mps2-an386", "--quiet").errors == "")
  }

  @Test func linesAreShownWithDebugInformation() throws {
    let outcome = try profile("calls-mps2-an386", "mps2-an386")
    #expect(outcome.errors.contains("hottest lines"))
    #expect(outcome.errors.contains(/calls\.c:\d+ fibonacci/))
  }

  @Test func regionsOfInterest() throws {
    let passes = try profile("calls-mps2-an386", "mps2-an386", "--from", "hash", "--to", "apply")
    #expect(passes.errors.contains(#/\n  hash … apply +5 /#), "\(passes.errors)")
    let calls = try profile(
      "calls-mps2-an386", "mps2-an386", "--function", "hash", "--function", "apply", "--json", folder.path("json"))
    #expect(calls.errors.contains(#/\n  hash +5 /#), "\(calls.errors)")
    let regions = try #require(try json("json")["regions"] as? [[String: Any]])
    #expect(regions.compactMap { $0["count"] as? Int } == [5, 10])
  }

  @Test(arguments: ["0x%@", "main+0", "itm:1", "itm:0=0x41", "dwt:read", "dwt:write"])
  func markersAreUnderstood(marker: String) throws {
    let listing = try Command("disassemble", fixture("uart-mps2-an386"), "main").run().text
    let address = listing.split(separator: "\n").first { $0.hasSuffix("<main>:") }?.prefix(8) ?? ""
    let name = marker.replacingOccurrences(of: "%@", with: address)
    let outcome = try profile("uart-mps2-an386", "mps2-an386", "--from", name)
    #expect(outcome.status == 5)
    #expect(outcome.errors.contains("\(name) … end"), "\(outcome.errors)")
  }

  // MARK: How a run ends

  @Test func limitsAndFaults() throws {
    let limited = try profile(
      "endless-mps2-an386", "mps2-an386", "--max-cycles", "100000", "--json", folder.path("limited"))
    #expect(limited.status == 124)
    #expect(limited.errors.hasPrefix("stopped: limit, --max-cycles reached\n"))
    #expect((try json("limited")["stop"] as? [String: Any])?["reason"] as? String == "limit")
    let fault = try profile("unhandled-fault-mps2-an386", "mps2-an386", "--collapsed", folder.path("fault"))
    #expect(fault.status == 70)
    #expect(fault.errors.contains("(PRECISERR) at 0x60000000"))
    #expect(fault.errors.contains("cycles by cause"))
    #expect(String(decoding: try bytes("fault"), as: UTF8.self).contains("HardFault_Handler"))
    #expect(try profile("asleep-mps2-an386", "mps2-an386", "--quiet").status == 124)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func signalsEndWithAllOutputs(signal: Int32) throws {
    let outcome = try Command(
      "profile", fixture("endless-mps2-an386"), "--target", "mps2-an386", "--json", folder.path("json"), "--callgrind",
      folder.path("callgrind")
    ).run { process in
      try waitForHandler(of: signal, in: process)
      usleep(100_000)
      kill(process, signal)
    }
    #expect(outcome.status == 130)
    #expect(outcome.errors.hasPrefix("stopped: interrupted\n"))
    #expect(outcome.errors.contains("cycles by cause"))
    #expect((try json("json")["totalCycles"] as? Int ?? 0) > 0)
    #expect(try bytes("callgrind").count > 100)
  }

  // MARK: What cannot be done

  @Test(
    arguments: [
      (["--function", "fibonaci"], "--function fibonaci: ", "did you mean 'fibonacci'?"),
      (["--from", "is_evn"], "--from is_evn: ", "'is_even'"),
      (["--to", "is_evn+4"], "--to is_evn+4: ", "has no function"),
      (["--layers", "fibonaci*"], "--layers fibonaci*: ", "'fibonacci'"),
      (["--from", "itm:32"], "--from itm:32: ", "a port of 0 to 31"),
      (["--from", "itm:"], "--from itm:: ", "expected itm:PORT"),
      (["--to", "dwt:erase"], "--to dwt:erase: ", "dwt:read or dwt:write"),
      (["--json", "-", "--html", "-"], "--json - and --html - ", "both write to standard output"),
      (["--timeout", "0"], "--timeout", "must be more than 0"),
    ])
  func wrongUsage(options: [String], start: String, says: String) throws {
    let outcome = try Command(["profile", fixture("calls-mps2-an386"), "--target", "mps2-an386"] + options).run()
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(start) && outcome.errors.contains(says), "\(outcome.errors)")
  }

  @Test func oneFileForTwoOutputs() throws {
    let path = folder.path("both")
    for second in [path, folder.url.path + "/./both"] {
      let outcome = try profile("endless-mps2-an386", "mps2-an386", "--json", path, "--html", second)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("--html \(second): is what --json \(path) names"), "\(outcome.errors)")
    }
    // Nothing is lost on the null device.
    let devices = try profile("uart-mps2-an386", "mps2-an386", "--json", "/dev/null", "--html", "/dev/null", "--quiet")
    #expect(devices.status == 5)
    let standard = try profile("uart-mps2-an386", "mps2-an386", "--json", "-", "--html", "/dev/stdout")
    #expect(standard.status == 64)
  }

  @Test(arguments: outputs)
  func pathThatCannotBeWrittenIsToldBeforeTheRun(output: Output) throws {
    let outcome = try profile("endless-mps2-an386", "mps2-an386", output.option, "/nowhere/x")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("\(output.option) /nowhere/x: cannot be written: "))
  }

  /// What can be written is written.
  @Test func fullDisk() throws {
    let outcome = try profile(
      "uart-mps2-an386", "mps2-an386", "--html", "/dev/full", "--json", "/dev/full", "--lcov", folder.path("lcov"),
      "--markdown", folder.path("markdown"))
    #expect(outcome.status == 74)
    #expect(outcome.errors.components(separatedBy: "/dev/full cannot be written: No space left on device").count == 3)
    #expect(try bytes("markdown").count > 100)
  }

  @Test func inputsAreNotOverwritten() throws {
    let original = try Data(contentsOf: URL(fileURLWithPath: fixture("uart-mps2-an386")))
    let image = try folder.write("image.elf", Array(original))
    let outcome = try Command("profile", image, "--target", "mps2-an386", "--callgrind", image).run()
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--callgrind \(image): is the input "))
    #expect(try Data(contentsOf: URL(fileURLWithPath: image)) == original)
    // A board file includes others beside it.
    for name in ["cores", "families"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(name), withDestinationPath: root.path + "/Targets/" + name)
    }
    let board = try folder.write(
      "board.yaml", try String(contentsOfFile: root.path + "/Targets/mps2-an386.yaml", encoding: .utf8))
    #expect(try Command("profile", image, "--target", board, "--json", board).run().status == 64)
  }

  @Test func unusableImage() throws {
    _ = try folder.write("json", "kept")
    for path in ["/nowhere/x.elf", root.path + "/Package.swift"] {
      let outcome = try Command("profile", path, "--target", "mps2-an386", "--json", folder.path("json")).run()
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: \(path)"))
    }
    #expect(String(decoding: try bytes("json"), as: UTF8.self) == "kept")
    #expect(try profile("uart-mps2-an386", "no-such-board").status == 65)
  }

  /// Without section headers there are no symbols: addresses stand for names, and a note says so.
  @Test func strippedImage() throws {
    var image = Array(try Data(contentsOf: URL(fileURLWithPath: fixture("calls-mps2-an386"))))
    // e_shoff, and e_shnum and e_shstrndx (System V ABI, chapter 4).
    for index in [32, 33, 34, 35, 48, 49, 50, 51] { image[index] = 0 }
    let path = try folder.write("stripped.elf", image)
    let outcome = try Command("profile", path, "--target", "mps2-an386", "--json", folder.path("json")).run()
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains(/note: .*symbol/))
    let functions = try #require(try json("json")["functions"] as? [[String: Any]])
    #expect(functions.count > 5)
    #expect(functions.allSatisfy { ($0["name"] as? String)?.hasPrefix("0x") == true })
    let unknown = try Command("profile", path, "--target", "mps2-an386", "--function", "main").run()
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("give an address, such as 0x08000100"))
  }
}
