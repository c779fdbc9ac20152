import Boards
import Foundation
import Testing

@testable import Fidelity

/// The tables and programs that come with the project belong together.
@Suite struct CatalogueTests {
  static let files = FidelityFiles(
    root: URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path)

  private func stems(_ folder: String, _ ending: String) throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(Self.files.root)/Fixtures/microbench/\(folder)")
    return Set(names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) })
  }

  private func cases() throws -> [SiliconCase] {
    try Self.files.tables().flatMap { path in
      try SiliconTable(try FidelityFiles.text(path), file: path).rows.map(\.measurement)
    }
  }

  @Test func everyRowHasAnImageAndEveryImageARow() throws {
    let rows = Set(try cases().map { "\($0.program)-\($0.board.target)" })
    #expect(try stems("images", ".elf") == rows)
    #expect(rows.count > 200)
  }

  @Test func everyProgramHasARow() throws {
    #expect(try stems("programs", ".s") == Set(try cases().map(\.program)))
  }

  @Test func everyRowsBoardHasItsCore() throws {
    let library = try BoardLibrary.find(environment: [:])
    var runner = CaseRunner(images: Self.files.images, library: library)
    let all = try rows(of: Self.files.tables(), core: nil, runner: &runner)
    #expect(all.count == (try cases().count))
    for core in Core.Kind.allCases {
      let some = try rows(of: Self.files.tables(), core: core, runner: &runner)
      #expect(!some.isEmpty && some == all.filter { $0.core == core })
    }
    for row in all { #expect(row.core.rawValue.hasSuffix(row.program.prefix(2))) }
  }

  /// What is written without a document's name must be a measurement, and exact rows need no excuse.
  @Test func sourcesAreOfAKnownKind() throws {
    let measured = ["jnk0le/random, ", "compendium.i-0.nl, ", "quinapalus.com, ", "dwelch67/stm32_samples, "]
    for row in try cases() {
      let isKnown =
        row.source.hasPrefix("documented: ") || row.source == "recalled, unconfirmed"
        || measured.contains(where: row.source.hasPrefix)
      #expect(isKnown, "\(row.program): \(row.source)")
      if row.source == "recalled, unconfirmed" { #expect(row.tolerance != .cycles(0), "\(row.program)") }
    }
  }

  @Test func aRowOfAnotherCoreOrBoardIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("t.csv").path
    var runner = CaseRunner(images: Self.files.images, library: try BoardLibrary.find(environment: [:]))
    func read(_ row: String) throws {
      try (SiliconTableTests.header + row).write(toFile: path, atomically: true, encoding: .utf8)
      _ = try rows(of: [path], core: nil, runner: &runner)
    }
    #expect(
      throws: FidelityError.badTable(
        file: path, line: 2, column: 1, problem: "core: 'cortex-m7'; stm32f407 is a cortex-m4")
    ) { try read("cortex-m7,stm32f407,m4-add,1,0,me,\n") }
    let board = #expect(throws: FidelityError.self) { try read("cortex-m4,stm32f999,m4-add,1,0,me,\n") }
    #expect(board?.description.contains("t.csv:2: column 2: board: unknown target 'stm32f999'") == true)
    let error = #expect(throws: FidelityError.self) { try read("cortex-m4,stm32f407,m4-none,1,0,me,\n") }
    #expect(error?.description.contains("m4-none-stm32f407.elf: does not exist; expected the image of m4-none") == true)
  }
}
