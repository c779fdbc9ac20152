import ThumbISA

/// An instruction as the naive Cortex-M7 sees it: taken from its assembly text, apart from the model's own tables.
struct CortexM7Work {
  /// Who reads a register, and who wrote it: the columns and rows of TIMING's table.
  enum Reader: CaseIterable {
    case plain, besideShift, earlyAdder, shifter, address, accumulator, data, toFP, fp, fpAccumulator, fpData, fromFP
  }
  enum Writer { case late, early, reversed, base, word, narrow, product, fp, fused, chained, fpLoad, fpMove, done }

  var reads: [(register: String, reader: Reader)] = []
  var writes: [(register: String, writer: Writer)] = []
  /// Clocks in the issue stage, and registers written in each clock but the last, if not all in the last.
  var hold = 1
  var writesEachClock = 0
  var isAlone = false
  var isOlderOnly = false
  /// Does not issue in the three clocks after a multiply-accumulate of singles.
  var avoidsSums = false
  var units: Set<String> = []
  /// "adder" and "shift" may execute early.
  var early: String?
  var usesFlags = false
  var setsFlags = false
  /// Narrow instructions set flags outside IT blocks only, comparisons apart.
  var isNarrow = false
  var compares = false
  var isBranch = false
  /// Conditional instructions that follow (IT).
  var block = 0

  private static let plainOperations: Set<String> = [
    "adc", "add", "addw", "and", "bic", "cmn", "cmp", "eor", "mov", "movw", "movt", "mvn", "orn", "orr", "rsb", "sbc",
    "sub", "subw", "teq", "tst", "adr", "rrx",
  ]
  private static let shifts: Set<String> = ["lsl", "lsr", "asr", "ror"]
  private static let lateFields: Set<String> = [
    "clz", "sel", "sxtb", "sxtb16", "sxth", "uxtb", "uxtb16", "uxth", "qadd", "qsub", "sadd16", "sasx", "ssax",
    "ssub16",
    "sadd8", "ssub8", "qadd16", "qasx", "qsax", "qsub16", "qadd8", "qsub8", "shadd16", "shasx", "shsax", "shsub16",
    "shadd8", "shsub8", "uadd16", "uasx", "usax", "usub16", "uadd8", "usub8", "uqadd16", "uqasx", "uqsax", "uqsub16",
    "uqadd8", "uqsub8", "uhadd16", "uhasx", "uhsax", "uhsub16", "uhadd8", "uhsub8", "usad8",
  ]
  private static let earlyFields: Set<String> = [
    "rbit", "rev", "rev16", "revsh", "sbfx", "ubfx", "ssat", "ssat16", "usat", "usat16", "bfc", "bfi", "pkhbt", "pkhtb",
    "sxtab", "sxtab16", "sxtah", "uxtab", "uxtab16", "uxtah", "qdadd", "qdsub",
  ]
  private static let products: Set<String> = [
    "mul", "smulbb", "smulbt", "smultb", "smultt", "smulwb", "smulwt", "smuad", "smuadx", "smusd", "smusdx", "smmul",
    "smmulr",
  ]
  private static let sums: Set<String> = [
    "mla", "mls", "smlabb", "smlabt", "smlatb", "smlatt", "smlawb", "smlawt", "smlad", "smladx", "smlsd", "smlsdx",
    "smmla", "smmlar", "smmls", "smmlsr",
  ]
  private static let longProducts: Set<String> = ["smull", "umull"]
  private static let longSums: Set<String> = [
    "smlal", "smlalbb", "smlalbt", "smlaltb", "smlaltt", "smlald", "smlaldx", "smlsld", "smlsldx", "umaal", "umlal",
  ]
  private static let fpSums: Set<String> = ["vfma", "vfms", "vfnma", "vfnms", "vmla", "vmls", "vnmla", "vnmls"]
  private static let fpOperations: Set<String> = [
    "vadd", "vsub", "vmul", "vnmul", "vabs", "vneg", "vdiv", "vsqrt", "vmaxnm", "vminnm", "vrinta", "vrintz", "vseleq",
    "vcmp", "vcmpe", "vcvt",
  ]

  /// Nil for what the naive machine does not know.
  init?(_ instruction: Instruction) {
    let text = instruction.assembly(at: 0x1000).replacing("\t", with: " ")
    let head = text.prefix { $0 != " " }
    let operands = Self.operands(text.dropFirst(head.count))
    let parts = head.split(separator: ".")
    guard var name = parts.first.map(String.init) else { return nil }
    let sources = operands.dropFirst()
    if name.hasPrefix("it"), name.dropFirst(2).allSatisfy({ $0 == "t" || $0 == "e" }) {
      block = name.count - 1
      return
    }
    if name == "nop" { return }
    if name.hasPrefix("v") {
      guard floatingPoint(name, isDouble: head.contains("f64"), operands) else { return nil }
      return
    }
    let known = Self.plainOperations.union(Self.shifts).union(["mul"])
    if name.last == "s", known.contains(String(name.dropLast())), name != "mls" {
      name.removeLast()
      setsFlags = true
    }
    isNarrow = instruction.size == 2
    compares = ["cmp", "cmn", "tst", "teq"].contains(name)
    if compares { setsFlags = true }
    guard operands.contains(where: { $0.hasPrefix("pc") }) == false || name.hasPrefix("ldr") else { return nil }
    if Self.plainOperations.contains(name) || Self.shifts.contains(name) {
      plain(name, operands, instruction)
    } else if Self.lateFields.contains(name) || Self.earlyFields.contains(name) || name == "usada8" {
      field(name, operands)
    } else if Self.products.contains(name) || Self.sums.contains(name) || Self.longProducts.contains(name)
      || Self.longSums.contains(name)
    {
      multiply(name, operands)
    } else if name == "sdiv" || name == "udiv" {
      reads = sources.map { ($0, .plain) }
      writes = [(operands[0], .late)]
      (hold, isAlone) = (3, true)
    } else if ["dmb", "dsb", "isb", "clrex"].contains(name) {
      (hold, isAlone) = (3, true)
    } else if ["b", "bl", "bx", "blx"].contains(name) || name == "cbz" || name == "cbnz"
      || (name.count == 3 && name.hasPrefix("b") && operands.count == 1)
    {
      isBranch = true
      units = ["branch"]
      if name == "bl" || name == "blx" { writes = [("lr", .late)] }
    } else if !memory(name, operands) {
      return nil
    }
  }

  // MARK: Text

  /// Operands: split at commas outside brackets and braces.
  private static func operands(_ text: Substring) -> [String] {
    var result: [String] = []
    var depth = 0
    var current = ""
    for character in text where character != " " || depth > 0 {
      if character == "[" || character == "{" { depth += 1 }
      if character == "]" || character == "}" { depth -= 1 }
      if character == "," && depth == 0 {
        result.append(current)
        current = ""
      } else if character != " " {
        current.append(character)
      }
    }
    return current.isEmpty ? result : result + [current]
  }

  private static func isRegister(_ text: String) -> Bool {
    text == "sp" || text == "lr" || (text.first == "r" && Int(text.dropFirst()) != nil)
  }

  /// Registers within brackets or braces.
  private static func registers(in text: String) -> [String] {
    text.split { "[]{}!,#".contains($0) }.map(String.init).filter {
      isRegister($0) || (($0.first == "s" || $0.first == "d") && Int($0.dropFirst()) != nil)
    }
  }

  /// A double is two singles.
  private static func singles(_ register: String) -> [String] {
    guard register.first == "d", let number = Int(register.dropFirst()) else { return [register] }
    return ["s\(2 * number)", "s\(2 * number + 1)"]
  }

  // MARK: Integer

  private mutating func plain(_ name: String, _ operands: [String], _ instruction: Instruction) {
    let registers = operands.filter(Self.isRegister)
    if !compares { writes = [(operands[0], .late)] }
    // Two-operand forms read their destination.
    let copies = ["mov", "mvn", "movw", "adr", "rrx", "movt"].contains(name) || Self.shifts.contains(name)
    var sources = compares ? registers : Array(registers.dropFirst())
    let dataOperands = operands.filter { Self.isRegister($0) || $0.hasPrefix("#") }
    if !compares && !copies && dataOperands.count == 2 { sources.insert(operands[0], at: 0) }
    if Self.shifts.contains(name) && dataOperands.count == 2 { sources.insert(operands[0], at: 0) }
    if name == "movt" { sources = [operands[0]] }
    let shift =
      operands.last.map { last in ["lsl", "lsr", "asr", "ror", "rrx"].contains { last.hasPrefix($0) } } ?? false
    if name == "adc" || name == "sbc" || name == "rrx" || operands.last == "rrx" { usesFlags = true }
    if Self.shifts.contains(name) {
      units = ["shift"]
      early = "shift"
      reads = sources.map { ($0, .plain) }
    } else if shift || name == "rrx" {
      units = ["shifted"]
      if let last = sources.popLast() { reads = [(last, .shifter)] }
      reads += sources.map { ($0, .besideShift) }
    } else {
      reads = sources.map { ($0, .plain) }
      // A constant of eight bits that are shifted: its encoding rotates.
      let isWord = ["movw", "movt", "addw", "subw", "adr"].contains(name)
      let rotates = !isWord && instruction.size == 4 && Self.rotates(instruction.bits)
      if rotates {
        units = ["shifted"]
      } else if ["add", "addw", "sub", "subw", "mov", "movw", "adr"].contains(name) {
        early = "adder"
      }
    }
  }

  /// Whether i:imm3:a of a modified immediate is 8 or more (DDI 0403E, A5.3.2).
  private static func rotates(_ bits: UInt32) -> Bool {
    let isModified = bits >> 27 == 0b11110 && bits >> 25 & 1 == 0 && bits >> 15 & 1 == 0
    return isModified && (bits >> 26 & 1) << 4 | (bits >> 12 & 7) << 1 | bits >> 7 & 1 >= 8
  }

  private mutating func field(_ name: String, _ operands: [String]) {
    isOlderOnly = true
    let registers = operands.filter(Self.isRegister)
    var sources = Array(registers.dropFirst())
    let destination = registers[0]
    writes = [(destination, ["rbit", "rev", "rev16", "revsh"].contains(name) ? .reversed : .late)]
    if Self.earlyFields.contains(name) { units = ["field"] }
    if name == "sel" { usesFlags = true }
    if ["sadd16", "sadd8", "sasx", "ssax", "ssub16", "ssub8", "uadd16", "uadd8", "uasx", "usax", "usub16", "usub8"]
      .contains(name)
    {
      setsFlags = true
    }
    switch name {
    case "bfc": reads = [(destination, .plain)]
    case "bfi": reads = [(sources[0], .shifter), (destination, .besideShift)]
    case "pkhtb", "qdadd", "qdsub":
      if sources.count == 1 { sources.insert(destination, at: 0) }
      reads = sources.map { ($0, .shifter) }
    case "pkhbt", "sxtab", "sxtab16", "sxtah", "uxtab", "uxtab16", "uxtah":
      if sources.count == 1 { sources.insert(destination, at: 0) }
      reads = [(sources[0], .besideShift), (sources[1], .shifter)]
    case "usada8": reads = [(sources[0], .plain), (sources[1], .plain), (sources[2], .accumulator)]
    default: reads = sources.map { ($0, Self.earlyFields.contains(name) ? .shifter : .plain) }
    }
  }

  private mutating func multiply(_ name: String, _ operands: [String]) {
    units = ["multiplier"]
    if Self.longProducts.contains(name) || Self.longSums.contains(name) {
      writes = operands[0...1].map { ($0, .product) }
      reads = operands[2...3].map { ($0, .besideShift) }
      if Self.longSums.contains(name) { reads += operands[0...1].map { ($0, .accumulator) } }
    } else {
      writes = [(operands[0], .product)]
      reads = operands.dropFirst().prefix(2).map { ($0, .besideShift) }
      if operands.count == 2 { reads.append((operands[0], .besideShift)) }
      if operands.count == 4 { reads.append((operands[3], .accumulator)) }
    }
  }

  // MARK: Memory

  private mutating func memory(_ name: String, _ operands: [String]) -> Bool {
    let memory = operands.first { $0.hasPrefix("[") } ?? ""
    let address = Self.registers(in: memory)
    let moves = memory.hasSuffix("!") || (!memory.isEmpty && operands.last?.hasPrefix("#") == true)
    switch name {
    case "ldr", "ldrb", "ldrh", "ldrsb", "ldrsh", "ldrt", "ldrbt", "ldrht", "ldrsbt", "ldrsht":
      units = ["load"]
      writes = [(operands[0], name == "ldr" || name == "ldrt" ? .word : .narrow)]
      if operands[0] == "pc" { return false }
    case "str", "strb", "strh", "strt", "strbt", "strht":
      units = ["store"]
      reads = [(operands[0], .data)]
    case "ldrd", "strd":
      isAlone = true
      if name == "ldrd" { writes = operands[0...1].map { ($0, .word) } }
      if name == "strd" { reads = operands[0...1].map { ($0, .data) } }
      writesEachClock = 2
    case "push", "pop", "ldm", "ldmdb", "stm", "stmdb": return several(name, operands)
    default: return false
    }
    reads += address.map { ($0, .address) }
    if moves {
      guard let base = address.first else { return false }
      writes = writes.filter { $0.register != base } + [(base, .base)]
    }
    return true
  }

  private mutating func several(_ name: String, _ operands: [String]) -> Bool {
    guard let braces = operands.last, !braces.contains("pc") else { return false }
    let list = Self.registers(in: braces)
    let base = operands.count == 1 ? "sp" : operands[0].replacing("!", with: "")
    let moves = operands.count == 1 || operands[0].hasSuffix("!")
    guard !list.contains(base) else { return false }
    (isAlone, hold, writesEachClock) = (true, max(1, (list.count + 1) / 2), 2)
    reads = [(base, .address)]
    if name == "pop" || name.hasPrefix("ldm") {
      writes = list.map { ($0, .word) }
    } else {
      reads += list.map { ($0, .data) }
    }
    if moves { writes.append((base, .base)) }
    return true
  }

  // MARK: Floating point

  private mutating func floatingPoint(_ name: String, isDouble: Bool, _ operands: [String]) -> Bool {
    let fpRegisters = operands.filter { !Self.registers(in: $0).isEmpty && !Self.isRegister($0) && $0.first != "[" }
    let address = operands.first { $0.hasPrefix("[") }.map(Self.registers) ?? []
    if Self.fpSums.contains(name) {
      units = isDouble ? ["fp", "fpSum", "doubleSum"] : ["fp", "fpSum"]
      let writer: Writer = isDouble ? .fp : name.hasPrefix("vf") ? .fused : .chained
      writes = Self.singles(operands[0]).map { ($0, writer) }
      reads = Self.singles(operands[0]).map { ($0, .fpAccumulator) }
      reads += operands[1...2].flatMap(Self.singles).map { ($0, .fp) }
      (hold, isOlderOnly) = (isDouble ? 7 : 1, isDouble)
    } else if Self.fpOperations.contains(name) {
      units = ["fp"]
      isOlderOnly = isDouble
      if name.hasPrefix("vsel") { usesFlags = true }
      let comparesFP = name.hasPrefix("vcmp")
      // Conversions to and from fixed point change a register in place.
      let readFrom =
        name == "vcvt" && operands.count == 3
        ? [operands[0]] : comparesFP ? fpRegisters : Array(fpRegisters.dropFirst())
      reads = readFrom.flatMap(Self.singles).map { ($0, .fp) }
      let blocks = name == "vdiv" || name == "vsqrt"
      writes = comparesFP ? [("fpscr", .fp)] : Self.singles(operands[0]).map { ($0, blocks ? .done : .fp) }
      switch name {
      case "vdiv": hold = isDouble ? 30 : 16
      case "vsqrt": hold = isDouble ? 30 : 14
      case "vadd", "vsub":
        hold = isDouble ? 2 : 1
        avoidsSums = !isDouble
      case "vmul", "vnmul": hold = isDouble ? 5 : 1
      default: break
      }
    } else if name == "vldr" || name == "vstr" {
      let isWide = operands[0].hasPrefix("d")
      isAlone = isWide
      avoidsSums = isWide
      units = isWide ? [] : ["move", name == "vldr" ? "load" : "store"]
      reads = address.map { ($0, .address) }
      if name == "vldr" { writes = Self.singles(operands[0]).map { ($0, .fpLoad) } }
      if name == "vstr" { reads += Self.singles(operands[0]).map { ($0, .fpData) } }
      writesEachClock = 2
    } else if name == "vmov", operands.count == 2 {
      units = ["move"]
      if operands[1].hasPrefix("#") {
        units.insert("constant")
        avoidsSums = true
        writes = Self.singles(operands[0]).map { ($0, .fp) }
      } else if Self.isRegister(operands[0]) {
        guard !operands[1].contains("[") else { return false }
        reads = [(operands[1], .fromFP)]
        writes = [(operands[0], .late)]
      } else if Self.isRegister(operands[1]) {
        guard !operands[0].contains("[") else { return false }
        reads = [(operands[1], .toFP)]
        writes = [(operands[0], .fpMove)]
      } else {
        reads = Self.singles(operands[1]).map { ($0, .fp) }
        writes = Self.singles(operands[0]).map { ($0, .fp) }
      }
    } else {
      return false
    }
    return !operands.contains { $0.hasPrefix("pc") }
  }
}
