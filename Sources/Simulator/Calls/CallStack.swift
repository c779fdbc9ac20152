/// The calls that were running at a moment.
public struct CallStack: Sendable, Equatable {
  public struct Frame: Sendable, Equatable {
    /// What led here: a call, a jump, or for an outermost frame the reset, a task's start or an exception.
    public var kind: ExecutionRecord.Node.Kind
    /// Address of the function: its symbol's, or without a symbol the address that was called.
    public var function: UInt32
    /// Index of that symbol in the image's `symbols`.
    public var symbol: Int?
    /// The instruction in the next outer frame that called or jumped; nil for an outermost frame.
    public var callSite: UInt32?
    /// The stack pointer when the function was entered: the frame's bytes lie below it.
    public var stackPointer: UInt32

    public init(
      kind: ExecutionRecord.Node.Kind, function: UInt32, symbol: Int?, callSite: UInt32?, stackPointer: UInt32
    ) {
      self.kind = kind
      self.function = function
      self.symbol = symbol
      self.callSite = callSite
      self.stackPointer = stackPointer
    }
  }

  /// Innermost first. An exception's frames end with its own; what it interrupted follows after them, as far as it is known.
  public var frames: [Frame]
  /// The instruction being executed in the innermost frame, and the stack pointer after it.
  public var programCounter: UInt32
  public var stackPointer: UInt32

  public init(frames: [Frame], programCounter: UInt32, stackPointer: UInt32) {
    self.frames = frames
    self.programCounter = programCounter
    self.stackPointer = stackPointer
  }

  /// Bytes of the stack that a frame takes, by index in `frames`.
  public func bytes(ofFrame index: Int) -> UInt32 {
    let below = index == 0 ? stackPointer : frames[index - 1].stackPointer
    // A frame on another stack than the one inside it has no size that could be told.
    return below <= frames[index].stackPointer ? frames[index].stackPointer - below : 0
  }
}
