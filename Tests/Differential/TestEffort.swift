import Foundation

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 32) }

  /// A number below `bound`, which is small enough for the bias not to matter.
  mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: (next() >> 33) % UInt64(bound)) }

  /// True once in `count` times.
  mutating func once(in count: Int) -> Bool { below(count) == 0 }
}

/// How much the differential tests do. `THUMBPRINT_DIFFERENTIAL_SCALE=10` does ten times as much;
/// `THUMBPRINT_DIFFERENTIAL_SEED=…` replaces the fresh seed, to repeat a run.
enum TestEffort {
  static let scale: Double = {
    guard let text = ProcessInfo.processInfo.environment["THUMBPRINT_DIFFERENTIAL_SCALE"] else { return 1 }
    return Double(text) ?? 1
  }()

  static let fixedSeed: UInt64 = 0x7468_756D_6270_7274
  static let freshSeed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["THUMBPRINT_DIFFERENTIAL_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64.max)
    print("Differential: fresh seed \(seed)")
    return seed
  }()
  static var seeds: [UInt64] { [fixedSeed, freshSeed] }

  static func times(_ count: Int) -> Int { max(1, Int(Double(count) * scale)) }
}
