/// How much something may grow before it counts as a breach.
public struct ChangeLimit: Sendable, Equatable {
  public enum Subject: Sendable, Equatable {
    /// All cycles of the profile.
    case total
    /// Inclusive cycles of the functions of this name.
    case function(String)
    /// Self cycles of each function.
    case everyFunction
    /// Cycles of the layers of this name, or of each.
    case layer(String)
    case everyLayer
  }

  public enum Amount: Sendable, Equatable {
    /// Of what it was, in millionths of a per cent, so that limits such as 0.1 % are exact.
    case millionthsOfPercent(UInt64)
    case cycles(UInt64)
  }

  /// A limit that cannot be understood; in words, to follow the option's name.
  public struct Malformed: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String
  }

  public var subject: Subject
  public var amount: Amount

  public init(_ subject: Subject, _ amount: Amount) {
    self.subject = subject
    self.amount = amount
  }

  /// The argument of `--fail-over`: `2%` or `1000cycles` for the total, `NAME=5%` for a function.
  public init(failOver text: String) throws(Malformed) {
    // A C++ operator's name may have an equals sign in it; an amount has none.
    if let (name, amount) = try Self.named(text) {
      self.init(.function(name), try Amount(amount, of: text))
    } else {
      self.init(.total, try Amount(text, of: text))
    }
  }

  /// The argument of `--fail-over-function`: an amount for every function.
  public init(failOverFunction text: String) throws(Malformed) {
    if let (name, amount) = try Self.named(text) {
      throw Malformed(description: "'\(text)': is for every function; for one write --fail-over '\(name)=\(amount)'")
    }
    self.init(.everyFunction, try Amount(text, of: text))
  }

  /// The argument of `--fail-over-layer`: an amount for every layer, or `NAME=2%`.
  public init(failOverLayer text: String) throws(Malformed) {
    if let (name, amount) = try Self.named(text) {
      self.init(.layer(name), try Amount(amount, of: text))
    } else {
      self.init(.everyLayer, try Amount(text, of: text))
    }
  }

  private static func named(_ text: String) throws(Malformed) -> (name: String, amount: String)? {
    guard let equals = text.lastIndex(of: "=") else { return nil }
    guard equals > text.startIndex else { throw Malformed(description: "'\(text)': has no name before '='") }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  /// Whether growth is more than it allows. Nothing is a percentage of 0: there only a limit of cycles can be broken.
  func isBroken(by change: Change) -> Bool {
    guard change.to > change.from else { return false }
    switch amount {
    case .cycles(let cycles): return change.magnitude > cycles
    case .millionthsOfPercent(let limit):
      guard change.from > 0 else { return false }
      // 128 bits, exact: growth / from > limit / (100 · 10⁶).
      let (grown, allowed) = (
        change.magnitude.multipliedFullWidth(by: 100_000_000), change.from.multipliedFullWidth(by: limit)
      )
      return (grown.high, grown.low) > (allowed.high, allowed.low)
    }
  }
}

extension ChangeLimit.Amount {
  /// - Parameter whole: the argument that it is part of, for the message.
  fileprivate init(_ text: String, of whole: String) throws(ChangeLimit.Malformed) {
    let parsed = text.hasSuffix("%") ? Self.percent(text.dropLast()) : Self.cycles(text)
    guard let parsed else {
      throw ChangeLimit.Malformed(description: "'\(whole)': expected growth such as 2%, 0.5% or 1000cycles")
    }
    self = parsed
  }

  private static func percent(_ text: Substring) -> Self? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = number(parts[0]), whole <= 1_000_000 else { return nil }
    guard parts.count == 2 else { return .millionthsOfPercent(whole * 1_000_000) }
    let digits = parts[1]
    guard digits.count <= 6, let fraction = number(digits + String(repeating: "0", count: 6 - digits.count)),
      !digits.isEmpty
    else { return nil }
    return .millionthsOfPercent(whole * 1_000_000 + fraction)
  }

  private static func cycles(_ text: String) -> Self? {
    for unit in ["cycles", "cycle"] where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      return number(digits.last == " " ? digits.dropLast() : digits).map { .cycles($0) }
    }
    return nil
  }

  /// Digits only: `UInt64` would take a sign too.
  private static func number(_ text: some StringProtocol) -> UInt64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(text) : nil
  }

  /// `+2.5 %` or `+1,000 cycles`.
  var text: String {
    switch self {
    case .cycles(let cycles): return "+\(ChangeText.count(cycles)) \(cycles == 1 ? "cycle" : "cycles")"
    case .millionthsOfPercent(let limit):
      var fraction = String(String(limit % 1_000_000 + 1_000_000).dropFirst())
      while fraction.hasSuffix("0") { fraction.removeLast() }
      return "+\(ChangeText.count(limit / 1_000_000))\(fraction.isEmpty ? "" : ".\(fraction)") %"
    }
  }
}
