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

  /// For a README: a table of the summaries, then for each source its errors, and its rows folded away below them.
  public var markdown: String {
    var text = "| core | cases | over tolerance | mean error | 95th percentile | worst |\n|---|---|---|---|---|---|\n"
    for core in cores {
      let worst = core.worst > 0 ? " (`\(core.worstProgram)`)" : ""
      text += "| \(core.core) | \(core.cases) | \(core.failures) | \(percent(core.meanError)) | "
      text += "\(percent(core.percentile95)) | \(percent(core.worst))\(worst) |\n"
    }
    for (source, cases) in casesBySource {
      let errors = cases.map { abs($0.errorPercent) }
      let mean = errors.reduce(0, +) / Double(errors.count)
      text += "\n<details><summary>\(markup(source)): \(cases.count) row\(cases.count == 1 ? "" : "s"), "
      text += "mean error \(percent(mean)), worst \(percent(errors.max() ?? 0))</summary>\n\n"
      text += "| program | board | measured | simulated | error |\n|---|---|---|---|---|\n"
      for row in cases {
        let numbers = row.numbers.joined(separator: " | ") + (row.passes ? "" : " ✗")
        text += "| `\(row.program)` | \(escaped(row.board)) | \(numbers) |\n"
      }
      text += "\n</details>\n"
    }
    return text
  }

  /// Measurements first, then what is documented or recalled; each source in the order of its first row.
  private var casesBySource: [(source: String, cases: [Case])] {
    var groups: [(source: String, cases: [Case])] = []
    for row in cases {
      if let known = groups.firstIndex(where: { $0.source == row.source }) {
        groups[known].cases.append(row)
      } else {
        groups.append((row.source, [row]))
      }
    }
    func isMeasured(_ source: String) -> Bool { !source.hasPrefix("documented:") && !source.hasPrefix("recalled") }
    return groups.filter { isMeasured($0.source) } + groups.filter { !isMeasured($0.source) }
  }

  /// Text between tags.
  private func markup(_ text: String) -> String {
    text.reduce(into: "") { $0 += $1 == "&" ? "&amp;" : $1 == "<" ? "&lt;" : $1 == ">" ? "&gt;" : String($1) }
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
    return
      "\(core): \(cases) case\(cases == 1 ? "" : "s"), \(failures) over tolerance; error: mean \(percent(meanError)), "
      + "95th percentile \(percent(percentile95)), worst \(percent(self.worst))\(worst)"
  }
}

/// `-12.5 %`
private func percent(_ value: Double) -> String { fixed(value, places: 1) + " %" }
