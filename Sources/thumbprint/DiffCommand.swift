import ArgumentParser
import Foundation
import Profiler

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two profiles, and fail if cycles grew too much.",
    discussion: """
      Both are what 'thumbprint profile --json' writes; the first is the baseline. The exit status is 3 if a limit was \
      broken, with a line on standard error for each breach; 64 for wrong usage; 65 for a file that is no profile; 74 \
      when output could not be written.
      """)

  @Argument(help: "The profile before: the baseline. '-' is standard input.")
  var from: String

  @Argument(help: "The profile after.")
  var to: String

  @Option(
    help: ArgumentHelp(
      """
      Fail if all cycles grew by more: 2% or 1000cycles; NAME=5% or NAME=1000cycles for the inclusive cycles of one \
      function. Repeatable.
      """, valueName: "limit"))
  var failOver: [String] = []

  @Option(help: ArgumentHelp("Fail if the self cycles of any function grew by more.", valueName: "limit"))
  var failOverFunction: [String] = []

  @Option(
    help: ArgumentHelp("Fail if any layer grew by more, or one: NAME=2%. Repeatable.", valueName: "limit"))
  var failOverLayer: [String] = []

  @Option(
    help: ArgumentHelp(
      "Functions and layers may grow by fewer cycles than this, whatever the limit.", valueName: "cycles"))
  var ignoreBelow: UInt64?

  @Option(help: ArgumentHelp("Write the difference as JSON; '-' is standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write it as Markdown, for a comment on a pull request.", valueName: "file"))
  var markdown: String?

  @Option(help: ArgumentHelp("Write the checked limits as JUnit XML.", valueName: "file"))
  var junit: String?

  @Option(
    help: ArgumentHelp("Write the breaches as SARIF 2.1.0, at the functions' files and lines.", valueName: "file"))
  var sarif: String?

  /// The limits, in the order of the options' descriptions.
  private func limits() throws -> [ChangeLimit] {
    func parsed(
      _ option: String, _ texts: [String], _ parse: (String) throws(ChangeLimit.Malformed) -> ChangeLimit
    ) throws -> [ChangeLimit] {
      try texts.map { text in
        do { return try parse(text) } catch { throw ValidationError("\(option) \(error)") }
      }
    }
    return try parsed("--fail-over", failOver, ChangeLimit.init(failOver:))
      + parsed("--fail-over-function", failOverFunction, ChangeLimit.init(failOverFunction:))
      + parsed("--fail-over-layer", failOverLayer, ChangeLimit.init(failOverLayer:))
  }

  func validate() throws {
    let limits = try limits()
    let needLimits = [("--junit", junit != nil), ("--sarif", sarif != nil), ("--ignore-below", ignoreBelow != nil)]
    if limits.isEmpty, let option = needLimits.first(where: \.1) {
      throw ValidationError("\(option.0) needs a limit: --fail-over, --fail-over-function or --fail-over-layer.")
    }
    if from == "-", to == "-" { throw ValidationError("Only one of the profiles can be standard input.") }
  }

  func run() throws {
    let limits = try limits()
    // Before the work, as a misspelt path is the commonest mistake.
    var files: [OutputFile] = []
    func open(_ path: String?, _ option: String) throws -> OutputFile? {
      guard let path else { return nil }
      let file = try OutputFile(path, option: option, beside: [from, to], others: files)
      files.append(file)
      return file
    }
    let (jsonFile, markdownFile) = (try open(json, "--json"), try open(markdown, "--markdown"))
    let (junitFile, sarifFile) = (try open(junit, "--junit"), try open(sarif, "--sarif"))

    let difference = ProfileDifference(
      from: try Profile(path: from), file: from, to: try Profile(path: to), file: to)
    let checks: [LimitCheck]
    do { checks = try difference.check(limits, ignoringBelow: ignoreBelow ?? 0) } catch {
      throw Failure(status: 64, message: "\(error)")
    }

    if !files.contains(where: \.isStandardOutput) { try printDifference(difference, checks) }
    try jsonFile?.write(difference.json(checks))
    try markdownFile?.write(Array(difference.markdown(checks).utf8))
    try junitFile?.write(Array(difference.junit(checks).utf8))
    try sarifFile?.write(difference.sarif(checks, sourceRoot: FileManager.default.currentDirectoryPath))

    let breaches = checks.filter(\.isBreach)
    for breach in breaches { printError("over limit: \(breach.text)\n") }
    if !breaches.isEmpty { throw ExitCode(3) }
  }

  private func printDifference(_ difference: ProfileDifference, _ checks: [LimitCheck]) throws {
    var text = difference.text(width: Terminal.width(of: 1), color: Terminal.hasColor(1))
    if !checks.isEmpty, !checks.contains(where: \.isBreach) {
      text += "\nno limit broken: \(checks.count == 1 ? "1 check" : "\(checks.count) checks")\n"
    }
    try printOutput(text)
  }
}
