import Boards

/// The board that a case runs on, and what is set in the place of what its firmware does: `stm32f746`, or
/// `stm32f746;clock=216MHz;wait-states=7;caches=on`.
public struct BoardConfiguration: Equatable, Hashable, Sendable {
  /// A target's name, or the path of a board file.
  public var target: String
  /// Core clock in hertz.
  public var clock: UInt64?
  /// Wait states of the flash.
  public var waitStates: UInt32?
  /// Whether caches and flash accelerators are on.
  public var caches: Bool?

  public init(target: String, clock: UInt64? = nil, waitStates: UInt32? = nil, caches: Bool? = nil) {
    self.target = target
    self.clock = clock
    self.waitStates = waitStates
    self.caches = caches
  }

  /// What is wrong with a configuration's text, and what was expected.
  public struct Mistake: Error, Equatable, CustomStringConvertible {
    public var description: String
  }

  public init(_ text: String) throws(Mistake) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { trimmed($0) }
    self.init(target: parts[0])
    guard !target.isEmpty else { throw Mistake(description: "is empty; expected a board such as stm32f407") }
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { trimmed($0) }
      guard pair.count == 2 else { throw Mistake(description: "'\(part)': expected KEY=VALUE") }
      try set(pair[0], to: pair[1])
    }
  }

  private mutating func set(_ key: String, to value: String) throws(Mistake) {
    func once(_ isSet: Bool) throws(Mistake) {
      if isSet { throw Mistake(description: "'\(key)' is given twice") }
    }
    switch key {
    case "clock":
      try once(clock != nil)
      guard let hertz = Self.frequency(value) else {
        throw Mistake(description: "clock=\(value): expected a frequency such as 216MHz")
      }
      clock = hertz
    case "wait-states":
      try once(waitStates != nil)
      guard let count = UInt32(value), count <= 255 else {
        throw Mistake(description: "wait-states=\(value): expected a number from 0 to 255")
      }
      waitStates = count
    case "caches":
      try once(caches != nil)
      guard ["on", "off"].contains(value) else { throw Mistake(description: "caches=\(value): expected on or off") }
      caches = value == "on"
    default:
      throw Mistake(description: "unknown key '\(key)'; expected clock, wait-states or caches")
    }
  }

  private static let units: [(name: String, factor: Double)] = [("MHz", 1e6), ("kHz", 1e3), ("Hz", 1)]

  private static func frequency(_ text: String) -> UInt64? {
    guard let unit = units.first(where: { text.hasSuffix($0.name) }),
      let number = Double(text.dropLast(unit.name.count)), number.isFinite, number > 0
    else { return nil }
    let hertz = number * unit.factor
    return hertz <= 4e9 && hertz == hertz.rounded() ? UInt64(hertz) : nil
  }

  /// The text that it was read from, in one order of keys.
  public var text: String {
    var text = target
    if let clock {
      let unit = Self.units.first { Double(clock).truncatingRemainder(dividingBy: $0.factor) == 0 } ?? Self.units[2]
      text += ";clock=\(clock / UInt64(unit.factor))\(unit.name)"
    }
    if let waitStates { text += ";wait-states=\(waitStates)" }
    if let caches { text += ";caches=\(caches ? "on" : "off")" }
    return text
  }
}

/// Without the spaces and tabs around it.
func trimmed(_ text: some StringProtocol) -> String {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
}
