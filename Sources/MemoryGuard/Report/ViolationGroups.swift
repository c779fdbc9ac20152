import ReportFormats

/// What tells violations apart without knowing any name, so that a repeated one costs one look-up.
public struct ViolationKey: Hashable, Sendable {
  public var kind: Violation.Kind
  /// Address of the instruction; within a function of the C library, of the call that led there from outside it.
  public var place: UInt32
  /// Whatever tells one object from another: the address of a global, the call that allocated a block; 0 if unknown.
  public var object: UInt32

  public init(kind: Violation.Kind, place: UInt32, object: UInt32 = 0) {
    self.kind = kind
    self.place = place
    self.object = object
  }
}

/// Collects violations while the firmware runs, so that one bug is one report: what one function does to one object in one
/// way is counted together, with the other lines named; where the object is not known, what one source line does (or one
/// instruction, without lines). For a function of the C library such as memcpy it is its caller that counts.
public struct ViolationGroups: Sendable {
  /// In order of their first time, suppressed ones left out.
  public private(set) var violations: [Violation] = []
  /// How many others were left out by suppressions.
  public private(set) var suppressed: UInt64 = 0

  private enum Slot {
    case kept(index: Int)
    case suppressed, omitted
  }

  /// What makes two violations the same bug.
  private struct Identity: Hashable {
    var kind: Violation.Kind
    var function: String
    var file: String?
    /// The line, or where it is not known the address.
    var position: Int
    var object: String?
    var owner: String?
    /// Of a heap block, as all of them have one name: the line that allocated it.
    var allocated: String?

    init(_ violation: Violation) {
      // What was never written and what a frame left behind may lie side by side in one array.
      kind = violation.kind == .staleStack ? .uninitialized : violation.kind
      let place = violation.place
      function = place?.function ?? ""
      file = place?.file
      // What one function does to one object in one way is one bug, on however many lines; without an object the line tells.
      let isOfOne = violation.object != nil || violation.kind == .nullAccess
      position = isOfOne ? 0 : place?.line ?? Int(place?.address ?? violation.address)
      object = violation.object?.name
      owner = violation.object?.function
      let site = violation.object?.allocated.first { !LibraryFunction.worksForCaller($0.function) }
      allocated = site.map { "\($0.function) \($0.file ?? "") \($0.line ?? Int($0.address))" }
    }
  }

  private var suppressions: Suppressions
  private let limit: Int
  private var slots: [Identity: Slot] = [:]
  private var keys: [ViolationKey: Slot] = [:]
  /// The key of the last violation that is kept: a loop repeats it.
  private var last: (key: ViolationKey, index: Int)?
  private var omitted = 0
  /// Violations with new keys when there were already too many.
  private var unseen: UInt64 = 0

  /// Each key costs making a violation once.
  private static let keyLimit = 16_384

  /// - Parameters:
  ///   - suppressions: what to leave out.
  ///   - limit: how many different ones are kept.
  public init(suppressions: Suppressions = Suppressions(), limit: Int = 1000) {
    self.suppressions = suppressions
    self.limit = limit
  }

  /// Counts a violation.
  /// - Parameters:
  ///   - occurrences: how often it happened just now.
  ///   - make: gives the violation in full, with `count` 1; called only for a key that is new.
  public mutating func add(_ key: ViolationKey, occurrences: UInt64 = 1, make: () -> Violation) {
    if let last, last.key == key {
      violations[last.index].count += occurrences
      return
    }
    if let slot = keys[key] {
      count(slot, key, occurrences)
      return
    }
    guard keys.count < Self.keyLimit else {
      unseen += occurrences
      return
    }
    var violation = make()
    let identity = Identity(violation)
    if let slot = slots[identity] {
      keys[key] = slot
      if case .kept(let index) = slot { violations[index].noteLine(of: violation) }
      count(slot, key, occurrences)
      return
    }
    let slot: Slot
    if suppressions.suppress(violation) {
      slot = .suppressed
      suppressed += 1
    } else if violations.count >= limit {
      slot = .omitted
      omitted += 1
    } else {
      slot = .kept(index: violations.count)
      violation.count = occurrences
      violations.append(violation)
      last = (key, violations.count - 1)
    }
    slots[identity] = slot
    keys[key] = slot
  }

  private mutating func count(_ slot: Slot, _ key: ViolationKey, _ occurrences: UInt64) {
    guard case .kept(let index) = slot else { return }
    violations[index].count += occurrences
    last = (key, index)
  }

  /// What there is to say besides the violations, a sentence each: how many more there were, suppressions that left nothing
  /// out.
  public var notes: [String] {
    var notes: [String] = []
    if omitted > 0 {
      notes.append(
        """
        \(MemoryGuard.count(omitted, "more violation")) not listed: only the first \(FormatText.grouped(UInt64(limit))) are kept; mend those, or \
        suppress them, and check again
        """)
    }
    if unseen > 0 {
      let more = unseen == 1 ? "1 more bad access" : "\(FormatText.grouped(unseen)) more bad accesses"
      let limit = FormatText.grouped(UInt64(Self.keyLimit))
      notes.append("\(more) not looked at: there had been \(limit) different ones before")
    }
    return notes + suppressions.unused
  }
}

extension Violation {
  /// Notes another line at which the same happened.
  fileprivate mutating func noteLine(of other: Violation) {
    guard let line = other.place?.line, let file = other.place?.file, line != place?.line else { return }
    let note = "also at \(file):\(line)"
    if !notes.contains(note), notes.count < 12 { notes.append(note) }
  }
}
