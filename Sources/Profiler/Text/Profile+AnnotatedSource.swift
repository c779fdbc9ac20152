import ReportFormats

extension Profile {
  /// Source files with what each line cost. Lines without numbers have no code, or code that was never executed. The
  /// cycles of an inlined function are those of its own lines: `↳` marks them, and the header says where it was inlined.
  /// - Parameters:
  ///   - file: as the compiler recorded it; nil for all, those with most cycles first.
  ///   - sources: the text of files; of one that is missing only the lines that were executed are shown, without text.
  public func annotatedSource(of file: String?, _ sources: SourceText) -> String {
    let wanted = file.map { [$0] } ?? sourceFiles
    guard !wanted.isEmpty else { return "no line information: build the firmware with -g\n" }
    let byFile = Dictionary(grouping: lines, by: \.file)
    let byInlining = Dictionary(grouping: instructions.filter { !$0.inlined.isEmpty }) { $0.file ?? "" }
    return wanted.map { file in
      annotated(file, byFile[file] ?? [], sources.files[file], inlined: byInlining[file] ?? [])
    }.joined(separator: "\n")
  }

  /// Source files of code that was executed, as the compiler recorded them, those with most cycles first.
  public var sourceFiles: [String] {
    var cycles: [String: UInt64] = [:]
    for line in lines { cycles[line.file, default: 0] += line.cycles }
    return cycles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// Those of `sourceFiles` that a person may mean: the path itself, or all that end with it (`kernel.c`,
  /// `src/kernel.c`).
  public func sourceFiles(matching path: String) -> [String] {
    let files = sourceFiles
    if files.contains(path) { return [path] }
    let wanted = Self.components(path)
    return wanted.isEmpty ? [] : files.filter { Self.components($0).suffix(wanted.count) == wanted[...] }
  }

  /// Source files of a function's own code, what was inlined into it left out; those with most cycles first.
  /// - Parameter function: index in `functions`.
  public func sourceFiles(of function: Int) -> [String] {
    var cycles: [String: UInt64] = [:]
    for instruction in instructions where instruction.function == function && instruction.inlined.isEmpty {
      if let file = instruction.file { cycles[file, default: 0] += instruction.cycles }
    }
    return cycles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  private static let inlinedMark = "↳"
  private static let inliningLimit = 8

  private static func components(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }

  private func annotated(_ file: String, _ lines: [Line], _ text: [String]?, inlined: [Instruction]) -> String {
    let name = TextLayout.printable(file)
    guard !lines.isEmpty || text != nil else { return "\(name): no code of it was executed\n" }
    var header = [name, "  \(cost(of: lines))"] + inliningNotes(inlined)
    if lines.isEmpty { header.append("  no code of it was executed") }
    if text == nil { header.append("  the file was not found: lines that were executed, without their text") }
    var table = AnnotationTable(
      place: "line", code: "source", hasMisses: lines.contains { $0.fetchMisses > 0 || $0.dataMisses > 0 })
    let byNumber = Dictionary(lines.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
    let numbers =
      text.map { Set(1..<($0.count + 1)).union(byNumber.keys).sorted() } ?? byNumber.keys.sorted()
    let inlinedLines = Set(inlined.compactMap(\.line))
    for number in numbers {
      let isBeyond = text.map { number > $0.count } ?? false
      let shown = isBeyond ? "(after the end of the file: it has changed since)" : text?[number - 1] ?? ""
      guard let line = byNumber[number] else {
        table.add(place: "\(number)", text: TextLayout.expandingTabs(shown))
        continue
      }
      table.add(
        cycles: line.cycles, of: totalCycles, executions: line.executions, line.stalls,
        fetchMisses: line.fetchMisses, dataMisses: line.dataMisses,
        place: inlinedLines.contains(number) ? "\(Self.inlinedMark) \(number)" : "\(number)",
        text: TextLayout.expandingTabs(shown))
    }
    return (header + table.lines).map { $0 + "\n" }.joined()
  }

  private func cost(of lines: [Line]) -> String {
    let cycles = lines.reduce(0) { $0 + $1.cycles }
    var stalls = CyclesByCause()
    for line in lines { stalls += line.stalls }
    let share = TextLayout.percent(cycles, of: totalCycles)
    return (["\(FormatText.grouped(cycles)) cycles, \(share) of all"] + stalls.sharesText).joined(separator: "; ")
  }

  /// A line for each function inlined from this file and place that it was inlined at, most cycles first.
  private func inliningNotes(_ instructions: [Instruction]) -> [String] {
    var cycles: [String: UInt64] = [:]
    for instruction in instructions {
      guard let frame = instruction.inlined.first else { continue }
      let outer = instruction.inlined.dropFirst().first?.function ?? functions[instruction.function].name
      let place = frame.callFile.map { file in " at \(file)\(frame.callLine.map { ":\($0)" } ?? "")" } ?? ""
      cycles["\(frame.function) inlined into \(outer)\(place)", default: 0] += instruction.cycles
    }
    let sorted = cycles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let rest = sorted.dropFirst(Self.inliningLimit)
    return sorted.prefix(Self.inliningLimit).map {
      "  \(Self.inlinedMark) \(TextLayout.printable($0.key)): \(FormatText.grouped($0.value)) cycles"
    } + (rest.isEmpty ? [] : ["  \(Self.inlinedMark) and at \(rest.count) more places"])
  }
}
