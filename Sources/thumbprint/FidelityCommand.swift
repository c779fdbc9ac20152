import ArgumentParser
import Boards
import Fidelity
import Foundation
import Simulator

struct FidelityCommand: ParsableCommand {
  enum CoreChoice: String, ExpressibleByArgument, CaseIterable {
    case m4, m7
    var kind: Core.Kind { self == .m4 ? .cortexM4 : .cortexM7 }
  }

  static let configuration = CommandConfiguration(
    commandName: "fidelity",
    abstract: "Compare simulated cycles with published measurements.",
    discussion: """
      Runs the microbenchmark of every row of the CSV files (those of Traces/silicon if none is given). The exit status \
      is 1 if a row is over its tolerance; 64 for wrong usage; 65 for an unusable table, image or log.
      """)

  @Argument(help: "Tables of measurements (CSV).")
  var tables: [String] = []

  @Option(help: "Only the rows of one core: m4 or m7.")
  var core: CoreChoice?

  @Option(help: ArgumentHelp("Write the report as JSON; '-' is standard output.", valueName: "file"))
  var json: String?

  @Flag(help: "Print Markdown tables.")
  var markdown = false

  @Flag(help: "Print what whole programs cost under one condition relative to another, instead of the rows.")
  var programs = false

  @Option(help: ArgumentHelp("Folder of the programs' images, PROGRAM-BOARD.elf.", valueName: "directory"))
  var images: String?

  @Option(
    help: ArgumentHelp(
      "Turn what microbenchmarks printed on a real board into rows on standard output.", valueName: "log"))
  var record: String?

  @Option(help: ArgumentHelp("With --record: the board that they ran on, as in a table's column.", valueName: "board"))
  var board: String?

  @Option(help: ArgumentHelp("With --record: who measured, on which part and revision.", valueName: "text"))
  var source: String?

  @Option(help: ArgumentHelp("With --record: the day, YYYY-MM-DD; today without it.", valueName: "date"))
  var date: String?

  @Option(help: ArgumentHelp("With --record: the rows' tolerance, cycles or a percentage.", valueName: "tolerance"))
  var tolerance: String?

  func validate() throws {
    let recording = [("--board", board), ("--source", source), ("--date", date), ("--tolerance", tolerance)]
    if record != nil {
      guard board != nil, source?.isEmpty == false else {
        throw ValidationError("--record needs --board and --source.")
      }
      guard tables.isEmpty, core == nil, json == nil, images == nil, !markdown, !programs else {
        throw ValidationError("--record goes only with --board, --source, --date and --tolerance.")
      }
    } else if let option = recording.first(where: { $0.1 != nil }) {
      throw ValidationError("\(option.0) goes only with --record.")
    }
    if programs, !tables.isEmpty || core != nil {
      throw ValidationError("--programs takes no tables and no --core.")
    }
    if markdown, json == "-" { throw ValidationError("--markdown and --json - both write to standard output.") }
    if let date, date.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil {
      throw ValidationError("--date \(date): expected YYYY-MM-DD.")
    }
    if let tolerance, SiliconCase.Tolerance(tolerance) == nil {
      throw ValidationError("--tolerance \(tolerance): expected cycles such as 0.5, or a percentage such as 2%.")
    }
  }

  func run() throws {
    let library = try BoardLibrary.find()
    if let record {
      try recordLog(record, library)
    } else if programs {
      let folder = try images ?? FidelityFiles.find().wholeProgramImages
      let file = try json.map { try ReportFile($0, beside: []) }
      var runner = CaseRunner(images: folder, library: library)
      let ratios = try ProgramRatios(runner: &runner)
      if json != "-" { try printOutput(markdown ? ratios.markdown : ratios.text) }
      try file?.write(ratios)
    } else {
      try compare(library)
    }
  }

  private func compare(_ library: BoardLibrary) throws {
    let paths = try tables.isEmpty ? FidelityFiles.find().tables() : tables
    let file = try json.map { try ReportFile($0, beside: paths) }
    var runner = CaseRunner(images: try images ?? FidelityFiles.find().images, library: library)
    let rows = try Fidelity.rows(of: paths, core: core?.kind, runner: &runner)
    let report = FidelityReport(
      try rows.map { FidelityReport.Case($0, simulated: try runner.simulate($0)) })
    if json != "-" { try printOutput(markdown ? report.markdown : report.text) }
    try file?.write(report)
    if report.failures > 0 { throw ExitCode(1) }
  }

  private func recordLog(_ path: String, _ library: BoardLibrary) throws {
    let configuration: BoardConfiguration
    do { configuration = try BoardConfiguration(board ?? "") } catch {
      throw Failure(status: 64, message: "--board: \(error)")
    }
    let kind = try library.board(named: configuration.target).core.kind
    let day = date ?? Date().formatted(.iso8601.year().month().day())
    let log = try BoardLog(
      try FidelityFiles.text(path), path: path, core: kind, board: configuration, source: "\(source ?? ""), \(day)",
      tolerance: tolerance.flatMap(SiliconCase.Tolerance.init) ?? .cycles(0.05))
    for fault in log.faults { printError("\(path):\(fault.line): \(fault.program) ended in a fault; no row\n") }
    try printOutput(SiliconTable.text(log.cases))
  }
}
