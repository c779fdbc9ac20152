import Synchronization

/// Numbers for the states of a pipeline that do not fit in a `PipelineState`: given in order of first use, from 0, and
/// never taken back. Only the identity of a state matters, so no cost can depend on the numbers.
///
/// One table serves every machine that shares a model, on whichever thread it runs.
public final class StateTable<State: Hashable & Sendable>: Sendable {
  private struct Contents {
    var numbers: [State: UInt32] = [:]
    var states: [State] = []
  }

  private let contents = Mutex(Contents())

  public init() {}

  /// How many states have a number.
  public var count: Int { contents.withLock { $0.states.count } }

  /// The number of a state: the same whenever an equal state is given.
  public func number(of state: State) -> UInt32 {
    contents.withLock { contents in
      if let number = contents.numbers[state] { return number }
      let number = UInt32(contents.states.count)
      contents.numbers[state] = number
      contents.states.append(state)
      return number
    }
  }

  /// The state that has a number; nil if none has.
  public func state(_ number: UInt32) -> State? {
    contents.withLock { $0.states.indices.contains(Int(number)) ? $0.states[Int(number)] : nil }
  }
}
