import Boards
import Firmware
import Foundation
import Testing

@testable import Simulator

/// An image whose runs and traces are compared.
struct TracedFixture: Sendable, CustomTestStringConvertible {
  var name: String
  /// Cycles after which it is enough.
  var cycles: UInt64 = 60_000

  var testDescription: String { name }
  var target: String {
    let parts = name.split(separator: "-")
    return parts.last?.hasPrefix("stm32") == true ? String(parts.last ?? "") : parts.suffix(2).joined(separator: "-")
  }
  var path: String { ProgramFixture.root.appendingPathComponent("Fixtures/images/\(name).elf").path }

  func firmwareRun() throws -> FirmwareRun {
    let targets = ProgramFixture.root.appendingPathComponent("Targets").path
    return try FirmwareRun(
      try FirmwareImage(path: path), on: try BoardLibrary(directory: targets).board(named: target))
  }

  func image() throws -> FirmwareImage { try FirmwareImage(path: path) }

  func trace(_ selection: TraceSelection = TraceSelection(), host: CapturingHost = CapturingHost()) throws -> Trace {
    var events: [TraceEvent] = []
    let report = try firmwareRun().trace(selection, host: host, limits: RunLimits(cycles: cycles)) {
      events.append($0)
      return true
    }
    return Trace(events: events, report: report)
  }

  struct Trace {
    var events: [TraceEvent]
    var report: TraceReport

    var instructions: [TraceEvent] { events.filter { $0.kind == .instruction } }
    /// Those that count for a run.
    var executed: [TraceEvent] { events.filter(\.isExecuted) }
  }
}

extension TraceEvent {
  /// Whether it is an instruction that was completed.
  var isExecuted: Bool {
    kind == .instruction && (note == nil || note == "condition failed" || note == "continued")
  }
}
