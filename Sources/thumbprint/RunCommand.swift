import ArgumentParser
import Boards
import Firmware
import Foundation
import Simulator

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a firmware image and say what it cost.",
    discussion: """
      The firmware's output goes to standard output, a summary to standard error. The exit status is the firmware's \
      own; 124 when a limit was reached, or the core sleeps and nothing can wake it; 70 after a lockup or a fault that the firmware did not handle; 64 for wrong \
      usage; 65 for an unusable input file; 74 when output could not be written; 130 when interrupted.
      """)

  @Argument(help: "The linked ELF image.")
  var firmware: String

  @Option(help: "A board's name (see 'thumbprint targets') or the path of a board file.")
  var target: String

  @OptionGroup(title: "Timing")
  var timing: TimingOptions

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

  @Option(help: ArgumentHelp("Write the summary as JSON; '-' is standard output.", valueName: "file"))
  var json: String?

  @Flag(help: "Print no summary.")
  var quiet = false

  @Argument(parsing: .postTerminator, help: "After '--': arguments that semihosting gives the firmware.")
  var arguments: [String] = []

  func validate() throws {
    if let timeout, !(timeout > 0) { throw ValidationError("--timeout must be more than 0 seconds.") }
  }

  func run() throws {
    let library = try BoardLibrary.find()
    let board = try library.board(named: target)
    let overrides = try timing.overrides(on: board)
    let image = try FirmwareImage(path: firmware)
    let run = try FirmwareRun(image, on: board, timing: overrides, alternatives: library.boards())
    let host = StandardHost(
      semihosting: try semihosting(), outputLimit: maxOutput ?? .max, timeout: timeout,
      isInterrupted: { Interruption.isRequested })
    // Before the run: a run may be long, and its result must not be lost to a misspelt path.
    let report = try json.map { try ReportFile($0, beside: [firmware]) }

    Interruption.catchSignals()
    let limits = RunLimits(cycles: maxCycles, instructions: maxInstructions, timeout: timeout)
    let result = run.execute(host: host, limits: limits) { Interruption.isRequested ? .interrupted : nil }
    let flushed = host.flushAtEnd()

    if !quiet { printError((host.isWithinLine && isatty(2) == 1 ? "\n" : "") + result.text) }
    try report?.write(result)
    if let flushed { throw Failure.outputFailed("standard output", errno: flushed) }
    throw ExitCode(result.stop.exitStatus)
  }

  private func semihosting() throws -> SemihostingSession {
    let commandLine = ([firmware] + arguments).joined(separator: " ")
    guard let semihostingDir else { return SemihostingSession(commandLine: commandLine) }
    do {
      return try SemihostingSession(commandLine: commandLine, directory: semihostingDir)
    } catch {
      throw Failure(status: 64, message: "--semihosting-dir \(semihostingDir): \(error)")
    }
  }
}
