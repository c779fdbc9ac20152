import Foundation
import ReportFormats

/// A number before and now.
struct MarkdownChange {
  let from: UInt64
  let to: UInt64

  init(from: UInt64, to: UInt64) {
    self.from = from
    self.to = to
  }

  private var amount: UInt64 { to >= from ? to - from : from - to }
  private var sign: String { to > from ? "+" : "−" }

  /// `+12 (+1.2 %)`; `0` where nothing changed; without per cent of nothing.
  var cell: String {
    guard from != to else { return "0" }
    let cycles = sign + FormatText.grouped(amount)
    return from == 0 ? cycles : "\(cycles) (\(percent))"
  }

  /// For the end of a sentence: `12 more than the baseline (+1.2 %)`.
  var sentence: String {
    guard from != to else { return "as many as the baseline" }
    let words = "\(FormatText.grouped(amount)) \(to > from ? "more" : "fewer") than the baseline"
    return from == 0 ? words : "\(words) (\(percent))"
  }

  /// A change that rounds to nothing still shows that it is one.
  private var percent: String {
    let percent = 100 * Double(amount) / Double(from)
    return sign + (percent < 0.005 ? "&lt;0.01 %" : String(format: "%.2f %%", percent))
  }
}

/// Numbers the occurrences of a name, for names that several have.
struct OccurrenceCounter {
  struct Key: Hashable {
    var name: String
    var number: Int
  }

  private var counts: [String: Int] = [:]

  mutating func next(_ name: String) -> Key {
    counts[name, default: 0] += 1
    return Key(name: name, number: counts[name, default: 0])
  }
}

/// Values by name and occurrence.
struct Occurrences {
  private var values: [OccurrenceCounter.Key: UInt64] = [:]

  init(_ items: [(name: String, value: UInt64)]) {
    var counter = OccurrenceCounter()
    for item in items { values[counter.next(item.name)] = item.value }
  }

  subscript(key: OccurrenceCounter.Key) -> UInt64? { values[key] }
  var all: [OccurrenceCounter.Key: UInt64] { values }
}

/// A function whose own cycles changed. Nil where there is, or was, none.
struct MarkdownFunctionChange {
  var name: String
  var before: UInt64?
  var now: UInt64?

  /// The largest first, equals by name.
  static func all(from baseline: Profile, to profile: Profile) -> [MarkdownFunctionChange] {
    let (before, now) = (cycles(of: baseline), cycles(of: profile))
    let keys = Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }
    let sorted = keys.sorted { first, second in
      let (one, two) = (size(before[first], now[first]), size(before[second], now[second]))
      return (two, first.name, first.number) < (one, second.name, second.number)
    }
    return sorted.map { MarkdownFunctionChange(name: $0.name, before: before[$0], now: now[$0]) }
  }

  private static func cycles(of profile: Profile) -> [OccurrenceCounter.Key: UInt64] {
    Occurrences(profile.functions.sorted { $0.address < $1.address }.map { ($0.name, $0.selfCycles) }).all
  }

  private static func size(_ before: UInt64?, _ now: UInt64?) -> UInt64 {
    let (before, now) = (before ?? 0, now ?? 0)
    return max(before, now) - min(before, now)
  }

  var cells: [String] {
    let change = before == nil ? "new" : now == nil ? "gone" : MarkdownChange(from: before ?? 0, to: now ?? 0).cell
    return [Markdown.code(name), before.map(FormatText.grouped) ?? "", now.map(FormatText.grouped) ?? "", change]
  }
}
