import Boards

/// Simulated against measured, case by case and for each core: what `thumbprint fidelity` prints and writes with `--json`.
///
/// The JSON has these keys, in version 1 of its schema: `schema`; `cases`, each with `core`, `board`, `program`,
/// `measured`, `simulated` and `error` (cycles of one sequence), `errorPercent`, `tolerance`, `passes`, `source` and
/// `comment`; `cores`, each with `core`, `cases`, `failures`, and `meanError`, `percentile95` and `worst` in percent, with
/// `worstProgram`.
public struct FidelityReport: Codable, Equatable, Sendable {
  public struct Case: Codable, Equatable, Sendable {
    public var core: String
    public var board: String
    public var program: String
    public var measured: Double
    public var simulated: Double
    public var error: Double
    /// Of the measured cycles, or of one cycle where fewer than one was measured: a second instruction of a pair adds
    /// none.
    public var errorPercent: Double
    public var tolerance: String
    public var passes: Bool
    public var source: String
    public var comment: String

    public init(_ measurement: SiliconCase, simulated: Double) {
      core = measurement.core.rawValue
      board = measurement.board.text
      program = measurement.program
      measured = measurement.measured
      self.simulated = simulated
      error = simulated - measured
      errorPercent = 100 * error / max(measured, 1)
      tolerance = measurement.tolerance.text
      // A part in a billion for what decimal fractions lose in binary.
      passes = abs(error) <= measurement.tolerance.allowed(of: measured) + 1e-9
      source = measurement.source
      comment = measurement.comment
    }
  }

  /// Absolute errors of a core's cases, in percent.
  public struct CoreSummary: Codable, Equatable, Sendable {
    public var core: String
    public var cases: Int
    public var failures: Int
    public var meanError: Double
    /// The smallest error that at least 95 in 100 cases do not exceed (nearest rank).
    public var percentile95: Double
    public var worst: Double
    public var worstProgram: String
  }

  public var schema = 1
  public var cases: [Case]
  public var cores: [CoreSummary]

  public init(_ cases: [Case]) {
    self.cases = cases
    cores = Core.Kind.allCases.map(\.rawValue).compactMap { core in
      Self.summary(of: core, cases.filter { $0.core == core })
    }
  }

  public var failures: Int { cases.count { !$0.passes } }

  private static func summary(of core: String, _ cases: [Case]) -> CoreSummary? {
    let sorted = cases.sorted { abs($0.errorPercent) < abs($1.errorPercent) }
    guard let worst = sorted.last else { return nil }
    let errors = sorted.map { abs($0.errorPercent) }
    // Nearest rank: ceil(0.95 n), in integers.
    let rank = (errors.count * 95 + 99) / 100
    return CoreSummary(
      core: core, cases: cases.count, failures: cases.count { !$0.passes },
      meanError: errors.reduce(0, +) / Double(errors.count), percentile95: errors[rank - 1],
      worst: abs(worst.errorPercent), worstProgram: worst.program)
  }
}
