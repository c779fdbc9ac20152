import ReportFormats

extension Profile {
  /// Coverage as lcov, `genhtml` and most coverage services read it, by source file: how often each line and function ran.
  ///
  /// The profile holds what was executed. `unexecuted` adds lines that have code but never ran, by file, and `uncalled`
  /// functions of which that is so; without them everything looks covered. Lines in both count as executed. Code without
  /// line information is in no file, and so not here.
  ///
  /// Source of the format: `geninfo(1)`, section FILES.
  public func lcov(unexecuted: [String: Set<Int>] = [:], uncalled: [Function] = []) -> String {
    var counts: [String: [Int: UInt64]] = [:]
    for line in lines { counts[line.file, default: [:]][line.line, default: 0] += line.executions }
    for (file, numbers) in unexecuted {
      for number in numbers where counts[file]?[number] == nil { counts[file, default: [:]][number] = 0 }
    }
    let known = functions.filter { $0.file != nil && $0.line != nil }
    let executed = Set(known.map { [$0.file ?? "", $0.name] })
    let others = uncalled.filter { $0.file != nil && $0.line != nil && !executed.contains([$0.file ?? "", $0.name]) }
    let functionsByFile = Dictionary(grouping: known + others) { $0.file ?? "" }

    var text = ""
    for file in Set(counts.keys).union(functionsByFile.keys).sorted() {
      // A test's name may hold letters, digits and underscores only.
      text += "TN:thumbprint\nSF:\(FormatText.oneLine(file))\n"
      text += Self.lcovFunctions(functionsByFile[file] ?? [])
      let numbers = counts[file] ?? [:]
      for (number, executions) in numbers.sorted(by: { $0.key < $1.key }) { text += "DA:\(number),\(executions)\n" }
      text += "LF:\(numbers.count)\nLH:\(numbers.values.count { $0 > 0 })\nend_of_record\n"
    }
    return text
  }

  private static func lcovFunctions(_ functions: [Function]) -> String {
    var calls: [String: (line: Int, count: UInt64)] = [:]
    for function in functions {
      // Readers end a name at a comma.
      let name = String(FormatText.oneLine(function.name).map { $0 == "," ? ";" : $0 })
      // What ran from before the profile began was called before it.
      let count = max(function.calls, function.instructions > 0 ? 1 : 0)
      let known = calls[name]
      calls[name] = (min(known?.line ?? .max, function.line ?? 0), (known?.count ?? 0) + count)
    }
    let sorted = calls.sorted { ($0.value.line, $0.key) < ($1.value.line, $1.key) }
    var text = ""
    for (name, value) in sorted { text += "FN:\(value.line),\(name)\n" }
    for (name, value) in sorted { text += "FNDA:\(value.count),\(name)\n" }
    return text + "FNF:\(calls.count)\nFNH:\(calls.values.count { $0.count > 0 })\n"
  }
}
