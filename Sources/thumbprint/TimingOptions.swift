import ArgumentParser
import Boards
import Simulator

/// Options of every command that runs firmware: how time is reckoned, and what is set whatever the firmware writes.
struct TimingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Core clock, such as 216MHz, whatever the firmware sets its clock tree to.", valueName: "frequency"),
    transform: Self.frequency)
  var clock: UInt64?

  @Option(
    help: ArgumentHelp("Flash wait states, whatever the firmware writes to the flash's registers.", valueName: "number")
  )
  var waitStates: UInt32?

  @Option(
    help: ArgumentHelp(
      "Prefetch, flash accelerator and caches all on or all off, whatever the firmware enables.",
      valueName: "on|off"))
  var caches: Switch?

  @Option(
    help: ArgumentHelp(
      "How cycles are counted: as the core and its memories do, or one for each instruction.",
      valueName: "core|flat"))
  var timing: TimingOverrides.Model = .core

  /// Hertz. A unit is asked for, since `--clock 216` would seldom mean 216 Hz.
  @Sendable private static func frequency(_ text: String) throws -> UInt64 {
    guard text.hasSuffix("Hz"), let hertz = parseFrequency(text) else {
      throw ValidationError("expected a frequency with its unit, such as 216MHz, 37.5MHz or 32768Hz")
    }
    return hertz
  }

  func validate() throws {
    if let waitStates, waitStates > 15 { throw ValidationError("--wait-states must be 0 to 15.") }
  }

  /// What is set on a board; a usage error if the board has no such thing.
  func overrides(on board: Board) throws -> TimingOverrides {
    let overrides = TimingOverrides(
      clock: clock, waitStates: waitStates, caches: caches.map { $0 == .on }, model: timing)
    if let problem = overrides.problem(on: board) {
      throw Failure(status: 64, message: "--wait-states: \(problem)")
    }
    return overrides
  }
}

enum Switch: String, ExpressibleByArgument, CaseIterable {
  case on, off
}

extension TimingOverrides.Model: ExpressibleByArgument {}
