import ReportFormats

extension Violation {
  /// What went wrong in a few words, such as `write past the end of a global`.
  public var title: String {
    let verb = access == .execute ? "jump" : access == .write ? "write" : access == .free ? "free" : "read"
    let use = access == .write ? "write to" : "\(verb) of"
    return switch kind {
    case .outsideMemory: "\(verb) where there is no memory"
    case .flashWrite: "write to flash"
    case .noExecute: "execution of what is no code"
    case .nullAccess: access == .execute ? "call of a null pointer" : "\(verb) through a null pointer"
    case .misaligned: access == .execute ? "jump to a misaligned address" : "misaligned \(verb)"
    case .stackOverflow: "stack overflow"
    case .heapMeetsStack: "heap and stack meet"
    case .uninitialized: "use of a value that nothing has written"
    case .staleStack: "use of what a returned function left on the stack"
    case .globalBounds: "\(verb) \(side) a global"
    case .stackBounds: "\(verb) \(side) a variable on the stack"
    case .heapBounds: "\(verb) \(side) a heap block"
    case .useAfterReturn: "\(use) a variable whose function has returned"
    case .useAfterFree: "\(use) a heap block that was freed"
    case .doubleFree: "heap block freed twice"
    case .badFree: "free of what is no heap block"
    case .leak: "heap block never freed"
    case .tensorBounds: "\(verb) \(side) a tensor"
    case .tensorUnwritten: "read of a tensor before it was written"
    case .tensorLifetime: "\(use) a tensor after its lifetime"
    case .peripheralWithoutStub: "\(use) a peripheral register that the board lacks"
    case .divisionByZero: "division by zero"
    case .lostExclusive: "store without its exclusive access"
    }
  }

  /// Where an access is that should be in the object the pointer came from.
  private var side: String {
    guard let bounds = object ?? nearest else { return "outside" }
    if address < bounds.address { return "before the start of" }
    return UInt64(address) + UInt64(max(size, 1)) > bounds.end ? "past the end of" : "outside"
  }

  /// The whole of it in one line: what, how much, where in memory and in the code.
  public var message: String {
    var text = title
    if kind.hasAddress {
      text += ": \(size > 0 ? "\(byteCount(UInt64(size))) at " : "")\(FormatText.address(address))"
      if let bounds = object ?? nearest {
        let isWhole = kind.isOfWholeObject || bounds.kind == .region
        let position = { bounds.position(of: address, size: size, in: bounds.description) }
        text += ", \(isWhole ? bounds.description : position())"
      } else if kind.needsOrigin {
        text += ", by a pointer of unknown origin"
      }
    }
    if let place { text += ", in \(place.description)" }
    return text
  }
}

extension Violation.Kind {
  /// Whether the address says something.
  var hasAddress: Bool { self != .divisionByZero }

  /// Whether the pointer should have come from an object, so that it must be said if that is unknown.
  var needsOrigin: Bool {
    switch self {
    case .stackOverflow, .heapMeetsStack, .divisionByZero, .lostExclusive, .leak, .noExecute, .uninitialized,
      .staleStack,
      .peripheralWithoutStub:
      false
    default: true
    }
  }

  /// Whether the object as a whole is meant, not a place in it.
  var isOfWholeObject: Bool { [.doubleFree, .leak, .stackOverflow, .heapMeetsStack].contains(self) }

  /// What the kind means, a sentence.
  public var summary: String {
    switch self {
    case .outsideMemory: "The firmware accesses an address at which the board has neither memory nor a peripheral."
    case .flashWrite: "The firmware writes to flash with an ordinary store."
    case .noExecute: "The firmware executes memory that is not for code."
    case .nullAccess: "The firmware accesses memory through a null pointer."
    case .misaligned: "The firmware makes an access that faults unless it is aligned."
    case .stackOverflow: "A stack grows beyond the memory set aside for it."
    case .heapMeetsStack: "The heap's end and a stack pointer pass each other."
    case .uninitialized: "A value is used that nothing has written since reset."
    case .staleStack: "A value is used that a function which has returned left behind on the stack."
    case .globalBounds: "A pointer into a global is used outside that global."
    case .stackBounds: "A pointer into a variable on the stack is used outside that variable."
    case .heapBounds: "A pointer into a heap block is used outside that block."
    case .useAfterReturn: "A pointer to a function's variable is used after the function has returned."
    case .useAfterFree: "A heap block is used after it was freed."
    case .doubleFree: "A heap block is freed twice."
    case .badFree: "Something is freed that the allocator did not give out."
    case .leak: "A heap block is still allocated when the firmware ends."
    case .tensorBounds: "A pointer into a tensor's buffer is used outside that buffer."
    case .tensorUnwritten: "A tensor is read before any layer has written it."
    case .tensorLifetime: "A tensor is used after the last layer that needs it, when its buffer may be another's."
    case .peripheralWithoutStub:
      "The firmware accesses a peripheral register that the board's description does not have."
    case .divisionByZero: "An integer is divided by zero."
    case .lostExclusive: "A store-exclusive is executed that no load-exclusive of the same address preceded."
    }
  }

  /// What the real part does, and what to do about it.
  public var help: String {
    switch self {
    case .outsideMemory:
      "The real part takes a bus fault, or worse does nothing. Look at where the pointer came from and how far it went."
    case .flashWrite:
      "The real part ignores the store or takes a fault. Program flash through its controller; keep variables in SRAM."
    case .noExecute:
      "The real part takes a memory management fault. Look for a function pointer or a return address that was overwritten."
    case .nullAccess:
      """
      Address 0 is flash on many parts, so that a read gives the vector table and nothing fails. Check the pointer before \
      its use.
      """
    case .misaligned:
      "LDRD, STRD, LDM, STM, exclusive and floating-point accesses fault unless aligned to a word. Align the data or copy it."
    case .stackOverflow:
      "What lies below the stack is overwritten. Make frames smaller, end the recursion earlier, or set more aside."
    case .heapMeetsStack: "Each then overwrites the other. Allocate less, or give both more room."
    case .uninitialized:
      "After power-up SRAM holds anything, so the real part behaves another way each time. Give the variable a first value."
    case .staleStack: "The value changes with every change of the code around it. Give the variable a first value."
    case .globalBounds, .stackBounds, .heapBounds, .tensorBounds:
      "What lies beside it is read or overwritten. Check the index, the length, and what the loop counts to."
    case .useAfterReturn: "The next call overwrites it. Make it static, allocate it, or have the caller pass it in."
    case .useAfterFree: "The block may have a new owner. Free it after its last use, and clear pointers to it."
    case .doubleFree: "The allocator's lists are damaged. Let one owner free it, and clear the pointer then."
    case .badFree: "The allocator's lists are damaged. Free exactly what was allocated, with the same pointer."
    case .leak: "Memory runs out in the end. Free the block on every path, errors included."
    case .tensorUnwritten:
      "What is read is left over from another tensor. Check the order of layers and the memory plan."
    case .tensorLifetime: "What is read may be another tensor's. Check the order of layers and the memory plan."
    case .peripheralWithoutStub:
      "The real part takes a bus fault if it has no such register. Check the address, or add the peripheral to the board file."
    case .divisionByZero: "The core gives 0 without a fault unless CCR.DIV_0_TRP is set. Check the divisor first."
    case .lostExclusive: "The store never succeeds, or the loop around it never ends. Pair every STREX with its LDREX."
    }
  }
}
