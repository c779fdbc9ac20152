import ReportFormats

extension Profile {
  /// Collapsed stacks: a line for each chain of calls, `outermost;…;innermost cycles`, self cycles. Flame graph tools read it.
  /// Handlers and tasks begin stacks of their own. A `;` in a name becomes `:`, a line break a space.
  ///
  /// Source of the format: https://github.com/brendangregg/FlameGraph, `flamegraph.pl`, its opening comment.
  public func collapsedStacks() -> String {
    let names = functions.map { function in
      String(FormatText.oneLine(function.name).map { $0 == ";" ? ":" : $0 })
    }
    let tree = PathTree(paths)
    // Calls from different places to the same function are one stack here.
    var cycles: [String: UInt64] = [:]
    var order: [String] = []
    for (index, path) in paths.enumerated() where path.selfCycles > 0 {
      var stack = ""
      for step in tree.chain(to: index) { stack += (stack.isEmpty ? "" : ";") + names[paths[step].function] }
      if cycles[stack] == nil { order.append(stack) }
      cycles[stack, default: 0] += path.selfCycles
    }
    return order.reduce(into: "") { $0 += "\($1) \(cycles[$1] ?? 0)\n" }
  }
}
