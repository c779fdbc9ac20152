import Microarchitecture

/// How far a run is: what `poll` gets to see. Its values are those of the moment at which they are asked for.
public struct RunProgress {
  private let machine: Machine

  init(_ machine: Machine) {
    self.machine = machine
  }

  /// Core clock cycles since reset.
  public var cycles: UInt64 { machine.cycles }
  /// Instructions executed since reset. Counting them takes a moment where much code has been executed.
  public var instructions: UInt64 { machine.instructionCount }
  /// Address of the next instruction.
  public var programCounter: UInt32 { machine.registers[RegisterFile.programCounter] }
  /// Simulated time in seconds.
  public var seconds: Double { machine.clocks.seconds }
}
