/// Compares two traces event by event, up to the first difference.
public struct TraceComparison {
  /// Where two traces part.
  public struct Divergence: Sendable, Equatable {
    /// Nil where a trace has ended.
    public var first: TraceEvent?
    public var second: TraceEvent?
    /// What differs, in words, a line each.
    public var differences: [String]
  }

  /// Compares what was done, not how long it took.
  public var ignoresCycles: Bool
  /// How many of the latest equal events are kept.
  public var contextLength: Int
  /// Events found equal.
  public private(set) var equalEvents: UInt64 = 0
  private var latest: [Kept] = []
  private var oldest = 0

  public init(ignoresCycles: Bool = false, contextLength: Int = 5) {
    self.ignoresCycles = ignoresCycles
    self.contextLength = max(contextLength, 0)
  }

  /// An event, or the line that it is read from when somebody wants to see it.
  private enum Kept {
    case event(TraceEvent)
    case line([UInt8])
  }

  /// The latest equal events, oldest first.
  public var context: [TraceEvent] {
    (latest[oldest...] + latest[..<oldest]).compactMap { kept in
      switch kept {
      case .event(let event): event
      case .line(let bytes):
        bytes.first == UInt8(ascii: "{") ? try? TraceParser.json(bytes[...]) : try? TraceParser.text(bytes[...])
      }
    }
  }

  /// Compares what two files still hold, up to the first difference; nil if there is none.
  public mutating func compare(
    _ first: TraceReader, _ second: TraceReader
  ) throws(TraceFileError) -> Divergence? {
    while true {
      if equalEvents > 0 {
        // Mostly lines are equal to the letter, and need no closer look once it is clear that these are traces.
        let (one, other) = (try first.nextContent(), try second.nextContent())
        if let one, let other, one == other {
          equalEvents += 1
          keep(.line(Array(one)))
          continue
        }
        let events = (try event(one, of: first), try event(other, of: second))
        if let divergence = compare(events.0, events.1) { return divergence }
        if events.0 == nil { return nil }
      } else {
        let events = (try first.next(), try second.next())
        if let divergence = compare(events.0, events.1) { return divergence }
        if events.0 == nil { return nil }
      }
    }
  }

  private func event(_ bytes: ArraySlice<UInt8>?, of reader: TraceReader) throws(TraceFileError) -> TraceEvent? {
    guard let bytes else { return nil }
    if let event = try reader.event(bytes) { return event }
    return try reader.next()
  }

  /// Compares the next event of each; nil stands for a trace's end. Gives nil if they are equal.
  public mutating func compare(_ first: TraceEvent?, _ second: TraceEvent?) -> Divergence? {
    guard let first, let second else {
      guard first != nil || second != nil else { return nil }
      let which = first == nil ? "first" : "second"
      return Divergence(first: first, second: second, differences: ["the \(which) trace ends here"])
    }
    let differences = differences(first, second)
    guard differences.isEmpty else { return Divergence(first: first, second: second, differences: differences) }
    equalEvents += 1
    keep(.event(first))
    return nil
  }

  private mutating func keep(_ event: Kept) {
    guard contextLength > 0 else { return }
    if latest.count < contextLength {
      latest.append(event)
    } else {
      latest[oldest] = event
      oldest = (oldest + 1) % contextLength
    }
  }

  private func differences(_ first: TraceEvent, _ second: TraceEvent) -> [String] {
    // Names of functions may differ between builds; addresses say where it was.
    if first.address == second.address, first.text == second.text, first.kind == second.kind, first.note == second.note,
      first.registers == second.registers, first.accesses == second.accesses,
      ignoresCycles || (first.cycle == second.cycle && first.cycles == second.cycles)
    {
      return []
    }
    var found: [String] = []
    func note(_ what: String, _ one: String, _ other: String) {
      if one != other { found.append("\(what): \(one), then \(other)") }
    }
    note("address", hex(first.address), hex(second.address))
    note("what happened", first.kind.rawValue, second.kind.rawValue)
    note(first.kind == .instruction ? "instruction" : "event", first.text, second.text)
    note("note", first.note ?? "none", second.note ?? "none")
    if !ignoresCycles {
      note("cycle of issue", grouped(first.cycle), grouped(second.cycle))
      note("cycles", grouped(first.cycles), grouped(second.cycles))
    }
    found += registers(first, second) + accesses(first, second)
    return found
  }

  private func registers(_ first: TraceEvent, _ second: TraceEvent) -> [String] {
    func values(_ event: TraceEvent) -> [TracedRegister: UInt32] {
      Dictionary(event.registers.map { ($0.register, $0.value) }, uniquingKeysWith: { $1 })
    }
    let (one, other) = (values(first), values(second))
    return Set(one.keys).union(other.keys).sorted { $0.rawValue < $1.rawValue }.compactMap { register in
      guard one[register] != other[register] else { return nil }
      func shown(_ value: UInt32?) -> String {
        guard let value else { return "unchanged" }
        return register == .flags ? TracedRegister.flagLetters(value) : hex(value)
      }
      return "\(register.name): \(shown(one[register])), then \(shown(other[register]))"
    }
  }

  private func accesses(_ first: TraceEvent, _ second: TraceEvent) -> [String] {
    (0..<max(first.accesses.count, second.accesses.count)).compactMap { index in
      let one = first.accesses.indices.contains(index) ? first.accesses[index] : nil
      let other = second.accesses.indices.contains(index) ? second.accesses[index] : nil
      guard one != other else { return nil }
      func shown(_ access: TraceEvent.Access?) -> String {
        guard let access else { return "none" }
        return "\(access.isStore ? "store" : "load") of \(access.size) at \(hex(access.address)), \(hex(access.value))"
      }
      return "access \(index + 1): \(shown(one)), then \(shown(other))"
    }
  }
}

extension TraceComparison.Divergence {
  /// In lines, each with its end, as `diff` shows them.
  public func text(_ comparison: TraceComparison, first firstName: String, second secondName: String) -> String {
    let format = TraceFormat.text
    var lines = ["first divergence, after \(grouped(comparison.equalEvents)) equal lines:"]
    lines += ["--- \(firstName)", "+++ \(secondName)"]
    lines += comparison.context.map { "  \(format.line($0))" }
    lines.append("- \(first.map(format.line) ?? "(ends here)")")
    lines.append("+ \(second.map(format.line) ?? "(ends here)")")
    lines += differences.map { "differs: \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}
