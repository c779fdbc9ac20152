import ArgumentParser
import Firmware
import Foundation
import Simulator

/// A run of firmware as a command makes it: until Ctrl-C at the latest, on a terminal with a line that says how far it is.
struct HostedRun {
  let report: RunReport
  /// The host's error number if the last of the firmware's output could not be written.
  private let outputError: Int32?
  /// Whether the firmware's output ended within a line.
  private let isWithinLine: Bool

  /// - Parameter execute: runs the firmware, and asks what it is given now and then whether to go on.
  init(
    _ image: FirmwareImage, host: StandardHost, showsProgress: Bool,
    execute: ((RunProgress) -> StopReason?) -> RunReport
  ) {
    Interruption.catchSignals()
    let progress = showsProgress ? Progress(image, host: host) : nil
    report = execute {
      progress?.show($0)
      return Interruption.isRequested ? .interrupted : nil
    }
    progress?.erase()
    outputError = host.flushAtEnd()
    isWithinLine = host.isWithinLine
  }

  /// Says on standard error how a run ended that the firmware did not end.
  func printStop() {
    if isWithinLine, isatty(2) == 1 { printError("\n") }
    if report.stop.reason != .exit { printError(report.stopDescription) }
  }

  /// Throws if the firmware's output could not be written to its end.
  func checkOutput() throws {
    if let outputError { throw Failure.outputFailed("the firmware's output", errno: outputError) }
  }

  /// Ends the command as `run` would.
  func end() throws -> Never {
    try checkOutput()
    throw ExitCode(report.stop.exitStatus)
  }
}
