import ReportFormats

extension CheckReport {
  /// A JUnit XML report: a failed test case for each violation, and a passed one for each kind that there is none of.
  public func junit() -> String {
    let byKind = Dictionary(grouping: violations, by: \.kind)
    let cases = Violation.Kind.allCases.flatMap { kind -> [JUnitReport.Case] in
      let className = "thumbprint.check.\(kind.rawValue)"
      guard let violations = byKind[kind] else {
        return [JUnitReport.Case(className: className, name: kind.rawValue, outcome: .passed)]
      }
      var names: [String: Int] = [:]
      return violations.map { violation in
        var name = "\(violation.title) in \(violation.place?.function ?? "unknown code")"
        if let object = violation.object ?? violation.nearest { name += ", \(object.words)" }
        // Two cases of one name would be taken for one.
        names[name, default: 0] += 1
        if let number = names[name], number > 1 { name += " (\(number))" }
        return JUnitReport.Case(
          className: className, name: name,
          outcome: .failed(message: violation.message, type: kind.rawValue, text: violation.callsText))
      }
    }
    return JUnitReport(name: "thumbprint check", suite: "\(firmware) on \(target)", cases: cases).text
  }
}

extension Violation {
  /// The instruction, the calls and the notes, a line each.
  fileprivate var callsText: String {
    var lines = [message]
    if !instruction.isEmpty { lines.append("by \(instruction)") }
    func add(_ heading: String, _ calls: [CodePlace]) {
      guard !calls.isEmpty else { return }
      lines.append("\(heading):")
      lines += calls.map { "  \($0.description)" }
    }
    add("calls, innermost first", stack)
    for object in objects {
      add("\(object.words) was allocated by", object.allocated)
      add("\(object.words) was freed by", object.freed)
    }
    return (lines + notes).joined(separator: "\n")
  }
}
