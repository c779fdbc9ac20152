/// Where a part's registers say how its flash memory is read. A setting that a part lacks is nil.
public struct FlashControl: Sendable, Equatable {
  /// Wait states of one read, in cycles of the flash interface's clock.
  public var waitStates: RegisterField?
  public var prefetch: RegisterField?
  /// The accelerator's lines of instructions and of data; where one bit enables both, it is here as the first.
  public var instructionLines: RegisterField?
  public var dataLines: RegisterField?
  /// Where the manual says so.
  public var source: String?

  public init(
    waitStates: RegisterField? = nil, prefetch: RegisterField? = nil, instructionLines: RegisterField? = nil,
    dataLines: RegisterField? = nil, source: String? = nil
  ) {
    self.waitStates = waitStates
    self.prefetch = prefetch
    self.instructionLines = instructionLines
    self.dataLines = dataLines
    self.source = source
  }

  /// Addresses of its registers.
  public var registers: Set<UInt32> {
    Set([waitStates, prefetch, instructionLines, dataLines].compactMap { $0?.address })
  }
}
