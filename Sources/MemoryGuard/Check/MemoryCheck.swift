import Boards
import Firmware
import Simulator

/// Runs firmware and reports every access that it must not make. The firmware runs as without it, in the same cycles.
public struct MemoryCheck {
  private let run: FirmwareRun
  private let options: CheckOptions
  private let layerNotes: LayerNotes?
  private let layers: [UInt32]
  private var notes: [String] = []

  /// - Throws: `LayerNotesError` if the image's layer table cannot be used.
  public init(_ run: FirmwareRun, options: CheckOptions = CheckOptions()) throws(LayerNotesError) {
    self.run = run
    self.options = options
    layerNotes = try LayerNotes.read(from: run.image)
    layers = layerNotes?.functions(in: run.image) ?? []
    for (layer, function) in zip(layerNotes?.layers ?? [], layers) where function == .max {
      notes.append("layer \(layer.name): the image has no function \(layer.function), so its tensors are not checked")
    }
  }

  /// Runs from reset until the firmware ends, cannot go on, or a limit is reached.
  /// - Parameter poll: asked now and then; what it returns ends the run.
  public func execute(
    host: any HostInterface, limits: RunLimits = RunLimits(), poll: (RunProgress) -> StopReason? = { _ in nil }
  ) -> (report: CheckReport, run: RunReport) {
    let judge = Judge(run, notes: layerNotes, options: options)
    var recording = RecordingOptions()
    recording.followsMemory = true
    recording.countsAccesses = false
    recording.layers = layers
    recording.allocators = options.allocators
    let report = run.check(judge, host: host, limits: limits, recording: recording, poll: poll) {
      judge.noteDeepest()
      judge.finishStacks()
      if case .exit = $0 { judge.findLeaks() }
    }
    var notes = self.notes + judge.places.notes
    if run.image.symbols.isEmpty {
      notes.append("the image has no symbols: bounds of variables and the heap are not checked")
    }
    notes += judge.groups.notes
    return (
      CheckReport(
        target: report.target, firmware: report.firmware,
        violations: judge.groups.violations.sorted { $0.cycle < $1.cycle }, suppressed: judge.groups.suppressed,
        stop: report.stopText, instructions: report.instructions, cycles: report.cycles, notes: notes),
      report
    )
  }
}
