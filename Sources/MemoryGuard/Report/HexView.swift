import ReportFormats

/// Memory around an access, 16 bytes a row, with the objects drawn in:
///
///                   0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f
///     0x20000140  [00 01 02 03 04 05 06 07]2a 00 .. .. .. .. .. ..   buffer
///                                          ^^ ^^
///
/// `[` and `]` stand at an object's first and last byte, `|` where one ends and the next begins; the names beside a row are
/// of the objects in it.
struct HexView {
  let surroundings: Violation.Surroundings
  /// The bytes that were accessed.
  let address: UInt32
  let size: UInt32
  let width: Int
  let color: Bool

  private static let rowSize: UInt64 = 16
  private static let rowLimit = 12
  private static let styles: [TextStyle] = [.cyan, .green, .yellow, .blue, .magenta]

  /// Two digits; `..` where nothing is known.
  static func cell(_ byte: UInt8?) -> String {
    guard let byte else { return ".." }
    return (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private var start: UInt64 { UInt64(surroundings.address) }
  private var end: UInt64 { start + UInt64(surroundings.bytes.count) }
  private var accessed: Range<UInt64> { UInt64(address)..<UInt64(address) + UInt64(size) }

  /// First addresses of the rows that are shown: those around the first byte accessed.
  private var rows: [UInt64] {
    let all = Array(stride(from: start / Self.rowSize * Self.rowSize, to: end, by: Int(Self.rowSize)))
    guard all.count > Self.rowLimit else { return all }
    let bad = all.firstIndex { accessed.overlaps($0..<$0 + Self.rowSize) } ?? 0
    let first = min(max(bad - Self.rowLimit / 2, 0), all.count - Self.rowLimit)
    return Array(all[first..<first + Self.rowLimit])
  }

  /// Index of the object that a byte is in: of the smallest, as a frame holds its variables.
  private func owner(of byte: UInt64) -> Int? {
    let objects = surroundings.objects
    return objects.indices.filter { UInt64(objects[$0].address) <= byte && byte < objects[$0].end }
      .min { (objects[$0].size, $0) < (objects[$1].size, $1) }
  }

  /// The rows with their titles, and what the signs mean; empty without memory.
  var lines: [String] {
    guard !surroundings.bytes.isEmpty else { return [] }
    let rows = rows
    let titles = (0..<Int(Self.rowSize)).map { "  " + String($0, radix: 16) }.joined()
    var lines = [TextStyle.faint.applied(to: String(repeating: " ", count: 11) + titles, color: color)]
    for row in rows { lines += drawn(row) }
    return lines + legend(rows)
  }

  private func drawn(_ row: UInt64) -> [String] {
    var line = TextStyle.faint.applied(to: FormatText.address(UInt32(truncatingIfNeeded: row)), color: color) + " "
    var marks = String(repeating: " ", count: 11)
    var present: [Int] = []
    var used = 11
    for byte in row..<row + Self.rowSize {
      let isInside = byte >= start && byte < end
      line += isInside || byte == end ? border(before: byte) : " "
      marks += " "
      used += 3
      guard isInside else {
        line += "  "
        marks += "  "
        continue
      }
      let owner = owner(of: byte)
      if let owner, !present.contains(owner) { present.append(owner) }
      let isBad = accessed.contains(byte)
      marks += isBad ? "^^" : "  "
      let value = surroundings.bytes[Int(byte - start)]
      let style = isBad ? .red : value == nil ? .faint : owner.map(style) ?? .plain
      line += style.applied(to: Self.cell(value), color: color)
    }
    line += border(before: row + Self.rowSize, endsRow: true)
    line = trimmed(line + names(present, width - used - 3))
    return marks.contains("^")
      ? [line, TextStyle.red.applied(to: trimmed(marks), color: color)] : [line]
  }

  /// The sign between a byte and the one before it.
  /// - Parameter endsRow: an object that begins with the next row has its sign there.
  private func border(before byte: UInt64, endsRow: Bool = false) -> String {
    let ends = byte > 0 && owner(of: byte - 1).map { surroundings.objects[$0].end == byte } ?? false
    let begins = !endsRow && owner(of: byte).map { UInt64(surroundings.objects[$0].address) == byte } ?? false
    let isRowStart = byte % Self.rowSize == 0 && !endsRow
    if begins { return ends && !isRowStart ? "|" : "[" }
    return ends && !isRowStart ? "]" : " "
  }

  private func style(_ object: Int) -> TextStyle { Self.styles[object % Self.styles.count] }

  private func names(_ objects: [Int], _ limit: Int) -> String {
    guard !objects.isEmpty, limit > 3 else { return "" }
    let names = objects.map { TextLayout.printable(surroundings.objects[$0].name) }
    let text = TextLayout.shortened(names.joined(separator: ", "), to: limit)
    // One colour would be wrong for several.
    return "  " + (objects.count == 1 ? style(objects[0]) : .plain).applied(to: text, color: color)
  }

  private func legend(_ rows: [UInt64]) -> [String] {
    guard let first = rows.first, let last = rows.last else { return [] }
    let shown = max(first, start)..<min(last + Self.rowSize, end)
    var lines: [String] = []
    if !accessed.isEmpty, accessed.overlaps(shown) { lines.append("^^  the bytes accessed") }
    if shown.contains(where: { surroundings.bytes[Int($0 - start)] == nil }) {
      lines.append("..  not written since reset")
    }
    let visible = surroundings.objects.enumerated().filter {
      UInt64($0.element.address) < shown.upperBound && shown.lowerBound < $0.element.end
    }.sorted { ($0.element.address, $0.element.size) < ($1.element.address, $1.element.size) }
    for (index, object) in visible where object.size > 0 {
      lines.append(style(index).applied(to: "[ ]", color: color) + " " + object.description)
    }
    return lines
  }

  private func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
