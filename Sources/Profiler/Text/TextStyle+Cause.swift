import ReportFormats

extension TextStyle {
  /// What a cause is drawn in, everywhere: `key` is one of `CyclesByCause.causes`.
  static func of(cause key: String) -> TextStyle {
    switch key {
    case "issue": .green
    case "operandWait": .yellow
    case "fetchWait": .magenta
    case "dataWait": .red
    case "branchRefill": .blue
    case "exception": .cyan
    default: .faint
    }
  }
}
