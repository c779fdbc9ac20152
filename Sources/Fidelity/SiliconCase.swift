import Boards

/// A published measurement: what a program cost on a real part, and how near the simulator must come.
public struct SiliconCase: Equatable, Sendable {
  public enum Tolerance: Equatable, Sendable {
    case cycles(Double)
    case percent(Double)

    /// `0.5` or `2%`; nil if it is neither, or negative.
    public init?(_ text: String) {
      let isPercent = text.hasSuffix("%")
      guard let value = number(isPercent ? String(text.dropLast()) : text), value >= 0 else { return nil }
      self = isPercent ? .percent(value) : .cycles(value)
    }

    public var text: String {
      switch self {
      case .cycles(let value): decimal(value)
      case .percent(let value): decimal(value) + "%"
      }
    }

    /// The cycles by which a simulated value may differ.
    public func allowed(of measured: Double) -> Double {
      switch self {
      case .cycles(let value): value
      case .percent(let value): abs(measured) * value / 100
      }
    }
  }

  public var core: Core.Kind
  public var board: BoardConfiguration
  /// The stem of a file in `Fixtures/microbench/programs`.
  public var program: String
  /// Cycles of one sequence.
  public var measured: Double
  public var tolerance: Tolerance
  /// Who measured it on what, or `documented: ` and the document.
  public var source: String
  public var comment: String

  public init(
    core: Core.Kind, board: BoardConfiguration, program: String, measured: Double, tolerance: Tolerance, source: String,
    comment: String = ""
  ) {
    self.core = core
    self.board = board
    self.program = program
    self.measured = measured
    self.tolerance = tolerance
    self.source = source
    self.comment = comment
  }
}

/// A decimal number without exponent, sign of plus or words; nil if it is none.
func number(_ text: String) -> Double? {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
  guard digits.utf8.contains(where: { (0x30...0x39).contains($0) }),
    digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
  else { return nil }
  return Double(text)
}

/// With up to four decimals, those that are zero at the end left out.
func decimal(_ value: Double, places: Int = 4) -> String {
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (abs(value) * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let whole = UInt64(scaled) / UInt64(scale)
  var fraction = String(UInt64(scaled) % UInt64(scale))
  fraction = String(repeating: "0", count: max(places - fraction.count, 0)) + fraction
  while fraction.hasSuffix("0") { fraction.removeLast() }
  return (value < 0 && scaled > 0 ? "-" : "") + "\(whole)" + (fraction.isEmpty ? "" : ".\(fraction)")
}

/// With exactly `places` decimals.
func fixed(_ value: Double, places: Int) -> String {
  let text = decimal(value, places: places)
  let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
  if places == 0 { return text }
  return text + (decimals == 0 ? "." : "") + String(repeating: "0", count: places - decimals)
}
