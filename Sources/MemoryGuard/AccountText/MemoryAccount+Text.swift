import ReportFormats

extension MemoryAccount {
  /// The account for a person to read: what each memory holds and has left, stacks, heap, tensors, the peak, and a map. Each
  /// line ends with a newline.
  /// - Parameters:
  ///   - width: columns of the terminal; under 80 it is written for 80.
  ///   - color: whether to write the control sequences of an ANSI terminal.
  ///   - symbols: how many of the largest symbols of each memory are listed; nil for all.
  public func text(width: Int, color: Bool, symbols: Int? = 10) -> String {
    AccountText(account: self, width: max(width, 80), color: color, symbolLimit: symbols ?? .max).lines
      .map { $0 + "\n" }.joined()
  }
}

/// The parts of the text, one after the other.
struct AccountText {
  let account: MemoryAccount
  let width: Int
  let color: Bool
  let symbolLimit: Int

  var lines: [String] {
    var lines = headline
    for part in [
      warnings, memories, sections, stacks, heap, arena, peak, map, overTime, symbols, boards, notes,
    ] where !part.isEmpty { lines += [""] + part }
    return lines
  }

  // MARK: Headline

  private var headline: [String] {
    let core = account.core == "cortex-m7" ? "Cortex-M7" : account.core == "cortex-m4" ? "Cortex-M4" : account.core
    let totals = account.totals
    let place = " on \(TextLayout.printable(account.target)) (\(core)): \(stop)"
    let name = TextLayout.shortened(TextLayout.printable(account.firmware), to: max(width - place.count, 20))
    let linked = account.linked
    return [
      TextStyle.heading.applied(to: name + place, color: color),
      "flash: " + use(totals.flashBytes, of: totals.flashSize),
      "RAM:   " + use(totals.ramBytes, of: totals.ramSize)
        + (width < 100 ? "" : " (sections, heap and stacks each at their most)"),
      "linked: text \(FormatText.grouped(linked.text)), data \(FormatText.grouped(linked.data)), "
        + "bss \(MemoryText.bytes(linked.bss))",
      "run: \(FormatText.grouped(account.cycles)) cycles, \(TextLayout.duration(account.seconds)) at "
        + "\(TextLayout.frequency(account.clock))",
    ]
  }

  private func use(_ bytes: UInt64, of size: UInt64) -> String {
    let used = TextStyle.heading.applied(to: MemoryText.bytes(bytes), color: color)
    let rest = Int64(size) - Int64(bytes)
    let left = rest >= 0 ? "\(MemoryText.signed(rest)) left" : "\(MemoryText.signed(-rest)) missing"
    return "\(used) of \(MemoryText.size(size)), \(TextLayout.percent(bytes, of: size)), \(left)"
  }

  private var stop: String {
    switch account.stop.reason {
    case "exit": "exit, status \(account.stop.exitStatus)"
    case "limit": "stopped by a limit"
    case "fault": "stopped by an unhandled fault"
    case "lockup": "stopped by a lockup"
    case "sleep": "asleep, and nothing can wake it"
    case "interrupted": "interrupted"
    case "output": "stopped, as its output cannot be written"
    default: TextLayout.printable(account.stop.reason)
    }
  }

  private var warnings: [String] {
    account.warnings.flatMap { wrapped("WARNING: \(TextLayout.printable($0))", indent: 9) }
      .map { TextStyle.red.applied(to: $0, color: color) }
  }

  // MARK: Memories

  private var memories: [String] {
    // Addresses are in the map, too.
    let hasAddress = width >= 96
    let titles =
      ["memory"] + (hasAddress ? ["address"] : []) + ["size", "sections", "heap", "stacks", "used", "left", ""]
    var table = MemoryTable(titles)
    for memory in account.memories {
      let isUsed = memory.usedBytes > 0
      let style: TextStyle = isUsed ? .plain : .faint
      func cell(_ bytes: UInt64) -> MemoryTable.Cell { .init(bytes == 0 ? "–" : FormatText.grouped(bytes), style) }
      let name = "\(TextLayout.printable(memory.name)) (\(memory.role == .flash ? "program" : memory.kind))"
      let address = hasAddress ? [MemoryTable.Cell(FormatText.address(memory.address), style)] : []
      table.rows.append(
        [.init(name, style)] + address + [
          .init(MemoryText.size(UInt64(memory.size)), style),
          cell(memory.sectionBytes), cell(memory.heapBytes), cell(memory.stackBytes), cell(memory.usedBytes),
          .init(MemoryText.signed(memory.remainingBytes), memory.remainingBytes < 0 ? .red : style),
          .init(isUsed ? TextLayout.percent(memory.usedBytes, of: UInt64(memory.size)) : "", style),
        ])
    }
    return draw(table)
  }

  private var sections: [String] {
    var table = MemoryTable(["section", "<memory", "<use", "address", "bytes", "of memory"])
    for memory in account.memories {
      for section in memory.sections {
        table.rows.append([
          .init(TextLayout.printable(section.name)), .init(TextLayout.printable(memory.name)),
          .init(section.use.words, .faint), .init(FormatText.address(section.address)),
          .init(FormatText.grouped(UInt64(section.size))),
          .init(TextLayout.percent(UInt64(section.size), of: UInt64(memory.size))),
        ])
      }
    }
    return table.rows.isEmpty ? [] : draw(table)
  }

  // MARK: Stacks, heap, tensors

  private var stacks: [String] {
    guard !account.stacks.isEmpty else { return [] }
    var table = MemoryTable(["stack", "<memory", "reserved", "peak", "left", "<set aside by"])
    for stack in account.stacks {
      let isOver = (stack.remainingBytes ?? 0) < 0
      let isDeclared = stack.reserve?.isDeclared == true
      table.rows.append([
        .init(TextLayout.printable(stack.name)), .init(stack.memory.map(TextLayout.printable) ?? "outside"),
        .init(isDeclared ? FormatText.grouped(UInt64(stack.reserve?.size ?? 0)) : "not declared"),
        .init(FormatText.grouped(UInt64(stack.highWaterBytes)), isOver ? .red : .heading),
        .init(stack.remainingBytes.map(MemoryText.signed) ?? "–", isOver ? .red : .plain),
        .init(stack.reserve.map { $0.isDeclared ? $0.words : "nothing" } ?? "nothing", .faint),
      ])
    }
    var lines = draw(table)
    for stack in account.stacks { lines += path("peak of the \(stack.name)", stack.peak) }
    return lines
  }

  private var heap: [String] {
    guard let heap = account.heap else { return [] }
    let isOver = (heap.remainingBytes ?? 0) < 0
    var lines = [heading("heap") + " in \(heap.memory.map(TextLayout.printable) ?? "no memory")"]
    let calls = "\(plural(heap.allocations, "allocation")), \(plural(heap.frees, "free"))"
    lines += wrapped(
      "  peak \(MemoryText.bytes(heap.peakBytes)) in \(plural(UInt64(heap.peakBlocks), "block")); \(calls), "
        + "\(MemoryText.bytes(heap.liveBytes)) in \(plural(UInt64(heap.liveBlocks), "block")) live at the end",
      indent: 2)
    var extent =
      "  extent \(MemoryText.bytes(heap.extentBytes)) from \(FormatText.address(heap.address)) on, the allocator's books "
      + "included"
    if let reserve = heap.reserve {
      let left = heap.remainingBytes.map(MemoryText.signed) ?? "–"
      extent +=
        reserve.isDeclared
        ? "; reserved \(FormatText.grouped(UInt64(reserve.size))) (\(reserve.words)), \(left) left"
        : "; nothing says how far it may grow, \(left) free above it"
    }
    lines += wrapped(extent, indent: 2).map { isOver ? TextStyle.red.applied(to: $0, color: color) : $0 }
    return lines + path("peak of the heap", heap.peak)
  }

  private var arena: [String] {
    guard let arena = account.arena else { return [] }
    let place = arena.reserve.map { " in \($0.words) of \(MemoryText.bytes(UInt64($0.size)))" } ?? ""
    var lines = [heading("tensors") + " in \(arena.memory.map(TextLayout.printable) ?? "no memory")"]
    lines += wrapped(
      "  \(plural(UInt64(arena.tensors.count), "tensor")) cover \(MemoryText.bytes(UInt64(arena.size))) from "
        + "\(FormatText.address(arena.address)) on\(TextLayout.printable(place))", indent: 2)
    var peak = "  peak \(MemoryText.bytes(arena.peakBytes)) in layer \(TextLayout.printable(arena.peakLayer))"
    if let moment = arena.peak { peak += ", \(when(moment))" }
    return lines + wrapped(peak, indent: 2)
  }

  private var peak: [String] {
    let peak = account.peak
    var parts = ["static \(FormatText.grouped(peak.staticBytes))"]
    for (stack, bytes) in zip(account.stacks, peak.stackBytes) where bytes > 0 {
      parts.append("\(TextLayout.printable(stack.name)) \(FormatText.grouped(bytes))")
    }
    if peak.heapBytes > 0 { parts.append("heap \(FormatText.grouped(peak.heapBytes))") }
    if peak.tensorBytes > 0 { parts.append("tensors \(FormatText.grouped(peak.tensorBytes))") }
    let saved = peak.sumOfMaxima > peak.bytes ? peak.sumOfMaxima - peak.bytes : 0
    let sum = MemoryText.bytes(peak.sumOfMaxima)
    var lines = [
      heading("peak of live memory") + " " + TextStyle.heading.applied(to: MemoryText.bytes(peak.bytes), color: color)
    ]
    lines += wrapped("  " + parts.joined(separator: " + "), indent: 4)
    lines += wrapped(
      saved > 0
        ? "  each part at its own most would be \(sum), \(FormatText.grouped(saved)) more: they do not peak together"
        : "  that is each part at its own most, too: \(sum)", indent: 2)
    return lines + path("the peak", peak.moment)
  }

  // MARK: Symbols, boards, notes

  private var symbols: [String] {
    var lines: [String] = []
    for memory in account.memories where !memory.symbols.isEmpty {
      var table = MemoryTable(["largest in \(TextLayout.printable(memory.name))", "<section", "<use", "bytes", ""])
      let shown = memory.symbols.prefix(symbolLimit)
      for symbol in shown {
        table.rows.append([
          .init(TextLayout.printable(symbol.name), symbol.address == nil ? .faint : .plain),
          .init(TextLayout.printable(symbol.section)), .init(symbol.use.words, .faint),
          .init(FormatText.grouped(UInt64(symbol.size))),
          .init(TextLayout.percent(UInt64(symbol.size), of: memory.sectionBytes)),
        ])
      }
      let rest = memory.symbols.dropFirst(symbolLimit)
      if !lines.isEmpty { lines.append("") }
      lines += draw(table)
      if !rest.isEmpty {
        let bytes = rest.reduce(0) { $0 + UInt64($1.size) }
        lines.append(
          "  and \(plural(UInt64(rest.count), "more row")): \(MemoryText.bytes(bytes)) (--symbols lists all)")
      }
    }
    return lines
  }

  private var boards: [String] {
    guard !account.boards.isEmpty else { return [] }
    var table = MemoryTable(["board", "<fits", "flash", "to spare", "RAM", "to spare"])
    // Boards by what is wrong with them, in the order of the table.
    var reasons: [(words: String, boards: [String])] = []
    for fit in account.boards {
      func spare(_ bytes: Int64) -> MemoryTable.Cell {
        bytes < 0 ? .init("\(MemoryText.signed(-bytes)) missing", .red) : .init(MemoryText.signed(bytes))
      }
      table.rows.append([
        .init(TextLayout.printable(fit.board) + (fit.board == account.target ? " *" : "")),
        .init(fit.fits ? "yes" : "no", fit.fits ? .green : .red), .init(MemoryText.size(fit.flashSize)),
        spare(fit.flashSpareBytes), .init(MemoryText.size(fit.ramSize)), spare(fit.ramSpareBytes),
      ])
      for problem in fit.problems {
        if let index = reasons.firstIndex(where: { $0.words == problem }) {
          reasons[index].boards.append(fit.board)
        } else {
          reasons.append((problem, [fit.board]))
        }
      }
    }
    let why = reasons.flatMap { reason in
      wrapped(TextLayout.printable("  \(reason.words): \(reason.boards.joined(separator: ", "))"), indent: 4)
    }
    return draw(table) + why
      + wrapped(
        "  By size, in bytes, not by addresses, which differ between boards: the program in one flash memory; in RAM each "
          + "section, the heap's extent and each stack at its deepest in one piece, memories that adjoin taken as one. "
          + "* is the board of this run.", indent: 2
      ).map { TextStyle.faint.applied(to: $0, color: color) }
  }

  private var notes: [String] {
    account.notes.flatMap { wrapped("note: \(TextLayout.printable($0))", indent: 6) }
  }

  // MARK: Pieces

  private func draw(_ table: MemoryTable) -> [String] { table.lines(width: width, color: color) }

  func heading(_ words: String) -> String { TextStyle.heading.applied(to: words, color: color) }

  func when(_ moment: MemoryAccount.Moment) -> String {
    "at cycle \(FormatText.grouped(moment.cycle)), \(TextLayout.duration(moment.seconds))"
  }

  private static let callLimit = 12

  /// A moment and its calls, the outermost last, each with what its frame takes.
  private func path(_ what: String, _ moment: MemoryAccount.Moment) -> [String] {
    guard !moment.calls.isEmpty else { return ["  \(what): \(when(moment))"] }
    var lines = ["  \(what): \(when(moment))"]
    func line(_ call: MemoryAccount.Call) -> String {
      var text = TextLayout.printable(call.place.function)
      switch call.kind {
      case .inlined: text += " (inlined)"
      case .exception: text += " (exception \(call.exception ?? 0))"
      case .task: text += " (task)"
      default: break
      }
      if let file = call.place.file, let line = call.place.line {
        text += " \(TextLayout.printable(file.split(separator: "/").last.map(String.init) ?? file)):\(line)"
      }
      let bytes = call.bytes.map { FormatText.grouped(UInt64($0)) } ?? ""
      let shown = TextLayout.shortened(text, to: width - 14)
      return "    " + String(repeating: " ", count: max(8 - bytes.count, 0)) + bytes + "  " + shown
    }
    let calls = moment.calls
    let isLong = calls.count > Self.callLimit
    lines += (isLong ? Array(calls.prefix(Self.callLimit - 4)) : calls).map(line)
    if isLong {
      let left = calls.dropFirst(Self.callLimit - 4).dropLast(3)
      let bytes = left.reduce(UInt64(0)) { $0 + UInt64($1.bytes ?? 0) }
      lines.append("              … \(plural(UInt64(left.count), "more call")), \(MemoryText.bytes(bytes))")
      lines += calls.suffix(3).map(line)
    }
    return lines
  }

  func plural(_ count: UInt64, _ one: String) -> String {
    "\(FormatText.grouped(count)) \(one)\(count == 1 ? "" : "s")"
  }

  /// A paragraph in lines that fit, those after the first indented; what stands before the first word is kept.
  func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(text.prefix { $0 == " " })
    var lines = TextLayout.wrapped(text, to: width - margin.count, indent: max(indent - margin.count, 0))
    if !margin.isEmpty { lines = lines.map { margin + $0 } }
    return lines
  }
}

extension MemoryAccount.Use {
  var words: String {
    switch self {
    case .code: "code"
    case .constants: "read-only data"
    case .initialisers: "initialisers"
    case .data: "data"
    case .bss: "bss"
    case .reserve: "reserve"
    case .padding: "padding"
    }
  }
}

extension MemoryAccount.BoardFit {
  /// Why the image does not fit, beside the bytes that are missing.
  var problems: [String] {
    var problems = core.map { [$0] } ?? []
    for need in unplaced {
      problems.append(
        "\(need.name) (\(MemoryText.bytes(need.bytes))) in one piece, most free \(FormatText.grouped(need.largestFree))"
      )
    }
    return problems
  }
}
