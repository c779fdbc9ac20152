import ArgumentParser
import Firmware
import Simulator

struct DisassembleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disassemble", abstract: "Print the code of a firmware image, or of one symbol, as assembly.")

  @Argument(help: "The linked ELF image.")
  var firmware: String

  @Argument(help: "A function's name.")
  var symbol: String?

  func run() throws {
    let image = try FirmwareImage(path: firmware)
    let wanted = try symbol.map { name in
      guard let found = image.symbol(named: name) else {
        throw Failure(status: 65, message: "\(firmware): has no symbol '\(name)'")
      }
      return found
    }
    var text = ""
    for line in Listing(image).lines(of: wanted) {
      text += line + "\n"
      if text.utf8.count > 1 << 16 {
        try printOutput(text)
        text = ""
      }
    }
    try printOutput(text)
  }
}
