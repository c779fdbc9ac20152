/// Where the linker script says that the main stack and the heap begin and end.
public struct LinkerLimits: Sendable, Equatable {
  /// An address and the symbol that gives it.
  public struct Place: Sendable, Equatable {
    public var address: UInt32
    public var name: String

    public init(address: UInt32, name: String) {
      self.address = address
      self.name = name
    }
  }

  /// The lowest address of the main stack, and one past its highest.
  public var stackLimit: Place?
  public var stackTop: Place?
  /// The heap's first address, and one past its last.
  public var heapStart: Place?
  public var heapLimit: Place?

  public init(
    stackLimit: Place? = nil, stackTop: Place? = nil, heapStart: Place? = nil, heapLimit: Place? = nil
  ) {
    self.stackLimit = stackLimit
    self.stackTop = stackTop
    self.heapStart = heapStart
    self.heapLimit = heapLimit
  }
}
