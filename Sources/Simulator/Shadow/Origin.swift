/// Where a value came from, if it is an address of something that has bounds.
///
/// Compilers form addresses in ways that their values alone do not tell: two variables are reached from one base, and loops
/// begin before the array. So an address that code names by itself (a literal, or an offset from the stack pointer) is
/// known by its constant part only, and which object is meant is decided at the access; see `MemoryJudge.bounds`.
public struct Origin: Sendable, Equatable {
  public enum Kind: UInt32, Sendable {
    /// Not an address, or not known of what.
    case unknown = 0
    /// A constant in the code. `base` is its value with the constants that were added to it.
    case constant = 1
    /// The same, as an offset from the stack pointer in the frame numbered `identity`.
    case frame = 2
    /// The heap block numbered `identity`.
    case heap = 3
    /// The return address that the frame numbered `identity` saved. It is never a pointer's origin.
    case returnAddress = 4
    /// What a returned frame left behind.
    case stale = 5
    /// A register that need not be kept was pushed to make room: the word holds nothing, unless it is popped again.
    case room = 6
  }

  /// Kind in the upper three bits, then whether it is exact, whether something variable was added, and the identity.
  var tag: UInt32
  public var base: UInt32

  static let unknown = Origin(tag: 0, base: 0)
  static let identityMask: UInt32 = 0x07FF_FFFF
  static let movedBit: UInt32 = 0x0800_0000
  static let exactBit: UInt32 = 0x1000_0000

  init(tag: UInt32, base: UInt32) {
    self.tag = tag
    self.base = base
  }

  init(_ kind: Kind, identity: UInt32 = 0, base: UInt32, isExact: Bool = false) {
    tag = kind.rawValue << 29 | identity & Self.identityMask | (isExact ? Self.exactBit : 0)
    self.base = base
  }

  public var kind: Kind { Kind(rawValue: tag >> 29) ?? .unknown }
  /// Which frame or block.
  public var identity: UInt32 { tag & Self.identityMask }
  /// Whether `base` is the very pointer of the source program, so that it lies in the object meant: an initialised pointer in
  /// memory, or an argument of a library function.
  public var isExact: Bool { tag & Self.exactBit != 0 }

  /// The same with something variable added.
  var moved: Origin { tag == 0 ? self : Origin(tag: tag | Self.movedBit, base: base) }

  /// A pointer of the source program with this value: an argument, or what is stored outside of the stack.
  func exact(_ value: UInt32) -> Origin {
    guard kind == .constant || kind == .frame else { return self }
    return Origin(tag: tag & ~Self.movedBit | Self.exactBit, base: isExact ? base : value)
  }
}

/// What is known of a register's value.
struct ShadowRegister {
  var origin = Origin.unknown
  /// The last instruction that added a constant to `origin.base`. One at a higher address still belongs to making the
  /// address; one at the same or a lower address is a loop that moves it.
  var folded: UInt32 = 0
  /// Bits that nothing has written.
  var undefined: UInt32 = 0

  static let plain = ShadowRegister()

  /// A constant is added by an instruction: it belongs to the address if it is the first time, in code that goes forward.
  mutating func fold(_ constant: UInt32, at programCounter: UInt32, isCopy: Bool = false) {
    guard isCopy || programCounter > folded, !origin.isExact else { return }
    origin.base = origin.base &+ constant
    folded = max(folded, programCounter)
  }

  /// The register after its value was moved by a constant: write-back.
  func moved(by constant: UInt32, at programCounter: UInt32) -> ShadowRegister {
    var moved = ShadowRegister(origin: origin, folded: folded)
    if origin.kind == .constant || origin.kind == .frame { moved.fold(constant, at: programCounter) }
    return moved
  }
}
