import ArgumentParser
import Foundation
import MemoryGuard
import Profiler
import Simulator

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run a firmware image and report every access that it must not make.",
    discussion: """
      Out-of-bounds and stale pointers, stack overflow, uninitialised memory, misuse of the heap and more; the firmware \
      runs as it is, in the same cycles. Its output goes to standard output, the report to standard error. Any number of \
      output files may be asked for; one of them may be '-', standard output, and then the firmware's output goes to \
      standard error. Lines and variables are known where the firmware was built with -g. The exit status is 3 if there \
      are violations that are not suppressed, otherwise as with 'run'.
      """)

  @Argument(help: "The linked ELF image.")
  var firmware: String

  @Option(help: "A board's name (see 'thumbprint targets') or the path of a board file.")
  var target: String

  @Option(
    help: ArgumentHelp(
      "What is set aside for the main stack, whatever the linker script says.", valueName: "bytes"))
  var stackSize: UInt32?

  @Option(
    help: ArgumentHelp("Leave out the violations that a file describes. Repeatable.", valueName: "file"))
  var suppressions: [String] = []

  @Flag(help: "Print a suppression with each violation.")
  var printSuppressions = false

  @OptionGroup
  var allocators: AllocatorOptions

  @Option(help: ArgumentHelp("Where the sources lie, if not where they were compiled.", valueName: "directory"))
  var sourceDir: String?

  @Flag(help: "Print no report.")
  var quiet = false

  @OptionGroup(title: "Outputs")
  var outputs: CheckOutputs

  @OptionGroup(title: "Timing")
  var timing: TimingOptions

  @OptionGroup(title: "Limits and the host")
  var options: RunOptions

  func validate() throws {
    if let stackSize, stackSize == 0 { throw ValidationError("--stack-size must be more than 0 bytes.") }
    if quiet, printSuppressions { throw ValidationError("--print-suppressions prints nothing with --quiet.") }
  }

  func run() throws {
    let run = try FirmwareRun(firmware: firmware, target: target, timing: timing)
    var checked = CheckOptions()
    checked.stackSize = stackSize
    checked.allocators = try allocators.allocators(in: run.image)
    for path in suppressions { checked.suppressions.append(try Suppressions(path: path)) }
    let check = try MemoryCheck(run, options: checked)
    let files = try outputs.open(beside: [firmware, target] + suppressions)
    let host = try options.host(firmware: firmware, output: files.usesStandardOutput ? 2 : 1)

    var found: CheckReport?
    let hosted = HostedRun(run.image, host: host, showsProgress: !quiet) { poll in
      let (report, run) = check.execute(host: host, limits: options.limits, poll: poll)
      found = report
      return run
    }
    guard let report = found else { return }
    if !quiet { show(report, hosted) }
    try files.write(report)
    guard report.violations.isEmpty else {
      // They matter more than output that is lost, but that is said too.
      do { try hosted.checkOutput() } catch let failure as Failure { printError("error: \(failure.message)\n") }
      throw ExitCode(3)
    }
    try hosted.end()
  }

  private func show(_ report: CheckReport, _ hosted: HostedRun) {
    hosted.printStop()
    var report = report
    var sources = SourceText()
    if !report.violations.isEmpty {
      let read = SourceText.read(report.sourceFiles, imagePath: firmware, sourceDirectory: sourceDir)
      sources = read.sources
      report.notes += read.notes
    }
    printError(
      report.text(
        width: Terminal.width(of: 2), color: Terminal.hasColor(2), sources: sources.files,
        showsSuppressions: printSuppressions))
    for warning in hosted.report.warnings { printError("warning: \(warning)\n") }
  }
}

/// The files that a check's report is written to.
struct CheckOutputs: ParsableArguments {
  @Option(help: ArgumentHelp("Write the violations as JSON.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write them as SARIF 2.1.0, at their files and lines.", valueName: "file"))
  var sarif: String?

  @Option(help: ArgumentHelp("Write them as JUnit XML.", valueName: "file"))
  var junit: String?

  private typealias Rendering = (CheckReport) -> [UInt8]

  private var formats: [(option: String, path: String?, rendering: Rendering)] {
    [
      ("--json", json, { $0.json() }),
      ("--sarif", sarif, { $0.sarif(sourceRoot: FileManager.default.currentDirectoryPath) }),
      ("--junit", junit, { Array($0.junit().utf8) }),
    ]
  }

  func validate() throws {
    let standard = formats.filter { $0.path == "-" }.map(\.option)
    if standard.count > 1 {
      throw ValidationError("\(standard[0]) - and \(standard[1]) - both write to standard output.")
    }
  }

  /// Files that are open, each with what it is to hold.
  struct Opened {
    fileprivate var files: [(file: OutputFile, rendering: (CheckReport) -> [UInt8])] = []

    var usesStandardOutput: Bool { files.contains { $0.file.isStandardOutput } }

    /// Writes all files; one that cannot be written keeps no other from it.
    /// - Throws: the first failure, once all are written.
    func write(_ report: CheckReport) throws {
      var first: (any Error)?
      for (file, rendering) in files {
        do { try file.write(rendering(report)) } catch { first = first ?? error }
      }
      if let first { throw first }
    }
  }

  /// Opens the files, before the run: a run may be long, and its result must not be lost to a misspelt path.
  /// - Parameter inputs: files that are read.
  func open(beside inputs: [String]) throws -> Opened {
    var opened = Opened()
    for (option, path, rendering) in formats {
      guard let path else { continue }
      let file = try OutputFile(path, option: option, beside: inputs, others: opened.files.map(\.file))
      opened.files.append((file, rendering))
    }
    return opened
  }
}
