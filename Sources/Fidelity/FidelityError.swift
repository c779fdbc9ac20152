/// Why measurements could not be read, run or recorded. Ends the command with exit status 65.
public enum FidelityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file, or a folder, that cannot be read or is not there.
  case unreadable(path: String, problem: String)
  /// A mistake in a CSV file. `line` and `column` count from 1; the column is the field's number in its record.
  case badTable(file: String, line: Int, column: Int, problem: String)
  /// A case whose program has not been built for its board.
  case missingImage(path: String, program: String, board: String)
  /// What a microbenchmark printed has no result, or how its run ended instead.
  case noResult(program: String, board: String, problem: String)
  /// A board's log without a single result.
  case emptyLog(path: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let problem): "\(path): \(problem)"
    case .badTable(let file, let line, let column, let problem): "\(file):\(line): column \(column): \(problem)"
    case .missingImage(let path, let program, let board):
      "\(path): does not exist; expected the image of \(program) for \(board) (make -C Fixtures microbench BOARDS=\(board))"
    case .noResult(let program, let board, let problem): "\(program) on \(board): \(problem)"
    case .emptyLog(let path):
      "\(path): has no result of a microbenchmark; expected lines like 'microbench m4-add cycles 80 per 80'"
    }
  }
}
