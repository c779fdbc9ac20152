import ReportFormats

extension CheckReport {
  /// What was found, for a terminal: a block for each violation, a summary, notes. Each line ends with a newline. A run
  /// without violations is one line, and its notes.
  /// - Parameters:
  ///   - width: columns of the terminal; under 80 it is written for 80. Paths are never cut.
  ///   - color: whether to write the control sequences of an ANSI terminal.
  ///   - sources: lines of files by their paths as the compiler recorded them (see `sourceFiles`).
  ///   - showsSuppressions: whether each violation is followed by a suppression for it.
  public func text(
    width: Int, color: Bool, sources: [String: [String]] = [:], showsSuppressions: Bool = false
  ) -> String {
    let width = max(width, 80)
    var lines: [String] = []
    // Whoever wants suppressions wants them for all.
    let shown = showsSuppressions ? violations.count : min(violations.count, Self.textLimit)
    for (index, violation) in violations.prefix(shown).enumerated() {
      lines +=
        ViolationText(
          violation: violation, number: index + 1, width: width, color: color, sources: sources
        ).lines
      if showsSuppressions {
        lines += [""] + violation.suppression.split(separator: "\n").map { "   " + $0 }
      }
      lines.append("")
    }
    if shown < violations.count {
      lines += ["… \(count(violations.count - shown, "more violation")) not shown here; --json FILE has them all", ""]
    }
    lines += summary(width)
    for note in notes {
      lines += TextLayout.wrapped("note: \(TextLayout.printable(note))", to: width, indent: 6)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let textLimit = 100

  /// Files whose lines `text` shows, as the compiler recorded them.
  public var sourceFiles: [String] {
    var seen: Set<String> = []
    return violations.compactMap { $0.place?.file }.filter { seen.insert($0).inserted }
  }

  /// How many of what, and how the run ended.
  private func summary(_ width: Int) -> [String] {
    let subject = "\(TextLayout.printable(firmware)) on \(TextLayout.printable(target))"
    let left = suppressed > 0 ? ["\(FormatText.grouped(suppressed)) suppressed"] : []
    let end = TextLayout.printable(stop)
    guard !violations.isEmpty else {
      return ["no violations in \(subject): " + (left + [end]).joined(separator: "; ")]
    }
    let byKind = Dictionary(grouping: violations, by: \.kind)
    // A number stays on the line of what it counts.
    let space = "\u{A0}"
    let kinds = Violation.Kind.allCases.compactMap { kind in
      byKind[kind].map { FormatText.grouped(UInt64($0.count)) + space + kind.rawValue }
    }.joined(separator: ", ")
    let found = "\(count(violations.count, "violation")) in \(subject): " + ([kinds] + left).joined(separator: "; ")
    let cost = "\(FormatText.grouped(instructions)) instructions, \(FormatText.grouped(cycles)) cycles"
    return TextLayout.wrapped(found, to: width, indent: 2).map { $0.replacing(space, with: " ") } + ["\(end); \(cost)"]
  }
}
