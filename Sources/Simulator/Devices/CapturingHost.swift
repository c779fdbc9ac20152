/// A host that keeps what the firmware prints, and has its input ready. For tests and for programs that run firmware.
public final class CapturingHost: HostInterface {
  public private(set) var outputBytes: [UInt8] = []
  public private(set) var errorBytes: [UInt8] = []
  public private(set) var stopRequest: StopReason?
  public let semihosting: SemihostingSession
  /// What the semihosting console still has to read.
  public var consoleInput: [UInt8]
  /// What UARTs still receive, by the UART's bus address.
  public var uartInput: [UInt32: [UInt8]]
  private let outputLimit: Int

  /// - Parameter outputLimit: bytes of output after which the run is ended.
  public init(
    semihosting: SemihostingSession = SemihostingSession(), consoleInput: [UInt8] = [],
    uartInput: [UInt32: [UInt8]] = [:], outputLimit: Int = .max
  ) {
    self.semihosting = semihosting
    self.consoleInput = consoleInput
    self.uartInput = uartInput
    self.outputLimit = outputLimit
  }

  /// The output as text; bytes that are no UTF-8 are replaced.
  public var outputText: String { String(decoding: outputBytes, as: UTF8.self) }

  public func output(_ bytes: [UInt8]) { outputBytes.append(contentsOf: taken(bytes)) }
  public func errorOutput(_ bytes: [UInt8]) { errorBytes.append(contentsOf: taken(bytes)) }

  private func taken(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let room = outputLimit - outputBytes.count - errorBytes.count
    if bytes.count > room { stopRequest = .limit(.output) }
    return bytes.prefix(room)
  }

  public func input(count: Int) -> [UInt8] {
    let taken = Array(consoleInput.prefix(count))
    consoleInput.removeFirst(taken.count)
    return taken
  }

  public func hasInput(port: UInt32) -> Bool { uartInput[port]?.isEmpty == false }

  public func receive(port: UInt32) -> UInt8? {
    hasInput(port: port) ? uartInput[port]?.removeFirst() : nil
  }
}
