import Firmware
import ThumbISA

/// How the core came to where it is: the functions that called one another, and the exceptions between them.
///
/// There is no unwind table to rely on. Where a function's prologue can be read, it says how far up the stack the return
/// address is; otherwise the stack is searched for a word that points behind a call. Exception frames are recognised by
/// EXC_RETURN (DDI 0403E, B1.5.8).
public struct Backtrace: Sendable, Equatable {
  public struct Frame: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      /// Where the core is.
      case current
      /// The call instruction that led to the frame before.
      case call
      /// The instruction at which the exception was taken that the frame before handles.
      case interrupted(exception: Int)
    }
    public var kind: Kind
    public var address: UInt32
    /// Name of the function, and how far into it the address is.
    public var function: String?
    public var offset: UInt32
  }

  public private(set) var frames: [Frame] = []
  /// R0–R15 and xPSR where the outermost exception was taken that is a fault; nil outside fault handlers.
  public private(set) var faultContext: (registers: [UInt32], xpsr: UInt32)?

  public static func == (left: Backtrace, right: Backtrace) -> Bool { left.frames == right.frames }

  /// - Parameters:
  ///   - memory: reads a word of guest memory, nil where there is none.
  ///   - limit: the most frames to look for.
  public init(
    _ snapshot: CoreSnapshot, image: FirmwareImage, limit: Int = 32, memory: @escaping (UInt32) -> UInt32?
  ) {
    var unwinder = Unwinder(snapshot: snapshot, image: image, memory: memory)
    append(.current, unwinder.programCounter, image)
    while frames.count < limit, let step = unwinder.step() {
      append(step, unwinder.programCounter, image)
      if case .interrupted(let exception) = step, (3...6).contains(exception), faultContext == nil {
        faultContext = unwinder.interruptedContext
      }
    }
  }

  private mutating func append(_ kind: Frame.Kind, _ address: UInt32, _ image: FirmwareImage) {
    let found = image.symbol(containing: address)
    frames.append(Frame(kind: kind, address: address, function: found?.symbol.name, offset: found?.offset ?? 0))
  }
}

/// Walks from a function to its caller.
private struct Unwinder {
  private let image: FirmwareImage
  private let memory: (UInt32) -> UInt32?
  private let snapshot: CoreSnapshot
  private(set) var programCounter: UInt32
  private var stackPointer: UInt32
  private var processStackPointer: UInt32
  private var exceptionNumber: Int
  /// LR, while it is that of the current function.
  private var linkRegister: UInt32?
  private(set) var interruptedContext: (registers: [UInt32], xpsr: UInt32)?

  /// How many words of stack are searched.
  private static let searchLimit: UInt32 = 512

  init(snapshot: CoreSnapshot, image: FirmwareImage, memory: @escaping (UInt32) -> UInt32?) {
    self.image = image
    self.memory = memory
    self.snapshot = snapshot
    programCounter = snapshot.programCounter
    stackPointer = snapshot.stackPointer
    processStackPointer = snapshot.processStackPointer
    exceptionNumber = snapshot.exceptionNumber
    linkRegister = snapshot.linkRegister
  }

  /// Goes one frame up; nil at the end.
  mutating func step() -> Backtrace.Frame.Kind? {
    if let (address, stack) = callerByPrologue(), let kind = enter(address, stack) { return kind }
    if let link = linkRegister, isReturnAddress(link), !isInCurrentFunction(link) {
      return enter(link, stackPointer)
    }
    for index in 0..<Self.searchLimit {
      let at = stackPointer &+ 4 * index
      guard let word = memory(at) else { return nil }
      if isReturnAddress(word) || isExceptionReturn(word), let kind = enter(word, at &+ 4) { return kind }
    }
    return nil
  }

  /// Makes the caller current: the one that a return address points into, or what an exception interrupted.
  private mutating func enter(_ address: UInt32, _ stack: UInt32) -> Backtrace.Frame.Kind? {
    if isExceptionReturn(address) { return leaveException(address, stack) }
    guard let call = callBefore(address) else { return nil }
    programCounter = call
    stackPointer = stack
    linkRegister = nil
    return .call
  }

  private mutating func leaveException(_ value: UInt32, _ stack: UInt32) -> Backtrace.Frame.Kind? {
    let usesProcessStack = value & 4 != 0
    let frame = usesProcessStack ? processStackPointer : stack
    guard exceptionNumber != 0, let words = exceptionFrame(at: frame) else { return nil }
    let extended = value & 0x10 == 0
    let padding: UInt32 = words[7] & 1 << 9 != 0 ? 4 : 0
    let exception = exceptionNumber
    programCounter = words[6]
    linkRegister = words[5]
    if usesProcessStack { stackPointer = frame } else { stackPointer = stack }
    stackPointer &+= (extended ? 104 : 32) + padding
    exceptionNumber = Int(words[7] & 0x1FF)
    var registers = snapshot.registers
    registers.replaceSubrange(0...3, with: words[0...3])
    registers[12] = words[4]
    registers[13] = stackPointer
    registers[14] = words[5]
    registers[15] = words[6]
    interruptedContext = (registers, words[7])
    return .interrupted(exception: exception)
  }

  /// R0–R3, R12, LR, PC, xPSR at an address, if they can be that: PC even, T set, reserved bits of xPSR zero.
  private func exceptionFrame(at address: UInt32) -> [UInt32]? {
    guard address & 3 == 0 else { return nil }
    let words = (0..<8).compactMap { memory(address &+ 4 * $0) }
    guard words.count == 8, words[6] & 1 == 0, words[7] & 0x00F0_0000 == 0 else { return nil }
    let isFault = (3...6).contains(exceptionNumber)
    // A branch to an even address faults with T clear.
    return isFault || words[7] & 1 << 24 != 0 ? words : nil
  }

  // MARK: Prologues

  /// The return address and the caller's stack pointer, by what the function's start pushed before the current address.
  private func callerByPrologue() -> (address: UInt32, stack: UInt32)? {
    guard let (symbol, _) = image.symbol(containing: programCounter), symbol.kind != .object else { return nil }
    var depth: UInt32 = 0
    var linkDepth: UInt32?
    var address = symbol.address
    while address < programCounter, programCounter - address < 16384 {
      guard let first = halfword(address), let second = halfword(address &+ 2) else { return nil }
      let wide = Decoder.isWide(first)
      let pushed = Self.push(first, second)
      if pushed.link { linkDepth = depth + 4 }
      depth &+= pushed.bytes
      address &+= wide ? 4 : 2
    }
    let stack = stackPointer &+ depth
    if let linkDepth { return memory(stack &- linkDepth).map { ($0, stack) } }
    return linkRegister.map { ($0, stack) }
  }

  /// By how much an instruction moves SP down, and whether it stores LR on top of what it stores. Moves up belong to
  /// epilogues, which are not on the way from the function's start to an address after them.
  private static func push(_ first: UInt16, _ second: UInt16) -> (bytes: UInt32, link: Bool) {
    switch (first, second) {
    case (0xB400...0xB5FF, _):
      return (4 * UInt32((first & 0x1FF).nonzeroBitCount), first & 0x100 != 0)
    case (0xB080...0xB0FF, _):
      return (4 * UInt32(first & 0x7F), false)
    case (0xE92D, _):
      return (4 * UInt32(second.nonzeroBitCount), second & 0x4000 != 0)
    case (0xF84D, _) where second & 0x0FFF == 0x0D04:
      return (4, second >> 12 == 14)
    case (0xED2D, _) where second & 0x0E00 == 0x0A00:
      return (4 * UInt32(second & 0xFF), false)
    case (0xF1AD, _), (0xF5AD, _), (0xF2AD, _), (0xF6AD, _):
      guard second & 0x0F00 == 0x0D00, let instruction = Decoder.decode(first, second) else { return (0, false) }
      return (instruction.immediate, false)
    default:
      return (0, false)
    }
  }

  // MARK: Return addresses

  private func isExceptionReturn(_ value: UInt32) -> Bool {
    switch value {
    case 0xFFFF_FFE1, 0xFFFF_FFE9, 0xFFFF_FFED, 0xFFFF_FFF1, 0xFFFF_FFF9, 0xFFFF_FFFD: true
    default: false
    }
  }

  private func isReturnAddress(_ value: UInt32) -> Bool { callBefore(value) != nil }

  private func isInCurrentFunction(_ address: UInt32) -> Bool {
    guard let current = image.symbol(containing: programCounter) else { return false }
    return image.symbol(containing: address & ~1)?.symbol.address == current.symbol.address
  }

  /// The call instruction that a Thumb return address follows: BL (four bytes) or BLX register (two bytes).
  private func callBefore(_ returnAddress: UInt32) -> UInt32? {
    guard returnAddress & 1 == 1, returnAddress > 4 else { return nil }
    let next = returnAddress & ~1
    guard image.content(at: next &- 2)?.kind == .thumb, let before = halfword(next &- 2) else { return nil }
    if before & 0xFF87 == 0x4780 { return next &- 2 }
    guard let first = halfword(next &- 4), first & 0xF800 == 0xF000, before & 0xD000 == 0xD000 else { return nil }
    return next &- 4
  }

  private func halfword(_ address: UInt32) -> UInt16? {
    memory(address & ~3).map { UInt16(truncatingIfNeeded: address & 2 != 0 ? $0 >> 16 : $0) }
  }
}
