import Dispatch

/// What a traced run came to.
public struct TraceReport: Sendable, Equatable {
  /// Nil if the run was ended because nothing more could be traced, or was wanted.
  public var run: RunReport?
  /// Instructions traced, and the cycles of all that was traced.
  public var instructions: UInt64
  public var cycles: UInt64

  /// As lines, each with its end.
  public var text: String {
    "stopped: \(run?.stopText ?? "nothing more to trace")\n"
      + "traced: \(grouped(instructions)) instructions, \(grouped(cycles)) cycles\n"
  }
}

extension FirmwareRun {
  /// Runs from reset as `execute` does, in the same cycles, and tells what the selected instructions do.
  /// - Parameters:
  ///   - limits: their instructions are not looked at; the selection has a limit of its own.
  ///   - poll: asked now and then; what it returns ends the run.
  ///   - receive: gets each event in turn; false: no more is wanted, and the run ends.
  public func trace(
    _ selection: TraceSelection, host: any HostInterface, limits: RunLimits = RunLimits(),
    poll: (RunProgress) -> StopReason? = { _ in nil }, receive: @escaping (TraceEvent) -> Bool
  ) -> TraceReport {
    let machine = makeMachine(host: host)
    let tracer = InstructionTracer(machine, image: image, selection: selection, receive: receive)
    let start = DispatchTime.now()
    let reason = tracer.run(limits: limits) { poll(RunProgress(machine)) }
    return TraceReport(
      run: reason.map { report(machine, $0, since: start) }, instructions: tracer.shownInstructions,
      cycles: tracer.shownCycles)
  }
}
