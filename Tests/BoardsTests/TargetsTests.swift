import Foundation
import Testing

@testable import Boards

/// The boards in Targets/, each against the facts of its manual.
struct TargetsTests {
  let library: BoardLibrary

  init() throws {
    library = try BoardLibrary.find()
  }

  @Test func everyFileLoadsUnderItsOwnName() throws {
    #expect(
      library.names == [
        "mps2-an386", "mps2-an500", "nrf52840", "stm32f405", "stm32f407", "stm32f412", "stm32f746", "stm32f765",
        "stm32f767", "stm32h743", "stm32l4r5",
      ])
    for name in library.names {
      let board = try library.board(named: name)
      #expect(board.name == name)
      #expect(board.location(of: board.vectorTable) != nil)
      #expect(!board.summary.isEmpty)
    }
  }
}
