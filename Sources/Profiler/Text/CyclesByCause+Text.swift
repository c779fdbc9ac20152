import Foundation
import ReportFormats

extension CyclesByCause {
  /// The cause of most cycles other than the instructions' own; nil if there is none.
  var topStall: (key: String, cycles: UInt64)? {
    let stalls = Self.causes.filter { $0.key != "issue" }.map { (key: $0.key, cycles: self[keyPath: $0.path]) }
    // The first of equals, for the same output each time.
    let most = stalls.map(\.cycles).max() ?? 0
    return most == 0 ? nil : stalls.first { $0.cycles == most }
  }

  /// `data 25 %`: the top stall and its share of these cycles; `none` where all are the instructions' own.
  var topStallText: String {
    guard let top = topStall else { return "none" }
    let share = 100 * Double(top.cycles) / Double(total)
    return "\(Self.shortTitle(top.key)) " + (share < 0.5 ? "<1 %" : String(format: "%.0f %%", share))
  }

  var topStallCell: TextTable.Cell {
    .text(topStallText, topStall.map { TextStyle.of(cause: $0.key) } ?? .faint)
  }

  /// The causes stacked, as parts of `whole`.
  func barCell(of whole: UInt64) -> TextTable.Cell {
    .bar(Self.causes.map { ($0.key, whole == 0 ? 0 : Double(self[keyPath: $0.path]) / Double(whole)) })
  }

  /// One word for a cause.
  static func shortTitle(_ key: String) -> String {
    switch key {
    case "operandWait": "operand"
    case "fetchWait": "fetch"
    case "dataWait": "data"
    case "branchRefill": "branch"
    default: key
    }
  }

  /// What a cause means, for who sees it for the first time.
  static func meaning(_ key: String) -> String {
    switch key {
    case "issue": "the instructions themselves"
    case "operandWait": "a result was not ready yet"
    case "fetchWait": "instruction bytes were late"
    case "dataWait": "data memory, load/store unit"
    case "branchRefill": "taken or mispredicted branches"
    case "exception": "interrupt entry and return"
    default: "WFI, WFE"
    }
  }
}
