import Boards
import Firmware
import Foundation
import Simulator

extension BoardConfiguration {
  /// What is set in the firmware's place.
  var timing: TimingOverrides { TimingOverrides(clock: clock, waitStates: waitStates, caches: caches) }
}

/// Runs programs on simulated boards and reads what they print.
public struct CaseRunner {
  /// Folder of `PROGRAM-BOARD.elf`.
  public let images: String
  private let library: BoardLibrary
  private var boards: [String: Board] = [:]
  /// No microbenchmark comes near these.
  private let limits = RunLimits(cycles: 2_000_000_000)

  public init(images: String, library: BoardLibrary) {
    self.images = images
    self.library = library
  }

  /// The path of a case's image, which must exist.
  /// - Throws: `FidelityError.missingImage`; what loading the board throws.
  public mutating func image(of measurement: SiliconCase) throws -> String {
    try image(program: measurement.program, board: try board(measurement.board.target))
  }

  /// The path of a program's image for a board, which must exist.
  func image(program: String, board: Board) throws(FidelityError) -> String {
    let path = URL(fileURLWithPath: images).appendingPathComponent("\(program)-\(board.name).elf").path
    guard FileManager.default.fileExists(atPath: path) else {
      throw FidelityError.missingImage(path: path, program: program, board: board.name)
    }
    return path
  }

  public mutating func board(_ target: String) throws -> Board {
    if let known = boards[target] { return known }
    let board = try library.board(named: target)
    boards[target] = board
    return board
  }

  /// Runs a case and gives the cycles of one sequence.
  /// - Throws: `FidelityError.noResult` if the program prints none; what loading the image throws.
  public mutating func simulate(_ measurement: SiliconCase) throws -> Double {
    let output = try output(try image(of: measurement), on: measurement.board)
    let results = ResultLine.all(in: output.text).map(\.result)
    guard let result = results.first(where: { $0.kind == .microbench && $0.name == measurement.program }) else {
      let printed = output.text.isEmpty ? "nothing" : "'\(trimmed(lines(output.text)[0]))'"
      throw FidelityError.noResult(
        program: measurement.program, board: measurement.board.text,
        problem: "gave no result: it printed \(printed) and stopped by \(output.stop)")
    }
    return result.cyclesEach
  }

  /// Everything that an image prints until nothing more can happen.
  /// - Throws: `FidelityError.noResult` for settings of the configuration that a run cannot be given.
  mutating func output(_ path: String, on configuration: BoardConfiguration) throws -> (text: String, stop: String) {
    let host = CapturingHost(outputLimit: 1 << 16)
    let board = try board(configuration.target)
    let timing = configuration.timing
    if let problem = timing.problem(on: board) {
      throw FidelityError.noResult(program: path, board: configuration.text, problem: problem)
    }
    let run = try FirmwareRun(try FirmwareImage(path: path), on: board, timing: timing)
    let report = run.execute(host: host, limits: limits)
    return (host.outputText, report.stop.reason.rawValue)
  }
}
