/// The core clock, and how flash and caches are used, as they are at one moment; and who set each. What a part does not
/// have is nil.
public struct TimingSetting: Codable, Sendable, Equatable {
  /// Who decided a value.
  public enum Origin: String, Codable, Sendable {
    /// It is as reset left it.
    case reset
    case firmware
    /// An option of the command.
    case option
    /// The part knows no other.
    case fixed
  }

  public struct Value<Content: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    public var value: Content
    public var setBy: Origin

    public init(_ value: Content, _ setBy: Origin) {
      self.value = value
      self.setBy = setBy
    }
  }

  /// Core clock in hertz.
  public var clock: Value<UInt64>
  /// Flash wait states, in cycles of the flash interface's clock.
  public var waitStates: Value<UInt32>?
  /// The flash accelerator: reading ahead, and its lines of instructions and of data.
  public var prefetch: Value<Bool>?
  public var instructionLines: Value<Bool>?
  public var dataLines: Value<Bool>?
  /// The caches of a Cortex-M7.
  public var instructionCache: Value<Bool>?
  public var dataCache: Value<Bool>?

  public init(
    clock: Value<UInt64>, waitStates: Value<UInt32>? = nil, prefetch: Value<Bool>? = nil,
    instructionLines: Value<Bool>? = nil, dataLines: Value<Bool>? = nil, instructionCache: Value<Bool>? = nil,
    dataCache: Value<Bool>? = nil
  ) {
    self.clock = clock
    self.waitStates = waitStates
    self.prefetch = prefetch
    self.instructionLines = instructionLines
    self.dataLines = dataLines
    self.instructionCache = instructionCache
    self.dataCache = dataCache
  }
}

/// Cycles spent at one core clock.
public struct ClockSegment: Codable, Sendable, Equatable {
  public var hertz: UInt64
  public var cycles: UInt64

  public init(hertz: UInt64, cycles: UInt64) {
    self.hertz = hertz
    self.cycles = cycles
  }
}

extension [ClockSegment] {
  /// Simulated time in seconds.
  public var seconds: Double { reduce(0) { $0 + Double($1.cycles) / Double(Swift.max($1.hertz, 1)) } }

  /// Simulated time in whole units of 1/`perSecond` s.
  func ticks(perSecond: UInt64) -> UInt64 {
    var whole: UInt64 = 0
    var parts = 0.0
    for segment in self {
      let hertz = Swift.max(segment.hertz, 1)
      let (seconds, rest) = segment.cycles.quotientAndRemainder(dividingBy: hertz)
      let (ticks, part) = (rest * perSecond).quotientAndRemainder(dividingBy: hertz)
      whole += seconds * perSecond + ticks
      parts += Double(part) / Double(hertz)
    }
    return whole + UInt64(parts)
  }
}
