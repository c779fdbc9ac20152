extension FidelityReport {
  /// For a terminal: a line for each case and one for each core.
  public var text: String {
    let header = ["program", "board", "measured", "simulated", "error", "", "source"]
    let rows = cases.map { [$0.program, $0.board] + $0.numbers + [$0.passes ? "pass" : "FAIL", $0.source] }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    func line(_ fields: [String]) -> String {
      let padded = fields.enumerated().map { column, field in
        let gap = String(repeating: " ", count: widths[column] - field.count)
        return (2...4).contains(column) ? gap + field : field + gap
      }
      let text = padded.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    return ([header] + rows).map(line).joined() + "\n" + cores.map { $0.text + "\n" }.joined()
  }

  /// For a README: a table for each core, and one of the summaries.
  public var markdown: String {
    var text = "| core | cases | over tolerance | mean error | 95th percentile | worst |\n|---|---|---|---|---|---|\n"
    for core in cores {
      let worst = core.worst > 0 ? " (`\(core.worstProgram)`)" : ""
      text += "| \(core.core) | \(core.cases) | \(core.failures) | \(percent(core.meanError)) | "
      text += "\(percent(core.percentile95)) | \(percent(core.worst))\(worst) |\n"
    }
    for core in cores {
      text += "\n### \(core.core)\n| program | board | measured | simulated | error | source |\n"
      text += "|---|---|---|---|---|---|\n"
      for row in cases where row.core == core.core {
        let numbers = row.numbers.joined(separator: " | ") + (row.passes ? "" : " ✗")
        text += "| `\(row.program)` | \(row.board) | \(numbers) | \(escaped(row.source)) |\n"
      }
    }
    return text
  }

  private func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}

extension FidelityReport.Case {
  /// Measured and simulated cycles, and the error.
  fileprivate var numbers: [String] { [decimal(measured), decimal(simulated), percent(errorPercent)] }
}

extension FidelityReport.CoreSummary {
  public var text: String {
    let worst = self.worst > 0 ? " (\(worstProgram))" : ""
    return "\(core): \(cases) cases, \(failures) over tolerance; error: mean \(percent(meanError)), "
      + "95th percentile \(percent(percentile95)), worst \(percent(self.worst))\(worst)"
  }
}

/// `-12.5 %`
private func percent(_ value: Double) -> String { fixed(value, places: 1) + " %" }
