import Foundation
import Testing

/// The built command, as a user calls it.
@Suite struct CommandLineTests {
  private let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the command in the repository's root and waits for its end.
  private func thumbprint(_ arguments: [String], output: FileHandle? = nil, signal: Int32? = nil) throws -> Result {
    let test = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    let process = Process()
    process.executableURL = test.deletingLastPathComponent().appendingPathComponent("thumbprint")
    process.arguments = arguments
    process.currentDirectoryURL = root
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: nothing has to be read while the command runs.
    let (outputFile, errorFile) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    for file in [outputFile, errorFile] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try output ?? FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    if let signal {
      // Once it prints, it runs.
      while process.isRunning, (try Data(contentsOf: outputFile)).isEmpty { usleep(10_000) }
      kill(process.processIdentifier, signal)
    }
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
  }

  private let chatter = "Fixtures/images/chatter-mps2-an386.elf"

  @Test func outputOnStandardOutputAndSummaryOnStandardError() throws {
    let result = try thumbprint(["run", "Fixtures/images/uart-mps2-an386.elf", "--target", "mps2-an386"])
    let expected = root.appendingPathComponent("Fixtures/expected/uart-mps2-an386.txt")
    #expect(result.status == 5)
    #expect(result.output == (try String(contentsOf: expected, encoding: .utf8)))
    #expect(result.errors.hasPrefix("stopped: exit, status 5\n"))
    for unit in ["instructions: ", "cycles: ", "at 25 MHz", " MIPS"] { #expect(result.errors.contains(unit)) }
  }

  @Test func quietAndJSON() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    // A longer file from before must not show through.
    try Data(repeating: 0x20, count: 100_000).write(to: file)
    let result = try thumbprint([
      "run", chatter, "--target", "mps2-an386", "--max-cycles", "5000", "--quiet", "--json", file.path,
    ])
    #expect(result.status == 124)
    #expect(result.errors == "")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    #expect(object?["target"] as? String == "mps2-an386")
    #expect((object?["stop"] as? [String: Any])?["reason"] as? String == "limit")
    #expect((try Data(contentsOf: file)).count < 1000)
  }

  @Test(arguments: [
    ["run"], ["run", "x.elf"], ["bogus"], ["run", "x.elf", "--target", "mps2-an386", "--max-cycles", "many"],
    ["run", "Fixtures/images/chatter-mps2-an386.elf", "--target", "mps2-an386", "--json", "/nowhere/x.json"],
    ["run", "Fixtures/images/chatter-mps2-an386.elf", "--target", "mps2-an386", "--semihosting-dir", "/nowhere"],
  ])
  func usageErrorsEndWith64(arguments: [String]) throws {
    let result = try thumbprint(arguments)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(!result.errors.isEmpty)
  }

  @Test(arguments: [
    (["run", "README", "--target", "mps2-an386"], "README"),
    (["run", "Package.swift", "--target", "mps2-an386"], "not an ELF"),
    (["run", "Fixtures/images/chatter-mps2-an386.elf", "--target", "mps2-an368"], "mps2-an386"),
    (["run", "Fixtures/images/chatter-mps2-an386.elf", "--target", "no/board.yaml"], "no/board.yaml"),
    (["targets", "nothing-like-it"], "nothing-like-it"), (["disassemble", "Package.swift"], "not an ELF"),
    (["disassemble", "Fixtures/images/chatter-mps2-an386.elf", "nosuch"], "nosuch"),
  ])
  func unusableInputEndsWith65(arguments: [String], mention: String) throws {
    let result = try thumbprint(arguments)
    #expect(result.status == 65)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("error: "))
    #expect(result.errors.contains(mention))
  }

  @Test func fullStandardOutputIsReported() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let result = try thumbprint(["run", chatter, "--target", "mps2-an386"], output: full)
    #expect(result.status == 74)
    #expect(result.errors.contains("No space left on device"))
    let report = try thumbprint(["run", chatter, "--target", "mps2-an386", "--max-cycles", "10", "--json", "/dev/full"])
    #expect(report.status == 74)
    #expect(report.errors.contains("/dev/full"))
  }

  @Test func readerThatGoesAwayEndsTheRun() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let result = try thumbprint(["run", chatter, "--target", "mps2-an386"], output: pipe.fileHandleForWriting)
    #expect(result.status == 74)
    #expect(result.errors.contains("Broken pipe"))
  }

  @Test func interruptionEndsWithSummary() throws {
    let result = try thumbprint(["run", chatter, "--target", "mps2-an386", "--timeout", "60"], signal: SIGINT)
    #expect(result.status == 130)
    #expect(result.errors.hasPrefix("stopped: interrupted\n"))
    #expect(result.output.hasPrefix("line 0\n"))
  }

  @Test func targetsAreListedAndDescribed() throws {
    let list = try thumbprint(["targets"])
    #expect(list.status == 0)
    for name in ["stm32f746", "mps2-an386", "mps2-an500"] { #expect(list.output.contains("\(name) ")) }
    let board = try thumbprint(["targets", "mps2-an500"])
    #expect(board.output.contains("Cortex-M7, double-precision FPU"))
    #expect(board.output.contains("0x20000000 rwx"))
  }
}
