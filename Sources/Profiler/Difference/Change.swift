/// A number before and after.
public struct Change: Sendable, Equatable {
  public var from: UInt64
  public var to: UInt64

  public init(from: UInt64, to: UInt64) {
    self.from = from
    self.to = to
  }

  /// `to` less `from`; at the ends of its range rather than overflowing.
  public var growth: Int64 {
    to >= from ? Int64(clamping: to - from) : -Int64(clamping: from - to)
  }

  /// How much changed, whichever way.
  public var magnitude: UInt64 { to >= from ? to - from : from - to }

  /// Growth in per cent of `from`; nil if that is 0.
  public var percent: Double? { from == 0 ? nil : Double(growth) / Double(from) * 100 }
}

extension Change: Encodable {
  private enum CodingKeys: String, CodingKey {
    case from, to, change, percent
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try container.encode(growth, forKey: .change)
    try container.encodeIfPresent(percent, forKey: .percent)
  }
}
