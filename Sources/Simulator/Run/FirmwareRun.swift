import Boards
import Dispatch
import Firmware
import Microarchitecture

/// One image on one board, run once.
public struct FirmwareRun {
  public let image: FirmwareImage
  public let board: Board
  public let timing: TimingOverrides
  private let plan: LoadPlan
  private let pipeline: any PipelineModel

  /// Checks that the image can be loaded.
  /// - Parameters:
  ///   - timing: what of the timing is set whatever the firmware writes.
  ///   - alternatives: boards to suggest if it does not fit; only then asked for.
  public init(
    _ image: FirmwareImage, on board: Board, timing: TimingOverrides = TimingOverrides(),
    alternatives: @autoclosure () -> [Board] = []
  ) throws(LoadError) {
    self.image = image
    self.board = board
    self.timing = timing
    plan = try LoadPlan.make(image, on: board, alternatives: alternatives())
    do throws(CostTableError) {
      pipeline = timing.model == .flat ? FlatPipeline() : try board.makePipeline()
    } catch {
      throw LoadError(path: image.path, board: board.name, problem: .unusableCosts(error))
    }
  }

  /// Runs from reset until the firmware ends, cannot go on, or a limit is reached.
  /// - Parameter poll: asked now and then; what it returns ends the run.
  public func execute(
    host: any HostInterface, limits: RunLimits = RunLimits(), poll: (RunProgress) -> StopReason? = { _ in nil }
  ) -> RunReport {
    execute(host: host, limits: limits, recording: nil, poll: poll).report
  }

  /// The same, with a record from which a profile is made, if one is asked for. The cycles are the same with or without.
  public func execute(
    host: any HostInterface, limits: RunLimits = RunLimits(), recording: RecordingOptions?,
    poll: (RunProgress) -> StopReason? = { _ in nil }
  ) -> (report: RunReport, record: ExecutionRecord?) {
    execute(host: host, limits: limits, recording: recording, judge: nil, poll: poll) { _ in }
  }

  func execute(
    host: any HostInterface, limits: RunLimits, recording: RecordingOptions?, judge: (any MemoryJudge)?,
    poll: (RunProgress) -> StopReason?, atEnd: (StopReason) -> Void
  ) -> (report: RunReport, record: ExecutionRecord?) {
    let machine = makeMachine(host: host)
    if let recording { machine.startRecording(image, recording) }
    if let judge { machine.startChecking(judge, image, plan: plan) }
    let start = DispatchTime.now()
    let reason = machine.run(limits: limits) { poll(RunProgress(machine)) }
    atEnd(reason)
    let record = machine.recordSoFar()
    // The judge holds the machine that it was shown.
    machine.shadow = nil
    return (report(machine, reason, since: start), record)
  }

  /// The board with the image loaded, about to execute its first instruction.
  func makeMachine(host: any HostInterface) -> Machine {
    host.semihosting.heapBase = heapBase
    var board = board
    if timing.model == .flat { board.memoryTiming = .flat }
    let machine = Machine(board: board, pipeline: pipeline, host: host, overrides: timing)
    machine.load(plan)
    return machine
  }

  /// What a run came to that began at a time of the host's.
  func report(_ machine: Machine, _ reason: StopReason, since start: DispatchTime) -> RunReport {
    let elapsed = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
    return RunReport(
      target: board.name, firmware: image.path, reason: reason, fault: fault(machine, reason),
      instructions: machine.instructionCount, cycles: machine.cycles, clock: machine.timingSetting.clock.value,
      clocks: machine.clocks, timing: RunReport.Timing(model: timing.model, setting: machine.timingSetting),
      counters: RunReport.Counters(
        machine.ledger, mispredictions: machine.branchPredictor?.mispredictions, memory: machine.memoryCounters),
      warnings: machine.timingWarnings,
      hostSeconds: Double(elapsed) / 1e9)
  }

  private func fault(_ machine: Machine, _ reason: StopReason) -> RunReport.Fault? {
    switch reason {
    case .lockup, .unhandledFault:
      let snapshot = machine.snapshot
      let backtrace = Backtrace(snapshot, image: image) { machine.memoryWord(at: $0) }
      return RunReport.Fault(snapshot, backtrace: backtrace, lines: SourceLines(image))
    default:
      return nil
    }
  }

  /// The end of the image's data in the memory that its stack is in, a multiple of 8; 0 if it has none there.
  var heapBase: UInt32 {
    guard let stack = board.location(of: plan.initialStackPointer &- 4) else { return 0 }
    var end: UInt64 = 0
    for segment in image.segments where segment.virtualAddress < plan.initialStackPointer {
      guard board.location(of: segment.virtualAddress)?.region == stack.region else { continue }
      end = max(end, UInt64(segment.virtualAddress) + UInt64(segment.memorySize))
    }
    return UInt32(exactly: (end + 7) & ~7) ?? 0
  }
}
