/// What the firmware can reach of the host: one way for text to go out, and semihosting.
public protocol HostInterface: AnyObject {
  /// Bytes that the firmware printed, by UART, ITM port 0 or semihosting console.
  func output(_ bytes: some Sequence<UInt8>)
}
