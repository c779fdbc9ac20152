extension HTMLReport {
  /// The profile as JSON for the page's script. Rows are kept by column and strings once in a table, which makes it a
  /// fifth of what `--json` writes; `-1` stands where there is none. The page's script (`dataScript`) reads it.
  static func data(of profile: Profile, sources: SourceText) -> String {
    var data = PageData()
    data.open("{")
    data.field("firmware", profile.firmware)
    data.field("target", profile.target)
    data.field("core", profile.core)
    data.field("stop", profile.stop.reason)
    data.field("exitStatus", Int(profile.stop.exitStatus))
    data.field("clock", profile.clock)
    data.key("seconds")
    data.append(profile.seconds.isFinite ? "\(profile.seconds)" : "null")
    data.field("totalCycles", profile.totalCycles)
    data.field("totalInstructions", profile.totalInstructions)
    data.list("causeKeys", CyclesByCause.causes) { $0.string($1.key) }
    data.list("causes", CyclesByCause.causes) { $0.string($1.title) }
    data.stalls([profile.stalls])
    data.list("memories", profile.memories) { $0.string($1) }
    data.list("notes", profile.notes) { $0.string($1) }
    data.functions(profile.functions)
    data.lines(profile.lines)
    data.instructions(profile.instructions)
    data.paths(profile.paths)
    data.layers(profile.layers)
    data.regions(profile.regions)
    if let timeline = profile.timeline { data.timeline(timeline, paths: profile.paths) }
    data.sources(sources, of: profile)
    data.strings()
    data.close("}")
    return String(decoding: data.bytes, as: UTF8.self)
  }
}

/// Writes JSON that may stand in a `script` element: no `<`, `>` or `&` is in it, so that nothing ends the element.
struct PageData {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false
  private var table: [String: Int] = [:]
  private var tableOrder: [String] = []

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  mutating func open(_ bracket: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(contentsOf: bracket.utf8)
    needsComma = false
  }

  mutating func close(_ bracket: String) {
    bytes.append(contentsOf: bracket.utf8)
    needsComma = true
  }

  mutating func key(_ name: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func field(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  mutating func field(_ name: String, _ number: some BinaryInteger) {
    key(name)
    self.number(number)
  }

  mutating func number(_ number: some BinaryInteger) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    append(String(number))
  }

  mutating func string(_ text: String) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
        let digits = String(byte, radix: 16)
        bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  mutating func list<Row>(_ name: String, _ rows: [Row], _ write: (inout PageData, Row) -> Void) {
    key(name)
    open("[")
    for row in rows { write(&self, row) }
    close("]")
  }

  mutating func column<Row>(_ name: String, _ rows: [Row], _ value: (Row) -> some BinaryInteger) {
    list(name, rows) { $0.number(value($1)) }
  }

  /// Indices in the table of strings.
  mutating func names<Row>(_ name: String, _ rows: [Row], _ value: (Row) -> String?) {
    list(name, rows) { $0.reference(value($1)) }
  }

  mutating func reference(_ text: String?) {
    guard let text else { return number(-1) }
    if let index = table[text] { return number(index) }
    table[text] = tableOrder.count
    number(tableOrder.count)
    tableOrder.append(text)
  }

  mutating func strings() { list("strings", tableOrder) { $0.string($1) } }

  /// Seven numbers for each row, in the order of `CyclesByCause.causes`.
  mutating func stalls(_ rows: [CyclesByCause]) {
    let causes = CyclesByCause.causes.map(\.path)
    list("stalls", rows) { data, row in for cause in causes { data.number(row[keyPath: cause]) } }
  }

  /// For each row a list with five numbers for each memory.
  mutating func traffic(_ rows: [[Traffic]]) {
    list("traffic", rows) { data, row in
      data.open("[")
      for traffic in row {
        data.number(traffic.memory)
        for value in [traffic.loads, traffic.stores, traffic.bytesLoaded, traffic.bytesStored] { data.number(value) }
      }
      data.close("]")
    }
  }

  /// Each file that the profile speaks of and that was found, lines joined by line feeds.
  mutating func sources(_ sources: SourceText, of profile: Profile) {
    var wanted = Set(profile.lines.map(\.file))
    wanted.formUnion(profile.functions.compactMap(\.file))
    wanted.formUnion(profile.instructions.compactMap(\.file))
    key("sources")
    open("[")
    for (file, lines) in sources.files.sorted(by: { $0.key < $1.key }) where wanted.contains(file) {
      open("[")
      string(file)
      string(lines.joined(separator: "\n"))
      close("]")
    }
    close("]")
  }
}
