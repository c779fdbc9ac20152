import Boards
import Firmware
import Foundation
import Simulator

@testable import MemoryGuard

/// Images and boards of the repository, and runs of them.
enum AccountSample {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let library = BoardLibrary(directory: root.appendingPathComponent("Targets").path)

  static func image(_ name: String) throws -> FirmwareImage {
    try FirmwareImage(path: root.appendingPathComponent("Fixtures/images/\(name).elf").path)
  }

  static func board(_ name: String) throws -> Board { try library.board(named: name) }

  /// A report of a run that took so many cycles at 25 MHz.
  static func report(cycles: UInt64 = 1000, clock: UInt64 = 25_000_000) -> RunReport {
    RunReport(
      target: "board", firmware: "image.elf", reason: .exit(status: 0), instructions: cycles, cycles: cycles,
      clock: clock,
      hostSeconds: 0)
  }

  /// A path of calls with one frame, of the function with that name.
  static func calls(_ function: String, in image: FirmwareImage, from top: UInt32, to lowest: UInt32) -> CallStack {
    let symbol = image.symbols.firstIndex { $0.name == function }
    let address = symbol.map { image.symbols[$0].address } ?? 0
    let frame = CallStack.Frame(
      kind: .reset, function: address, symbol: symbol, callSite: nil, stackPointer: top)
    return CallStack(frames: [frame], programCounter: address + 2, stackPointer: lowest)
  }

  static func stack(
    _ pointer: MemoryRecord.Stack.Pointer, _ image: FirmwareImage, top: UInt32, bytes: UInt32, cycle: UInt64 = 500
  ) -> MemoryRecord.Stack {
    .init(
      pointer: pointer, top: top, lowest: top - bytes, cycle: cycle,
      calls: calls("Reset_Handler", in: image, from: top, to: top - bytes))
  }

  /// Runs an image to its end and gives its account and output.
  static func run(_ name: String, on target: String, stackSize: UInt32? = nil) throws -> (
    account: MemoryAccount, output: String
  ) {
    let (image, board) = (try image(name), try board(target))
    let run = try FirmwareRun(image, on: board)
    let builder = MemoryAccountBuilder(image, on: board, stackSize: stackSize)
    var options = RecordingOptions()
    options.followsMemory = true
    options.layers = builder.layerFunctions
    options.tensors = builder.tensorBuffers
    let host = CapturingHost()
    let (report, record) = run.execute(host: host, recording: options)
    let account = builder.account(of: record?.memory ?? MemoryRecord(), report: report)
    return (account, host.outputText)
  }
}

/// Programs of the system. A test whose program is not installed says so and passes.
struct SystemTool {
  var path: String

  static func find(_ name: String) -> SystemTool? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    if found == nil { print("skipped: \(name) is not installed") }
    return found.map { SystemTool(path: $0) }
  }

  struct Problem: Error, CustomStringConvertible { var description: String }

  /// What it prints, errors too.
  func run(_ arguments: [String], in folder: URL = AccountSample.root) throws -> String {
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
    let handle = try FileHandle(forWritingTo: output)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Problem(description: "\(path) \(arguments) ended with \(process.terminationStatus): \(text)")
    }
    return text
  }
}

/// A directory that goes away with the value.
final class ScratchFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

extension AccountSample {
  static func read(_ path: String) throws -> FirmwareImage { try FirmwareImage(path: path) }
}
