import Simulator

extension ProfileAssembly {
  /// The calling context tree, and what follows from it for functions: calls and inclusive cycles.
  mutating func addPaths() {
    let kept = keptNodes()
    let inclusive = inclusiveCycles()
    paths = .init(repeating: nil, count: record.nodes.count)
    for (index, node) in record.nodes.enumerated() where kept[index] {
      paths[index] = profile.paths.count
      var path = Profile.Path(
        kind: .call, function: functions[node.function], parent: parent(of: index).flatMap { paths[$0] },
        calls: node.calls, selfCycles: node.selfCycles, inclusiveCycles: inclusive[index])
      switch node.kind {
      case .reset: path.kind = .reset
      case .task: path.kind = .task
      case .call: path.kind = .call
      case .jump: path.kind = .jump
      case .exception(let number):
        path.kind = .exception
        path.exception = number
      }
      if path.parent != nil {
        path.callSite = node.callSite
        if let line = builder.debug.lines.line(at: node.callSite) {
          (path.callFile, path.callLine) = (line.file, line.number)
        }
      }
      tally[functions[node.function]].calls += node.calls
      profile.paths.append(path)
    }
    addInclusiveCycles()
  }

  /// A node comes after its parent; anything else would be no tree.
  private func parent(of index: Int) -> Int? {
    record.nodes[index].parent.flatMap { (0..<index).contains($0) ? $0 : nil }
  }

  /// Nodes in which something was recorded, and those that lead to them. Outside of markers nodes are made too.
  private func keptNodes() -> [Bool] {
    var kept = record.nodes.map { $0.calls > 0 || $0.selfCycles > 0 }
    for change in record.changes where kept.indices.contains(Int(change.node)) { kept[Int(change.node)] = true }
    for index in kept.indices.reversed() where kept[index] {
      if let parent = parent(of: index) { kept[parent] = true }
    }
    return kept
  }

  private func inclusiveCycles() -> [UInt64] {
    var sums = record.nodes.map(\.selfCycles)
    for index in sums.indices.reversed() {
      if let parent = parent(of: index) { sums[parent] += sums[index] }
    }
    return sums
  }

  /// A path adds to its function unless that function is already on the way to it: recursion counts once.
  private mutating func addInclusiveCycles() {
    var firstChild = [Int](repeating: -1, count: profile.paths.count)
    var nextSibling = firstChild
    var roots: [Int] = []
    for index in profile.paths.indices.reversed() {
      guard let parent = profile.paths[index].parent else {
        roots.append(index)
        continue
      }
      nextSibling[index] = firstChild[parent]
      firstChild[parent] = index
    }
    // How often each function is on the way to the path being visited.
    var open = [Int](repeating: 0, count: tally.functions.count)
    for root in roots {
      var index = root
      enter(index, &open)
      while true {
        if firstChild[index] >= 0 {
          // Visited once: from here on it stands for the children not yet seen.
          let child = firstChild[index]
          firstChild[index] = nextSibling[child]
          index = child
          enter(index, &open)
          continue
        }
        open[profile.paths[index].function] -= 1
        guard let parent = profile.paths[index].parent else { break }
        index = parent
      }
    }
  }

  private mutating func enter(_ index: Int, _ open: inout [Int]) {
    let function = profile.paths[index].function
    if open[function] == 0 { tally[function].inclusiveCycles += profile.paths[index].inclusiveCycles }
    open[function] += 1
  }
}
