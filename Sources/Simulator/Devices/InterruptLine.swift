/// An interrupt input of the core, driven by any number of device outputs: it is high while at least one of them is.
final class InterruptLine {
  private unowned let machine: Machine
  private let number: Int
  private var highOutputs = 0

  init(machine: Machine, number: Int) {
    self.machine = machine
    self.number = number
  }

  fileprivate func outputDidChange(to high: Bool) {
    let wasHigh = highOutputs > 0
    highOutputs += high ? 1 : -1
    if wasHigh != (highOutputs > 0) { machine.setInterruptLevel(number, high) }
  }
}

/// One output of a device, wired to an interrupt line or to nothing.
struct InterruptOutput {
  private let line: InterruptLine?
  private(set) var isHigh = false

  init(line: InterruptLine?) { self.line = line }

  mutating func set(_ high: Bool) {
    guard high != isHigh else { return }
    isHigh = high
    line?.outputDidChange(to: high)
  }
}

/// The lines that a board's devices are wired to, made as they are asked for.
struct InterruptLines {
  private unowned let machine: Machine
  private var lines: [Int: InterruptLine] = [:]

  init(machine: Machine) { self.machine = machine }

  /// - Parameter number: the interrupt number; -1 is none.
  mutating func output(to number: Int) -> InterruptOutput {
    guard number >= 0 else { return InterruptOutput(line: nil) }
    let line = lines[number] ?? InterruptLine(machine: machine, number: number)
    lines[number] = line
    return InterruptOutput(line: line)
  }
}
