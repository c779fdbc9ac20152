/// How a part's core clock follows from its control registers: oscillators, and what selects, multiplies and divides
/// their clocks on the way to the core. It is data; the rules here are the same for every part.
public struct ClockTree: Sendable, Equatable {
  /// A clock of the part. It runs at a frequency of its own or is made from another clock.
  public struct Node: Sendable, Equatable {
    public enum Origin: Sendable, Equatable {
      /// An oscillator's frequency in hertz.
      case oscillator(Factor)
      /// One of the nodes before, by index.
      case input(Int)
      /// One of the nodes before, selected by a field; nil where a value selects none.
      case selected(RegisterField, from: [Int?])
    }

    public var name: String
    public var origin: Origin
    public var multiply: Factor?
    public var divide: Factor?
    /// Fields that are not zero while the clock runs.
    public var ready: [RegisterField]
    /// What the clock may be at most, in hertz; above it a result has a warning.
    public var maximum: UInt64?
    /// Where the manual says so.
    public var source: String?

    public init(
      name: String, origin: Origin, multiply: Factor? = nil, divide: Factor? = nil, ready: [RegisterField] = [],
      maximum: UInt64? = nil, source: String? = nil
    ) {
      self.name = name
      self.origin = origin
      self.multiply = multiply
      self.divide = divide
      self.ready = ready
      self.maximum = maximum
      self.source = source
    }
  }

  /// A number, or a field that says one.
  public enum Factor: Sendable, Equatable {
    case constant(UInt64)
    /// The field's value plus `offset`, which must lie in `range`. A fraction may add to it.
    case field(RegisterField, offset: UInt64, range: ClosedRange<UInt64>, fraction: Fraction? = nil)
    /// What each value of the field stands for, 0 where it is reserved; values beyond the table are reserved.
    case table(RegisterField, [UInt64])
  }

  /// A field that counts parts of one, while another is not zero.
  public struct Fraction: Sendable, Equatable {
    public var field: RegisterField
    /// How many parts make one.
    public var parts: UInt64
    public var enabled: RegisterField?

    public init(field: RegisterField, parts: UInt64, enabled: RegisterField? = nil) {
      self.field = field
      self.parts = parts
      self.enabled = enabled
    }
  }

  /// In such an order that every node comes after those that it is made from.
  public var nodes: [Node]
  /// Index of the node that clocks the core, and of the one that clocks the flash interface.
  public var core: Int
  public var flash: Int

  /// - Parameter flash: the node that clocks the flash interface; without it, the core's.
  public init(nodes: [Node], core: Int, flash: Int? = nil) {
    self.nodes = nodes
    self.core = core
    self.flash = flash ?? core
  }

  /// A core clock in hertz that nothing changes.
  public static func fixed(_ hertz: UInt64) -> ClockTree {
    ClockTree(nodes: [Node(name: "core", origin: .oscillator(.constant(hertz)))], core: 0)
  }

  /// The oscillators of one frequency, in hertz, among which registers decide.
  public var oscillators: [(name: String, hertz: UInt64)] {
    guard !registers.isEmpty else { return [] }
    return nodes.compactMap { node in
      if case .oscillator(.constant(let hertz)) = node.origin { (node.name, hertz) } else { nil }
    }
  }

  /// Addresses of all registers that decide about a clock.
  public var registers: Set<UInt32> {
    var found: Set<UInt32> = []
    for node in nodes {
      found.formUnion(node.ready.map(\.address))
      if case .selected(let field, _) = node.origin { found.insert(field.address) }
      if case .oscillator(let factor) = node.origin { found.formUnion(factor.registers) }
      found.formUnion((node.multiply?.registers ?? []) + (node.divide?.registers ?? []))
    }
    return found
  }
}

extension ClockTree.Factor {
  fileprivate var registers: [UInt32] {
    switch self {
    case .constant: []
    case .table(let field, _): [field.address]
    case .field(let field, _, _, let fraction):
      [field.address] + (fraction.map { [$0.field.address] + ($0.enabled.map { [$0.address] } ?? []) } ?? [])
    }
  }
}

// MARK: - Evaluation

extension ClockTree {
  /// The clocks that a setting of the registers gives.
  public struct Clocks: Sendable, Equatable {
    /// In hertz, rounded to the nearest.
    public var core: UInt64
    /// The clock of the flash interface in hertz.
    public var flash: UInt64
    /// Clocks on the way that are faster than they may be, outermost first: in words, without the manual's section.
    public var excesses: [Excess]
  }

  public struct Excess: Sendable, Equatable {
    public var node: String
    public var hertz: UInt64
    public var maximum: UInt64
    public var source: String?
  }

  /// A setting that gives no clock.
  public enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
    /// A clock is used that does not run, since a field is zero.
    case notRunning(clock: String, field: RegisterField)
    /// A field has a value that stands for nothing.
    case reserved(clock: String, field: RegisterField, value: UInt32)
    /// The numbers are too large to be a frequency.
    case tooFast(clock: String)

    public var description: String {
      switch self {
      case .notRunning(let clock, let field): "\(clock) is used and does not run: \(field) is 0"
      case .reserved(let clock, let field, let value): "\(field) is \(value), which gives no \(clock)"
      case .tooFast(let clock): "\(clock) is beyond all bounds"
      }
    }
  }

  /// Follows the clocks of core and flash back to their oscillators. Only what is selected is looked at.
  /// - Parameter read: the value of the register at an address, as the core would read it.
  public func evaluate(_ read: (UInt32) -> UInt32) throws(Problem) -> Clocks {
    var excesses: [Excess] = []
    let core = try frequency(of: core, read, &excesses).rounded
    let flash = self.flash == self.core ? core : try frequency(of: self.flash, read, &excesses).rounded
    return Clocks(core: core, flash: flash, excesses: excesses)
  }

  private func frequency(
    of index: Int, _ read: (UInt32) -> UInt32, _ excesses: inout [Excess]
  ) throws(Problem) -> Ratio {
    let node = nodes[index]
    for field in node.ready where field.value(in: read(field.address)) == 0 {
      throw .notRunning(clock: node.name, field: field)
    }
    var result: Ratio
    switch node.origin {
    case .oscillator(let factor): result = try value(of: factor, node, read)
    case .input(let input): result = try frequency(of: input, read, &excesses)
    case .selected(let field, let inputs):
      let value = field.value(in: read(field.address))
      guard Int(value) < inputs.count, let input = inputs[Int(value)] else {
        throw .reserved(clock: node.name, field: field, value: value)
      }
      result = try frequency(of: input, read, &excesses)
    }
    if let factor = node.multiply {
      guard let product = result.times(try value(of: factor, node, read)) else { throw .tooFast(clock: node.name) }
      result = product
    }
    if let factor = node.divide {
      let divisor = try value(of: factor, node, read)
      guard let quotient = result.times(Ratio(divisor.denominator, divisor.numerator)) else {
        throw .tooFast(clock: node.name)
      }
      result = quotient
    }
    let hertz = result.rounded
    if let maximum = node.maximum, hertz > maximum {
      let excess = Excess(node: node.name, hertz: hertz, maximum: maximum, source: node.source)
      if !excesses.contains(excess) { excesses.append(excess) }
    }
    return result
  }

  /// Never zero.
  private func value(of factor: Factor, _ node: Node, _ read: (UInt32) -> UInt32) throws(Problem) -> Ratio {
    switch factor {
    case .constant(let value): return Ratio(value, 1)
    case .table(let field, let values):
      let index = field.value(in: read(field.address))
      guard Int(index) < values.count, values[Int(index)] != 0 else {
        throw .reserved(clock: node.name, field: field, value: index)
      }
      return Ratio(values[Int(index)], 1)
    case .field(let field, let offset, let range, let fraction):
      let bits = field.value(in: read(field.address))
      let whole = UInt64(bits) + offset
      guard range.contains(whole), whole != 0 else { throw .reserved(clock: node.name, field: field, value: bits) }
      guard let fraction, fraction.enabled.map({ $0.value(in: read($0.address)) != 0 }) ?? true else {
        return Ratio(whole, 1)
      }
      let parts = UInt64(fraction.field.value(in: read(fraction.field.address)))
      return Ratio(whole * fraction.parts + parts, fraction.parts)
    }
  }
}

/// A positive fraction, so that a division on the way loses nothing.
private struct Ratio {
  var numerator: UInt64
  var denominator: UInt64

  init(_ numerator: UInt64, _ denominator: UInt64) {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / max(a, 1)
    self.denominator = denominator / max(a, 1)
  }

  var rounded: UInt64 { numerator / denominator + (numerator % denominator >= (denominator + 1) / 2 ? 1 : 0) }

  /// Nil if it does not fit.
  func times(_ other: Ratio) -> Ratio? {
    // Cross-reduced, so that the products are as small as they can be.
    let first = Ratio(numerator, other.denominator)
    let second = Ratio(other.numerator, denominator)
    let (top, overflow) = first.numerator.multipliedReportingOverflow(by: second.numerator)
    let (bottom, tooSmall) = first.denominator.multipliedReportingOverflow(by: second.denominator)
    return overflow || tooSmall ? nil : Ratio(top, bottom)
  }
}
