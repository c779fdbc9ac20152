/// The keys `clock-tree`, `oscillators` and `flash-control`, as they were found; a board's own come before an included
/// file's.
struct ClockDescription {
  static let keys = ["clock-tree", "oscillators", "flash-control"]

  fileprivate(set) var tree: YAMLValue?
  fileprivate(set) var oscillators: [String: YAMLValue] = [:]
  fileprivate(set) var flash: YAMLValue?

  /// Takes a file's keys; those of the file that is taken last win.
  mutating func take(_ root: YAMLMapping) throws(BoardFileError) {
    tree = root["clock-tree"] ?? tree
    flash = root["flash-control"] ?? flash
    guard let named = root["oscillators"] else { return }
    for (name, value) in try named.entries() { oscillators[name] = value }
  }

  /// The board with its clocks and its flash control.
  func complete(_ board: Board) throws(BoardFileError) -> Board {
    var board = board
    let names = RegisterNames(peripherals: board.peripherals)
    if let tree {
      var clocks = try ClockTreeParser(names: names, oscillators: oscillators).parse(tree)
      clocks.nodes[clocks.core].maximum = clocks.nodes[clocks.core].maximum ?? board.clock
      board.clocks = clocks
    } else if let (name, value) = oscillators.first {
      throw value.place.error(.unknownName, "oscillators: '\(name)' has no clock-tree to be in")
    }
    if let flash { board.flashControl = try parseFlash(flash, names) }
    return board
  }

  private func parseFlash(_ value: YAMLValue, _ names: RegisterNames) throws(BoardFileError) -> FlashControl {
    let item = try value.mapping(keys: ["wait-states", "prefetch", "instruction-lines", "data-lines", "source"])
    return FlashControl(
      waitStates: try names.field(item["wait-states"]), prefetch: try names.field(item["prefetch"]),
      instructionLines: try names.field(item["instruction-lines"]), dataLines: try names.field(item["data-lines"]),
      source: try item["source"]?.string())
  }
}

/// The registers of a board's peripherals, by name.
struct RegisterNames {
  let peripherals: [Peripheral]

  func field(_ value: YAMLValue?) throws(BoardFileError) -> RegisterField? {
    guard let value else { return nil }
    return try field(value)
  }

  /// A field written as `RCC.CFGR[3:2]` or, one bit, `RCC.CR[17]`.
  func field(_ value: YAMLValue) throws(BoardFileError) -> RegisterField {
    let text = try value.string()
    guard let bracket = text.firstIndex(of: "["), text.hasSuffix("]"),
      let dot = text[..<bracket].lastIndex(of: ".")
    else { throw value.wrongType(expected: "bits of a register such as RCC.CFGR[3:2]") }
    let bits = text[text.index(after: bracket)...].dropLast().split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(bits.count), let high = Int(bits[0]), let low = Int(bits[bits.count - 1]),
      (0...31).contains(high), (0...high).contains(low)
    else { throw value.wrongType(expected: "bits of a register such as RCC.CFGR[3:2]") }
    let peripheralName = String(text[..<dot])
    let registerName = String(text[text.index(after: dot)..<bracket])
    let registers = try registers(of: peripheralName, value)
    guard let register = registers.found.first(where: { $0.name == registerName }) else {
      let hint = nearest(to: registerName, among: registers.found.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
      throw value.place.error(
        .unknownName, "\(value.name): '\(peripheralName)' has no register '\(registerName)'\(hint)")
    }
    return RegisterField(
      peripheral: peripheralName, register: registerName, address: registers.base + register.offset, high: high,
      low: low)
  }

  private func registers(
    of name: String, _ value: YAMLValue
  ) throws(BoardFileError) -> (base: UInt32, found: [StubRegister]) {
    for peripheral in peripherals where peripheral.name == name {
      if case .stub(let registers) = peripheral.model, !registers.isEmpty { return (peripheral.base, registers) }
    }
    let hint = nearest(to: name, among: peripherals.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
    throw value.place.error(
      .unknownName, "\(value.name): there is no peripheral '\(name)' with described registers\(hint)")
  }
}

/// Reads a `clock-tree`.
private struct ClockTreeParser {
  let names: RegisterNames
  /// What the board says of its oscillators.
  let oscillators: [String: YAMLValue]
  private var nodes: [ClockTree.Node] = []

  init(names: RegisterNames, oscillators: [String: YAMLValue]) {
    self.names = names
    self.oscillators = oscillators
  }

  func parse(_ value: YAMLValue) throws(BoardFileError) -> ClockTree {
    var parser = self
    let tree = try value.mapping(keys: ["core", "flash", "clocks"])
    for item in try tree.require("clocks").list() { try parser.add(item.named("clock")) }
    for (name, value) in oscillators.sorted(by: { $0.key < $1.key }) where !parser.isOscillator(name) {
      throw value.place.error(.unknownName, "oscillators: the clock-tree has no oscillator '\(name)'")
    }
    let core = try parser.index(tree.require("core"))
    return ClockTree(nodes: parser.nodes, core: core, flash: try tree["flash"].map(parser.index))
  }

  private func isOscillator(_ name: String) -> Bool {
    nodes.contains { node in
      if node.name == name, case .oscillator = node.origin { true } else { false }
    }
  }

  private mutating func add(_ value: YAMLValue) throws(BoardFileError) {
    let item = try value.mapping(keys: [
      "name", "oscillator", "input", "select", "multiply", "divide", "ready", "maximum", "source",
    ])
    let name = try item.require("name").string()
    if nodes.contains(where: { $0.name == name }) {
      throw item.place.error(.duplicate, "there are two clocks called '\(name)'")
    }
    var node = ClockTree.Node(name: name, origin: try origin(item, name))
    node.multiply = try item["multiply"].map(factor)
    node.divide = try item["divide"].map(factor)
    node.ready = try fields(item["ready"])
    node.maximum = try item["maximum"]?.frequency()
    node.source = try item["source"]?.string()
    nodes.append(node)
  }

  private func origin(_ item: YAMLMapping, _ name: String) throws(BoardFileError) -> ClockTree.Node.Origin {
    let given = ["oscillator", "input", "select"].filter { item[$0] != nil }
    guard given.count == 1 else {
      throw item.place.error(
        .missingKey, "clock '\(name)': expected one of the keys oscillator, input and select, found \(given.count)")
    }
    if let input = item["input"] { return .input(try index(input)) }
    if let select = item["select"] {
      let choice = try select.mapping(keys: ["field", "from"])
      let field = try names.field(choice.require("field"))
      var inputs: [Int?] = []
      for input in try choice.require("from").list() {
        inputs.append(try input.string() == "none" ? nil : try index(input))
      }
      return .selected(field, from: inputs)
    }
    // The board's own frequency, or the part's.
    if let own = oscillators[name] { return .oscillator(.constant(try own.frequency())) }
    let value = try item.require("oscillator")
    if case .scalar(let scalar) = value.node, scalar.string == "board" {
      throw value.place.error(.missingKey, "oscillators: the board must give the frequency of '\(name)'")
    }
    guard case .mapping = value.node else { return .oscillator(.constant(try value.frequency())) }
    let table = try value.mapping(keys: ["field", "values"])
    var values: [UInt64] = []
    for entry in try table.require("values").list() { values.append(try entry.frequency()) }
    return .oscillator(.table(try names.field(table.require("field")), values))
  }

  private func index(_ value: YAMLValue) throws(BoardFileError) -> Int {
    let name = try value.string()
    guard let index = nodes.firstIndex(where: { $0.name == name }) else {
      let hint = nearest(to: name, among: nodes.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
      throw value.place.error(.unknownName, "\(value.name): there is no clock '\(name)' before this one\(hint)")
    }
    return index
  }

  private func fields(_ value: YAMLValue?) throws(BoardFileError) -> [RegisterField] {
    guard let value else { return [] }
    guard case .sequence = value.node else { return [try names.field(value)] }
    var fields: [RegisterField] = []
    for item in try value.list() { fields.append(try names.field(item)) }
    return fields
  }

  /// A number, a field, or a mapping with what a field's values mean.
  private func factor(_ value: YAMLValue) throws(BoardFileError) -> ClockTree.Factor {
    guard case .mapping = value.node else {
      if case .scalar(let scalar) = value.node, scalar.string.contains("[") {
        let field = try names.field(value)
        return .field(field, offset: 0, range: 1...UInt64(field.maximum))
      }
      return .constant(try value.integer(in: 1...1_000_000))
    }
    let item = try value.mapping(keys: ["field", "plus", "range", "values", "fraction"])
    let field = try names.field(item.require("field"))
    if let table = item["values"] {
      var values: [UInt64] = []
      for entry in try table.list() { values.append(try entry.integer(in: 0...1_000_000)) }
      return .table(field, values)
    }
    let offset = try item["plus"]?.integer(in: 0...1_000_000) ?? 0
    var range = 1...(UInt64(field.maximum) + offset)
    if let limits = item["range"] {
      let bounds = try limits.list()
      guard bounds.count == 2 else { throw limits.wrongType(expected: "the least and the most") }
      let least = try bounds[0].integer(in: 1...1_000_000)
      range = least...(try bounds[1].integer(in: least...1_000_000))
    }
    return .field(field, offset: offset, range: range, fraction: try fraction(item["fraction"]))
  }

  private func fraction(_ value: YAMLValue?) throws(BoardFileError) -> ClockTree.Fraction? {
    guard let item = try value?.mapping(keys: ["field", "parts", "enabled"]) else { return nil }
    return ClockTree.Fraction(
      field: try names.field(item.require("field")), parts: try item.require("parts").integer(in: 1...1 << 24),
      enabled: try names.field(item["enabled"]))
  }
}
