import ReportFormats

extension Profile {
  /// Instructions that were executed, in order of address, and beside each what it cost. A line that begins with `;` names
  /// the source line of those below it, and what was inlined there; `…` stands for code or data that was never executed.
  /// - Parameter function: index in `functions`; nil for all, those with most cycles first.
  public func annotatedDisassembly(of function: Int?) -> String {
    if let function {
      guard functions.indices.contains(function) else { return "the profile has no function \(function)\n" }
      return disassembly(of: function, instructions.filter { $0.function == function })
    }
    let byFunction = Dictionary(grouping: instructions, by: \.function)
    let parts = functions.indices.compactMap { index in byFunction[index].map { disassembly(of: index, $0) } }
    return parts.isEmpty ? "no instruction was executed\n" : parts.joined(separator: "\n")
  }

  private func disassembly(of index: Int, _ code: [Instruction]) -> String {
    let function = functions[index]
    guard !code.isEmpty else { return "\(TextLayout.printable(function.name)) was never executed\n" }
    var table = AnnotationTable(place: "address", code: "code", hasMisses: code.contains { $0.hasMisses })
    var last: Instruction?
    for instruction in code.sorted(by: { $0.address < $1.address }) {
      if let last, instruction.address > last.address &+ UInt32(last.size) {
        let bytes = instruction.address - last.address - UInt32(last.size)
        table.addNote("… \(FormatText.grouped(UInt64(bytes))) bytes not executed")
      }
      if last.map({ !$0.isAtSamePlace(as: instruction) }) ?? (instruction.file != nil) {
        table.addNote("; \(TextLayout.printable(instruction.placeText))")
      }
      table.add(
        cycles: instruction.cycles, of: function.selfCycles, executions: instruction.executions, instruction.stalls,
        fetchMisses: instruction.fetchMisses, dataMisses: instruction.dataMisses,
        place: FormatText.address(instruction.address), text: instruction.alignedText)
      last = instruction
    }
    var header = header(of: function)
    if core == "cortex-m7", code.contains(where: { $0.cycles == 0 && $0.executions > 0 }) {
      header.append("  0 cycles: issued together with the one before")
    }
    return (header + table.lines).map { $0 + "\n" }.joined()
  }

  private func header(of function: Function) -> [String] {
    let place = function.file.map { file in ", \(file)\(function.line.map { ":\($0)" } ?? "")" } ?? ""
    let share = TextLayout.percent(function.selfCycles, of: totalCycles)
    var cost =
      "  \(FormatText.grouped(function.selfCycles)) cycles of its own, \(share) of all; "
      + "\(FormatText.grouped(function.inclusiveCycles)) with what it calls; "
      + "\(FormatText.grouped(function.calls)) call\(function.calls == 1 ? "" : "s")"
    if let least = function.minimumCycles, let most = function.maximumCycles, function.calls > 1 {
      cost += " of \(FormatText.grouped(least)) to \(FormatText.grouped(most)) cycles"
    }
    let name = "\(function.name) at \(FormatText.address(function.address))\(place)"
    return [TextLayout.printable(name), cost] + function.stalls.sharesText.map { "  \($0)" }
      + ["  shares below are of its own cycles"]
  }
}

extension CyclesByCause {
  /// `issue 71.7 %, data wait 25.0 %`, a list of all causes that have cycles; empty if none has.
  var sharesText: [String] {
    let parts = Self.causes.filter { self[keyPath: $0.path] > 0 }
      .map { "\($0.title) \(TextLayout.percent(self[keyPath: $0.path], of: total))" }
    return parts.isEmpty ? [] : [parts.joined(separator: ", ")]
  }
}

extension Profile.Instruction {
  fileprivate var hasMisses: Bool { fetchMisses > 0 || dataMisses > 0 }

  fileprivate func isAtSamePlace(as other: Self) -> Bool {
    file == other.file && line == other.line && inlined == other.inlined
  }

  /// `src/kernel.c:12 in multiply, inlined at src/kernel.c:14`.
  fileprivate var placeText: String {
    var text = file.map { file in file + (line.map { ":\($0)" } ?? "") } ?? "no line"
    for frame in inlined {
      text += " in \(frame.function), inlined"
      if let file = frame.callFile { text += " at \(file)\(frame.callLine.map { ":\($0)" } ?? "")" }
    }
    return text
  }

  /// The assembly with its operands in a column of their own.
  fileprivate var alignedText: String {
    let parts = text.split(separator: "\t", maxSplits: 1)
    guard let first = parts.first, parts.count == 2 else { return text }
    let filling = max(8 - first.count, 1)
    return first + String(repeating: " ", count: filling) + parts[1].replacing("\t", with: " ")
  }
}
