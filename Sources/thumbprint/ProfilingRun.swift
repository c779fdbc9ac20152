import ArgumentParser
import Firmware
import Foundation
import Profiler
import Simulator

/// A run of which a profile is made: what came of it.
struct ProfilingRun {
  let profile: Profile
  let report: RunReport
  let builder: ProfileBuilder
  /// The host's error number if the last of the firmware's output could not be written.
  private let outputError: Int32?
  /// Whether the firmware's output ended within a line.
  private let isWithinLine: Bool

  /// Runs to the end, or until Ctrl-C, and makes the profile of what ran.
  /// - Parameter showsProgress: on a terminal, how far a long run is.
  init(
    _ run: FirmwareRun, host: StandardHost, limits: RunLimits, selection: ProfileSelection.Resolved,
    sourceDirectory: String?, showsProgress: Bool
  ) {
    Interruption.catchSignals()
    let progress = showsProgress ? Progress(run.image, host: host) : nil
    let (report, record) = run.execute(host: host, limits: limits, recording: selection.recording) {
      progress?.show($0)
      return Interruption.isRequested ? .interrupted : nil
    }
    progress?.erase()
    outputError = host.flushAtEnd()
    isWithinLine = host.isWithinLine
    self.report = report
    builder = ProfileBuilder(image: run.image, board: run.board)
    profile = builder.profile(
      report: report, record: record ?? ExecutionRecord(), layers: selection.layers, watched: selection.watched,
      passes: selection.passes, sourceDirectory: sourceDirectory)
  }

  /// Says on standard error how a run ended that the firmware did not end.
  func printStop() {
    if isWithinLine, isatty(2) == 1 { printError("\n") }
    if report.stop.reason != .exit { printError(report.stopDescription) }
  }

  /// Ends the command as `run` would.
  func end() throws -> Never {
    if let outputError { throw Failure.outputFailed("the firmware's output", errno: outputError) }
    throw ExitCode(report.stop.exitStatus)
  }
}
