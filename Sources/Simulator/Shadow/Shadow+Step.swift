extension Shadow {
  typealias Position = UnsafeMutablePointer<Operation>

  /// Does what the operation after `ip` is about to do.
  @inline(never)
  func step(_ ip: Position, _ v: UnsafeMutablePointer<Variant>, _ cycles: UInt64) {
    let op = ip + 1
    let d = Int(op.pointee.d)
    let n = Int(op.pointee.n)
    let m = Int(op.pointee.m)
    if failedExclusive != nil { lookAtExclusive(ip, v) }
    switch ShadowAction(rawValue: ip.pointee.extra & 0xFF).unsafelyUnwrapped {
    case .clear:
      // MOVT leaves the lower half as it is.
      let kept = op.pointee.code == .movt ? shadows[d].undefined & 0xFFFF : 0
      shadows[d] = ShadowRegister(undefined: kept)
      setFlags(ip, undefined: 0)
    case .constant:
      var value = op.pointee.immediate
      if op.pointee.code == .movt { value |= registers[d] & 0xFFFF }
      shadows[d] = ShadowRegister(origin: Origin(.constant, base: value))
      setFlags(ip, undefined: 0)
    case .copy:
      if n == RegisterFile.stackPointer {
        shadows[d] = ShadowRegister(origin: frameOrigin)
      } else {
        shadows[d] = shadows[n]
        if shadows[n].undefined != 0 { sources[d] = sources[n] }
      }
      setFlags(ip, undefined: shadows[d].undefined)
    case .addImmediate:
      addImmediate(ip, op, d, n, v)
    case .add, .addShifted:
      let a = origin(n)
      let b = origin(m)
      let undefined = shadows[n].undefined | shifted(shadows[m].undefined, op)
      let folded = a.tag != 0 ? shadows[n].folded : shadows[m].folded
      let origin = combined(a, b)
      if undefined != 0 || ip.pointee.d != 0 { result(ip, op, v, undefined) }
      if undefined != 0 { sources[d] = shadowsSource(n, m) }
      shadows[d] = ShadowRegister(origin: origin, folded: folded, undefined: upward(undefined))
    case .subtract:
      let a = origin(n)
      let b = origin(m)
      let undefined = shadows[n].undefined | shifted(shadows[m].undefined, op)
      let folded = shadows[n].folded
      if undefined != 0 || ip.pointee.d != 0 { result(ip, op, v, undefined) }
      // The difference of two pointers is a number.
      let origin = b.tag == 0 ? a.moved : .unknown
      if undefined != 0 { sources[d] = shadowsSource(n, m) }
      shadows[d] = ShadowRegister(origin: origin, folded: folded, undefined: upward(undefined))
    case .logicImmediate, .logic:
      logic(ip, op, d, n, m, v)
    case .unary:
      // Where there is one operand, it is `n` or `m`; the other is register 0 only by default.
      let source = readsM(op.pointee.code) ? m : n
      let undefined = shadows[source].undefined
      if undefined == 0 {
        shadows[d] = .plain
        setFlags(ip, undefined: 0)
      } else {
        unary(ip, op, d, source)
      }
    case .binary:
      let undefined = shadows[n].undefined | shadows[m].undefined
      if undefined == 0 {
        shadows[d] = .plain
        setFlags(ip, undefined: 0)
      } else {
        binary(ip, op, d, n, m)
      }
    case .multiplyAdd:
      let a = Int(op.pointee.a)
      let undefined = shadows[n].undefined | shadows[m].undefined | shadows[a].undefined
      let folded = shadows[a].folded
      let origin = origin(a).moved
      if undefined != 0 { sources[d] = shadows[a].undefined != 0 ? sources[a] : shadowsSource(n, m) }
      shadows[d] = ShadowRegister(origin: origin, folded: folded, undefined: upward(undefined))
    case .ternary:
      general(d, shadows[n].undefined | shadows[m].undefined | shadows[third(op)].undefined, n, m, third(op))
    case .pair, .accumulatePair:
      let a = Int(op.pointee.a)
      var undefined = shadows[n].undefined | shadows[m].undefined
      if ip.pointee.extra == ShadowAction.accumulatePair.rawValue {
        undefined |= shadows[d].undefined | shadows[a].undefined
      }
      general(d, undefined, n, m, d)
      general(a, undefined, n, m, d)
    case .divide:
      if registers[m] == 0, !machine.system.trapsDivideByZero, shadows[m].undefined == 0 {
        at(ip, v, cycles) { judge.dividedByZero(programCounter: $0) }
      }
      general(d, shadows[n].undefined | shadows[m].undefined, n, m, m)
    case .insert:
      let mask = op.pointee.immediate
      let inserted = shadows[n].undefined << UInt32(op.pointee.extra & 31)
      if shadows[n].undefined != 0 { sources[d] = sources[n] }
      shadows[d] = ShadowRegister(undefined: shadows[d].undefined & ~mask | inserted & mask)
    case .compareImmediate:
      compare(ip, op, n, shadows[n].undefined, 0, op.pointee.immediate)
    case .compare:
      compare(ip, op, n, shadows[n].undefined, shadows[m].undefined, registers[m])
      if shadows[n].undefined == 0 && shadows[m].undefined != 0 { flagSource = sources[m] }
    case .condition:
      if flags & UInt32(ip.pointee.extra >> 8) != 0 { useFlags(ip, v, cycles) }
    case .zeroCondition:
      let undefined = shadows[n].undefined
      // A bit that is set and defined decides.
      if undefined != 0, registers[n] & ~undefined == 0 { use(n, .condition, ip, v, cycles) }
    case .jump:
      if shadows[m].undefined != 0 { use(m, .jump, ip, v, cycles) }
      if op.pointee.code == .branchLinkExchange { shadows[RegisterFile.linkRegister] = .plain }
    case .link:
      shadows[RegisterFile.linkRegister] = .plain
    case .unaryDouble: double(d, shadows[m].undefined | shadows[m + 1].undefined, m, m)
    case .binaryDouble:
      double(
        d, shadows[n].undefined | shadows[n + 1].undefined | shadows[m].undefined | shadows[m + 1].undefined, n, m)
    case .ternaryDouble:
      let own = shadows[d].undefined | shadows[d + 1].undefined
      double(
        d, own | shadows[n].undefined | shadows[n + 1].undefined | shadows[m].undefined | shadows[m + 1].undefined,
        own != 0 ? d : n, m)
    case .compareDouble:
      var undefined = shadows[d].undefined
      if op.pointee.code == .vcmpD || op.pointee.code == .vcmpZeroD { undefined |= shadows[d + 1].undefined }
      if op.pointee.code == .vcmpS || op.pointee.code == .vcmpD { undefined |= shadows[m].undefined }
      // They go through FPSCR to the flags.
      floatingPointFlagsAreUndefined = undefined != 0
      if undefined != 0 { floatingPointFlagSource = shadows[d].undefined != 0 ? sources[d] : sources[m] }
    case .clearFloatingPoint:
      shadows[Int(ip.pointee.n)] = .plain
      shadows[Int(ip.pointee.m)] = .plain
      shadows[Int(ip.pointee.m) + 1] = .plain
    case .carry: flags &= ~ShadowFlags.c
    case .moveFlags:
      flags = floatingPointFlagsAreUndefined ? ShadowFlags.all : 0
      flagSource = floatingPointFlagSource
    case .stack:
      let now = registers[RegisterFile.stackPointer]
      if now < stackPointer, ip.pointee.d != 0 { addArea(now..<stackPointer) }
      if now != stackPointer { moveStack(to: now, at(ip, v)) }
    default:
      access(ip, op, v, cycles)
    }
  }

  // MARK: Addresses

  private func addImmediate(_ ip: Position, _ op: Position, _ d: Int, _ n: Int, _ v: UnsafeMutablePointer<Variant>) {
    let constant = op.pointee.code == .subsRI ? 0 &- op.pointee.immediate : op.pointee.immediate
    let undefined = shadows[n].undefined
    if n == RegisterFile.stackPointer {
      var origin = frameOrigin
      origin.base = origin.base &+ constant
      shadows[d] = ShadowRegister(origin: origin)
      setFlags(ip, undefined: 0)
      return
    }
    var shadow = shadows[n]
    if undefined != 0 || ip.pointee.d != 0 { result(ip, op, v, undefined) }
    switch shadow.origin.kind {
    // A copy with a constant added is made anew, wherever the code lies.
    case .constant, .frame: shadow.fold(constant, at: at(ip, v), isCopy: d != n)
    default: break
    }
    shadow.undefined = upward(undefined)
    shadows[d] = shadow
    if undefined != 0 && d != n { sources[d] = sources[n] }
  }

  /// Of a sum: the pointer's, if one of the two is one.
  private func combined(_ a: Origin, _ b: Origin) -> Origin {
    if b.tag == 0 { return a.moved }
    return a.tag == 0 ? b.moved : .unknown
  }

  private func logic(
    _ ip: Position, _ op: Position, _ d: Int, _ n: Int, _ m: Int, _ v: UnsafeMutablePointer<Variant>
  ) {
    let isImmediate = ip.pointee.extra == ShadowAction.logicImmediate.rawValue
    let x = registers[n]
    let y = isImmediate ? op.pointee.immediate : registers[m]
    let ux = shadows[n].undefined
    let uy = isImmediate ? 0 : shadows[m].undefined
    var origin = self.origin(n)
    var pointer = x
    if !isImmediate {
      let other = self.origin(m)
      if origin.tag == 0 {
        (origin, pointer) = (other, y)
      } else if other.tag != 0 {
        origin = .unknown
      }
      // An exclusive or of addresses is how lists disguise both.
      if op.pointee.code == .eorRR || op.pointee.code == .eorsRR { origin = .unknown }
    }
    if origin.tag == 0, ux | uy == 0 {
      shadows[d] = .plain
      setFlags(ip, undefined: 0)
      return
    }
    let value: UInt32
    let undefined: UInt32
    switch op.pointee.code {
    case .andRI, .andsRI, .andRR, .andsRR:
      value = x & y
      // A zero that is defined decides.
      undefined = (ux | uy) & (ux | x) & (uy | y)
    case .bicRR, .bicsRR:
      value = x & ~y
      undefined = (ux | uy) & (ux | x) & (uy | ~y)
    case .orrRI, .orrsRI, .orrRR, .orrsRR:
      value = x | y
      undefined = (ux | uy) & (ux | ~x) & (uy | ~y)
    case .ornRR, .ornsRR:
      value = x | ~y
      undefined = (ux | uy) & (ux | ~x) & (uy | y)
    default:
      value = x ^ y
      undefined = ux | uy
    }
    // Aligning a pointer, or setting bits in it, keeps it near.
    let isNear = (value > pointer ? value - pointer : pointer - value) < 256
    if undefined != 0 { sources[d] = ux != 0 ? sources[n] : sources[m] }
    if ip.pointee.d != 0 { setFlags(ip, undefined: undefined, value: value, source: sources[d]) }
    shadows[d] = ShadowRegister(origin: isNear ? origin : .unknown, folded: .max, undefined: undefined)
  }

  // MARK: Definedness

  /// What a sum's carries make of undefined bits: all from the lowest upwards.
  @inline(__always)
  private func upward(_ undefined: UInt32) -> UInt32 { undefined | (0 &- undefined) }

  /// The bits of a second operand that is shifted on the way.
  @inline(__always)
  private func shifted(_ undefined: UInt32, _ op: Position) -> UInt32 {
    if undefined == 0 { return 0 }
    let amount = UInt32(op.pointee.extra)
    switch op.pointee.code {
    case .addLSL, .subLSL: return undefined &<< amount
    case .addLSR: return Shift.right(undefined, amount)
    case .addASR: return Shift.arithmeticRight(undefined, amount)
    default: return undefined
    }
  }

  @inline(__always)
  private func general(_ d: Int, _ undefined: UInt32, _ n: Int, _ m: Int, _ a: Int) {
    if undefined != 0 {
      sources[d] = shadows[n].undefined != 0 ? sources[n] : shadows[m].undefined != 0 ? sources[m] : sources[a]
    }
    shadows[d] = ShadowRegister(undefined: undefined == 0 ? 0 : .max)
  }

  private func double(_ d: Int, _ undefined: UInt32, _ n: Int, _ m: Int) {
    general(d, undefined, n, m, m)
    general(d + 1, undefined, n, m, m)
  }

  private func third(_ op: Position) -> Int {
    switch op.pointee.code {
    case .vmlaS, .vmlsS, .vfmaS, .vfmsS, .vfnmaS, .vfnmsS, .vnmlaS, .vnmlsS: Int(op.pointee.d)
    default: Int(op.pointee.a)
    }
  }

  private func shadowsSource(_ n: Int, _ m: Int) -> UndefinedSource {
    shadows[n].undefined != 0 ? sources[n] : sources[m]
  }

  private func readsM(_ code: OperationCode) -> Bool {
    switch code {
    case .rev, .rev16, .revsh, .rbit, .clz, .vsqrtS, .vcvtS32ToS, .vcvtU32ToS, .vcvtSToS32, .vcvtSToU32: true
    default: false
    }
  }

  private func unary(_ ip: Position, _ op: Position, _ d: Int, _ source: Int) {
    let u = shadows[source].undefined
    let x = registers[source]
    let amount = UInt32(op.pointee.extra)
    var value: UInt32?
    let undefined: UInt32
    switch op.pointee.code {
    case .mvnR, .mvnsR: (undefined, value) = (u, ~x)
    case .lslI, .lslsI: (undefined, value) = (u &<< amount, x &<< amount)
    case .lsrI, .lsrsI: (undefined, value) = (Shift.right(u, amount), Shift.right(x, amount))
    case .asrI, .asrsI: (undefined, value) = (Shift.arithmeticRight(u, amount), Shift.arithmeticRight(x, amount))
    case .rorI, .rorsI: (undefined, value) = (Shift.rotateRight(u, amount), Shift.rotateRight(x, amount))
    case .sxtb: undefined = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: u)))
    case .sxth: undefined = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: u)))
    case .uxtb: undefined = u & 0xFF
    case .uxth: undefined = u & 0xFFFF
    case .uxtbRotated: undefined = Shift.rotateRight(u, amount) & 0xFF
    case .uxthRotated: undefined = Shift.rotateRight(u, amount) & 0xFFFF
    case .sxtbRotated: undefined = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: Shift.rotateRight(u, amount))))
    case .sxthRotated: undefined = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: Shift.rotateRight(u, amount))))
    case .uxtb16: undefined = Shift.rotateRight(u, amount) & 0x00FF_00FF
    case .sxtb16: undefined = Bits.signExtendBytes(Shift.rotateRight(u, amount))
    case .rev: undefined = u.byteSwapped
    case .rev16: undefined = u >> 8 & 0x00FF_00FF | (u & 0x00FF_00FF) << 8
    case .revsh: undefined = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: u).byteSwapped))
    case .rbit: undefined = Bits.reversed(u)
    // What is below the first bit that is set and defined does not count.
    case .clz: undefined = x.leadingZeroBitCount < u.leadingZeroBitCount ? 0 : .max
    case .ubfx: undefined = (u &<< op.pointee.immediate) &>> amount
    case .sbfx:
      undefined = UInt32(bitPattern: Int32(bitPattern: u &<< op.pointee.immediate) &>> Int32(bitPattern: amount))
    case .rsbRI, .rsbsRI: (undefined, value) = (upward(u), op.pointee.immediate &- x)
    default: undefined = .max
    }
    sources[d] = sources[source]
    // Any undefined bit may be the one that is shifted out.
    setFlags(ip, undefined: undefined, value: value ?? 0, source: sources[source], carry: true)
    shadows[d] = ShadowRegister(undefined: undefined)
  }

  private func binary(_ ip: Position, _ op: Position, _ d: Int, _ n: Int, _ m: Int) {
    let x = shadows[n].undefined
    let y = shadows[m].undefined
    let amount = UInt32(op.pointee.extra)
    let undefined: UInt32
    switch op.pointee.code {
    case .orrLSL, .eorLSL: undefined = x | y &<< amount
    case .orrLSR, .eorLSR: undefined = x | Shift.right(y, amount)
    case .pkhbt: undefined = x & 0xFFFF | y & 0xFFFF_0000
    case .pkhtb: undefined = x & 0xFFFF_0000 | y & 0xFFFF
    case .sel: undefined = Bits.select(x, y, greaterOrEqual: machine.state.pointee.greaterOrEqual)
    case .lslR, .lslsR: undefined = y != 0 ? .max : Shift.leftByRegister(x, registers[m])
    case .lsrR, .lsrsR: undefined = y != 0 ? .max : Shift.rightByRegister(x, registers[m])
    case .asrR, .asrsR: undefined = y != 0 ? .max : Shift.arithmeticRightByRegister(x, registers[m])
    case .adcRR, .sbcRR, .adcsRR, .sbcsRR, .mul, .muls: undefined = upward(x | y)
    default: undefined = .max
    }
    sources[d] = x != 0 ? sources[n] : sources[m]
    setFlags(ip, undefined: undefined, value: 0, source: sources[d], carry: true)
    shadows[d] = ShadowRegister(undefined: undefined)
  }

  // MARK: Flags

  /// The flags of a result that is defined, or whose zero bits are not known.
  @inline(__always)
  private func setFlags(_ ip: Position, undefined: UInt32) {
    guard ip.pointee.d != 0 else { return }
    setFlags(ip, undefined: undefined, value: 0, source: flagSource)
  }

  private func setFlags(
    _ ip: Position, undefined: UInt32, value: UInt32, source: UndefinedSource, carry: Bool = false
  ) {
    guard let rule = FlagRule(rawValue: ip.pointee.d), rule != .none else { return }
    var mask: UInt32 = 0
    if undefined >> 31 != 0 { mask |= ShadowFlags.n }
    if undefined != 0, value & ~undefined == 0 { mask |= ShadowFlags.z }
    switch rule {
    case .arithmetic:
      if undefined != 0 { mask |= ShadowFlags.c | ShadowFlags.v }
      flags = mask
    case .shift:
      if carry { mask |= ShadowFlags.c }
      flags = flags & ShadowFlags.v | mask
    default: flags = flags & (ShadowFlags.c | ShadowFlags.v) | mask
    }
    if mask != 0 { flagSource = source }
  }

  /// The flags of a sum or difference, before it is made.
  private func result(_ ip: Position, _ op: Position, _ v: UnsafeMutablePointer<Variant>, _ undefined: UInt32) {
    guard ip.pointee.d != 0 else { return }
    guard undefined != 0 else {
      flags = 0
      return
    }
    let x = registers[Int(op.pointee.n)]
    let y = registers[Int(op.pointee.m)]
    let value: UInt32 =
      switch op.pointee.code {
      case .addsRI: x &+ op.pointee.immediate
      case .subsRI: x &- op.pointee.immediate
      case .subsRR: x &- y
      default: x &+ y
      }
    let isN = shadows[Int(op.pointee.n)].undefined != 0
    setFlags(
      ip, undefined: upward(undefined), value: value, source: sources[Int(isN ? op.pointee.n : op.pointee.m)])
  }

  private func compare(_ ip: Position, _ op: Position, _ n: Int, _ ux: UInt32, _ uy: UInt32, _ y: UInt32) {
    let undefined = ux | uy
    if undefined == 0 {
      setFlags(ip, undefined: 0)
      return
    }
    let x = registers[n]
    switch op.pointee.code {
    case .tstRI, .tstRR:
      setFlags(ip, undefined: undefined & (ux | x) & (uy | y), value: x & y, source: sources[n])
    case .teqRI, .teqRR: setFlags(ip, undefined: undefined, value: x ^ y, source: sources[n])
    case .cmpRI, .cmpRR:
      // Where defined bits differ the two are not equal, whatever the others are.
      setFlags(ip, undefined: upward(undefined), value: 0, source: sources[n])
      if (x ^ y) & ~undefined != 0 { flags &= ~ShadowFlags.z }
    default: setFlags(ip, undefined: upward(undefined), value: 0, source: sources[n])
    }
  }

  // MARK: Uses

  private func useFlags(_ ip: Position, _ v: UnsafeMutablePointer<Variant>, _ cycles: UInt64) {
    flags = 0
    report(flagSource, .condition, ip, v, cycles)
  }

  func use(
    _ register: Int, _ purpose: UndefinedUse.Purpose, _ ip: Position, _ v: UnsafeMutablePointer<Variant>,
    _ cycles: UInt64
  ) {
    let source = sources[register]
    // Told once.
    shadows[register].undefined = 0
    report(source, purpose, ip, v, cycles)
  }

  private func report(
    _ source: UndefinedSource, _ purpose: UndefinedUse.Purpose, _ ip: Position, _ v: UnsafeMutablePointer<Variant>,
    _ cycles: UInt64
  ) {
    guard !isInsideAllocator else { return }
    at(ip, v, cycles) {
      judge.usedUndefined(
        UndefinedUse(
          purpose: purpose, programCounter: $0, loadedAt: source.programCounter, address: source.address,
          size: source.size, isStale: source.isStale))
    }
  }

  // MARK: Store exclusive

  /// A failed store's status counts as looked at once an operation reads its register.
  private func lookAtExclusive(_ ip: Position, _ v: UnsafeMutablePointer<Variant>) {
    guard let failed = failedExclusive else { return }
    let op = ip[1]
    let reads = op.code.readsRegisters(op, failed.register)
    if reads {
      failedExclusive = nil
    } else if op.code.writes(op, failed.register) {
      failedExclusive = nil
      at(ip, v, machine.state.pointee.cycles) { _ in judge.lostExclusive(failed.store) }
    }
  }

  // MARK: Where

  /// The address of the instruction that an operation belongs to.
  func at(_ ip: Position, _ v: UnsafeMutablePointer<Variant>) -> UInt32 {
    let block = v.pointee.block.takeUnretainedValue()
    return block.address(of: block.instruction(of: ip))
  }

  /// Calls out with the machine's time and place as they are.
  func at(
    _ ip: Position, _ v: UnsafeMutablePointer<Variant>, _ cycles: UInt64, _ work: (UInt32) -> Void
  ) {
    let before = machine.state.pointee.cycles
    machine.state.pointee.cycles = cycles
    machine.currentVariant = v
    machine.currentOperation = ip
    work(at(ip, v))
    machine.currentVariant = nil
    machine.state.pointee.cycles = before
  }
}
