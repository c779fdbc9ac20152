import Profiler
import Testing

/// Annotated disassembly and source: each line beside its cost, and what is said where there is none.
@Suite struct AnnotationTests {
  private let profile = SampleProfile.make()
  private let sources = SourceText(files: ["src/kernel.c": (1...13).map { "\tline \($0);" }])

  /// Lines of a text as their words.
  private func words(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  @Test func disassembly() {
    let text = profile.annotatedDisassembly(of: 0)
    let lines = words(text)
    #expect(lines[0].joined(separator: " ") == "convolve at 0x08000200, src/kernel.c:10")
    #expect(text.contains("600 cycles of its own, 60.0 % of all; 650 with what it calls; 2 calls\n"))
    #expect(text.contains("issue 71.7 %, data wait 25.0 %, branch refill 3.3 %\n"))
    #expect(
      lines.contains([
        "400", "66.7", "%", "250", "data", "38", "%", "0x08000200", "ldr", "r0,", "[r1],", "#4",
      ]))
    #expect(
      lines.contains(["200", "33.3", "%", "250", "issue", "0x08000202", "bne", "0x08000200", "<convolve>"]))
    #expect(text.contains("; src/kernel.c:12 in multiply<a>, inlined at src/kernel.c:14\n"))
    #expect(text.contains("; src/kernel.c:11\n"))
    #expect(!text.contains("08000100  "))
  }

  /// Notes about source lines stand where the code stands, and are not repeated.
  @Test func sourceLinesAreNamedOnce() throws {
    var profile = profile
    profile.instructions[2].inlined = profile.instructions[1].inlined
    profile.instructions[2].line = 12
    let lines = profile.annotatedDisassembly(of: 0).split(separator: "\n")
    let notes = lines.filter { $0.contains("; ") && $0.contains("kernel.c:12") }
    #expect(notes.count == 1)
    let code = try #require(lines.first { $0.contains("0x08000200  ldr") })
    let column = try #require(
      notes.first?.distance(from: notes[0].startIndex, to: notes[0].firstIndex(of: ";") ?? notes[0].endIndex))
    #expect(code.dropFirst(column).hasPrefix("0x08000200"))
  }

  /// All functions, those with most cycles first, each as it is alone.
  @Test func allFunctions() {
    let parts = (0..<4).map { profile.annotatedDisassembly(of: $0) }
    #expect(profile.annotatedDisassembly(of: nil) == parts.joined(separator: "\n"))
  }

  @Test func codeThatWasNotExecuted() {
    var profile = profile
    profile.instructions[2].address += 0x1234
    let text = profile.annotatedDisassembly(of: 0)
    #expect(text.contains("… 4,660 bytes not executed\n"))
    profile.functions.append(.init(name: "unused", address: 0x0800_0500))
    #expect(profile.annotatedDisassembly(of: 4) == "unused was never executed\n")
    #expect(profile.annotatedDisassembly(of: 5).contains("no function 5"))
    profile.instructions = []
    #expect(profile.annotatedDisassembly(of: nil) == "no instruction was executed\n")
  }

  /// Columns for misses only where there are any.
  @Test func misses() {
    var profile = profile
    #expect(!profile.annotatedDisassembly(of: 0).contains("misses"))
    profile.instructions[1].dataMisses = 7
    profile.instructions[1].fetchMisses = 1234
    let text = profile.annotatedDisassembly(of: 0)
    #expect(text.contains("fetch misses  data misses"))
    #expect(words(text).contains { $0.starts(with: ["400", "66.7", "%", "250", "data", "38", "%", "1,234", "7"]) })
    profile.lines[0].dataMisses = 9
    let source = words(profile.annotatedSource(of: "src/kernel.c", sources))
    #expect(source.contains(["400", "40.0", "%", "250", "issue", "9", "↳", "12", "line", "12;"]))
  }

  @Test func source() {
    let lines = words(profile.annotatedSource(of: "src/kernel.c", sources))
    #expect(lines[0] == ["src/kernel.c"])
    #expect(lines[1].joined(separator: " ") == "600 cycles, 60.0 % of all; issue 100.0 %")
    #expect(
      lines[2].joined(separator: " ") == "↳ multiply<a> inlined into convolve at src/kernel.c:14: 400 cycles")
    #expect(lines.contains(["200", "20.0", "%", "250", "issue", "11", "line", "11;"]))
    #expect(lines.contains(["400", "40.0", "%", "250", "issue", "↳", "12", "line", "12;"]))
    // A line without code, or whose code never ran, has its number and text alone.
    for number in [1, 10, 13] { #expect(lines.contains(["\(number)", "line", "\(number);"])) }
    #expect(lines.count == 4 + 13)
  }

  /// The text of all lines begins in one column, tabs or not.
  @Test func sourceIsAligned() {
    var sources = sources
    sources.files["src/kernel.c"]?[10] = "int größe(void);\t/* 数 */"
    let lines = profile.annotatedSource(of: "src/kernel.c", sources).split(separator: "\n").dropFirst(4)
    let columns = Set(lines.map { $0.prefix { !$0.isLetter || "issue".contains($0) }.count })
    #expect(lines.allSatisfy { !$0.contains("\t") })
    #expect(lines.contains { $0.hasSuffix("11  int größe(void);        /* 数 */") }, "\(lines) \(columns)")
  }

  @Test func sourceThatIsMissingOrHasChanged() {
    let missing = profile.annotatedSource(of: "src/main.c", sources)
    #expect(missing.contains("the file was not found"))
    #expect(words(missing).contains(["200", "20.0", "%", "150", "issue", "5"]))
    var shorter = sources
    shorter.files["src/kernel.c"] = ["only line"]
    let changed = profile.annotatedSource(of: "src/kernel.c", shorter)
    #expect(changed.contains("11  (after the end of the file: it has changed since)"))
    #expect(profile.annotatedSource(of: "no.c", sources) == "no.c: no code of it was executed\n")
    var without = profile
    without.lines = []
    #expect(without.annotatedSource(of: nil, sources).contains("build the firmware with -g"))
  }

  @Test func allFilesMostCyclesFirst() {
    #expect(profile.sourceFiles == ["src/kernel.c", "src/main.c"])
    let parts = profile.sourceFiles.map { profile.annotatedSource(of: $0, sources) }
    #expect(profile.annotatedSource(of: nil, sources) == parts.joined(separator: "\n"))
  }

  @Test func filesByTheEndOfTheirPath() {
    var profile = profile
    profile.lines[0].file = "/build/lib/main.c"
    #expect(profile.sourceFiles(matching: "src/main.c") == ["src/main.c"])
    #expect(profile.sourceFiles(matching: "./lib/main.c") == ["/build/lib/main.c"])
    #expect(profile.sourceFiles(matching: "main.c") == ["/build/lib/main.c", "src/main.c"])
    #expect(profile.sourceFiles(matching: "ain.c").isEmpty)
    #expect(profile.sourceFiles(matching: "").isEmpty)
  }

  @Test func filesOfAFunction() {
    #expect(profile.sourceFiles(of: 0) == ["src/kernel.c"])
    #expect(profile.sourceFiles(of: 3).isEmpty)
    var profile = profile
    profile.instructions[2].file = "src/other.c"
    // What was inlined is of another function.
    #expect(profile.sourceFiles(of: 0) == ["src/other.c"])
  }

  @Test func dualIssueIsExplained() {
    var profile = profile
    #expect(!profile.annotatedDisassembly(of: 0).contains("issued together"))
    profile.instructions[2].cycles = 0
    #expect(profile.annotatedDisassembly(of: 0).contains("0 cycles: issued together with the one before"))
  }

  @Test func inliningAtManyPlacesIsCut() {
    var profile = profile
    profile.instructions = (0..<20).map { index in
      var instruction = profile.instructions[1]
      instruction.address += UInt32(2 * index)
      instruction.inlined[0].callLine = 100 + index
      return instruction
    }
    let text = profile.annotatedSource(of: "src/kernel.c", sources)
    #expect(text.contains("↳ and at 12 more places"))
    #expect(words(text).filter { $0.first == "↳" }.count == 9)
  }
}
