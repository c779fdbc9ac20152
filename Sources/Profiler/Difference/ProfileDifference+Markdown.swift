extension ProfileDifference {
  /// The difference for a comment on a pull request: the totals and breaches in sight, the tables folded.
  public func markdown(_ checks: [LimitCheck] = []) -> String {
    let breaches = checks.filter(\.isBreach)
    var lines = ["### \(isEmpty ? "No change" : Self.capitalised(verdict)) on \(Self.code(to.target))", ""]
    if !breaches.isEmpty {
      lines += ["**\(breaches.count == 1 ? "1 limit" : "\(breaches.count) limits") broken**", ""]
      lines += breaches.prefix(Self.most).map { "- \(Self.line($0))" }
      if breaches.count > Self.most { lines.append("- … \(breaches.count - Self.most) more") }
      lines.append("")
    } else if !checks.isEmpty {
      lines += ["\(checks.count == 1 ? "1 check" : "\(checks.count) checks"), no limit broken.", ""]
    }
    lines += warnings.map { "> Warning: \(Self.plain($0))" } + (warnings.isEmpty ? [] : [""])
    lines += table("", [("cycles", totalCycles), ("instructions", totalInstructions)]) + [""]
    guard !isEmpty else { return lines.map { $0 + "\n" }.joined() }
    lines += section(
      "Cycles by cause", "cause", stalls.filter { $0.cycles.magnitude > 0 }.map { ($0.title, $0.cycles) })
    lines += section("Layers", "layer", layers.filter(\.isChanged).map { (Self.code($0.label), $0.cycles) })
    lines += section(
      "Functions, self cycles", "function",
      functions.filter { $0.selfCycles.magnitude > 0 || $0.presence != .both }
        .map { (Self.code($0.label), $0.selfCycles) })
    lines += section(
      "Functions, inclusive cycles", "function",
      functions.filter { $0.inclusiveCycles.magnitude > 0 }.sorted {
        ($1.inclusiveCycles.magnitude, $0.label) < ($0.inclusiveCycles.magnitude, $1.label)
      }.map { (Self.code($0.label), $0.inclusiveCycles) })
    return lines.map { $0 + "\n" }.joined()
  }

  /// Rows of a table; a comment has room for so much.
  private static var most: Int { 25 }

  private func section(_ title: String, _ heading: String, _ rows: [(name: String, change: Change)]) -> [String] {
    guard !rows.isEmpty else { return [] }
    var lines = ["<details><summary>\(title): \(rows.count) changed</summary>", ""]
    lines += table(heading, Array(rows.prefix(Self.most)))
    if rows.count > Self.most { lines += ["", "… \(rows.count - Self.most) more"] }
    return lines + ["", "</details>", ""]
  }

  private func table(_ heading: String, _ rows: [(name: String, change: Change)]) -> [String] {
    ["| \(heading) | from | to | change | |", "|---|---:|---:|---:|---:|"]
      + rows.map { name, change in
        "| \(name) | \(ChangeText.count(change.from)) | \(ChangeText.count(change.to)) | \(ChangeText.growth(change)) "
          + "| \(ChangeText.percent(change)) |"
      }
  }

  private static func line(_ check: LimitCheck) -> String {
    guard !check.label.isEmpty, let limit = check.limit else { return plain(check.text) }
    return "\(check.kind.rawValue) \(code(check.label)): \(check.measure) \(ChangeText.sentence(check.change)), limit "
      + limit.amount.text
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// A name as code. Where it has what would end the code or the table's cell, as character references, which Markdown
  /// shows as they are.
  private static func code(_ name: String) -> String {
    let name = ChangeText.printable(name)
    let isSimple = name.allSatisfy { $0 != "`" && $0 != "|" && $0 != "\\" } && name.first != " " && name.last != " "
    return isSimple && !name.isEmpty ? "`\(name)`" : "<code>\(plain(name))</code>"
  }

  /// Text in which nothing is markup.
  private static func plain(_ text: String) -> String {
    var escaped = ""
    for scalar in ChangeText.printable(text).unicodeScalars {
      if "&<>|`*_~[]\\#@!".unicodeScalars.contains(scalar) {
        escaped += "&#\(scalar.value);"
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
