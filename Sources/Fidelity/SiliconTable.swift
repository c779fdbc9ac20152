import Boards

/// A CSV file of measurements: see `Traces/README.md`.
public struct SiliconTable: Equatable, Sendable {
  public struct Row: Equatable, Sendable {
    /// Line in the file, from 1.
    public var line: Int
    public var measurement: SiliconCase
  }

  public var file: String
  public var rows: [Row]

  public static let columns = ["core", "board", "program", "measured", "tolerance", "source", "comment"]
  /// Columns that a file may lack.
  private static let optional = ["comment"]

  /// Parses a file's text; `file` is only used in messages.
  public init(_ text: String, file: String) throws(FidelityError) {
    self.file = file
    rows = []
    let records = try CSVReader.records(of: text, file: file)
    guard let header = records.first else {
      throw .badTable(file: file, line: 1, column: 1, problem: "is empty; expected the header \(Self.header)")
    }
    let places = try Self.places(header, file: file)
    for record in records.dropFirst() {
      let parser = RowParser(file: file, record: record, places: places, width: header.fields.count)
      rows.append(Row(line: record.line, measurement: try parser.parse()))
    }
  }

  private static var header: String { columns.joined(separator: ",") }

  /// The number of each column in a record.
  private static func places(_ header: CSVReader.Record, file: String) throws(FidelityError) -> [String: Int] {
    var places: [String: Int] = [:]
    for (index, field) in header.fields.enumerated() {
      let name = trimmed(field)
      func problem(_ text: String) -> FidelityError {
        .badTable(file: file, line: header.line, column: index + 1, problem: text)
      }
      guard columns.contains(name) else {
        throw problem("unknown column '\(name)'; expected the header \(Self.header)")
      }
      guard places.updateValue(index, forKey: name) == nil else { throw problem("column '\(name)' is there twice") }
    }
    for name in columns where places[name] == nil && !optional.contains(name) {
      throw .badTable(
        file: file, line: header.line, column: header.fields.count + 1, problem: "column '\(name)' is missing")
    }
    return places
  }

  /// The header and the cases as lines of a file.
  public static func text(_ cases: [SiliconCase]) -> String {
    cases.map { measurement in
      csvLine([
        measurement.core.rawValue, measurement.board.text, measurement.program, decimal(measurement.measured),
        measurement.tolerance.text, measurement.source, measurement.comment,
      ])
    }.reduce(csvLine(columns), +)
  }
}

/// Reads one record as a case.
private struct RowParser {
  let file: String
  let record: CSVReader.Record
  let places: [String: Int]
  let width: Int

  func parse() throws(FidelityError) -> SiliconCase {
    guard record.fields.count == width else {
      throw .badTable(
        file: file, line: record.line, column: min(record.fields.count, width) + 1,
        problem: "the line has \(record.fields.count) fields; expected \(width), as in the header")
    }
    guard let core = Core.Kind(rawValue: field("core")) else {
      throw problem("core", expected: "cortex-m4 or cortex-m7")
    }
    let board: BoardConfiguration
    do { board = try BoardConfiguration(field("board")) } catch {
      throw .badTable(file: file, line: record.line, column: column("board"), problem: "board: \(error)")
    }
    let program = field("program")
    guard !program.isEmpty, !program.contains("/") else {
      throw problem("program", expected: "the stem of a file in Fixtures/microbench/programs")
    }
    guard let measured = number(field("measured")), measured >= 0 else {
      throw problem("measured", expected: "cycles, a number such as 3 or 2.4")
    }
    guard let tolerance = SiliconCase.Tolerance(field("tolerance")) else {
      throw problem("tolerance", expected: "cycles such as 0.5, or a percentage such as 2%")
    }
    guard !field("source").isEmpty else { throw problem("source", expected: "who measured it, on what") }
    return SiliconCase(
      core: core, board: board, program: program, measured: measured, tolerance: tolerance, source: field("source"),
      comment: field("comment"))
  }

  private func field(_ name: String) -> String { places[name].map { trimmed(record.fields[$0]) } ?? "" }
  private func column(_ name: String) -> Int { (places[name] ?? 0) + 1 }

  private func problem(_ name: String, expected: String) -> FidelityError {
    .badTable(
      file: file, line: record.line, column: column(name), problem: "\(name): '\(field(name))'; expected \(expected)")
  }
}
