import ArgumentParser
import Simulator

/// Options of every command that runs firmware: when the run ends, and what semihosting gives the firmware.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Stop after this many core clock cycles.", valueName: "cycles"))
  var maxCycles: UInt64?

  @Option(help: ArgumentHelp("Stop after exactly this many instructions.", valueName: "instructions"))
  var maxInstructions: UInt64?

  @Option(help: ArgumentHelp("Stop after this much time on the host.", valueName: "seconds"))
  var timeout: Double?

  @Option(help: ArgumentHelp("Stop once the firmware has printed this much.", valueName: "bytes"))
  var maxOutput: UInt64?

  @Option(help: ArgumentHelp("Let semihosting use files under this directory.", valueName: "directory"))
  var semihostingDir: String?

  @Argument(parsing: .postTerminator, help: "After '--': arguments that semihosting gives the firmware.")
  var arguments: [String] = []

  func validate() throws {
    if let timeout, !(timeout > 0) { throw ValidationError("--timeout must be more than 0 seconds.") }
  }

  var limits: RunLimits { RunLimits(cycles: maxCycles, instructions: maxInstructions, timeout: timeout) }

  /// The host of a run of an image.
  /// - Parameter standardOutput: the descriptor that the firmware's output goes to.
  func makeHost(firmware: String, standardOutput: Int32 = 1) throws -> StandardHost {
    StandardHost(
      semihosting: try semihosting(firmware), outputLimit: maxOutput ?? .max, timeout: timeout,
      isInterrupted: { Interruption.isRequested }, standardOutput: standardOutput)
  }

  private func semihosting(_ firmware: String) throws -> SemihostingSession {
    let commandLine = ([firmware] + arguments).joined(separator: " ")
    guard let semihostingDir else { return SemihostingSession(commandLine: commandLine) }
    do {
      return try SemihostingSession(commandLine: commandLine, directory: semihostingDir)
    } catch {
      throw Failure(status: 64, message: "--semihosting-dir \(semihostingDir): \(error)")
    }
  }
}
