import Boards

/// What of the timing the user sets in the firmware's place.
public struct TimingOverrides: Sendable, Equatable {
  /// How cycles are counted.
  public enum Model: String, Sendable, CaseIterable, Codable {
    /// As the core and its memories do.
    case core
    /// One cycle for every instruction, and none for memory: fast, and for comparison.
    case flat
  }

  /// Core clock in hertz.
  public var clock: UInt64?
  /// Flash wait states.
  public var waitStates: UInt32?
  /// Whether prefetch, the flash accelerator's lines and the core's caches are all on or all off.
  public var caches: Bool?
  public var model: Model

  public init(clock: UInt64? = nil, waitStates: UInt32? = nil, caches: Bool? = nil, model: Model = .core) {
    self.clock = clock
    self.waitStates = waitStates
    self.caches = caches
    self.model = model
  }

  /// Why these cannot be set on a board, in words; nil if they can.
  public func problem(on board: Board) -> String? {
    guard let waitStates else { return nil }
    guard let control = board.flashControl else {
      return "\(board.name) has no flash whose wait states could be set"
    }
    guard let field = control.waitStates, waitStates > field.maximum else { return nil }
    return "\(waitStates) is more than \(board.name) can be set to: \(field) holds 0 to \(field.maximum)"
  }
}
