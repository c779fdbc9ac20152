import Microarchitecture

/// Turns a core's cost file into a `CostTable`. The format is documented in Targets/README.md.
struct CostTableParser {
  /// No cost of these cores comes near the first, and no structure in them has more entries than the second.
  private static let cycles: ClosedRange<UInt64> = 0...255
  private static let count: ClosedRange<UInt64> = 0...65_536

  /// - Parameters:
  ///   - file: only used in messages.
  ///   - kind: the core that the costs are wanted for.
  static func parse(_ text: String, file: String, for kind: Core.Kind) throws(BoardFileError) -> CostTable {
    let root = try YAMLValue.parse(text, file: file, content: "a core's costs").named("the cost file").mapping(keys: [
      "core", "costs",
    ])
    let core = try root.require("core")
    guard try core.choice(Core.Kind.self) == kind else {
      throw core.place.error(.outOfRange, "core: these are costs of \(try core.string()), expected \(kind.rawValue)")
    }
    var rows: [Located<CostTable.Row>] = []
    let costs = try root.require("costs")
    for (name, value) in try entries(costs) {
      rows.append(Located(value: try row(name, value), place: value.place))
    }
    let table = CostTable(core: kind.rawValue, rows: rows.map(\.value))
    try check(table, kind, rows, costs.place)
    return table
  }

  /// The costs have names of their own, which the core's model knows.
  private static func entries(_ costs: YAMLValue) throws(BoardFileError) -> [(String, YAMLValue)] {
    guard case .mapping(let mapping) = costs.node else {
      throw costs.wrongType(expected: "a mapping from names to costs")
    }
    var entries: [(String, YAMLValue)] = []
    for (key, node) in mapping {
      let place = Place(file: costs.place.file, line: key.mark?.line)
      guard case .scalar(let name) = key, !name.string.isEmpty else {
        throw place.error(.wrongType, "costs: a name must be text")
      }
      entries.append((name.string, YAMLValue(node: node, place: place, name: name.string)))
    }
    return entries
  }

  private static func row(_ name: String, _ value: YAMLValue) throws(BoardFileError) -> CostTable.Row {
    let row = try value.mapping(keys: ["cycles", "count", "source", "confirmed"])
    let number: UInt64
    switch (row["cycles"], row["count"]) {
    case (let cycles?, nil): number = try cycles.integer(in: Self.cycles)
    case (nil, let count?): number = try count.integer(in: Self.count)
    case (nil, nil): throw row.place.error(.missingKey, "\(name): the key 'cycles' or 'count' is missing")
    case (.some, .some): throw row.place.error(.duplicate, "\(name): has both 'cycles' and 'count'; expected one")
    }
    let confirmed = try row.require("confirmed").choice(CostTable.Confirmation.self)
    return CostTable.Row(
      name: name, value: UInt32(number), source: try row.require("source").string(), confirmed: confirmed)
  }

  /// Has the core's model look at the table, and says in which line what it does not like is.
  private static func check(
    _ table: CostTable, _ kind: Core.Kind, _ rows: [Located<CostTable.Row>], _ costs: Place
  ) throws(BoardFileError) {
    do {
      switch kind {
      case .cortexM4: _ = try CortexM4Costs(table)
      case .cortexM7: _ = try CortexM7Costs(table)
      }
    } catch {
      func place(of name: String) -> Place { rows.first { $0.value.name == name }?.place ?? costs }
      switch error {
      case .missing: throw costs.error(.missingKey, "costs: \(error)")
      case .unknown(let name, _, let known):
        let hint = nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        throw place(of: name).error(.unknownName, "costs: '\(name)' is no cost of \(table.core)\(hint)")
      case .unsuitable(let name, _, _, _): throw place(of: name).error(.outOfRange, "costs: \(error)")
      }
    }
  }
}
