/// Something on the bus that is not memory. Time is the core's cycle counter; a device is told it with every access and
/// does its work then, so nothing happens between accesses and events.
protocol Device: AnyObject {
  /// Address range that the device answers.
  var base: UInt32 { get }
  var size: UInt32 { get }
  /// Reads 1, 2 or 4 bytes at an offset that is a multiple of the size; nil is a bus fault.
  func read(offset: UInt32, size: UInt32, now: UInt64) -> UInt32?
  /// Writes 1, 2 or 4 bytes; false is a bus fault.
  func write(offset: UInt32, size: UInt32, value: UInt32, now: UInt64) -> Bool
  /// The cycle at which the device next wants `advance`, `UInt64.max` if never. Asked after every access and event.
  var nextEvent: UInt64 { get }
  /// Does what is due at or before `now`: counts over, raises its interrupt line.
  func advance(to now: UInt64)
}
