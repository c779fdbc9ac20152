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

  @OptionGroup(title: "Limits and the host")
  var options: FirmwareOptions

  @Option(help: ArgumentHelp("Stop after exactly this many instructions.", valueName: "instructions"))
  var maxInstructions: UInt64?

  @Option(help: ArgumentHelp("Write the summary as JSON; '-' is standard output.", valueName: "file"))
  var json: String?

  @Flag(help: "Print no summary.")
  var quiet = false

  @Argument(parsing: .postTerminator, help: "After '--': arguments that semihosting gives the firmware.")
  var arguments: [String] = []

  func run() throws {
    let run = try FirmwareRun(firmware: firmware, target: target, timing: timing)
    let host = try options.host(commandLine: [firmware] + arguments)
    // Before the run: a run may be long, and its result must not be lost to a misspelt path.
    let report = try json.map { try ReportFile($0, beside: [firmware]) }

    Interruption.catchSignals()
    let progress = quiet ? nil : Progress(run.image, host: host)
    let result = run.execute(host: host, limits: options.limits(instructions: maxInstructions)) {
      progress?.show($0)
      return Interruption.isRequested ? .interrupted : nil
    }
    progress?.erase()
    let flushed = host.flushAtEnd()

    if !quiet { printError((host.isWithinLine && isatty(2) == 1 ? "\n" : "") + result.text) }
    try report?.write(result)
    if let flushed { throw Failure.outputFailed("standard output", errno: flushed) }
    throw ExitCode(result.stop.exitStatus)
  }
}
