import ThumbISA

/// An instruction as executed: where it was, and whether it branched.
struct ExecutedInstruction {
  var instruction: Instruction
  var address: UInt32
  var branches = false
}

/// A Cortex-M4 clocked one cycle at a time, with nothing remembered but counters that every cycle counts down: the
/// oracle for `CortexM4Pipeline`. It knows instructions by their assembly text and has numbers of its own, those of
/// TIMING's tables, so that it shares neither rules nor classification nor cost file with what it checks.
///
/// The machine: instructions enter the execute stage in order. A load occupies it for its address and then for its data;
/// the address adder is free in the data cycle, and what can do with that may enter then. Results come to where addresses
/// are made, and out of the floating-point unit, when their counters are at 0.
struct CortexM4Naive {
  struct Outcome: Equatable {
    /// Cycles from the start to the end of each instruction; a branch's refill is in it.
    var ends: [Int] = []
    /// Whether each entered beside the data of the load before.
    var overlapped: [Bool] = []
  }

  // Counters, in cycles from now.
  private var execute = 0
  private var adder = 0
  private var storeData = 0
  private var divider = 0
  private var addressReady = [Int](repeating: 0, count: 16)
  private var singleReady = [Int](repeating: 0, count: 32)
  private var flagsReady = 0

  /// What may enter while the execute stage is in its last cycle of the access before.
  private enum Shadow { case nothing, ofLoad(literal: Bool, indexed: Bool), ofStore }
  private var shadow = Shadow.nothing

  // The fetch side.
  private var isTarget = false
  private var lacksFetch = false
  private var narrowFetched = 0
  private var followsNarrow = false
  /// The run of 32-bit instructions at odd halfwords so far: which of them are stores. Nil once it has paid.
  private var oddRun: [Bool]? = []

  static func run(_ program: [ExecutedInstruction]) -> Outcome {
    var core = CortexM4Naive()
    var outcome = Outcome()
    var now = 0
    for executed in program {
      let text = CortexM4Text(executed.instruction)
      var bubbles = core.bubbles(text, at: executed.address)
      // A folded IT needs nothing of the pipeline.
      let folded = text.mnemonic.hasPrefix("it") && core.followsNarrow
      while true {
        if core.isOpen(to: text) || (folded && bubbles == 0) {
          if bubbles > 0 {
            bubbles -= 1
          } else if folded || core.canStart(text) {
            break
          }
        }
        core.tick()
        now += 1
      }
      outcome.overlapped.append(core.execute > 0 && text.isSingleAccess && !text.isLiteral)
      if !folded { core.start(text, branches: executed.branches) }
      core.fetched(text, at: executed.address, branches: executed.branches)
      outcome.ends.append(now + core.execute)
    }
    return outcome
  }

  private mutating func tick() {
    func less(_ counter: Int) -> Int { max(counter - 1, 0) }
    execute = less(execute)
    adder = less(adder)
    storeData = less(storeData)
    divider = less(divider)
    flagsReady = less(flagsReady)
    for index in 0..<16 { addressReady[index] = less(addressReady[index]) }
    for index in 0..<32 { singleReady[index] = less(singleReady[index]) }
    if execute == 0 { shadow = .nothing }
  }

  // MARK: Entering

  /// Whether the execute stage has a place for it.
  private func isOpen(to text: CortexM4Text) -> Bool {
    if execute == 0 { return true }
    guard adder == 0 else { return false }
    switch shadow {
    case .nothing: return false
    case .ofStore: return text.isNop
    case .ofLoad(let literal, let indexed):
      if text.isNop { return true }
      guard text.isSingleAccess, text.isLiteral == literal, addressIsReady(text) else { return false }
      return !(text.isSingleStore && indexed && !text.isIndexed) && !(text.isSingleStore && literal)
    }
  }

  private func addressIsReady(_ text: CortexM4Text) -> Bool {
    text.addressRegisters.allSatisfy { addressReady[$0] == 0 }
  }

  /// Whether all it needs is there.
  private func canStart(_ text: CortexM4Text) -> Bool {
    if text.isAccess && !addressIsReady(text) { return false }
    if text.isLoad && storeData > 0 { return false }
    guard text.isFloatingPoint else { return true }
    guard divider == 0 else { return false }
    let use = text.instruction.registerUse
    if use.flagsRead.contains(.fpscr) && flagsReady > 0 { return false }
    return (0..<32).allSatisfy { use.singleRead >> UInt32($0) & 1 == 0 || singleReady[$0] == 0 }
  }

  private mutating func start(_ text: CortexM4Text, branches: Bool) {
    let use = text.instruction.registerUse
    let isBeside = execute > 0
    let cycles = text.cycles
    // Beside a load's data, a NOP and the address of a store take no cycle of their own.
    execute = isBeside && (text.isNop || (text.isSingleStore && !text.isIndexed)) ? execute : cycles
    shadow = .nothing
    adder = execute
    if text.isSingleAccess && !text.isSingleStore {
      adder = 1
      shadow = .ofLoad(literal: text.isLiteral, indexed: text.isIndexed)
    } else if text.isSingleStore && text.isIndexed {
      adder = 1
      shadow = .ofStore
    }
    if text.isSingleStore && !text.isIndexed || text.mnemonic == "vstr" && !text.isDouble { storeData = 2 }

    for register in 0..<15 where use.coreWritten >> UInt16(register) & 1 != 0 {
      if text.isSingleAccess {
        addressReady[register] = 2
      } else if !text.isAccess && !text.isCall {
        addressReady[register] = cycles + 1
      }
    }
    if let latency = text.floatingPointLatency {
      for single in 0..<32 where use.singleWritten >> UInt32(single) & 1 != 0 { singleReady[single] = latency }
      if use.flagsWritten.contains(.fpscr) { flagsReady = latency }
      if latency > 4 { divider = latency - 1 }
    } else {
      for single in 0..<32 where use.singleWritten >> UInt32(single) & 1 != 0 { singleReady[single] = 0 }
    }
    if branches { execute += text.refill }
  }

  // MARK: Fetching

  private func bubbles(_ text: CortexM4Text, at address: UInt32) -> Int {
    let isWideOdd = text.instruction.size == 4 && address % 4 == 2
    var bubbles = lacksFetch ? 1 : 0
    if isWideOdd && isTarget { bubbles += 1 }
    if isWideOdd, let oddRun {
      let run = oddRun + [text.isSingleStore]
      if run.count >= (run.allSatisfy { $0 } ? 4 : 3) { bubbles += 1 }
    }
    return bubbles
  }

  private mutating func fetched(_ text: CortexM4Text, at address: UInt32, branches: Bool) {
    if branches || text.mnemonic == "isb" {
      (isTarget, lacksFetch, narrowFetched, followsNarrow, oddRun) = (branches && text.refill < 3, false, 0, false, [])
      return
    }
    isTarget = false
    followsNarrow = text.instruction.size == 2
    if followsNarrow { narrowFetched += 1 }
    lacksFetch = text.isDirectBranch && narrowFetched < 2
    guard text.instruction.size == 4 && address % 4 == 2 else {
      oddRun = []
      return
    }
    guard let run = oddRun.map({ $0 + [text.isSingleStore] }) else { return }
    oddRun = run.count >= (run.allSatisfy { $0 } ? 4 : 3) ? nil : run
  }
}

/// What the text of an instruction says of it.
struct CortexM4Text {
  let instruction: Instruction
  let mnemonic: String
  let isDirectBranch: Bool
  private let operands: String

  init(_ instruction: Instruction) {
    self.instruction = instruction
    let text = instruction.assembly(at: 0x1000)
    let blank = text.firstIndex(of: " ") ?? text.endIndex
    let name = text[..<blank]
    mnemonic = String(name.hasSuffix(".w") ? name.dropLast(2) : name)
    operands = String(text[blank...].drop { $0 == " " })
    isDirectBranch = instruction.branchTarget(at: 0x1000) != nil
  }

  private var list: [Substring] {
    operands.drop { $0 != "{" }.dropFirst().prefix { $0 != "}" }.split(separator: ",")
  }

  private var bracket: [String] {
    operands.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }.split(separator: ",")
      .map { String($0.drop { $0 == " " }) }
  }

  /// Doubles, by the first operand.
  var isDouble: Bool { operands.hasPrefix("d") }
  private var isMultiple: Bool { operands.contains("{") }
  private var isTable: Bool { mnemonic == "tbb" || mnemonic == "tbh" }
  private var hasBracket: Bool { !bracket.isEmpty && !mnemonic.hasPrefix("pl") && !mnemonic.hasPrefix("vmov") }
  private var loadsPC: Bool { mnemonic == "ldr" && operands.hasPrefix("pc,") }

  /// Hints without a name are NOPs (DDI 0403E, A5.2.5).
  var isNop: Bool { mnemonic == "nop" || mnemonic == "hint" }
  var isAccess: Bool { isMultiple || hasBracket }
  var isFloatingPoint: Bool { mnemonic.hasPrefix("v") }
  var isSingleAccess: Bool {
    hasBracket && !isMultiple && !isFloatingPoint && !isTable && !loadsPC && mnemonic != "ldrd" && mnemonic != "strd"
  }
  var isSingleStore: Bool { isSingleAccess && mnemonic.hasPrefix("str") && !mnemonic.hasPrefix("strex") }
  var isLiteral: Bool { bracket.first == "pc" }
  /// With a register for offset.
  var isIndexed: Bool { bracket.count > 1 && !bracket[1].hasPrefix("#") }
  var isLoad: Bool {
    guard isAccess else { return false }
    let stores = ["stm", "push", "vst", "vpush", "strd"]
    return !isSingleStore && !stores.contains { mnemonic.hasPrefix($0) }
  }
  var isCall: Bool { mnemonic == "bl" || mnemonic == "blx" || mnemonic == "bx" || isDirectBranch }

  var addressRegisters: [Int] {
    let names = isMultiple ? [base] : bracket.filter { !$0.hasPrefix("#") && !$0.hasPrefix("lsl") }
    return names.compactMap { name in
      switch name {
      case "sp": 13
      case "lr": 14
      case "pc": nil
      default: Int(name.dropFirst())
      }
    }
  }

  private var base: String {
    if mnemonic.contains("push") || mnemonic.contains("pop") { return "sp" }
    return String(operands.prefix { $0 != "," && $0 != "!" })
  }

  /// Cycles in the execute stage.
  var cycles: Int {
    if isMultiple {
      let words = list.count * (list.first?.contains("d") == true ? 2 : 1)
      return 1 + words
    }
    if isTable || mnemonic == "ldrd" || mnemonic == "strd" { return 3 }
    switch mnemonic {
    case "sdiv", "udiv": return 2
    case "isb": return 4
    case "vldr": return isDouble ? 3 : 2
    case "vstr": return isDouble ? 3 : 1
    case "vmov": return operands.split(separator: ",").count > 2 ? 2 : 1
    default: break
    }
    if let latency = floatingPointLatency { return latency > 4 ? 1 : latency - 1 }
    if isSingleStore { return isIndexed ? 2 : 1 }
    return isAccess ? 2 : 1
  }

  /// Cycles from start to use, of an arithmetic instruction of the floating-point unit.
  var floatingPointLatency: Int? {
    guard isFloatingPoint, !isAccess else { return nil }
    let name = mnemonic.prefix { $0 != "." }
    if name == "vdiv" || name == "vsqrt" { return 15 }
    if name.hasPrefix("vfm") || name.hasPrefix("vfnm") { return 4 }
    if name == "vmla" || name == "vmls" || name == "vnmla" || name == "vnmls" { return 4 }
    return ["vmov", "vmrs", "vmsr"].contains(name) ? nil : 2
  }

  var refill: Int {
    if isDirectBranch { return 1 }
    return isAccess ? 3 : 2
  }
}
