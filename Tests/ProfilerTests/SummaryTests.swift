import Profiler
import Testing

/// `Profile.summary`: what it says, that it fits its width, and what becomes of names and numbers at the limits.
@Suite struct SummaryTests {
  private func lines(_ profile: Profile, width: Int = 80, color: Bool = false) -> [String] {
    profile.summary(width: width, color: color).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  /// Words of the line that begins with a word, bars left out.
  private func words(_ start: String, _ lines: [String]) -> [String] {
    let line = lines.first { $0.drop { $0 == " " }.hasPrefix(start) } ?? ""
    return line.split(separator: " ").map(String.init).filter { !$0.contains("█") && !$0.contains("░") && $0 != "▏" }
  }

  /// Without control sequences, each bar solid.
  private func plain(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9]*m/, with: "").replacing("░", with: "█")
  }

  @Test func saysWhereTheCyclesGo() {
    let shown = lines(SampleProfile.make())
    #expect(shown[0] == "build/app <v1>.elf on stm32f746 (Cortex-M7): exit, status 0")
    #expect(shown[1] == "1,000 cycles, 800 instructions, 0.80 per cycle")
    #expect(shown[2] == "simulated time: 4.630 µs at 216 MHz")
    #expect(words("issue", shown) == ["issue", "700", "70.0", "%", "the", "instructions", "themselves"])
    #expect(words("data wait", shown).prefix(5) == ["data", "wait", "200", "20.0", "%"])
    #expect(words("convolve", shown) == ["convolve", "600", "60.0", "%", "65.0", "%", "2", "data", "25", "%"])
    #expect(words("main", shown) == ["main", "200", "20.0", "%", "90.0", "%", "1", "branch", "15", "%"])
    #expect(
      words("src/kernel.c:12", shown)
        == ["src/kernel.c:12", "multiply<a>", "400", "40.0", "%", "250", "none"])
    #expect(
      words("conv_0", shown)
        == ["conv_0", "CONV_2D", "650", "65.0", "%", "2.00", "k", "0.33", "880", "B", "data", "26", "%"])
    #expect(words("--function", shown) == ["--function", "convolve", "2", "300", "300", "350", "650"])
    #expect(shown.contains("note: no line information for 100 of 1,000 cycles: build with -g"))
    // A cause without cycles is not shown.
    #expect(words("sleep", shown).isEmpty)
  }

  /// The longest bar is that of the most cycles, and others are as long as their share of it; waiting is shaded.
  @Test func barsAreInProportion() throws {
    let shown = lines(SampleProfile.make(), width: 120)
    func bar(_ start: String) -> String {
      let line = shown.first { $0.hasPrefix("  \(start) ") } ?? ""
      return line.filter { "█░▏".contains($0) }
    }
    #expect(bar("convolve").count == 24)
    #expect(bar("convolve").filter { $0 == "█" }.count == 17)  // 24 × 430 / 600
    #expect(bar("main").count == 8)
    #expect(bar("memcpy").count == 4)
    #expect(bar("issue") == String(repeating: "█", count: 17))  // 24 × 70 %
    #expect(bar("data wait") == String(repeating: "░", count: 5))
    #expect(bar("exception") == "▏")
  }

  @Test(arguments: [0, 80, 100, 200])
  func fitsItsWidth(width: Int) {
    var profile = SampleProfile.make()
    profile.functions[0].name =
      "std::__1::vector<std::__1::pair<int, Größe>, std::__1::allocator<int>>::push_back(int&&)"
    profile.firmware = "/a/very/long/path/to/where/the/firmware/was/built/by/someone/some/time/ago/firmware.elf"
    profile.lines[0].file = "/home/someone/work/firmware/third-party/kernels/source/convolution/depthwise_conv.c"
    profile.layers[0].name = "sequential/block_12_depthwise/BatchNormalization;sequential/block_12_depthwise/depthwise"
    profile.notes = [String(repeating: "sixteen letters ", count: 20)]
    (profile.totalCycles, profile.functions[0].selfCycles) = (99_999_999_999, 90_000_000_000)
    profile.lines[0].cycles = 90_000_000_000
    profile.layers[0].macs = 10_000_000_000
    profile.layers[0].cycles = 90_000_000_000
    for line in lines(profile, width: width) {
      #expect(line.count <= max(width, 80), "\(line)")
      #expect(line.last != " ")
    }
    let text = profile.summary(width: width, color: false)
    #expect(text.contains("…") == (width < 200))
    #expect(text.contains("firmware.elf on stm32f746"))
    #expect(text.contains("depthwise_conv.c:12 "))
  }

  /// Colour changes nothing but colour.
  @Test func colour() {
    let profile = SampleProfile.make()
    let colored = profile.summary(width: 100, color: true)
    #expect(colored.contains("\u{1B}[31m"))
    #expect(!profile.summary(width: 100, color: false).contains("\u{1B}"))
    #expect(plain(colored) == plain(profile.summary(width: 100, color: false)))
  }

  /// One screen, whatever the firmware: what is left out is counted.
  @Test func isOneScreen() {
    var profile = SampleProfile.make()
    let template = (profile.functions[3], profile.lines[0], profile.layers[0])
    profile.functions = (0..<500).map { index in
      var function = template.0
      function.name = "function\(index)"
      function.selfCycles = index == 0 ? 501 : 1
      return function
    }
    profile.instructions = []
    profile.lines = (1...300).map { number in
      var line = template.1
      (line.line, line.cycles) = (number, 3)
      return line
    }
    profile.layers = (0..<40).map { index in
      var layer = template.2
      (layer.name, layer.cycles) = ("layer\(index)", index == 30 ? 500 : UInt64(40 - index % 40))
      return layer
    }
    let shown = lines(profile)
    #expect(shown.count <= 60)
    #expect(shown.filter { $0.hasPrefix("  function") }.count == 10)
    #expect(shown.contains("  and 490 more functions: 490 cycles, 49.0 %"))
    let layers = shown.filter { $0.hasPrefix("  layer") }.map { $0.dropFirst(2).prefix { $0 != " " } }
    // Those with the most cycles, in the order in which they ran.
    #expect(layers.map(String.init) == (0..<15).map { "layer\($0)" } + ["layer30"])
    #expect(shown.contains { $0.hasPrefix("  and 24 more layers: ") })
  }

  @Test func withoutLinesItShowsInstructions() {
    var profile = SampleProfile.make()
    profile.lines = []
    let shown = lines(profile)
    #expect(shown.contains { $0.hasPrefix("hottest instructions") })
    #expect(
      words("0x08000200 ldr", shown)
        == ["0x08000200", "ldr", "r0,", "[r1],", "#4", "400", "40.0", "%", "data", "38", "%", "convolve"])
    #expect(shown.contains { $0.hasPrefix("  0x08000202 bne 0x08000200 ") && $0.hasSuffix("  convolve") })
  }

  @Test(
    arguments: [
      ("exit", 5, "exit, status 5"), ("limit", 124, "stopped by a limit"), ("lockup", 70, "stopped by a lockup"),
      ("fault", 70, "stopped by an unhandled fault"), ("interrupted", 130, "interrupted"),
      ("sleep", 124, "asleep, and nothing can wake it"), ("output", 74, "stopped, as its output cannot be written"),
    ] as [(String, Int32, String)])
  func howItEnded(reason: String, status: Int32, words: String) {
    var profile = SampleProfile.make()
    profile.stop = .init(reason: reason, exitStatus: status)
    #expect(lines(profile)[0].hasSuffix(": \(words)"))
  }

  /// Where the clock changed, or the profile is of a part of the run, cycles and clock do not give the time.
  @Test func timeIsThatOfTheRun() {
    var profile = SampleProfile.make()
    profile.seconds = 0.5
    #expect(lines(profile)[2] == "simulated time: 500.000 ms, in the end at 216 MHz")
  }

  @Test func nothingRecorded() {
    var profile = SampleProfile.make()
    (profile.totalCycles, profile.totalInstructions, profile.stalls) = (0, 0, CyclesByCause())
    (profile.functions, profile.lines, profile.instructions, profile.paths) = ([], [], [], [])
    let text = profile.summary(width: 80, color: false)
    #expect(text.contains("no cycle was recorded"))
    #expect(text.contains("0.00 per cycle"))
    #expect(text.contains("note: "))
  }

  /// Names come from files that anyone may have made: they do not reach the terminal as commands.
  @Test func namesCannotControlTheTerminal() {
    var profile = SampleProfile.make()
    profile.functions[0].name = "evil\u{1B}[2J\u{7}\r\u{202E}"
    profile.lines[0].file = "a\u{1B}]0;title\u{7}.c"
    profile.notes = ["\u{1B}[31mred"]
    let text =
      profile.summary(width: 80, color: false) + profile.annotatedDisassembly(of: nil)
      + profile.annotatedSource(of: nil, SourceText(files: ["src/kernel.c": ["\u{1B}[31m"]]))
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }
}
