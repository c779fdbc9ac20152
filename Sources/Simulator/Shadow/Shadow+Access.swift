extension Shadow {
  /// A load or store, or an access of several words.
  func access(_ ip: Position, _ op: Position, _ v: UnsafeMutablePointer<Variant>, _ cycles: UInt64) {
    let site = sites + Int(ip.pointee.immediate)
    let d = Int(op.pointee.d)
    let n = Int(op.pointee.n)
    let m = Int(op.pointee.m)
    let base = registers[n]
    let size = UInt32(site.pointee.size)
    isWrong = false
    let action = ShadowAction(rawValue: ip.pointee.extra & 0xFF).unsafelyUnwrapped
    if shadows[n].undefined != 0, n != RegisterFile.stackPointer { use(n, .address, ip, v, cycles) }
    switch action {
    case .load:
      if d == n { latest = (site.pointee.programCounter, shadows[n].origin) }
      load(base &+ site.pointee.offset, size, d, n, op, site, v, ip, cycles)
    case .loadPre:
      let moved = shadows[n].moved(by: site.pointee.offset, at: site.pointee.programCounter)
      load(base &+ site.pointee.offset, size, d, n, op, site, v, ip, cycles)
      if d != n { shadows[n] = moved }
    case .loadPost:
      let moved = shadows[n].moved(by: op.pointee.immediate, at: site.pointee.programCounter)
      load(base, size, d, n, op, site, v, ip, cycles)
      if d != n { shadows[n] = moved }
    case .loadRegister:
      let address = base &+ registers[m] &<< UInt32(op.pointee.extra & 31)
      if shadows[m].undefined != 0 { use(m, .address, ip, v, cycles) }
      loadIndexed(address, size, d, n, m, op, site, v, ip, cycles)
    case .store:
      store(base &+ site.pointee.offset, size, d, n, site, v, ip, cycles)
    case .storePre:
      let address = base &+ site.pointee.offset
      if n == RegisterFile.stackPointer, address < base { moveStack(to: address, site.pointee.programCounter) }
      store(address, size, d, n, site, v, ip, cycles)
      shadows[n] = shadows[n].moved(by: site.pointee.offset, at: site.pointee.programCounter)
    case .storePost:
      store(base, size, d, n, site, v, ip, cycles)
      shadows[n] = shadows[n].moved(by: op.pointee.immediate, at: site.pointee.programCounter)
    case .storeRegister:
      let address = base &+ registers[m] &<< UInt32(op.pointee.extra & 31)
      if shadows[m].undefined != 0 { use(m, .address, ip, v, cycles) }
      let index = indexed(n, m)
      check(address, size, index.origin, site, index.value, v, ip, cycles)
      write(address, size, d, isSpill: isFrame(n), v, ip, cycles)
    case .loadDouble:
      let address = base &+ site.pointee.offset
      let moved = shadows[n].moved(by: op.pointee.second, at: site.pointee.programCounter)
      checkWords(address, 2, n, site, v, ip, cycles)
      read(address, Int(op.pointee.d), site)
      read(address &+ 4, Int(op.pointee.a), site)
      if op.pointee.extra != 0, n != d, n != Int(op.pointee.a) { shadows[n] = moved }
    case .storeDouble:
      let address = base &+ site.pointee.offset
      if n == RegisterFile.stackPointer, op.pointee.extra != 0, op.pointee.second > 1 << 31 {
        moveStack(to: base &+ op.pointee.second, site.pointee.programCounter)
      }
      checkWords(address, 2, n, site, v, ip, cycles)
      write(address, 4, d, isSpill: isFrame(n), v, ip, cycles)
      write(address &+ 4, 4, Int(op.pointee.a), isSpill: isFrame(n), v, ip, cycles)
      if op.pointee.extra != 0 {
        shadows[n] = shadows[n].moved(by: op.pointee.second, at: site.pointee.programCounter)
      }
    case .loadMultiple: loadMultiple(op, n, site, v, ip, cycles)
    case .storeMultiple: storeMultiple(op, n, site, v, ip, cycles)
    case .loadWords:
      let address = base &+ site.pointee.offset
      checkWords(address, UInt32(site.pointee.count), n, site, v, ip, cycles)
      for index in 0..<min(Int(site.pointee.count), RegisterFile.count - d) {
        read(address &+ 4 &* UInt32(index), d + index, site)
      }
    case .storeWords:
      let address = base &+ site.pointee.offset
      if n == RegisterFile.stackPointer, op.pointee.a != 0, op.pointee.second > 1 << 31 {
        moveStack(to: base &+ op.pointee.second, site.pointee.programCounter)
      }
      checkWords(address, UInt32(site.pointee.count), n, site, v, ip, cycles)
      for index in 0..<min(Int(site.pointee.count), RegisterFile.count - d) {
        write(address &+ 4 &* UInt32(index), 4, d + index, isSpill: isFrame(n), v, ip, cycles)
      }
    case .loadExclusive:
      load(base &+ site.pointee.offset, size, d, n, op, site, v, ip, cycles)
    case .storeExclusive:
      let address = base &+ site.pointee.offset
      let state = machine.state.pointee
      if state.exclusive, state.exclusiveAddress == address {
        store(address, size, d, n, site, v, ip, cycles)
      } else {
        failedExclusive = (
          op.pointee.a, access(address, size, origin(n), site, base, site.pointee.programCounter)
        )
      }
      shadows[Int(op.pointee.a)] = .plain
    case .loadPC:
      check(base, 4, origin(n), site, base, v, ip, cycles)
      if undefinedWord(base) != 0, !isInsideAllocator {
        note(base, 4, site, into: Lowering.scratchIndex)
        use(Lowering.scratchIndex, .jump, ip, v, cycles)
      }
      if op.pointee.d != 0, Int(op.pointee.a) == RegisterFile.stackPointer { stackPointer = registers[m] }
    case .tableBranch:
      let shift: UInt32 = op.pointee.code == .tableBranchHalfword ? 1 : 0
      if shadows[m].undefined != 0 { use(m, .address, ip, v, cycles) }
      check(base &+ registers[m] &<< shift, size, origin(n), site, base, v, ip, cycles)
    default: break
    }
  }

  // MARK: One transfer

  @inline(__always)
  private func load(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ n: Int, _ op: Position, _ site: UnsafeMutablePointer<AccessSite>,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    if site.pointee.isFixed {
      checkPlain(address, size, site, v, ip, cycles)
    } else {
      check(address, size, origin(n), site, registers[n], v, ip, cycles)
    }
    readSized(address, size, d, op, site)
  }

  private func loadIndexed(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ n: Int, _ m: Int, _ op: Position,
    _ site: UnsafeMutablePointer<AccessSite>, _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    let index = indexed(n, m)
    check(address, size, index.origin, site, index.value, v, ip, cycles)
    readSized(address, size, d, op, site)
  }

  /// Which of the two registers of an address is the pointer.
  private func indexed(_ n: Int, _ m: Int) -> (origin: Origin, value: UInt32) {
    let a = origin(n)
    let b = origin(m)
    if b.tag == 0 { return (a.moved, registers[n]) }
    return a.tag == 0 ? (b.moved, registers[m]) : (.unknown, registers[n])
  }

  private func store(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ n: Int, _ site: UnsafeMutablePointer<AccessSite>,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    if site.pointee.isFixed {
      checkPlain(address, size, site, v, ip, cycles)
    } else {
      check(address, size, origin(n), site, registers[n], v, ip, cycles)
    }
    write(address, size, d, isSpill: isFrame(n), v, ip, cycles)
  }

  private func checkWords(
    _ address: UInt32, _ count: UInt32, _ n: Int, _ site: UnsafeMutablePointer<AccessSite>,
    _ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64
  ) {
    if site.pointee.isFixed {
      checkPlain(address, 4 &* count, site, v, ip, cycles)
    } else {
      latest = (site.pointee.programCounter, origin(n))
      check(address, 4 &* count, origin(n), site, registers[n], v, ip, cycles)
    }
  }

  // MARK: Several registers

  private func loadMultiple(
    _ op: Position, _ n: Int, _ site: UnsafeMutablePointer<AccessSite>, _ v: UnsafeMutablePointer<Variant>,
    _ ip: Position, _ cycles: UInt64
  ) {
    let base = registers[n]
    var address = base &+ site.pointee.offset
    var list = UInt32(op.pointee.extra)
    let moved = shadows[n].moved(by: op.pointee.second, at: site.pointee.programCounter)
    checkWords(address, UInt32(site.pointee.count), n, site, v, ip, cycles)
    while list != 0 {
      let register = list.trailingZeroBitCount
      if register < RegisterFile.programCounter {
        read(address, register, site, isPop: n == RegisterFile.stackPointer)
      } else if undefinedWord(address) != 0, !isInsideAllocator {
        note(address, 4, site, into: Lowering.scratchIndex)
        use(Lowering.scratchIndex, .jump, ip, v, cycles)
      }
      address &+= 4
      list &= list &- 1
    }
    guard op.pointee.d != 0 else { return }
    shadows[n] = moved
    // No operation after one that leaves the block looks at the stack pointer.
    if n == RegisterFile.stackPointer { stackPointer = base &+ op.pointee.second }
  }

  /// Kernels and setjmp save registers so, whatever they hold; what is stored is as exact as it was.
  private func storeMultiple(
    _ op: Position, _ n: Int, _ site: UnsafeMutablePointer<AccessSite>, _ v: UnsafeMutablePointer<Variant>,
    _ ip: Position, _ cycles: UInt64
  ) {
    let base = registers[n]
    var address = base &+ site.pointee.offset
    var list = UInt32(op.pointee.extra)
    let isPush = n == RegisterFile.stackPointer && op.pointee.d != 0
    // Compilers push argument registers beside those that must be kept where they want no more than room on the stack.
    let makesRoom = isPush && list & 0x4FF0 != 0 && list & 0xF != 0
    if isPush { moveStack(to: base &+ op.pointee.second, site.pointee.programCounter) }
    checkWords(address, UInt32(site.pointee.count), n, site, v, ip, cycles)
    while list != 0 {
      let register = list.trailingZeroBitCount
      write(address, 4, register, isSpill: true, v, ip, cycles)
      if isPush, register == RegisterFile.linkRegister, let page = memory.page(address) {
        ShadowMemory.origin(page, address).pointee = Origin(
          .returnAddress, identity: frameNumber, base: address)
      }
      if register < 4, makesRoom, let page = memory.page(address) {
        ShadowMemory.origin(page, address).pointee = Origin(.room, base: address)
      }
      address &+= 4
      list &= list &- 1
    }
    if op.pointee.d != 0 {
      shadows[n] = shadows[n].moved(by: op.pointee.second, at: site.pointee.programCounter)
    }
  }

  /// Whether a register is the stack pointer or an address in a frame: what is stored there may be the compiler's own.
  @inline(__always)
  private func isFrame(_ register: Int) -> Bool {
    if register == RegisterFile.stackPointer { return true }
    let origin = shadows[register].origin
    // So may what a handler stores where only it knows: a kernel saves the registers of a task.
    return origin.tag >> 29 == Origin.Kind.frame.rawValue
      || origin.tag == 0 && machine.state.pointee.exceptionNumber != 0
  }

  // MARK: What memory holds

  /// Undefined bits of a word, and 0 where memory cannot be written.
  @inline(__always)
  private func undefinedWord(_ address: UInt32) -> UInt32 {
    guard let page = memory.page(address) else { return 0 }
    guard address & 3 == 0 else { return memory.undefined(address, 4) }
    return ShadowMemory.undefined(page, address).load(as: UInt32.self)
  }

  /// A register becomes what a word of memory holds.
  @inline(__always)
  private func read(
    _ address: UInt32, _ d: Int, _ site: UnsafeMutablePointer<AccessSite>, isPop: Bool = false
  ) {
    guard address & 3 == 0 else {
      readUnaligned(address, 4, d, site)
      return
    }
    guard let page = memory.page(address) else {
      shadows[d] = constantWord(address, site)
      return
    }
    var undefined = ShadowMemory.undefined(page, address).load(as: UInt32.self)
    var origin = ShadowMemory.origin(page, address).pointee
    if undefined != 0 { note(address, 4, site, into: d) }
    if origin.tag >> 29 >= Origin.Kind.returnAddress.rawValue {
      if origin.tag >> 29 == Origin.Kind.room.rawValue, !isPop { undefined = roomIsRead(address, 4, d, site) }
      origin = .unknown
    }
    shadows[d] = ShadowRegister(origin: origin, undefined: undefined)
    if undefined != 0 { pardon(address, 4, d, undefined, site) }
  }

  @inline(__always)
  private func readSized(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ op: Position, _ site: UnsafeMutablePointer<AccessSite>
  ) {
    if size == 4 { return read(address, d, site) }
    guard let page = memory.page(address) else {
      shadows[d] = .plain
      return
    }
    var undefined =
      size == 1
      ? UInt32(ShadowMemory.undefined(page, address).load(as: UInt8.self)) : memory.undefined(address, size)
    if ShadowMemory.origin(page, address).pointee.tag >> 29 == Origin.Kind.room.rawValue {
      undefined = roomIsRead(address, size, d, site)
    }
    guard undefined != 0 else {
      shadows[d] = .plain
      return
    }
    note(address, size, site, into: d)
    shadows[d] = ShadowRegister(undefined: op.pointee.code.extendsSign ? extended(undefined, size) : undefined)
    pardon(address, size, d, undefined, site)
  }

  /// What was pushed to make room is read as if it were a value.
  private func roomIsRead(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ site: UnsafeMutablePointer<AccessSite>
  ) -> UInt32 {
    note(address, size, site, into: d)
    sources[d].isStale = true
    return size == 4 ? .max : 1 << (8 * size) - 1
  }

  private func extended(_ undefined: UInt32, _ size: UInt32) -> UInt32 {
    let spare = Int32(32 - 8 * size)
    return UInt32(bitPattern: Int32(bitPattern: undefined << UInt32(spare)) >> spare)
  }

  private func readUnaligned(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ site: UnsafeMutablePointer<AccessSite>
  ) {
    let undefined = memory.undefined(address, size)
    if undefined != 0 { note(address, size, site, into: d) }
    shadows[d] = ShadowRegister(undefined: undefined)
    if undefined != 0 { pardon(address, size, d, undefined, site) }
  }

  /// A word of memory that the firmware cannot write. Where it is not a literal of the code, which may be biased, an address
  /// in it is a pointer that the source program initialised.
  private func constantWord(_ address: UInt32, _ site: UnsafeMutablePointer<AccessSite>) -> ShadowRegister {
    // Where the vector table is, kernels ask when they start the first task: at address 0 it is no null pointer.
    if address == 0xE000_ED08 {
      let table = machine.system.controlBlock.vectorTable
      return ShadowRegister(origin: Origin(.constant, base: table, isExact: true))
    }
    let entry = machine.memory.tables[1].read[Int(address >> AddressSpace.pageBits)]
    guard entry != 0, let host = UnsafeRawPointer(bitPattern: entry &+ UInt(address)) else { return .plain }
    let value = host.load(as: UInt32.self)
    guard value >= 0x100, judge.mayPoint(value) else { return .plain }
    return ShadowRegister(origin: Origin(.constant, base: value, isExact: !site.pointee.isLiteral))
  }

  private func note(_ address: UInt32, _ size: UInt32, _ site: UnsafeMutablePointer<AccessSite>, into d: Int) {
    var isStale = false
    if let page = memory.page(address) { isStale = ShadowMemory.origin(page, address).pointee.kind == .stale }
    sources[d] = UndefinedSource(
      programCounter: site.pointee.programCounter, address: address, size: size, isStale: isStale)
  }

  /// What may be undefined: everything within the allocator, and for functions that read whole words of strings, words that
  /// have a byte that was written.
  private func pardon(
    _ address: UInt32, _ size: UInt32, _ d: Int, _ undefined: UInt32, _ site: UnsafeMutablePointer<AccessSite>
  ) {
    if isWrong || isInsideAllocator {
      shadows[d].undefined = 0
    } else if judge.loadedUndefined(address, size: size, programCounter: site.pointee.programCounter) {
      // Told once.
      shadows[d].undefined = 0
      memory.fill(address, size, undefined: false)
    } else if site.pointee.readsPastEnds, size == 4 {
      let start = address & ~7
      if (0..<8).contains(where: { !memory.isUndefined(start &+ $0) }) { shadows[d].undefined = 0 }
    }
  }

  /// Memory becomes what a register holds.
  @inline(__always)
  private func write(
    _ address: UInt32, _ size: UInt32, _ d: Int, isSpill: Bool, _ v: UnsafeMutablePointer<Variant>, _ ip: Position,
    _ cycles: UInt64
  ) {
    let shadow = shadows[d]
    guard let page = memory.page(address) else {
      // A peripheral's register takes the value out of our sight.
      if shadow.undefined != 0, memory.table[Int(address >> AddressSpace.pageBits)] == ShadowMemory.none {
        use(d, .output, ip, v, cycles)
      }
      return
    }
    let origin = ShadowMemory.origin(page, address)
    if size == 4, address & 3 == 0 {
      ShadowMemory.undefined(page, address).storeBytes(of: shadow.undefined, as: UInt32.self)
      let stored = d == RegisterFile.stackPointer ? frameOrigin : shadow.origin
      origin.pointee = isSpill ? stored : stored.exact(registers[d])
    } else if size == 1 {
      ShadowMemory.undefined(page, address).storeBytes(
        of: UInt8(truncatingIfNeeded: shadow.undefined), as: UInt8.self)
      origin.pointee = .unknown
    } else {
      memory.set(address, size, undefined: shadow.undefined)
    }
  }
}

extension Lowering {
  /// A scratch register that no operation reads across an access.
  static let scratchIndex = RegisterFile.scratch + 8
}

extension OperationCode {
  /// Whether a load of less than a word fills the upper bits with its sign.
  fileprivate var extendsSign: Bool {
    switch self {
    case .ldrsbI, .ldrshI, .ldrsbR, .ldrshR, .ldrsbPre, .ldrshPre, .ldrsbPost, .ldrshPost: true
    default: false
    }
  }

  /// Whether an operation looks at a core register, for a status that must be looked at.
  func readsRegisters(_ op: Operation, _ register: UInt8) -> Bool {
    switch self {
    case .movI, .movsI, .mrs, .vmrs, .branchLink, .fetch, .fetchNext: false
    case .stm: op.extra >> UInt16(register) & 1 != 0 || op.n == register
    case .storeExclusive: op.d == register || op.n == register
    case .strI, .strbI, .strhI, .strR, .strbR, .strhR, .strPre, .strbPre, .strhPre, .strPost, .strbPost, .strhPost,
      .strd:
      op.d == register || op.n == register || op.m == register || op.a == register
    case .cmpRI, .movR, .movsR, .addRI, .addsRI, .subsRI, .andRI, .andsRI, .orrRI, .eorRI, .eorsRI, .tstRI, .ldrI,
      .ldrbI,
      .ldrhI, .compareZeroBranch, .compareNonZeroBranch, .rsbRI, .rsbsRI, .lslI, .lsrI, .lslsI, .lsrsI, .sxtb, .uxtb,
      .sxth, .uxth, .ubfx, .ldm, .ldmPC, .loadExclusive:
      op.n == register
    default: op.n == register || op.m == register || op.a == register
    }
  }

  /// Whether it then overwrites it.
  func writes(_ op: Operation, _ register: UInt8) -> Bool {
    switch self {
    case .ldm, .ldmPC: op.extra >> UInt16(register) & 1 != 0
    case .storeExclusive: op.a == register
    case .stm, .strI, .strbI, .strhI, .strR, .strbR, .strhR, .cmpRI, .cmpRR, .tstRI, .tstRR, .teqRI, .teqRR,
      .skipUnless,
      .compareZeroBranch, .compareNonZeroBranch, .branchEQ, .branchNE, .branchLink:
      false
    default: op.d == register
    }
  }
}
