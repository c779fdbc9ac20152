import Boards

/// Which exceptions are pending, enabled and active, and who may preempt whom (DDI 0403E, B1.5.4).
struct ExceptionState {
  /// Priority of the base level of execution: lower than any exception's.
  static let basePriority = 256

  private(set) var pending = ExceptionSet() { didSet { updateCandidates() } }
  private(set) var active = ExceptionSet()
  /// Exceptions that are taken when pending. Those that cannot be disabled are always in it.
  private(set) var enabled = ExceptionSet() { didSet { updateCandidates() } }
  /// What is pending and enabled, and whether there is any: asked far more often than changed.
  private var candidates = ExceptionSet()
  private var hasCandidates = false
  /// Interrupts whose line is high.
  private(set) var asserted = ExceptionSet()
  /// Exceptions that the core has.
  let implemented: ExceptionSet
  /// Implemented bits of a priority byte.
  let priorityMask: UInt8
  /// AIRCR.PRIGROUP.
  private(set) var grouping: UInt32 = 0
  private var priorities: [Int16]

  private(set) var primask = false
  private(set) var faultmask = false
  private(set) var basepri: UInt8 = 0
  /// The priority of what is active, without the effect of the mask registers.
  private var activePriority = Self.basePriority

  init(core: Core) {
    priorityMask = UInt8(truncatingIfNeeded: 0xFF00 >> core.priorityBits)
    priorities = Array(repeating: 0, count: ExceptionSet.capacity)
    priorities[ExceptionNumber.reset] = -3
    priorities[ExceptionNumber.nonMaskableInterrupt] = -2
    priorities[ExceptionNumber.hardFault] = -1
    var implemented = ExceptionSet()
    for number in [2, 3, 4, 5, 6, 11, 12, 14, 15] { implemented[number] = true }
    for number in [2, 3, 11, 14, 15] { enabled[number] = true }
    let interrupts = max(0, min(core.interrupts, 240))
    for number in ExceptionNumber.firstInterrupt..<ExceptionNumber.firstInterrupt + interrupts {
      implemented[number] = true
    }
    self.implemented = implemented
  }

  // MARK: Priorities

  func priority(of number: Int) -> Int { Int(priorities[number]) }

  /// Sets the priority byte of an exception that has a configurable one; unimplemented bits stay zero.
  mutating func setPriority(_ value: UInt8, of number: Int) {
    guard number > ExceptionNumber.hardFault, implemented[number] else { return }
    priorities[number] = Int16(value & priorityMask)
    updateActivePriority()
  }

  mutating func setGrouping(_ value: UInt32) {
    grouping = value & 7
    updateActivePriority()
  }

  /// The part of a priority that decides preemption (DDI 0403E, B1.5.4, "Priority grouping"). Negative priorities have
  /// no subpriority.
  func groupPriority(_ priority: Int) -> Int {
    priority < 0 ? priority : priority & ~((2 << Int(grouping)) - 1)
  }

  private mutating func updateActivePriority() {
    var lowest = Self.basePriority
    active.forEach { lowest = min(lowest, Int(priorities[$0])) }
    activePriority = lowest == Self.basePriority ? lowest : groupPriority(lowest)
  }

  /// The priority at which the core executes, PRIMASK taken as zero.
  var executionPriorityWithoutPrimask: Int {
    var result = activePriority
    if basepri != 0 { result = min(result, groupPriority(Int(basepri))) }
    if faultmask { result = min(result, -1) }
    return result
  }

  /// The priority at which the core executes (DDI 0403E, B1.5.4, `ExecutionPriority()`).
  var executionPriority: Int {
    let unmasked = executionPriorityWithoutPrimask
    return primask ? min(unmasked, 0) : unmasked
  }

  /// Whether an exception is enabled and its priority is above another.
  func canPreempt(_ number: Int, _ priority: Int) -> Bool {
    enabled[number] && groupPriority(self.priority(of: number)) < priority
  }

  /// The pending and enabled exception of the highest priority, the lower number first among equals; 0 if none is.
  var highestPending: Int {
    guard hasCandidates else { return 0 }
    var best = 0
    var bestPriority = Int.max
    candidates.forEach { number in
      if priorities[number] < bestPriority {
        best = number
        bestPriority = Int(priorities[number])
      }
    }
    return best
  }

  /// The exception that is to be taken now, or 0.
  var preempting: Int {
    guard hasCandidates else { return 0 }
    let number = highestPending
    return number != 0 && groupPriority(priority(of: number)) < executionPriority ? number : 0
  }

  /// Whether something pending would be taken if PRIMASK were zero: what ends WFI (DDI 0403E, B1.5.19).
  var wouldWake: Bool {
    let number = highestPending
    return number != 0 && groupPriority(priority(of: number)) < executionPriorityWithoutPrimask
  }

  private mutating func updateCandidates() {
    candidates = pending.intersection(enabled)
    hasCandidates = !candidates.isEmpty
  }

  // MARK: State changes

  /// Makes an exception pending. Returns whether it was not.
  @discardableResult
  mutating func pend(_ number: Int) -> Bool {
    guard implemented[number], !pending[number] else { return false }
    pending[number] = true
    return true
  }

  mutating func unpend(_ number: Int) { pending[number] = false }

  mutating func setEnabled(_ number: Int, _ value: Bool) {
    if implemented[number] { enabled[number] = value }
  }

  mutating func setAsserted(_ number: Int, _ value: Bool) { asserted[number] = value }

  mutating func setActive(_ number: Int, _ value: Bool) {
    guard implemented[number] else { return }
    active[number] = value
    updateActivePriority()
  }

  mutating func setPrimask(_ value: Bool) { primask = value }
  mutating func setFaultmask(_ value: Bool) { faultmask = value }
  mutating func setBasepri(_ value: UInt8) { basepri = value & priorityMask }
}
