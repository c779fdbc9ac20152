import ArgumentParser
import Firmware
import Profiler
import Simulator

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Run a firmware image and say where its cycles go, and why.",
    discussion: """
      The firmware's output goes to standard output, a summary to standard error. Any number of output files may be \
      asked for in one run; one of them may be '-', standard output, and then the firmware's output goes to standard \
      error. Lines and inlined functions are known where the firmware was built with -g. The exit status is as with \
      'run'.
      """)

  @Argument(help: "The linked ELF image.")
  var firmware: String

  @Option(help: "A board's name (see 'thumbprint targets') or the path of a board file.")
  var target: String

  @OptionGroup(title: "Profile")
  var selection: ProfileSelection

  @Option(help: ArgumentHelp("Where the sources lie, if not where they were compiled.", valueName: "directory"))
  var sourceDir: String?

  @Flag(help: "Print no summary.")
  var quiet = false

  @OptionGroup(title: "Outputs")
  var outputs: ProfileOutputs

  @OptionGroup(title: "Timing")
  var timing: TimingOptions

  @OptionGroup(title: "Limits and the host")
  var options: RunOptions

  func run() throws {
    let run = try FirmwareRun(firmware: firmware, target: target, timing: timing)
    var selected = try selection.resolved(in: run.image)
    selected.recording.changeLimit = outputs.changeLimit
    let files = try outputs.open(beside: [firmware, target])
    let host = try options.host(firmware: firmware, output: files.usesStandardOutput ? 2 : 1)
    let result = ProfilingRun(
      run, host: host, limits: options.limits, selection: selected, sourceDirectory: sourceDir, showsProgress: !quiet)

    if !quiet {
      result.printStop()
      printError(result.profile.summary(width: Terminal.width(of: 2), color: Terminal.hasColor(2)))
      for warning in result.report.warnings { printError("warning: \(warning)\n") }
    }
    let sources =
      outputs.showsSources
      ? SourceText.read(for: result.profile, imagePath: firmware, sourceDirectory: sourceDir).sources : SourceText()
    try files.write(result, sources)
    try result.end()
  }
}
