import ReportFormats

/// The frames of a call path as a table, outermost first, with the sum of their sizes up to each.
struct FrameTable {
  /// Innermost first.
  let frames: [Violation.FrameSize]
  let color: Bool

  private static let rowLimit = 32

  private struct Row {
    var bytes: UInt64
    var sum: UInt64
    var text: String
  }

  var lines: [String] {
    var sum: UInt64 = 0
    var rows: [Row] = []
    let frames = Array(self.frames.reversed())
    for part in Repetition.found(in: frames.map(\.place.function)) {
      switch part {
      case .item(let index):
        let bytes = UInt64(frames[index].bytes)
        sum += bytes
        rows.append(Row(bytes: bytes, sum: sum, text: frames[index].place.description))
      case .repeats(let range, let period):
        let bytes = range.reduce(UInt64(0)) { $0 + UInt64(frames[$1].bytes) }
        sum += bytes
        let rounds = FormatText.grouped(UInt64(range.count / period))
        let what = period == 1 ? "the same function" : "the same \(period) functions"
        rows.append(Row(bytes: bytes, sum: sum, text: "… \(what), \(rounds) times more"))
      }
    }
    if rows.count > Self.rowLimit {
      let (front, back) = (Self.rowLimit / 2, Self.rowLimit / 2 - 1)
      let hidden = rows[front..<rows.count - back]
      let bytes = hidden.reduce(0) { $0 + $1.bytes }
      let row = Row(bytes: bytes, sum: hidden.last?.sum ?? 0, text: "… \(count(hidden.count, "row")) left out")
      rows = rows[..<front] + [row] + rows[(rows.count - back)...]
    }
    let columns = ["bytes", "sum"]
    let widths = [
      ([columns[0]] + rows.map { FormatText.grouped($0.bytes) }).map(\.count).max() ?? 0,
      ([columns[1]] + rows.map { FormatText.grouped($0.sum) }).map(\.count).max() ?? 0,
    ]
    func line(_ bytes: String, _ sum: String, _ text: String) -> String {
      let cells = zip([bytes, sum], widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
      return (cells + [text]).joined(separator: "  ")
    }
    return [
      "frames of the deepest call path, outermost first: \(byteCount(sum))",
      TextStyle.faint.applied(to: line(columns[0], columns[1], "function"), color: color),
    ] + rows.map { line(FormatText.grouped($0.bytes), FormatText.grouped($0.sum), $0.text) }
  }
}
