import Foundation
import Testing

@testable import Boards

struct BoardLibraryTests {
  let directory = URL(fileURLWithPath: NSTemporaryDirectory())
    .appendingPathComponent("thumbprint-boards-\(UUID().uuidString)")

  private func withDirectory(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("Targets"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body()
  }

  private func write(_ text: String, _ name: String) throws -> String {
    let file = directory.appendingPathComponent(name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  @Test func aTypingMistakeGetsTheNearestName() throws {
    let library = try BoardLibrary.find(environment: [:])
    let error = #expect(throws: TargetError.self) { try library.board(named: "stm32f764") }
    let text = try #require(error).description
    #expect(text.hasPrefix("unknown target 'stm32f764'; did you mean 'stm32f746'?") || text.contains("'stm32f765'?"))
    #expect(text.contains("mps2-an386, mps2-an500, nrf52840"))
    let other = #expect(throws: TargetError.self) { try library.board(named: "STM32F746") }
    #expect(other?.description.contains("did you mean 'stm32f746'?") == true)
  }

  @Test func aStrangeNameGetsNoSuggestion() throws {
    let library = try BoardLibrary.find(environment: [:])
    guard
      case .unknownTarget(_, let suggestion, _)? = #expect(
        throws: TargetError.self,
        performing: {
          try library.board(named: "z80")
        })
    else { return }
    #expect(suggestion == nil)
  }

  @Test(arguments: [("kitten", "sitting", 3), ("", "abc", 3), ("same", "same", 0), ("stm32f746", "stm32f764", 2)])
  func editDistances(first: String, second: String, distance: Int) {
    #expect(editDistance(first, second) == distance)
    #expect(editDistance(second, first) == distance)
  }

  @Test func aBoardByPath() throws {
    try withDirectory {
      let path = try write(BoardFileErrorTests.good, "board.yaml")
      #expect(try BoardLibrary.find(environment: [:]).board(named: path).name == "mine")
    }
  }

  @Test func pathsThatAreNoBoard() throws {
    let library = try BoardLibrary.find(environment: [:])
    let missing = #expect(throws: BoardFileError.self) { try library.board(named: "no/such/board.yaml") }
    #expect(missing?.description == "no/such/board.yaml: does not exist; expected a board file")
    let folder = #expect(throws: BoardFileError.self) { try library.board(named: "/") }
    #expect(folder?.description == "/: is a directory; expected a board file")
  }

  @Test func includesAndOverrides() throws {
    try withDirectory {
      let family = """
        register-sets:
          - {name: port, registers: [{name: DATA, offset: 0x10}]}
        peripherals:
          - {name: A, base: 0x4000_0000, size: 1KB, registers: port}
          - {name: B, base: 0x4000_0400, size: 1KB, registers: port}
        """
      _ = try write(family, "family.yaml")
      let board = BoardFileErrorTests.good
        .replacingOccurrences(of: "summary:", with: "include: [family.yaml]\nsummary:")
        .replacingOccurrences(of: "name: UART1, base: 0x4000_4400", with: "name: B, base: 0x4000_0800")
      let loaded = try BoardLibrary.load(path: write(board, "board.yaml"))
      #expect(loaded.peripherals.map(\.name) == ["A", "APB", "B", "APB"])
      #expect(loaded.peripherals[2].base == 0x4000_0800)
      guard case .stub(let registers) = loaded.peripherals[0].model else {
        Issue.record("A is no stub")
        return
      }
      #expect(registers.map(\.offset) == [0x10])
    }
  }

  @Test func aMistakeInAnIncludeNamesTheInclude() throws {
    try withDirectory {
      let family = try write("peripherals:\n  - {name: A, base: 0x4000_0000, sice: 1KB}\n", "family.yaml")
      let board = try write(
        BoardFileErrorTests.good.replacingOccurrences(of: "summary:", with: "include: [family.yaml]\nsummary:"),
        "board.yaml")
      let error = #expect(throws: BoardFileError.self) { try BoardLibrary.load(path: board) }
      #expect(error?.file == family)
      #expect(error?.line == 2)
      let lost = try write(
        BoardFileErrorTests.good.replacingOccurrences(of: "summary:", with: "include: [lost.yaml]\nsummary:"),
        "lost-board.yaml")
      let missing = #expect(throws: BoardFileError.self) { try BoardLibrary.load(path: lost) }
      #expect(missing?.line == 2)
      #expect(missing?.description.contains("lost.yaml does not exist") == true)
    }
  }

  @Test func whereTargetsAreLookedFor() throws {
    try withDirectory {
      let targets = directory.appendingPathComponent("Targets").path
      _ = try write(BoardFileErrorTests.good, "Targets/mine.yaml")
      let byVariable = try BoardLibrary.find(environment: ["THUMBPRINT_TARGETS": targets], workingDirectory: "/")
      #expect(byVariable.names == ["mine"])
      let here = try BoardLibrary.find(environment: [:], workingDirectory: directory.path, executable: nil)
      #expect(here.names == ["mine"])
      let beside = try BoardLibrary.find(
        environment: [:], workingDirectory: "/", executable: directory.path + "/build/release/thumbprint")
      #expect(beside.names == ["mine"])
      let source = try BoardLibrary.find(environment: [:], workingDirectory: "/", executable: nil)
      #expect(source.names.contains("stm32f746"))
    }
    #expect(throws: TargetError.self) {
      try BoardLibrary.find(environment: ["THUMBPRINT_TARGETS": "/no/such/folder"])
    }
  }
}
