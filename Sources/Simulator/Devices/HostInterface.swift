/// What the firmware can reach of the host: a way for text to go out and in, and semihosting.
public protocol HostInterface: AnyObject {
  /// Takes bytes that the firmware printed by UART, ITM port 0 or the semihosting console.
  func output(_ bytes: [UInt8])
  /// Takes bytes that the firmware wrote to its standard error stream by semihosting.
  func errorOutput(_ bytes: [UInt8])
  /// Set once the run must end for a reason of the host's: output limit reached, output lost. Asked after each output.
  var stopRequest: StopReason? { get }
  /// Reads the semihosting console, at most `count` bytes; may wait for a person to type. Empty at the end of input.
  func input(count: Int) -> [UInt8]
  /// The next byte sent to the UART at bus address `port`, nil if there is none.
  func receive(port: UInt32) -> UInt8?
  /// Whether `receive(port:)` has a byte to give.
  func hasInput(port: UInt32) -> Bool
  /// Files and other state of semihosting.
  var semihosting: SemihostingSession { get }
}

extension HostInterface {
  public func receive(port: UInt32) -> UInt8? { nil }
  public func hasInput(port: UInt32) -> Bool { false }
}
