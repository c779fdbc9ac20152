import Boards

/// The measurements of several tables, in their order, each checked: its board exists and has the row's core, and its
/// program is built for it.
/// - Parameter core: only rows of this core, all if nil.
/// - Throws: `FidelityError` for a mistake in a table, a board that does not load or cannot be set so, a missing image, or
///   if there is not one row.
public func rows(of paths: [String], core: Core.Kind?, runner: inout CaseRunner) throws -> [SiliconCase] {
  var rows: [SiliconCase] = []
  for path in paths {
    for row in try SiliconTable(try FidelityFiles.text(path), file: path).rows {
      let measurement = row.measurement
      let board: Board
      do { board = try runner.board(measurement.board.target) } catch {
        throw FidelityError.badTable(file: path, line: row.line, column: 2, problem: "board: \(error)")
      }
      if let problem = measurement.board.timing.problem(on: board) {
        throw FidelityError.badTable(file: path, line: row.line, column: 2, problem: "board: \(problem)")
      }
      guard board.core.kind == measurement.core else {
        throw FidelityError.badTable(
          file: path, line: row.line, column: 1,
          problem: "core: '\(measurement.core.rawValue)'; \(board.name) is a \(board.core.kind.rawValue)")
      }
      guard core == nil || core == measurement.core else { continue }
      _ = try runner.image(of: measurement)
      rows.append(measurement)
    }
  }
  // A check that checks nothing must not pass.
  guard !rows.isEmpty else {
    throw FidelityError.unreadable(
      path: paths.joined(separator: ", "), problem: "has no row\(core.map { " of \($0.rawValue)" } ?? "")")
  }
  return rows
}
