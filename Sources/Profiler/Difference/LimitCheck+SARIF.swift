import ReportFormats

extension ProfileDifference {
  /// The breaches as a SARIF 2.1.0 log, each at its function's file and line; those that have none, such as the total,
  /// at the first profile, the baseline.
  /// - Parameter sourceRoot: absolute path of the directory that paths are made relative to, as code hosts want them.
  public func sarif(_ checks: [LimitCheck], sourceRoot: String) -> [UInt8] {
    let kinds = LimitCheck.Kind.rules
    let rules = kinds.map { SARIFLog.Rule(id: $0.id, text: $0.text) }
    let results = checks.filter(\.isBreach).map { check in
      SARIFLog.Result(
        rule: kinds.firstIndex { $0.kind == check.kind } ?? 0, of: rules, text: check.text,
        location: .init(
          uri: SARIFLog.uri(check.file ?? from.file, relativeTo: sourceRoot), line: check.line ?? 1,
          name: check.label.isEmpty ? nil : check.label, kind: check.kind == .function ? "function" : "module"),
        fingerprint: ("subject/v1", "\(check.subject), \(check.limit?.amount.text ?? "")"))
    }
    return SARIFLog(rules: rules, results: results).bytes
  }
}

extension LimitCheck.Kind {
  /// SARIF's rules, one for each kind of check.
  fileprivate static let rules: [(kind: LimitCheck.Kind, id: String, text: String)] = [
    (.stop, "stop", "The firmware ends another way than before."),
    (.total, "total-cycles", "The firmware takes more cycles than its limit allows."),
    (.function, "function-cycles", "A function takes more cycles than its limit allows."),
    (.layer, "layer-cycles", "A network layer takes more cycles than its limit allows."),
  ]
}
