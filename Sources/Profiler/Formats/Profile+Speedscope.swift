import ReportFormats

extension Profile {
  /// A file for https://www.speedscope.app: all chains of calls with their self cycles and, if the timeline has changes, when
  /// they ran, a profile for each of reset, handlers and tasks. Values are core clock cycles.
  ///
  /// While something else runs (a handler, another task), the stack of what it interrupted is closed, so that no cycle
  /// counts twice.
  ///
  /// Source of the format: https://github.com/jlfwong/speedscope, `src/lib/file-format-spec.ts`.
  public func speedscope() -> String {
    let tree = PathTree(paths)
    var profiles = speedscopeEvents(tree)
    let isWhole = !profiles.isEmpty && timeline?.changesAreCut == false
    if !isWhole { profiles.append(speedscopeSamples(tree)) }
    var text = "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"thumbprint\",\n"
    text += "\"name\":\(FormatText.json("\(firmware) on \(target)")),\"activeProfileIndex\":0,\n"
    text += "\"shared\":{\"frames\":[\n\(functions.map(\.speedscopeFrame).joined(separator: ",\n"))\n]},\n"
    text += "\"profiles\":[\n\(profiles.joined(separator: ",\n"))\n]}\n"
    return text
  }

  /// Profiles of the type `evented`, in the order of their roots.
  private func speedscopeEvents(_ tree: PathTree) -> [String] {
    var events: [Int: [String]] = [:]
    var last: Stretch?
    func move(_ root: Int, from old: Int?, to new: Int?, at cycle: UInt64) {
      let steps = tree.steps(from: old, to: new)
      let closed = steps.end.map { "{\"type\":\"C\",\"at\":\(cycle),\"frame\":\(paths[$0].function)}" }
      let opened = steps.begin.map { "{\"type\":\"O\",\"at\":\(cycle),\"frame\":\(paths[$0].function)}" }
      events[root, default: []] += closed + opened
    }
    for stretch in stretches {
      let root = tree.roots[stretch.path]
      if let last, tree.roots[last.path] == root, last.end == stretch.start {
        move(root, from: last.path, to: stretch.path, at: stretch.start)
      } else {
        if let last { move(tree.roots[last.path], from: last.path, to: nil, at: last.end) }
        move(root, from: nil, to: stretch.path, at: stretch.start)
      }
      last = stretch
    }
    guard let last else { return [] }
    move(tree.roots[last.path], from: last.path, to: nil, at: last.end)
    let cut = timeline?.changesAreCut == true ? ", the first part" : ""
    return events.sorted { $0.key < $1.key }.map { root, events in
      let title = FormatText.json("\(contextTitle(root)) (cycles\(cut))")
      let head = "\"type\":\"evented\",\"name\":\(title),\"unit\":\"none\",\"startValue\":0,\"endValue\":\(last.end)"
      return "{\(head),\"events\":[\n\(events.joined(separator: ",\n"))\n]}"
    }
  }

  /// A profile of the type `sampled`: a sample for each path that has cycles of its own, in no order of time.
  private func speedscopeSamples(_ tree: PathTree) -> String {
    let sampled = paths.indices.filter { paths[$0].selfCycles > 0 }
    let stacks = sampled.map { index in
      "[\(tree.chain(to: index).map { String(paths[$0].function) }.joined(separator: ","))]"
    }
    let weights = sampled.map { String(paths[$0].selfCycles) }
    let end = sampled.reduce(0) { $0 + paths[$1].selfCycles }
    return "{\"type\":\"sampled\",\"name\":\"all (cycles)\",\"unit\":\"none\",\"startValue\":0,\"endValue\":\(end),\n"
      + "\"samples\":[\(stacks.joined(separator: ",\n"))],\n\"weights\":[\(weights.joined(separator: ","))]}"
  }
}

extension Profile.Function {
  fileprivate var speedscopeFrame: String {
    var frame = "{\"name\":\(FormatText.json(name))"
    if let file { frame += ",\"file\":\(FormatText.json(file))" }
    if let line { frame += ",\"line\":\(line)" }
    return frame + "}"
  }
}
