import ArgumentParser
import Boards
import Fidelity
import Firmware
import Foundation
import MemoryGuard
import Profiler
import Simulator

struct Thumbprint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "thumbprint",
    abstract: "Runs Cortex-M4 and Cortex-M7 firmware images on simulated boards.",
    subcommands: [
      RunCommand.self, CheckCommand.self, MemoryCommand.self, ProfileCommand.self, AnnotateCommand.self,
      DiffCommand.self, TraceCommand.self, TargetsCommand.self, DisassembleCommand.self, FidelityCommand.self,
    ])

  /// Parses the arguments, runs the subcommand, and ends the process: 64 for a usage error, 65 for an unusable input
  /// file or target, otherwise as the subcommand says.
  static func runAndExit() -> Never {
    do {
      var command = try parseAsRoot()
      try command.run()
      exit()
    } catch let error where isInputError(error) {
      fail(Failure(status: 65, message: "\(error)"))
    } catch let failure as Failure {
      fail(failure)
    } catch {
      exit(withError: error)
    }
  }

  private static func isInputError(_ error: any Error) -> Bool {
    error is FirmwareError || error is LoadError || error is BoardFileError || error is TargetError
      || error is FidelityError || error is TraceFileError || error is ProfileFileError
      || error is LayerNotesError || error is SuppressionsError
  }

  private static func fail(_ failure: Failure) -> Never {
    printError("error: \(failure.message)\n")
    Foundation.exit(failure.status)
  }
}

/// What ends the command with a status of its own.
struct Failure: Error {
  /// From sysexits: 64 usage, 65 input data, 74 input or output error.
  var status: Int32
  var message: String

  static func outputFailed(_ what: String, errno number: Int32) -> Failure {
    Failure(status: 74, message: "\(what) cannot be written: \(String(cString: strerror(number)))")
  }
}

/// Writes to standard error; there is nowhere to complain if that fails.
func printError(_ text: String) {
  try? write(Array(text.utf8), to: 2, named: "standard error")
}

/// Writes to standard output.
func printOutput(_ text: String) throws {
  try write(Array(text.utf8), to: 1, named: "standard output")
}

/// Writes all bytes to a file descriptor.
func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    if written >= 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      throw Failure.outputFailed(name, errno: errno)
    }
  }
}
