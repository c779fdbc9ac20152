import Boards

/// What whole programs cost under one condition relative to another, beside what was published of such programs. Facts to
/// look at, not limits: the published programs are others, on related parts.
public struct ProgramRatios: Codable, Equatable, Sendable {
  /// A published ratio of two running times at one clock, and the conditions of a program of ours that are most like its.
  public struct Published: Equatable, Sendable {
    public var program: String
    public var board: String
    public var slow: String
    public var fast: String
    /// In the source's words; empty where nothing is published to compare with.
    public var ratio = ""
    public var source = ""
  }

  public struct Ratio: Codable, Equatable, Sendable {
    public var program: String
    public var board: String
    /// Conditions and their cycles for one run of the program's work.
    public var slow: String
    public var slowCycles: Double
    public var fast: String
    public var fastCycles: Double
    public var ratio: Double
    /// In the source's words; empty where nothing is published to compare with.
    public var published: String
    public var source: String
  }

  public var schema = 1
  public var ratios: [Ratio]

  public static let published = [
    Published(
      program: "mixed", board: "stm32f407", slow: "168MHz,5ws,art,sram1", fast: "16MHz,0ws,sram1",
      ratio: "1.0 for loops that fit the accelerator", source: "jnk0le/random, STM32F407"),
    Published(
      program: "interpreter", board: "stm32f407", slow: "168MHz,5ws,art,sram1", fast: "16MHz,0ws,sram1"),
    Published(
      program: "interpreter", board: "stm32f407", slow: "84MHz,5ws,art,sram1", fast: "84MHz,2ws,art,sram1",
      ratio: "1.12 to 1.21 for a large interpreter", source: "MicroPython PR 18069, STM32F401RE"),
    Published(
      program: "interpreter", board: "stm32f407", slow: "168MHz,5ws,no-art,sram1", fast: "168MHz,5ws,art,sram1"),
    Published(
      program: "fft", board: "stm32f407", slow: "168MHz,5ws,art,sram1", fast: "168MHz,5ws,art,ccm",
      ratio: "about 1.10 with much data traffic", source: "T. Pornin, c-fn-dsa, STM32F407"),
    Published(
      program: "mixed", board: "stm32f746", slow: "216MHz,7ws,no-caches,dtcm", fast: "216MHz,7ws,caches,dtcm",
      ratio: "5.0 for Dhrystone", source: "STM32F723 at 216 MHz from flash, 245 and 49 DMIPS"),
    Published(
      program: "mixed", board: "stm32f746", slow: "216MHz,7ws,no-caches,sram1", fast: "216MHz,7ws,caches,sram1",
      ratio: "5.0 for Dhrystone", source: "STM32F723 at 216 MHz from flash, 245 and 49 DMIPS"),
    Published(
      program: "interpreter", board: "stm32f746", slow: "216MHz,7ws,no-caches,dtcm", fast: "216MHz,7ws,caches,dtcm"),
    Published(
      program: "fft", board: "stm32f746", slow: "216MHz,7ws,no-caches,sram1", fast: "216MHz,7ws,caches,sram1"),
    Published(
      program: "mixed", board: "stm32f746", slow: "216MHz,7ws,caches,sram1", fast: "216MHz,7ws,caches,dtcm",
      ratio: "1.0 from any memory", source: "AN4667, STM32F7 with caches on"),
    Published(
      program: "fft", board: "stm32h743", slow: "480MHz,4ws,no-caches,dtcm", fast: "480MHz,4ws,caches,dtcm",
      ratio: "3.0 to 3.2 for a CMSIS FFT", source: "STM32H7, wait states not given"),
    Published(
      program: "fft", board: "stm32h743", slow: "480MHz,4ws,no-caches,axi", fast: "480MHz,4ws,caches,axi",
      ratio: "3.0 to 3.2 for a CMSIS FFT", source: "STM32H7, wait states not given"),
  ]

  /// Runs the programs that the published ratios need, each once.
  /// - Parameter runner: finds `PROGRAM-BOARD.elf`.
  /// - Throws: `FidelityError` for an image that is missing or prints no result for a condition; what running throws.
  public init(_ published: [Published] = Self.published, runner: inout CaseRunner) throws {
    var results: [String: [ResultLine]] = [:]
    ratios = []
    for entry in published {
      let path = try runner.image(program: entry.program, board: try runner.board(entry.board))
      let lines: [ResultLine]
      if let known = results[path] {
        lines = known
      } else {
        let output = try runner.output(path, on: BoardConfiguration(target: entry.board))
        lines = ResultLine.all(in: output.text).map(\.result)
        results[path] = lines
      }
      let (slow, fast) = (
        try Self.cycles(entry.slow, of: entry, in: lines), try Self.cycles(entry.fast, of: entry, in: lines)
      )
      ratios.append(
        Ratio(
          program: entry.program, board: entry.board, slow: entry.slow, slowCycles: slow, fast: entry.fast,
          fastCycles: fast, ratio: slow / fast, published: entry.ratio, source: entry.source))
    }
  }

  private static func cycles(
    _ conditions: String, of entry: Published, in lines: [ResultLine]
  ) throws(FidelityError) -> Double {
    let result = lines.first { $0.kind == .program && $0.name == entry.program && $0.conditions == conditions }
    guard let result, result.cycles > 0 else {
      throw .noResult(program: entry.program, board: entry.board, problem: "gave no result under \(conditions)")
    }
    return result.cyclesEach
  }

  public var text: String {
    ratios.map { ratio in
      var text = "\(ratio.program) on \(ratio.board): \(fixed(ratio.ratio, places: 2)) times the cycles\n"
      let width = max(ratio.slow.count, ratio.fast.count)
      let cycles = [ratio.slowCycles, ratio.fastCycles].map { fixed($0, places: 0) }
      let digits = cycles.map(\.count).max() ?? 0
      for (condition, count) in zip([ratio.slow, ratio.fast], cycles) {
        let gap = String(repeating: " ", count: width - condition.count + digits - count.count)
        text += "  \(condition) \(gap)\(count) cycles\n"
      }
      if !ratio.published.isEmpty { text += "  published: \(ratio.published) (\(ratio.source))\n" }
      return text
    }.joined()
  }

  public var markdown: String {
    let header =
      "| program | board | slower | faster | ratio of cycles | published | source |\n|---|---|---|---|---|---|---|\n"
    return header
      + ratios.map { ratio in
        "| `\(ratio.program)` | \(ratio.board) | \(ratio.slow) | \(ratio.fast) | \(fixed(ratio.ratio, places: 2)) | "
          + "\(ratio.published.isEmpty ? "—" : ratio.published) | \(ratio.source) |\n"
      }.joined()
  }
}
