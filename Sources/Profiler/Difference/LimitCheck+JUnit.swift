extension ProfileDifference {
  /// A JUnit XML report with one test case for each check: a failure for a breach, skipped where the limit could not
  /// apply. It has no times, as nothing in it took any.
  public func junit(_ checks: [LimitCheck]) -> String {
    let breaches = checks.filter(\.isBreach).count
    let skipped = checks.filter { if case .notChecked = $0.outcome { true } else { false } }.count
    let counts = "tests=\"\(checks.count)\" failures=\"\(breaches)\" errors=\"0\" skipped=\"\(skipped)\""
    let suites = "tests=\"\(checks.count)\" failures=\"\(breaches)\" errors=\"0\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"thumbprint diff\" \(suites)>",
      "  <testsuite name=\"\(xml("\(from.file) to \(to.file)"))\" \(counts) time=\"0\">",
    ]
    for check in checks {
      let limit = check.limit.map { ", limit \($0.amount.text)" } ?? ""
      let name = "\(check.subject)\(limit)"
      let open = "    <testcase classname=\"thumbprint.\(check.kind.rawValue)\" name=\"\(xml(name))\" time=\"0\""
      switch check.outcome {
      case .within: lines.append("\(open)/>")
      case .notChecked(let reason):
        lines += ["\(open)>", "      <skipped message=\"\(xml(reason))\"/>", "    </testcase>"]
      case .breach:
        let place = check.file.map { file in "\n\(file)\(check.line.map { ":\($0)" } ?? "")" } ?? ""
        lines += [
          "\(open)>",
          "      <failure message=\"\(xml(check.text))\" type=\"limit\">\(xml(check.text + place))</failure>",
          "    </testcase>",
        ]
      }
    }
    lines += ["  </testsuite>", "</testsuites>"]
    return lines.map { $0 + "\n" }.joined()
  }

  /// Text for XML 1.0, in element or attribute. Characters that it cannot hold in any form (section 2.2 of the
  /// recommendation) become U+FFFD.
  private func xml(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
