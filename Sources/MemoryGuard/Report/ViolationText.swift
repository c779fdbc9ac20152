import ReportFormats

/// One violation as a block of lines.
struct ViolationText {
  let violation: Violation
  let number: Int
  let width: Int
  let color: Bool
  /// Lines of files by their paths as recorded.
  let sources: [String: [String]]

  private static let indent = "   "
  private static let callLimit = 24

  var lines: [String] {
    let head = "\(number). \(violation.title)"
    let lines = [TextStyle.red.applied(to: head, color: color)]
    var parts = wrapped(access, indent: 2) + calls + objects
    if let surroundings = violation.surroundings {
      let view = HexView(
        surroundings: surroundings, address: violation.address, size: violation.size,
        width: width - Self.indent.count, color: color)
      parts += view.lines.isEmpty ? [] : [""] + view.lines
    }
    if !violation.frames.isEmpty { parts += [""] + FrameTable(frames: violation.frames, color: color).lines }
    for note in violation.notes { parts += wrapped("note: \(TextLayout.printable(note))", indent: 6) }
    return lines + parts.map { $0.isEmpty ? "" : Self.indent + $0 }
  }

  /// Keeps a line from being broken between a word and its number.
  private static let space = "\u{A0}"

  private func wrapped(_ text: String, indent: Int) -> [String] {
    TextLayout.wrapped(text, to: width - Self.indent.count, indent: indent).map {
      $0.replacing(Self.space, with: " ")
    }
  }

  /// `4 bytes at 0x20000140, by str r3, [r2]; 3 times, first at cycle 12,345`
  private var access: String {
    var text = ""
    if violation.kind.hasAddress {
      text = violation.size > 0 ? "\(byteCount(UInt64(violation.size))) at " : "at "
      text += FormatText.address(violation.address)
    }
    if !violation.instruction.isEmpty {
      text += "\(text.isEmpty ? "" : ", ")by '\(TextLayout.printable(violation.instruction))'"
    }
    let cycle = "at cycle\(Self.space)\(FormatText.grouped(violation.cycle))"
    return text + (text.isEmpty ? "" : "; ")
      + (violation.count > 1 ? "\(FormatText.grouped(violation.count)) times, first \(cycle)" : cycle)
  }

  // MARK: Calls

  private var calls: [String] { path(violation.stack, first: "in", next: "called from", showing: violation.place) }

  /// Calls, innermost first, a line each.
  /// - Parameter shown: the place whose source is shown below it.
  private func path(_ calls: [CodePlace], first: String, next: String, showing shown: CodePlace? = nil) -> [String] {
    var lines: [String] = []
    var hasShown = shown == nil
    let parts = Repetition.found(in: calls.map { "\($0.function) \($0.line ?? 0)" })
    for (position, part) in parts.enumerated() {
      let isHidden = parts.count > Self.callLimit && position >= Self.callLimit - 4 && position < parts.count - 4
      if isHidden {
        if position == Self.callLimit - 4 { lines.append("… \(count(parts.count - Self.callLimit, "call")) left out") }
        continue
      }
      switch part {
      case .item(let index):
        lines.append("\(index == 0 ? first : next) \(calls[index].description)")
        if !hasShown, calls[index] == shown {
          hasShown = true
          lines += source(at: calls[index])
        }
      case .repeats(let range, let period):
        let what = period == 1 ? "the same" : "the same \(period)"
        lines.append("… \(what), \(FormatText.grouped(UInt64(range.count / period))) times more")
      }
    }
    return lines
  }

  /// A line with its neighbours, marked.
  private func source(at place: CodePlace) -> [String] {
    guard let file = place.file, let line = place.line, let text = sources[file] else { return [] }
    guard text.indices.contains(line - 1) else {
      return ["  (the file has \(count(text.count, "line")) now: it has changed since)"]
    }
    let numbers = (max(line - 1, 1)...min(line + 1, text.count)).filter {
      $0 == line || text[$0 - 1].contains { !$0.isWhitespace }
    }
    let digits = "\(numbers.last ?? line)".count
    return numbers.map { number in
      let gutter = String(repeating: " ", count: digits - "\(number)".count) + "\(number) | "
      let shown = TextLayout.expandingTabs(text[number - 1])
      let room = width - Self.indent.count - 4 - TextLayout.width(of: gutter)
      let content = gutter + cut(shown, to: room)
      return number == line
        ? "  " + TextStyle.heading.applied(to: "> " + content, color: color)
        : "    " + TextStyle.faint.applied(to: content, color: color)
    }
  }

  /// The beginning of what is too long: the end of a line of source says least.
  private func cut(_ text: String, to limit: Int) -> String {
    guard TextLayout.width(of: text) > limit else { return text }
    var text = text
    while !text.isEmpty, TextLayout.width(of: text) >= limit { text.removeLast() }
    return text + "…"
  }

  // MARK: Objects

  private var objects: [String] {
    var lines: [String] = []
    if let object = violation.object {
      let pointer = violation.kind.needsOrigin ? "pointer to " : ""
      lines += wrapped("\(pointer)\(object.description)\(position(in: object))", indent: 2) + history(object)
    } else if violation.kind.needsOrigin {
      lines.append("pointer of unknown origin")
    }
    if let nearest = violation.nearest, violation.object?.isSame(as: nearest) != true {
      lines += wrapped("nearest is \(nearest.description)\(position(in: nearest))", indent: 2) + history(nearest)
    }
    return lines
  }

  private func position(in object: Violation.Object) -> String {
    guard violation.kind.hasAddress, !violation.kind.isOfWholeObject else { return "" }
    return "; the access is \(object.position(of: violation.address, size: violation.size))"
  }

  /// Where a heap block came from and went.
  private func history(_ object: Violation.Object) -> [String] {
    path(object.allocated, first: "  allocated in", next: "    called from")
      + path(object.freed, first: "  freed in", next: "    called from")
  }
}
