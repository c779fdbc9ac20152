/// Bits of a peripheral's register, as a manual names them: `RCC.CFGR[3:2]`.
public struct RegisterField: Sendable, Equatable, CustomStringConvertible {
  public var peripheral: String
  public var register: String
  /// Bus address of the 32-bit register.
  public var address: UInt32
  /// Highest and lowest bit, both included.
  public var high: Int
  public var low: Int

  public init(peripheral: String, register: String, address: UInt32, high: Int, low: Int) {
    self.peripheral = peripheral
    self.register = register
    self.address = address
    self.high = high
    self.low = low
  }

  /// The field's value in a value of its register.
  public func value(in word: UInt32) -> UInt32 {
    let bits = word >> UInt32(low)
    return high - low == 31 ? bits : bits & (1 << UInt32(high - low + 1) - 1)
  }

  /// The largest value that fits.
  public var maximum: UInt32 { value(in: .max) }

  public var description: String { "\(peripheral).\(register)[\(high == low ? "\(low)" : "\(high):\(low)")]" }
}
