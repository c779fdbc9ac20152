import ArgumentParser
import Boards
import Firmware
import Simulator

/// Options of every command that runs firmware: when the run ends even if the firmware does not, and what it may reach
/// of the host.
struct FirmwareOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Stop after this many core clock cycles.", valueName: "cycles"))
  var maxCycles: UInt64?

  @Option(help: ArgumentHelp("Stop after this much time on the host.", valueName: "seconds"))
  var timeout: Double?

  @Option(help: ArgumentHelp("Stop once the firmware has printed this much.", valueName: "bytes"))
  var maxOutput: UInt64?

  @Option(help: ArgumentHelp("Let semihosting use files under this directory.", valueName: "directory"))
  var semihostingDir: String?

  func validate() throws {
    if let timeout, !(timeout > 0) { throw ValidationError("--timeout must be more than 0 seconds.") }
  }

  func limits(instructions: UInt64? = nil) -> RunLimits {
    RunLimits(cycles: maxCycles, instructions: instructions, timeout: timeout)
  }

  /// The host that the firmware sees. Its time to wait begins now.
  /// - Parameters:
  ///   - commandLine: what semihosting gives the firmware.
  ///   - output: where the firmware's output goes.
  func host(commandLine: [String], output: Int32 = 1, errors: Int32 = 2) throws -> StandardHost {
    StandardHost(
      semihosting: try semihosting(commandLine.joined(separator: " ")), outputLimit: maxOutput ?? .max,
      timeout: timeout, isInterrupted: { Interruption.isRequested }, standardOutput: output, standardError: errors)
  }

  private func semihosting(_ commandLine: String) throws -> SemihostingSession {
    guard let semihostingDir else { return SemihostingSession(commandLine: commandLine) }
    do {
      return try SemihostingSession(commandLine: commandLine, directory: semihostingDir)
    } catch {
      throw Failure(status: 64, message: "--semihosting-dir \(semihostingDir): \(error)")
    }
  }
}

extension FirmwareRun {
  /// An image on a board, both by the names given on the command line.
  init(firmware: String, target: String, timing: TimingOptions) throws {
    let library = try BoardLibrary.find()
    let board = try library.board(named: target)
    let overrides = try timing.overrides(on: board)
    let image = try FirmwareImage(path: firmware)
    try self.init(image, on: board, timing: overrides, alternatives: library.boards())
  }
}
