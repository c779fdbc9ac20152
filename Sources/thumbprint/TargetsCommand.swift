import ArgumentParser
import Boards

struct TargetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "targets", abstract: "List the boards, or describe one.")

  @Argument(help: "A board's name or the path of a board file.")
  var name: String?

  func run() throws {
    let library = try BoardLibrary.find()
    if let name {
      try printOutput(try library.board(named: name).description)
    } else {
      let names = library.names
      let width = names.map(\.count).max() ?? 0
      for name in names {
        let summary: String
        do { summary = try library.board(named: name).summary } catch { summary = "unusable: \(error)" }
        try printOutput(name + String(repeating: " ", count: width - name.count + 2) + summary + "\n")
      }
    }
  }
}
