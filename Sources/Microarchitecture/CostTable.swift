/// The costs of a core as data: `Targets/cores/*.yaml`. Each row has a name that the pipeline model asks for, a number, where
/// the number comes from and how sure it is.
public struct CostTable: Sendable, Equatable {
  /// How sure a number is.
  public enum Confirmation: String, Sendable, CaseIterable {
    /// Measured on silicon; stated by the vendor's documents; follows from other facts; remembered, to be checked.
    case measured, documented, derived, recalled
  }

  public struct Row: Sendable, Equatable {
    public var name: String
    /// Cycles, or a count.
    public var value: UInt32
    public var source: String
    public var confirmed: Confirmation

    public init(name: String, value: UInt32, source: String, confirmed: Confirmation) {
      self.name = name
      self.value = value
      self.source = source
      self.confirmed = confirmed
    }
  }

  /// `cortex-m4` or `cortex-m7`.
  public var core: String
  public var rows: [Row]

  public init(core: String, rows: [Row]) {
    self.core = core
    self.rows = rows
  }

  public subscript(name: String) -> Row? { rows.first { $0.name == name } }

  /// The numbers of the rows that a model needs, by name.
  /// - Throws: `CostTableError` if a row is missing, or one is there that the model does not know.
  public func values(_ names: [String]) throws(CostTableError) -> [String: UInt32] {
    let present = Set(rows.map(\.name))
    if let missing = names.first(where: { !present.contains($0) }) { throw .missing(name: missing, core: core) }
    let known = Set(names)
    if let unknown = rows.first(where: { !known.contains($0.name) }) {
      throw .unknown(name: unknown.name, core: core, known: names)
    }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.value) })
  }
}

/// A cost table that does not suit its core.
public enum CostTableError: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(name: String, core: String)
  case unknown(name: String, core: String, known: [String])
  /// A number that the core's model cannot work with.
  case unsuitable(name: String, core: String, value: UInt32, allowed: ClosedRange<UInt32>)

  public var description: String {
    switch self {
    case .missing(let name, let core): "the costs of \(core) lack '\(name)'"
    case .unknown(let name, let core, let known):
      "'\(name)' is no cost of \(core); its costs are \(known.sorted().joined(separator: ", "))"
    case .unsuitable(let name, let core, let value, let allowed):
      "'\(name)' of \(core) is \(value); it has to be from \(allowed.lowerBound) to \(allowed.upperBound)"
    }
  }
}
