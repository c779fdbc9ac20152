import Foundation

/// The registers of a machine as a trace last showed them.
struct TracedRegisters {
  private static let words = Int(TracedRegister.flags.rawValue)
  /// R0–R15 and S0–S31.
  private var values = [UInt32](repeating: 0, count: Self.words)
  private var special = Special()

  private struct Special: Equatable {
    var apsr: UInt32 = 0
    var fpscr: UInt32 = 0
    var ipsr: UInt16 = 0
    var main: UInt32 = 0
    var process: UInt32 = 0
    var control: UInt32 = 0
    var primask = false
    var basepri: UInt8 = 0
    var faultmask = false
  }

  /// What has changed on a machine since the last time; from now on this is what is known.
  /// - Parameter next: where R15 is if nothing branched, so that it is no change.
  mutating func update(from machine: Machine, next: UInt32, changes: inout [TraceEvent.Change]) {
    changes.removeAll(keepingCapacity: true)
    values.withUnsafeMutableBufferPointer { values in
      Self.compare(0..<15, machine.registers, &values, &changes)
      let counter = machine.registers[RegisterFile.programCounter]
      if counter != next { changes.append(.init(.programCounter, counter)) }
      let singles = machine.registers + RegisterFile.floatingPoint - Int(TracedRegister.firstSingle.rawValue)
      Self.compare(16..<Self.words, singles, &values, &changes)
    }
    let before = special
    readSpecial(machine)
    if special != before { appendChanges(from: before, machine, &changes) }
  }

  /// Takes the registers as they are.
  mutating func refresh(from machine: Machine) {
    for index in 0..<16 { values[index] = machine.registers[index] }
    for index in 0..<32 { values[16 + index] = machine.registers[RegisterFile.floatingPoint + index] }
    readSpecial(machine)
  }

  private static func compare(
    _ range: Range<Int>, _ registers: UnsafeMutablePointer<UInt32>, _ values: inout UnsafeMutableBufferPointer<UInt32>,
    _ changes: inout [TraceEvent.Change]
  ) {
    for index in range where values[index] != registers[index] {
      values[index] = registers[index]
      changes.append(.init(TracedRegister(rawValue: UInt8(index)), registers[index]))
    }
  }

  private mutating func readSpecial(_ machine: Machine) {
    let state = machine.state.pointee
    special = Special(
      apsr: state.apsr, fpscr: state.fpscr, ipsr: state.exceptionNumber, main: machine.mainStackPointer,
      process: machine.processStackPointer, control: machine.system.control,
      primask: machine.system.exceptions.primask, basepri: machine.system.exceptions.basepri,
      faultmask: machine.system.exceptions.faultmask)
  }

  private func appendChanges(from before: Special, _ machine: Machine, _ changes: inout [TraceEvent.Change]) {
    func note(_ register: TracedRegister, _ old: UInt32, _ new: UInt32) {
      if old != new { changes.append(.init(register, new)) }
    }
    note(.flags, before.apsr & 0xF800_0000, special.apsr & 0xF800_0000)
    note(.greaterOrEqual, before.apsr >> 16 & 15, special.apsr >> 16 & 15)
    note(.fpscr, before.fpscr, special.fpscr)
    note(.ipsr, UInt32(before.ipsr), UInt32(special.ipsr))
    if machine.usesProcessStack {
      note(.mainStackPointer, before.main, special.main)
    } else {
      note(.processStackPointer, before.process, special.process)
    }
    note(.control, before.control, special.control)
    note(.primask, before.primask ? 1 : 0, special.primask ? 1 : 0)
    note(.basepri, UInt32(before.basepri), UInt32(special.basepri))
    note(.faultmask, before.faultmask ? 1 : 0, special.faultmask ? 1 : 0)
  }
}
