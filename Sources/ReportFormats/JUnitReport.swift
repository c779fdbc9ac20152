/// A JUnit XML report of one test suite, as CI services read it. It has no times, as nothing in it took any.
package struct JUnitReport {
  package enum Outcome {
    case passed
    case skipped(reason: String)
    /// `text` may have several lines.
    case failed(message: String, type: String, text: String)
  }

  package struct Case {
    package var className: String
    package var name: String
    package var outcome: Outcome

    package init(className: String, name: String, outcome: Outcome) {
      self.className = className
      self.name = name
      self.outcome = outcome
    }
  }

  /// Of the command, and of what it looked at.
  package var name: String
  package var suite: String
  package var cases: [Case]

  package init(name: String, suite: String, cases: [Case]) {
    self.name = name
    self.suite = suite
    self.cases = cases
  }

  package var text: String {
    let failures = cases.filter { if case .failed = $0.outcome { true } else { false } }.count
    let skipped = cases.filter { if case .skipped = $0.outcome { true } else { false } }.count
    let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"\(Self.xml(name))\" \(counts)>",
      "  <testsuite name=\"\(Self.xml(suite))\" \(counts) skipped=\"\(skipped)\" time=\"0\">",
    ]
    for test in cases {
      let names = "classname=\"\(Self.xml(test.className))\" name=\"\(Self.xml(test.name))\""
      let open = "    <testcase \(names) time=\"0\""
      switch test.outcome {
      case .passed: lines.append("\(open)/>")
      case .skipped(let reason):
        lines += ["\(open)>", "      <skipped message=\"\(Self.xml(reason))\"/>", "    </testcase>"]
      case .failed(let message, let type, let text):
        let attributes = "message=\"\(Self.xml(message))\" type=\"\(Self.xml(type))\""
        lines += ["\(open)>", "      <failure \(attributes)>\(Self.xml(text))</failure>", "    </testcase>"]
      }
    }
    lines += ["  </testsuite>", "</testsuites>"]
    return lines.map { $0 + "\n" }.joined()
  }

  /// Text for XML 1.0, in element or attribute. Characters that it cannot hold in any form (section 2.2 of the
  /// recommendation) become U+FFFD.
  private static func xml(_ text: String) -> String {
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
