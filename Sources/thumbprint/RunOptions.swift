import ArgumentParser
import Simulator

/// Options of the commands that run firmware from reset to its end.
struct RunOptions: ParsableArguments {
  @OptionGroup
  var options: FirmwareOptions

  @Option(help: ArgumentHelp("Stop after exactly this many instructions.", valueName: "instructions"))
  var maxInstructions: UInt64?

  @Argument(parsing: .postTerminator, help: "After '--': arguments that semihosting gives the firmware.")
  var arguments: [String] = []

  var limits: RunLimits { options.limits(instructions: maxInstructions) }

  /// The host that the firmware sees.
  /// - Parameters:
  ///   - firmware: the image's path.
  ///   - output: the descriptor that the firmware's output goes to.
  func host(firmware: String, output: Int32 = 1) throws -> StandardHost {
    try options.host(commandLine: [firmware] + arguments, output: output)
  }
}
