import Foundation
import Microarchitecture
import Testing

@testable import Boards

/// Cost files: which one a board takes, and the mistakes in one.
struct CostTableTests {
  /// The built-in file, so that what is wrong in a test is only what the test changes.
  static let good = Result {
    try String(
      contentsOfFile: BoardLibrary.find(environment: [:]).directory + "/cores/cortex-m4.yaml", encoding: .utf8)
  }

  private func parse(_ text: String) throws -> CostTable {
    try CostTableParser.parse(text, file: "mine.yaml", for: .cortexM4)
  }

  @Test func theBuiltInFile() throws {
    let table = try BoardLibrary.find(environment: [:]).costs(of: .cortexM4)
    #expect(table.core == "cortex-m4")
    #expect(table["load"]?.value == 2)
    #expect(table["load"]?.confirmed == .documented)
    #expect(table["divide-bits-per-cycle"]?.confirmed == .derived)
    #expect(table.rows.allSatisfy { $0.source.count > 2 })
    #expect(Set(table.rows.map(\.name)).count == table.rows.count)
  }

  @Test func anEmptyFile() {
    #expect(
      throws: BoardFileError(
        kind: .syntax, file: "mine.yaml", line: nil, problem: "is empty; expected a core's costs")
    ) { try parse("# nothing\n") }
  }

  /// (the line that is replaced, by what, kind, what the message says)
  @Test(
    arguments: [
      ("load", "load: {cycles: 2, confirmed: measured}", .missingKey, "load: the key 'source' is missing"),
      ("load", "load: {cycles: 2, source: \"\", confirmed: measured}", .wrongType, "source: expected text"),
      ("load", "load: {cycles: 2, source: TRM}", .missingKey, "load: the key 'confirmed' is missing"),
      (
        "load", "load: {cycles: 2, source: TRM, confirmed: sure}", .wrongType,
        "confirmed: found 'sure', expected one of: measured, documented, derived, recalled"
      ),
      ("load", "load: {source: TRM, confirmed: measured}", .missingKey, "load: the key 'cycles' or 'count' is missing"),
      (
        "load", "load: {cycles: 2, count: 2, source: TRM, confirmed: measured}", .duplicate,
        "load: has both 'cycles' and 'count'"
      ),
      (
        "load", "load: {cycles: -2, source: TRM, confirmed: measured}", .wrongType,
        "cycles: expected a whole number, found '-2'"
      ),
      (
        "load", "load: {cycles: 2.5, source: TRM, confirmed: measured}", .wrongType,
        "cycles: expected a whole number, found '2.5'"
      ),
      ("load", "load: {cycles: 1000, source: TRM, confirmed: measured}", .outOfRange, "cycles: 1000 is outside 0…255"),
      (
        "load", "load: {cycles: 0, source: TRM, confirmed: measured}", .outOfRange,
        "'load' of cortex-m4 is 0; it has to be from 1 to 255"
      ),
      (
        "load", "load: {cycle: 2, source: TRM, confirmed: measured}", .unknownKey,
        "unknown key 'cycle' in load; did you mean 'cycles'?"
      ),
      ("load", "load: 2", .wrongType, "load: expected a mapping"),
      (
        "load", "lode: {cycles: 2, source: TRM, confirmed: measured}", .missingKey, "the costs of cortex-m4 lack 'load'"
      ),
      (
        "load",
        "load: {cycles: 2, source: TRM, confirmed: measured}\n  lode: {cycles: 2, source: TRM, confirmed: measured}",
        .unknownName, "'lode' is no cost of cortex-m4; did you mean 'load'?"
      ),
      (
        "load",
        "load: {cycles: 2, source: TRM, confirmed: measured}\n  load: {cycles: 2, source: TRM, confirmed: measured}",
        .duplicate, "a key appears twice"
      ),
    ] as [(String, String, BoardFileError.Kind, String)])
  func mistake(name: String, replacement: String, kind: BoardFileError.Kind, text: String) throws {
    var lines = try Self.good.get().components(separatedBy: "\n")
    let line = try #require(lines.firstIndex { $0.hasPrefix("  \(name):") })
    lines[line] = "  " + replacement
    let error = try #require(throws: BoardFileError.self) { try parse(lines.joined(separator: "\n")) }
    #expect(error.kind == kind, "\(error)")
    #expect(error.file == "mine.yaml")
    #expect(error.description.contains(text), "\(error)")
    // What is missing is said of the list; what the test adds follows the line that it replaces.
    let list = try #require(lines.firstIndex(of: "costs:"))
    #expect(error.line == (text.contains("lack") ? list : line) + (kind == .unknownName ? 2 : 1), "\(error)")
  }

  @Test(
    arguments: [
      ("core: cortex-m7\ncosts: {}", 1, "these are costs of cortex-m7, expected cortex-m4"),
      ("core: cortex-m3\ncosts: {}", 1, "core: found 'cortex-m3'"),
      ("core: cortex-m4", 1, "the key 'costs' is missing"),
      ("core: cortex-m4\ncosts: []", 2, "costs: expected a mapping from names to costs"),
      ("core: cortex-m4\ncosts:\n  [1]: {cycles: 1}", 3, "costs: a name must be text"),
      ("core: cortex-m4\ncost: {}", 2, "unknown key 'cost' in the cost file; did you mean 'costs'?"),
      ("core: [", 2, "not YAML"),
      ("", nil, "is empty"),
    ] as [(String, Int?, String)])
  func notACostFile(text: String, line: Int?, message: String) throws {
    let error = try #require(throws: BoardFileError.self) { try parse(text) }
    #expect(error.description.contains(message), "\(error)")
    #expect(error.line == line, "\(error)")
  }

  // MARK: Which file a board takes

  private func withDirectory(_ body: (URL) throws -> Void) throws {
    let directory = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("thumbprint-costs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("cores"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory)
  }

  private func costs(loadOf cycles: Int) throws -> String {
    try Self.good.get().replacingOccurrences(of: "  load: {cycles: 2", with: "  load: {cycles: \(cycles)")
  }

  @Test func aBoardTakesTheLibrarysCosts() throws {
    let library = try BoardLibrary.find(environment: [:])
    #expect(try library.board(named: "stm32f407").costs == library.costs(of: .cortexM4))
    #expect(try BoardLibrary.parse(BoardFileErrorTests.good, file: "mine.yaml").costs == library.costs(of: .cortexM4))
  }

  @Test func aLibraryOfOnesOwn() throws {
    try withDirectory { directory in
      try costs(loadOf: 7).write(
        to: directory.appendingPathComponent("cores/cortex-m4.yaml"), atomically: true, encoding: .utf8)
      let library = BoardLibrary(directory: directory.path)
      #expect(try library.costs(of: .cortexM4)["load"]?.value == 7)
      let board = try BoardLibrary.parse(BoardFileErrorTests.good, file: "mine.yaml", library: library)
      #expect(board.costs["load"]?.value == 7)
    }
  }

  @Test func costsBesideTheBoardAndNamedByIt() throws {
    try withDirectory { directory in
      let board = directory.appendingPathComponent("board.yaml")
      try BoardFileErrorTests.good.write(to: board, atomically: true, encoding: .utf8)
      #expect(try BoardLibrary.load(path: board.path).costs["load"]?.value == 2)

      try costs(loadOf: 3).write(
        to: directory.appendingPathComponent("cores/cortex-m4.yaml"), atomically: true, encoding: .utf8)
      #expect(try BoardLibrary.load(path: board.path).costs["load"]?.value == 3)

      try costs(loadOf: 4).write(to: directory.appendingPathComponent("mine.yaml"), atomically: true, encoding: .utf8)
      for path in ["mine.yaml", directory.path + "/mine.yaml"] {
        let named = BoardFileErrorTests.good.replacingOccurrences(
          of: "bit-banding: true", with: "bit-banding: true\n  costs: \(path)")
        try named.write(to: board, atomically: true, encoding: .utf8)
        #expect(try BoardLibrary.load(path: board.path).costs["load"]?.value == 4)
      }
    }
  }

  @Test func mistakesNameTheFile() throws {
    try withDirectory { directory in
      let board = directory.appendingPathComponent("board.yaml")
      let named = BoardFileErrorTests.good.replacingOccurrences(
        of: "bit-banding: true", with: "bit-banding: true\n  costs: lost.yaml")
      try named.write(to: board, atomically: true, encoding: .utf8)
      let lost = try #require(throws: BoardFileError.self) { try BoardLibrary.load(path: board.path) }
      #expect(lost.file == board.path && lost.line == 11)
      #expect(lost.description.contains("lost.yaml does not exist; expected a cost file"), "\(lost)")

      let file = directory.appendingPathComponent("lost.yaml")
      try costs(loadOf: 300).write(to: file, atomically: true, encoding: .utf8)
      let wrong = try #require(throws: BoardFileError.self) { try BoardLibrary.load(path: board.path) }
      #expect(wrong.file == file.path)
      #expect(wrong.line != nil)
      #expect(wrong.description.contains("cycles: 300 is outside 0…255"), "\(wrong)")

      let text = try #require(throws: BoardFileError.self) { try BoardLibrary.parse(named, file: "text") }
      #expect(text.line == 11 && text.description.contains("this board is not in a file"), "\(text)")
    }
  }
}
