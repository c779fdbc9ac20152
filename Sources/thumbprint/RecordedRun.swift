import ArgumentParser
import Foundation
import Simulator

/// A run of which a record was made: what came of it.
struct RecordedRun {
  let report: RunReport
  let record: ExecutionRecord
  /// The host's error number if the last of the firmware's output could not be written.
  private let outputError: Int32?
  /// Whether the firmware's output ended within a line.
  private let isWithinLine: Bool

  /// Runs to the end, or until Ctrl-C.
  /// - Parameter showsProgress: on a terminal, how far a long run is.
  init(
    _ run: FirmwareRun, host: StandardHost, limits: RunLimits, recording: RecordingOptions, showsProgress: Bool
  ) {
    Interruption.catchSignals()
    let progress = showsProgress ? Progress(run.image, host: host) : nil
    let (report, record) = run.execute(host: host, limits: limits, recording: recording) {
      progress?.show($0)
      return Interruption.isRequested ? .interrupted : nil
    }
    progress?.erase()
    outputError = host.flushAtEnd()
    isWithinLine = host.isWithinLine
    self.report = report
    self.record = record ?? ExecutionRecord()
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
