extension PageData {
  mutating func functions(_ rows: [Profile.Function]) {
    key("functions")
    open("{")
    names("name", rows) { $0.name }
    column("address", rows) { $0.address }
    names("file", rows) { $0.file }
    column("line", rows) { $0.line ?? -1 }
    column("self", rows) { $0.selfCycles }
    column("inclusive", rows) { $0.inclusiveCycles }
    column("calls", rows) { $0.calls }
    optional("minimum", rows) { $0.minimumCycles }
    optional("maximum", rows) { $0.maximumCycles }
    column("instructions", rows) { $0.instructions }
    column("fetchMisses", rows) { $0.fetchMisses }
    column("dataMisses", rows) { $0.dataMisses }
    stalls(rows.map(\.stalls))
    traffic(rows.map(\.traffic))
    close("}")
  }

  mutating func lines(_ rows: [Profile.Line]) {
    key("lines")
    open("{")
    names("file", rows) { $0.file }
    column("line", rows) { $0.line }
    column("cycles", rows) { $0.cycles }
    column("instructions", rows) { $0.instructions }
    column("executions", rows) { $0.executions }
    column("fetchMisses", rows) { $0.fetchMisses }
    column("dataMisses", rows) { $0.dataMisses }
    stalls(rows.map(\.stalls))
    close("}")
  }

  mutating func instructions(_ rows: [Profile.Instruction]) {
    key("instructions")
    open("{")
    column("address", rows) { $0.address }
    column("size", rows) { $0.size }
    names("encoding", rows) { $0.encoding }
    names("text", rows) { $0.text }
    column("function", rows) { $0.function }
    names("file", rows) { $0.file }
    column("line", rows) { $0.line ?? -1 }
    inlined(rows)
    column("executions", rows) { $0.executions }
    column("cycles", rows) { $0.cycles }
    column("fetchMisses", rows) { $0.fetchMisses }
    column("dataMisses", rows) { $0.dataMisses }
    stalls(rows.map(\.stalls))
    traffic(rows.map(\.traffic))
    close("}")
  }

  /// Neighbours come from the same inlined calls, so each chain of them is written once: `inlined` is its index.
  private mutating func inlined(_ rows: [Profile.Instruction]) {
    var known: [[String]: Int] = [:]
    var chains: [[Profile.InlinedFrame]] = []
    list("inlined", rows) { data, row in
      guard !row.inlined.isEmpty else { return data.number(-1) }
      let key = row.inlined.flatMap { [$0.function, $0.callFile ?? "", $0.callLine.map(String.init) ?? ""] }
      if known[key] == nil {
        known[key] = chains.count
        chains.append(row.inlined)
      }
      data.number(known[key] ?? -1)
    }
    list("chains", chains) { data, chain in
      data.open("[")
      for frame in chain {
        data.reference(frame.function)
        data.reference(frame.callFile)
        data.number(frame.callLine ?? -1)
      }
      data.close("]")
    }
  }

  mutating func paths(_ rows: [Profile.Path]) {
    key("paths")
    open("{")
    names("kind", rows) { $0.kind.rawValue }
    column("function", rows) { $0.function }
    column("parent", rows) { $0.parent ?? -1 }
    column("exception", rows) { $0.exception ?? -1 }
    column("callSite", rows) { $0.callSite.map(Int.init) ?? -1 }
    names("callFile", rows) { $0.callFile }
    column("callLine", rows) { $0.callLine ?? -1 }
    column("calls", rows) { $0.calls }
    column("self", rows) { $0.selfCycles }
    column("inclusive", rows) { $0.inclusiveCycles }
    close("}")
  }

  mutating func layers(_ rows: [Profile.Layer]) {
    key("layers")
    open("{")
    names("name", rows) { $0.name }
    names("operator", rows) { $0.operator }
    column("function", rows) { $0.function }
    column("calls", rows) { $0.calls }
    column("cycles", rows) { $0.cycles }
    column("instructions", rows) { $0.instructions }
    optional("macs", rows) { $0.macs }
    column("fetchMisses", rows) { $0.fetchMisses }
    column("dataMisses", rows) { $0.dataMisses }
    stalls(rows.map(\.stalls))
    traffic(rows.map(\.traffic))
    close("}")
  }

  mutating func regions(_ rows: [Profile.Region]) {
    key("regions")
    open("{")
    names("name", rows) { $0.name }
    column("count", rows) { $0.count }
    column("total", rows) { $0.totalCycles }
    optional("minimum", rows) { $0.minimumCycles }
    optional("median", rows) { $0.medianCycles }
    optional("maximum", rows) { $0.maximumCycles }
    close("}")
  }

  /// Each interval as a list of function and cycles in turn, most cycles first: the page shows functions over time.
  mutating func timeline(_ timeline: Profile.Timeline, paths: [Profile.Path]) {
    key("timeline")
    open("{")
    field("intervalCycles", timeline.intervalCycles)
    column("depth", timeline.intervals) { $0.depth }
    column("stackBytes", timeline.intervals) { $0.stackBytes }
    list("functions", timeline.intervals) { data, interval in
      var cycles: [Int: UInt64] = [:]
      for (path, count) in zip(interval.paths, interval.cycles) where paths.indices.contains(path) {
        cycles[paths[path].function, default: 0] += count
      }
      data.open("[")
      for (function, count) in cycles.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
        data.number(function)
        data.number(count)
      }
      data.close("]")
    }
    close("}")
  }

  private mutating func optional<Row>(_ name: String, _ rows: [Row], _ value: (Row) -> UInt64?) {
    list(name, rows) { data, row in
      if let number = value(row) { data.number(number) } else { data.number(-1) }
    }
  }
}
