import ReportFormats

extension AccountText {
  /// The address space: one row a memory, addresses from left to right, long free stretches cut out.
  var map: [String] {
    let drawing = AccountMap(account)
    let memories = account.memories.filter { $0.usedBytes > 0 }
    guard !memories.isEmpty else { return [] }
    let names = memories.map { TextLayout.printable($0.name) }
    let nameWidth = min(names.map(\.count).max() ?? 0, 16)
    // Beside the cells: margins, the address, what a cell is, and the breaks.
    let count = min(max(width - nameWidth - 36, 32), 96)
    var lines = [heading("address space")]
    var shown: Set<AccountMap.Kind> = []
    var isCut = false
    for (memory, name) in zip(memories, names) {
      let parts = drawing.axis(of: memory)
      let drawn = parts.reduce(UInt64(0)) { $0 + UInt64($1.count) }
      let each = max(Double(drawn) / Double(count), 1)
      var (row, end) = ("", UInt64(memory.address))
      for part in parts {
        if part.lowerBound > end {
          isCut = true
          row += row.isEmpty ? "~ " : " ~ "
        }
        let cells = drawing.cells(of: part, count: max(Int((Double(part.count) / each).rounded()), 1))
        shown.formUnion(cells)
        row += draw(cells)
        end = part.upperBound
      }
      let top = UInt64(memory.address) + UInt64(memory.size)
      if top > end {
        isCut = true
        row += " ~"
      }
      let label = TextLayout.shortened(name, to: nameWidth)
      let pad = String(repeating: " ", count: max(nameWidth - label.count, 0))
      let scale = "\(FormatText.grouped(UInt64(each.rounded()))) B"
      lines.append(
        "  \(label)\(pad)  \(FormatText.address(memory.address)) \(row) "
          + TextStyle.faint.applied(to: scale, color: color))
    }
    var legend: [(kind: AccountMap.Kind?, words: String)] = AccountMap.Kind.allCases.filter(shown.contains)
      .map { ($0, $0.words) }
    if isCut { legend.append((nil, "~ cut out, free")) }
    return lines + self.legend(legend + [(nil, "(right: bytes a cell)")])
  }

  /// What the cells mean, in as many lines as it takes.
  private func legend(_ entries: [(kind: AccountMap.Kind?, words: String)]) -> [String] {
    var lines: [String] = []
    var (line, used) = ("", width)
    for entry in entries {
      let count = entry.words.count + (entry.kind == nil ? 0 : 2)
      if used + 2 + count > width {
        if !line.isEmpty { lines.append(line) }
        (line, used) = ("", 0)
      }
      line += "  " + (entry.kind.map { sample($0) + " " } ?? "") + entry.words
      used += 2 + count
    }
    return lines + [line]
  }

  /// Cells as letters, or in colour as blocks.
  private func draw(_ cells: [AccountMap.Kind]) -> String {
    guard color else { return String(cells.map(\.letter)) }
    var text = ""
    var index = 0
    while index < cells.count {
      var end = index
      while end < cells.count, cells[end] == cells[index] { end += 1 }
      text += cells[index].style.applied(to: String(repeating: block(cells[index]), count: end - index), color: true)
      index = end
    }
    return text
  }

  private func block(_ kind: AccountMap.Kind) -> String {
    switch kind {
    case .free: "·"
    case .reserve: "░"
    case .constants, .initialisers: "▒"
    default: "█"
    }
  }

  private func sample(_ kind: AccountMap.Kind) -> String {
    color ? kind.style.applied(to: block(kind), color: true) : String(kind.letter)
  }

  /// Bytes in use over time: a column an interval, from the bottom static memory, tensors, heap and stacks.
  var overTime: [String] {
    let label = 12
    let columns = AccountMap(account).columns(count: min(max(width - label - 4, 32), 100))
    guard let top = columns.map(\.total).max(), top > 0 else { return [] }
    let rows = 10
    var lines = [heading("use of RAM over time") + " in bytes, in each column the most of each kind"]
    for row in (0..<rows).reversed() {
      let mark =
        row == rows - 1 || row == rows / 2 - 1
        ? FormatText.grouped(UInt64((Double(top) * Double(row + 1) / Double(rows)).rounded())) : row == 0 ? "0" : ""
      let cells = columns.map { kind(in: $0, from: Double(top) * Double(row) / Double(rows), rows, top) }
      lines.append("  " + String(repeating: " ", count: max(label - mark.count, 0)) + mark + " " + draw(cells))
    }
    let seconds =
      Double(account.timeline.intervalCycles) * Double(account.timeline.intervals.count)
      / Double(max(account.clock, 1))
    let end = TextLayout.duration(seconds)
    lines.append(
      String(repeating: " ", count: label + 3) + "0"
        + String(repeating: " ", count: max(columns.count - end.count - 1, 1))
        + end)
    let kinds: [AccountMap.Kind] = [.bss, .tensors, .heap, .stack].filter { kind in
      columns.contains { $0.parts.contains { $0.kind == kind && $0.bytes > 0 } }
    }
    return lines
      + legend(kinds.map { ($0, $0 == .bss ? "static" : $0 == .stack ? "stacks" : $0.words) } + [(.free, "free")])
  }

  /// What most of a cell is that reaches one row up from a number of bytes; free where less than half of it is used.
  private func kind(in column: AccountMap.Column, from low: Double, _ rows: Int, _ top: UInt64) -> AccountMap.Kind {
    let high = low + Double(top) / Double(rows)
    var best = (kind: AccountMap.Kind.free, bytes: 0.0)
    var (at, used) = (0.0, 0.0)
    for part in column.parts {
      let bytes = min(at + Double(part.bytes), high) - max(at, low)
      if bytes > 0 { used += bytes }
      if bytes > best.bytes { best = (part.kind, bytes) }
      at += Double(part.bytes)
    }
    return used * 2 >= high - low ? best.kind : .free
  }
}
