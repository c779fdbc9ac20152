import ReportFormats

extension ProfileDifference {
  /// A JUnit XML report with one test case for each check: a failure for a breach, skipped where the limit could not
  /// apply.
  public func junit(_ checks: [LimitCheck]) -> String {
    let cases = checks.map { check in
      let limit = check.limit.map { ", limit \($0.amount.text)" } ?? ""
      let outcome: JUnitReport.Outcome
      switch check.outcome {
      case .within: outcome = .passed
      case .notChecked(let reason): outcome = .skipped(reason: reason)
      case .breach:
        let place = check.file.map { file in "\n\(file)\(check.line.map { ":\($0)" } ?? "")" } ?? ""
        outcome = .failed(message: check.text, type: "limit", text: check.text + place)
      }
      return JUnitReport.Case(
        className: "thumbprint.\(check.kind.rawValue)", name: check.subject + limit, outcome: outcome)
    }
    return JUnitReport(name: "thumbprint diff", suite: "\(from.file) to \(to.file)", cases: cases).text
  }
}
