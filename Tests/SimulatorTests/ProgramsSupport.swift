import Boards
import Firmware
import Foundation
import Microarchitecture
import Testing

@testable import Simulator

/// The programs under Fixtures, as their manifest lists them.
struct ProgramFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let image: String
  let target: String
  let expected: String
  let exitStatus: Int32
  /// Whether the program opens files of the host.
  let hostFiles: Bool

  var testDescription: String { name }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private struct Manifest: Decodable {
    let fixtures: [ProgramFixture]
  }

  /// Empty if the manifest cannot be read; a test of its own holds that it is not.
  static let all: [ProgramFixture] = {
    guard let data = try? Data(contentsOf: root.appendingPathComponent("Fixtures/manifest.json")),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: data)
    else { return [] }
    return manifest.fixtures
  }()

  static func named(_ names: String...) -> [ProgramFixture] {
    all.filter { fixture in names.contains { fixture.name.hasPrefix($0) } }
  }

  var imagePath: String { Self.root.appendingPathComponent("Fixtures").appendingPathComponent(image).path }

  func expectedOutput() throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Self.root.appendingPathComponent("Fixtures").appendingPathComponent(expected)))
  }

  /// The program loaded on its board, about to execute its first instruction.
  func machine(host: any HostInterface, pipeline: (any PipelineModel)? = nil) throws -> Machine {
    let machine = try makeMachine(target: target, host: host, pipeline: pipeline)
    let image = try FirmwareImage(path: imagePath)
    machine.load(try LoadPlan.make(image, on: machine.board))
    return machine
  }

  /// A host for the program: with a directory for its files if it makes any.
  func host(directory: TemporaryDirectory) throws -> CapturingHost {
    hostFiles
      ? CapturingHost(semihosting: try SemihostingSession(directory: directory.path)) : CapturingHost()
  }
}

/// A machine of a described board, if not told otherwise with the pipeline of its core.
func makeMachine(
  target: String, host: any HostInterface = CapturingHost(), pipeline: (any PipelineModel)? = nil,
  overrides: TimingOverrides = TimingOverrides()
) throws -> Machine {
  let targets = ProgramFixture.root.appendingPathComponent("Targets").path
  let board = try BoardLibrary(directory: targets).board(named: target)
  return Machine(board: board, pipeline: try pipeline ?? board.makePipeline(), host: host, overrides: overrides)
}

/// An empty directory that is removed with its owner.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// QEMU's system emulator, run on an image in an empty directory.
enum QEMU {
  struct Result {
    let output: [UInt8]
    let errorOutput: String
    let status: Int32
  }

  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/qemu-system-arm" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Output and exit status; the UART and the semihosting console are one stream.
  static func run(
    _ fixture: ProgramFixture, path: String, options: [String] = [], seconds: Double = 60
  ) throws -> Result {
    let directory = try TemporaryDirectory()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      [
        "-M", fixture.target, "-display", "none", "-monitor", "none",
        "-chardev", "stdio,id=console,mux=on,signal=off", "-serial", "chardev:console",
        "-semihosting-config", "enable=on,target=native,chardev=console", "-kernel", fixture.imagePath,
      ] + options
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let watchdog = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: watchdog)
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    watchdog.cancel()
    return Result(output: bytes, errorOutput: text, status: process.terminationStatus)
  }
}
