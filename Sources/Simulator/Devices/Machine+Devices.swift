import Boards

extension Machine {
  /// The board's peripherals, in the state that reset leaves them in.
  func makeDevices() -> [any Device] {
    var lines = InterruptLines(machine: self)
    return board.peripherals.map { peripheral -> any Device in
      switch peripheral.model {
      case .stub(let registers):
        StubDevice(machine: self, peripheral: peripheral, registers: registers)
      case .cmsdkUART(let transmit, let receive, let overflow):
        CMSDKUART(
          machine: self, peripheral: peripheral, transmit: lines.output(to: transmit),
          receive: lines.output(to: receive), overflow: lines.output(to: overflow))
      case .cmsdkTimer(let interrupt):
        CMSDKTimer(peripheral: peripheral, output: lines.output(to: interrupt))
      case .cmsdkDualTimer(let interrupt):
        CMSDKDualTimer(peripheral: peripheral, output: lines.output(to: interrupt))
      }
    }
  }

  /// Sends bytes that the firmware printed to the host, and ends the run if the host takes no more.
  func emit(_ bytes: [UInt8]) {
    guard stop == nil else { return }
    host.output(bytes)
    stop = host.stopRequest
  }

  /// A write to an enabled ITM stimulus port (DDI 0403E, C1.7.3). Port 0 is the console by convention; the others carry
  /// data for a trace tool and go nowhere.
  func itmWrite(port: Int, value: UInt32, size: UInt32) {
    guard port == 0 else { return }
    emit((0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }
}
