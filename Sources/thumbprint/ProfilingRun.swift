import Firmware
import Profiler
import Simulator

/// A run of which a profile is made: what came of it.
struct ProfilingRun {
  let profile: Profile
  let builder: ProfileBuilder
  private let run: HostedRun

  var report: RunReport { run.report }

  /// Runs to the end, or until Ctrl-C, and makes the profile of what ran.
  /// - Parameter showsProgress: on a terminal, how far a long run is.
  init(
    _ run: FirmwareRun, host: StandardHost, limits: RunLimits, selection: ProfileSelection.Resolved,
    sourceDirectory: String?, showsProgress: Bool
  ) {
    var record: ExecutionRecord?
    let result = HostedRun(run.image, host: host, showsProgress: showsProgress) { poll in
      let (report, recorded) = run.execute(host: host, limits: limits, recording: selection.recording, poll: poll)
      record = recorded
      return report
    }
    self.run = result
    builder = ProfileBuilder(image: run.image, board: run.board)
    profile = builder.profile(
      report: result.report, record: record ?? ExecutionRecord(), layers: selection.layers, watched: selection.watched,
      passes: selection.passes, sourceDirectory: sourceDirectory)
  }

  /// Says on standard error how a run ended that the firmware did not end.
  func printStop() { run.printStop() }

  /// Ends the command as `run` would.
  func end() throws -> Never { try run.end() }
}
