import ReportFormats

extension CheckReport {
  /// The violations as a SARIF 2.1.0 log, each at its file and line; those that have none at the image. Calls are in
  /// `stacks`; where a block was allocated and freed, in `relatedLocations`, and as steps to the bug in `codeFlows`.
  /// - Parameter sourceRoot: absolute path of the directory that paths are made relative to, as code hosts want them.
  public func sarif(sourceRoot: String) -> [UInt8] {
    SARIFRendering(report: self, sourceRoot: sourceRoot).log.bytes
  }
}

private struct SARIFRendering {
  let report: CheckReport
  let sourceRoot: String

  var log: SARIFLog {
    let kinds = Violation.Kind.allCases
    let rules = kinds.map { SARIFLog.Rule(id: $0.rawValue, text: $0.summary, help: $0.help) }
    return SARIFLog(rules: rules, results: report.violations.map { result($0, kinds, rules) }, notes: report.notes)
  }

  private func result(_ violation: Violation, _ kinds: [Violation.Kind], _ rules: [SARIFLog.Rule]) -> SARIFLog.Result {
    let place = violation.place
    let fingerprint = [
      violation.kind.rawValue, place?.function ?? "", (violation.object ?? violation.nearest)?.name ?? "",
    ].joined(separator: ", ")
    var result = SARIFLog.Result(
      rule: kinds.firstIndex(of: violation.kind) ?? 0, of: rules, text: violation.message,
      location: place.map { location($0) } ?? .init(uri: uri(report.firmware), line: nil),
      fingerprint: ("bug/v1", fingerprint))
    result.occurrenceCount = max(violation.count, 1)
    if !violation.stack.isEmpty {
      result.stacks = [.init(text: "calls, innermost first", frames: violation.stack.map { location($0) })]
    }
    let related = relatedLocations(violation)
    if !related.isEmpty { result.relatedLocations = related }
    // In the order in which it happened.
    let steps =
      [(violation.object?.allocated, "allocated here"), (violation.object?.freed, "freed here")].compactMap {
        calls, text in innermostSource(calls ?? []).map { location($0, text) }
      }
    if !steps.isEmpty, let place { result.codeFlows = [.init(steps: steps + [location(place, violation.title)])] }
    return result
  }

  /// Of the objects: where they are declared, allocated and freed.
  private func relatedLocations(_ violation: Violation) -> [SARIFLog.Location] {
    violation.objects.flatMap { object in
      let declared = object.file.map {
        SARIFLog.Location(
          uri: uri($0), line: object.line, name: object.name, kind: "variable",
          message: "\(object.words) is declared here")
      }
      let allocated = innermostSource(object.allocated).map { location($0, "\(object.words) was allocated here") }
      let freed = innermostSource(object.freed).map { location($0, "\(object.words) was freed here") }
      return [declared, allocated, freed].compactMap { $0 }
    }
  }

  /// The innermost place that is not the allocator itself, with a line if any has one.
  private func innermostSource(_ calls: [CodePlace]) -> CodePlace? {
    let users = calls.filter { !LibraryFunction.worksForCaller($0.function) }
    return users.first { $0.file != nil } ?? users.first ?? calls.first
  }

  private func location(_ place: CodePlace, _ message: String? = nil) -> SARIFLog.Location {
    SARIFLog.Location(
      uri: uri(place.file ?? report.firmware), line: place.file == nil ? nil : place.line, name: place.function,
      address: place.address, message: message)
  }

  private func uri(_ path: String) -> String { SARIFLog.uri(path, relativeTo: sourceRoot) }
}
