import ArgumentParser
import Firmware
import Foundation
import Simulator

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Run a firmware image and print what each instruction does, or compare traces.",
    usage: """
      thumbprint trace FIRMWARE --target NAME [OPTIONS]
      thumbprint trace FIRMWARE --target NAME --compare TRACE [OPTIONS]
      thumbprint trace --compare TRACE OTHER-TRACE
      """,
    discussion: """
      A line an instruction: cycle of issue, cycles taken, address, function, assembly, and after a semicolon the \
      registers changed and the memory accesses. Exceptions, sleep and resets are lines with '---'. The trace goes to \
      standard output, and what the firmware prints then to standard error; with --output FILE the firmware keeps \
      standard output. The exit status is that of 'run'; 0 when the last instruction asked for has been traced; 141 \
      when the reader of the trace went away. With --compare it is 0 if the traces are equal and 1 if they are not.
      """)

  @Argument(help: "The linked ELF image; with --compare and without --target, a second trace.")
  var firmware: String

  @Option(help: "A board's name (see 'thumbprint targets') or the path of a board file.")
  var target: String?

  @Option(
    name: .customLong("function"),
    help: ArgumentHelp("Trace only this function; may be given several times.", valueName: "name"))
  var functions: [String] = []

  @Flag(help: "With --function: also what it calls, and exceptions taken meanwhile.")
  var callees = false

  @Option(help: ArgumentHelp("Trace from when this is executed, each time.", valueName: "symbol or address"))
  var from: String?

  @Option(help: ArgumentHelp("Trace until this is about to be executed, each time.", valueName: "symbol or address"))
  var to: String?

  @Option(help: ArgumentHelp("Trace only what begins at this cycle or later.", valueName: "cycle"))
  var fromCycle: UInt64?

  @Option(help: ArgumentHelp("Trace only what begins before this cycle.", valueName: "cycle"))
  var toCycle: UInt64?

  @Option(help: ArgumentHelp("Leave out the first instructions that would be traced.", valueName: "instructions"))
  var skip: UInt64 = 0

  @Option(help: ArgumentHelp("End after this many traced instructions.", valueName: "instructions"))
  var maxInstructions: UInt64?

  @Option(help: ArgumentHelp("Write the trace to a file; '-' is standard output.", valueName: "file"))
  var output = "-"

  @Flag(help: "Write JSON Lines.")
  var json = false

  @Flag(help: "Drop what the firmware prints.")
  var quietFirmware = false

  @Flag(help: "Print no summary.")
  var quiet = false

  @Option(help: ArgumentHelp("Print where the trace first differs from one recorded before.", valueName: "trace"))
  var compare: String?

  @Flag(help: "With --compare: let cycles differ.")
  var ignoreCycles = false

  @Option(help: ArgumentHelp("With --compare: equal lines to print before the difference.", valueName: "lines"))
  var context = 5

  @OptionGroup(title: "Timing")
  var timing: TimingOptions

  @OptionGroup(title: "Limits and the host")
  var options: FirmwareOptions

  @Argument(parsing: .postTerminator, help: "After '--': arguments that semihosting gives the firmware.")
  var arguments: [String] = []

  func validate() throws {
    if compare == nil {
      guard target != nil else { throw ValidationError("--target is missing: a board to run \(firmware) on.") }
      if ignoreCycles { throw ValidationError("--ignore-cycles goes only with --compare.") }
    } else {
      if json || output != "-" { throw ValidationError("--compare writes no trace: no --json and no --output.") }
      if compare == "-", firmware == "-" { throw ValidationError("Only one trace can be standard input.") }
      if context < 0 { throw ValidationError("--context must be 0 or more.") }
    }
    if callees, functions.isEmpty { throw ValidationError("--callees goes only with --function.") }
    if let fromCycle, let toCycle, toCycle <= fromCycle {
      throw ValidationError("--to-cycle must be more than --from-cycle.")
    }
  }

  func run() throws {
    guard let compare else { return try record() }
    if let target {
      try compareRun(with: compare, target: target)
    } else {
      try compareFiles(compare, firmware)
    }
  }

  // MARK: Recording

  private func record() throws {
    let run = try FirmwareRun(firmware: firmware, target: target ?? "", timing: timing)
    let selection = try selection(run.image)
    Interruption.catchSignals()
    let file = try TraceOutput(output, beside: [firmware], timeout: options.timeout)
    let host = try host(tracesToOutput: output == "-")
    let format = json ? TraceFormat.json : .text
    file.append(format.header(firmware: firmware, target: run.board.name))
    let report = run.trace(selection, host: host, limits: options.limits(), poll: poll) {
      file.append($0, as: format)
    }
    let flushed = host.flushAtEnd()
    file.flush()
    if !quiet, file.failure == nil { printError(report.text) }
    try file.finish()
    if let flushed { throw Failure.outputFailed("the firmware's output", errno: flushed) }
    throw ExitCode(status(report))
  }

  private func status(_ report: TraceReport) -> Int32 {
    if let run = report.run { return run.stop.exitStatus }
    return Interruption.isRequested ? StopReason.interrupted.exitStatus : 0
  }

  private func poll(_: RunProgress) -> StopReason? { Interruption.isRequested ? .interrupted : nil }

  /// The firmware's output never mixes with the trace.
  private func host(tracesToOutput: Bool) throws -> StandardHost {
    let commandLine = [firmware] + arguments
    if quietFirmware {
      let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
      return try options.host(commandLine: commandLine, output: nowhere, errors: nowhere)
    }
    return try options.host(commandLine: commandLine, output: tracesToOutput ? 2 : 1)
  }

  private func selection(_ image: FirmwareImage) throws -> TraceSelection {
    var selection = TraceSelection()
    selection.functions = try functions.flatMap { try image.code(ofFunction: $0, option: "--function") }
    selection.includesCallees = callees
    selection.from = try from.map { try image.address(named: $0, option: "--from") }
    selection.to = try to.map { try image.address(named: $0, option: "--to") }
    selection.cycles = (fromCycle ?? 0)..<(toCycle ?? .max)
    selection.skipped = skip
    selection.limit = maxInstructions
    return selection
  }

  // MARK: Comparing

  private func compareFiles(_ first: String, _ second: String) throws {
    let readers = (try TraceReader(path: first), try TraceReader(path: second))
    var comparison = TraceComparison(ignoresCycles: ignoreCycles, contextLength: context)
    if let divergence = try comparison.compare(readers.0, readers.1) {
      try printOutput(divergence.text(comparison, first: first, second: second))
      throw ExitCode(1)
    }
    try printOutput("no divergence in \(comparison.equalEvents) lines\n")
  }

  private func compareRun(with path: String, target: String) throws {
    let run = try FirmwareRun(firmware: firmware, target: target, timing: timing)
    let selection = try selection(run.image)
    let reader = try TraceReader(path: path)
    let host = try host(tracesToOutput: true)
    Interruption.catchSignals()
    var comparison = TraceComparison(ignoresCycles: ignoreCycles, contextLength: context)
    var divergence: TraceComparison.Divergence?
    var problem: (any Error)?
    let report = run.trace(selection, host: host, limits: options.limits(), poll: poll) { event in
      do {
        divergence = comparison.compare(try reader.next(), event)
      } catch {
        problem = error
      }
      return divergence == nil && problem == nil
    }
    _ = host.flushAtEnd()
    if let problem { throw problem }
    // A run that the host ended is not the end of its trace.
    let isComplete = report.run.map { $0.stop.reason != .interrupted && $0.stop.limit != "timeout" } ?? true
    if divergence == nil, isComplete { divergence = comparison.compare(try reader.next(), nil) }
    if let divergence {
      try printOutput(divergence.text(comparison, first: path, second: "this run"))
      throw ExitCode(1)
    }
    try printOutput(
      "no divergence in \(comparison.equalEvents) lines\(isComplete ? "" : ", where the run was ended")\n")
    if !isComplete { throw ExitCode(status(report)) }
  }
}
