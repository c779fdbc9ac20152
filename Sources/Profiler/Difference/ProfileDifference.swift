/// What changed from one profile to another. Each list begins with what changed most.
public struct ProfileDifference: Sendable, Equatable {
  /// Where a profile came from, and what decides whether its cycles compare with another's.
  public struct Side: Encodable, Sendable, Equatable {
    /// The profile's file, as given.
    public var file: String
    public var firmware: String
    public var target: String
    public var core: String
    /// Hertz.
    public var clock: UInt64
    public var seconds: Double
    public var stop: Profile.Stop
  }

  /// Whether something is in one profile only.
  public enum Presence: String, Encodable, Sendable {
    case both, added, removed
  }

  public struct Cause: Encodable, Sendable, Equatable {
    /// As in `CyclesByCause.causes`.
    public var key: String
    public var title: String
    public var cycles: Change
  }

  public struct Function: Encodable, Sendable, Equatable {
    /// The function's name; from the second of one name on with its number by order of address, such as `init #2`.
    public var label: String
    public var name: String
    public var presence: Presence
    /// Where the source defines it now, or did before it went.
    public var file: String?
    public var line: Int?
    public var selfCycles: Change
    public var inclusiveCycles: Change
    public var calls: Change
    public var instructions: Change
    /// Self cycles by those causes that changed.
    public var stalls: [Cause]

    /// Whether anything is not as it was; where it lies in memory does not count.
    public var isChanged: Bool {
      presence != .both || [selfCycles, inclusiveCycles, calls, instructions].contains { $0.magnitude > 0 }
        || !stalls.isEmpty
    }
  }

  public struct Layer: Encodable, Sendable, Equatable {
    /// The layer's name; from the second of one name on with its number by order of execution.
    public var label: String
    public var name: String
    public var presence: Presence
    public var `operator`: String?
    /// Where its function is defined.
    public var file: String?
    public var line: Int?
    public var cycles: Change
    public var instructions: Change
    public var calls: Change
    public var bytesMoved: Change
    public var stalls: [Cause]

    public var isChanged: Bool {
      presence != .both || [cycles, instructions, calls, bytesMoved].contains { $0.magnitude > 0 } || !stalls.isEmpty
    }
  }

  public struct Region: Encodable, Sendable, Equatable {
    public var label: String
    public var presence: Presence
    public var count: Change
    public var totalCycles: Change
    /// Where both have one.
    public var medianCycles: Change?

    public var isChanged: Bool {
      presence != .both || count.magnitude > 0 || totalCycles.magnitude > 0 || (medianCycles?.magnitude ?? 0) > 0
    }
  }

  public var from: Side
  public var to: Side
  public var totalCycles: Change
  public var totalInstructions: Change
  public var stalls: [Cause]
  public var functions: [Function]
  public var layers: [Layer]
  public var regions: [Region]
  /// Why the two do not quite compare, in words; empty if they do.
  public var warnings: [String]

  /// Whether the two cost the same to the cycle, in every part.
  public var isEmpty: Bool {
    totalCycles.magnitude == 0 && totalInstructions.magnitude == 0 && from.seconds == to.seconds
      && stalls.allSatisfy { $0.cycles.magnitude == 0 } && !functions.contains(where: \.isChanged)
      && !layers.contains(where: \.isChanged) && !regions.contains(where: \.isChanged)
  }

  /// Compares two profiles. Functions are the same if their names are: of several with one name those from the same
  /// source file first, then the others by order of address.
  /// - Parameters:
  ///   - fromFile: the first profile's file, only used in texts.
  ///   - toFile: the second's.
  public init(from: Profile, file fromFile: String, to: Profile, file toFile: String) {
    self.from = Side(from, file: fromFile)
    self.to = Side(to, file: toFile)
    totalCycles = Change(from: from.totalCycles, to: to.totalCycles)
    totalInstructions = Change(from: from.totalInstructions, to: to.totalInstructions)
    stalls = Cause.changes(from: from.stalls, to: to.stalls)
    functions = Self.functions(from, to)
    layers = Self.layers(from, to)
    regions = Self.regions(from, to)
    warnings = Self.warnings(self.from, self.to)
  }

  private static func warnings(_ from: Side, _ to: Side) -> [String] {
    var warnings: [String] = []
    if from.target != to.target { warnings.append("another target: \(from.target), now \(to.target)") }
    if from.core != to.core { warnings.append("another core: \(from.core), now \(to.core)") }
    if from.clock != to.clock {
      warnings.append(
        "another clock: \(ChangeText.frequency(from.clock)), now \(ChangeText.frequency(to.clock)); "
          + "memory costs another number of cycles then")
    }
    if from.stop != to.stop {
      warnings.append("the firmware ended another way: \(from.stop.text), now \(to.stop.text)")
    } else if from.stop.reason == "limit" {
      warnings.append("both runs ended at a limit: the totals say where that was, not what the work costs")
    }
    return warnings
  }
}

extension ProfileDifference.Side {
  fileprivate init(_ profile: Profile, file: String) {
    self.init(
      file: file, firmware: profile.firmware, target: profile.target, core: profile.core, clock: profile.clock,
      seconds: profile.seconds, stop: profile.stop)
  }
}

extension Profile.Stop {
  /// `exit, status 0`.
  var text: String { "\(reason), status \(exitStatus)" }
}
