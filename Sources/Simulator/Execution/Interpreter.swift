import Microarchitecture
import ThumbISA

/// How a block was left.
enum Edge {
  /// By its end, or by its last instruction's branch, whose target is known.
  case next, taken
  /// By its end, to be looked up again.
  case nextUnchained
  /// By a branch to `target`; `exchange` is one whose bit 0 or upper bits mean something.
  case indirect, exchange
  /// By an exception that its last instruction raises.
  case raise
  /// Early: the instruction did not happen, or it did and something must be looked at before the next.
  case fault, leave
  /// Early, to execute the same instruction again: what it needed is there now.
  case again
}

extension Machine {
  /// Executes blocks from `first` on until the deadline is near or something else needs the outer loop. On return the
  /// core state is exact: R15 is the next instruction's address.
  ///
  /// This is the hot loop. Registers, flags and operations are reached by pointers that live as long as the machine;
  /// register indices come from `Lowering` and are below `RegisterFile.count`; guest memory is reached as
  /// `AddressSpace` describes; `ip` stays in its block because every block ends in an operation that leaves it.
  func execute(_ first: UnsafeMutablePointer<Variant>) {
    // Two copies of the loop, so that neither core pays for what only the other one asks of its accesses.
    if hasBanks { executeBanked(first) } else { executeUnbanked(first) }
  }

  @inline(never)
  private func executeBanked(_ first: UnsafeMutablePointer<Variant>) { execute(first, banks: true) }

  @inline(never)
  private func executeUnbanked(_ first: UnsafeMutablePointer<Variant>) { execute(first, banks: false) }

  @inline(__always)
  private func execute(_ first: UnsafeMutablePointer<Variant>, banks: Bool) {
    let r = registers
    let s = state
    let privileged = isPrivileged
    let tables = memory.tables[privileged ? 1 : 0]
    let pages = dataPages
    let latest = latestMemory
    let readTable = Table(host: tables.read, pages: pages, latestMemory: latest)
    let writeTable = Table(host: tables.write, pages: pages, latestMemory: latest)
    // While calls are recorded no branch goes by unseen.
    let jumpCache = recorder == nil ? blocks.jumpCaches : blocks.noJumps
    let fetchStamps = memorySystem.fetchStamps
    let fetchTick = memorySystem.fetchTick
    let fetched = self.fetched
    let predictor = branchPredictor
    // Nothing lets go of it while blocks are executed, so it need not be counted in the loop.
    let shadow = self.shadow.map { Unmanaged.passUnretained($0) }
    var cycles = s.pointee.cycles
    var v = first
    while true {
      var ip = v.pointee.operations
      // Every other way of leaving says so.
      var edge = Edge.fault
      var target: UInt32 = 0
      interpret: while true {
        switch ip.pointee.code {
        // MARK: Leaving the block
        case .fallThrough:
          edge = .next
          break interpret
        case .fallThroughUnchained:
          edge = .nextUnchained
          break interpret
        case .branch:
          edge = .taken
          break interpret
        case .branchLink:
          r[RegisterFile.linkRegister] = ip.pointee.immediate
          edge = .taken
          break interpret
        case .branchEQ:
          edge = s.pointee.zero ? .taken : .next
          break interpret
        case .branchNE:
          edge = !s.pointee.zero ? .taken : .next
          break interpret
        case .branchCS:
          edge = s.pointee.carry != 0 ? .taken : .next
          break interpret
        case .branchCC:
          edge = s.pointee.carry == 0 ? .taken : .next
          break interpret
        case .branchMI:
          edge = s.pointee.negative ? .taken : .next
          break interpret
        case .branchPL:
          edge = !s.pointee.negative ? .taken : .next
          break interpret
        case .branchVS:
          edge = s.pointee.overflow != 0 ? .taken : .next
          break interpret
        case .branchVC:
          edge = s.pointee.overflow == 0 ? .taken : .next
          break interpret
        case .branchHI:
          edge = s.pointee.holds(.higher) ? .taken : .next
          break interpret
        case .branchLS:
          edge = s.pointee.holds(.lowerOrSame) ? .taken : .next
          break interpret
        case .branchGE:
          edge = s.pointee.holds(.greaterOrEqual) ? .taken : .next
          break interpret
        case .branchLT:
          edge = s.pointee.holds(.less) ? .taken : .next
          break interpret
        case .branchGT:
          edge = s.pointee.holds(.greater) ? .taken : .next
          break interpret
        case .branchLE:
          edge = s.pointee.holds(.lessOrEqual) ? .taken : .next
          break interpret
        case .compareZeroBranch:
          edge = r[n(ip)] == 0 ? .taken : .next
          break interpret
        case .compareNonZeroBranch:
          edge = r[n(ip)] != 0 ? .taken : .next
          break interpret
        case .branchExchange:
          target = r[m(ip)]
          edge = .exchange
          break interpret
        case .branchLinkExchange:
          target = r[m(ip)]
          r[RegisterFile.linkRegister] = ip.pointee.immediate
          edge = .exchange
          break interpret
        case .branchRegister:
          target = r[m(ip)] & ~1
          edge = .indirect
          break interpret
        case .loadPC:
          let loaded = load(r[n(ip)], 4, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          target = UInt32(truncatingIfNeeded: loaded)
          if ip.pointee.d != 0 { r[Int(ip.pointee.a)] = r[m(ip)] }
          edge = .exchange
          break interpret
        case .tableBranchByte:
          let loaded = load(r[n(ip)] &+ r[m(ip)], 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          target = ip.pointee.immediate &+ 2 &* UInt32(truncatingIfNeeded: loaded)
          edge = .indirect
          break interpret
        case .tableBranchHalfword:
          let loaded = load(r[n(ip)] &+ 2 &* r[m(ip)], 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          target = ip.pointee.immediate &+ 2 &* UInt32(truncatingIfNeeded: loaded)
          edge = .indirect
          break interpret
        case .raise:
          edge = .raise
          break interpret
        case .leave:
          ip = divertedOperation
          edge = .leave
          break interpret
        // MARK: Compare and branch
        case .cmpRIBranchEQ:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = a == b ? .taken : .next
          break interpret
        case .cmpRIBranchNE:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = a != b ? .taken : .next
          break interpret
        case .cmpRIBranchCS:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = a >= b ? .taken : .next
          break interpret
        case .cmpRIBranchCC:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = a < b ? .taken : .next
          break interpret
        case .cmpRIBranchHI:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = a > b ? .taken : .next
          break interpret
        case .cmpRIBranchLS:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = a <= b ? .taken : .next
          break interpret
        case .cmpRIBranchGE:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) >= Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRIBranchLT:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) < Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRIBranchGT:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) > Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRIBranchLE:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) <= Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRRBranchEQ:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = a == b ? .taken : .next
          break interpret
        case .cmpRRBranchNE:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = a != b ? .taken : .next
          break interpret
        case .cmpRRBranchCS:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = a >= b ? .taken : .next
          break interpret
        case .cmpRRBranchCC:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = a < b ? .taken : .next
          break interpret
        case .cmpRRBranchHI:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = a > b ? .taken : .next
          break interpret
        case .cmpRRBranchLS:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = a <= b ? .taken : .next
          break interpret
        case .cmpRRBranchGE:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) >= Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRRBranchLT:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) < Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRRBranchGT:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) > Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .cmpRRBranchLE:
          let a = r[n(ip)]
          let b = r[m(ip)]
          s.pointee.subtractFlags(a, b)
          edge = Int32(bitPattern: a) <= Int32(bitPattern: b) ? .taken : .next
          break interpret
        case .subsRIBranchNE:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          r[d(ip)] = a &- b
          edge = a != b ? .taken : .next
          break interpret
        case .subsRIBranchPL:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          r[d(ip)] = a &- b
          edge = Int32(bitPattern: a &- b) >= 0 ? .taken : .next
          break interpret
        case .subsRIBranchCS:
          let a = r[n(ip)]
          let b = ip.pointee.immediate
          s.pointee.subtractFlags(a, b)
          r[d(ip)] = a &- b
          edge = a >= b ? .taken : .next
          break interpret
        // MARK: Time
        case .fetch:
          let unit = ip.pointee.immediate
          if unit != fetched.pointee.unit {
            let stamp = fetchStamps + Int(unit)
            if fetched.pointee.repeats == 0, stamp.pointee != 0 {
              fetchTick.pointee &+= 1
              stamp.pointee = fetchTick.pointee
              fetched.pointee.unit = unit
            } else if !fetchAside(v, ip, &cycles) {
              edge = .again
              break interpret
            }
          }
        case .fetchNext:
          let unit = ip.pointee.immediate
          let stamp = fetchStamps + Int(unit)
          if stamp.pointee != 0 {
            fetchTick.pointee &+= 1
            stamp.pointee = fetchTick.pointee
            fetched.pointee.unit = unit
          } else if !fetchAside(v, ip, &cycles) {
            edge = .again
            break interpret
          }
        case .countRI:
          count(r[n(ip)] &+ ip.pointee.immediate, v, ip)
        case .countRR:
          count(r[n(ip)] &+ r[m(ip)] &<< amount(ip), v, ip)
        case .shadow:
          shadow.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.step(ip, v, cycles) }
        case .followStack:
          let watch = stackWatch.unsafelyUnwrapped.pointee
          if r[RegisterFile.stackPointer] &- watch.lowest > watch.span { followStackPointer(v, ip, cycles) }
        case .followSave:
          if s.pointee.exceptionNumber != 0 { followSave(v, ip, cycles) }
        case .followTime:
          if cycles >= stackWatch.unsafelyUnwrapped.pointee.end { followTime(v, ip, cycles) }
        case .accessRI:
          let address = r[n(ip)] &+ ip.pointee.immediate
          if !chargeAccess(address, readTable, v, ip, &cycles, banks) {
            edge = .again
            break interpret
          }
        case .accessRR:
          let address = r[n(ip)] &+ r[m(ip)] &<< amount(ip)
          if !chargeAccess(address, readTable, v, ip, &cycles, banks) {
            edge = .again
            break interpret
          }
        case .skipUnless:
          if !s.pointee.holds(ip.pointee.d) { ip += Int(ip.pointee.extra) }
        // MARK: Moves, arithmetic and logic
        case .movI:
          r[d(ip)] = ip.pointee.immediate
        case .movR:
          r[d(ip)] = r[n(ip)]
        case .movsI:
          r[d(ip)] = s.pointee.result(ip.pointee.immediate)
        case .movsR:
          r[d(ip)] = s.pointee.result(r[n(ip)])
        case .mvnR:
          r[d(ip)] = ~r[n(ip)]
        case .mvnsR:
          r[d(ip)] = s.pointee.result(~r[n(ip)])
        case .movt:
          r[d(ip)] = r[d(ip)] & 0xFFFF | ip.pointee.immediate
        case .addRI:
          r[d(ip)] = r[n(ip)] &+ ip.pointee.immediate
        case .addRR:
          r[d(ip)] = r[n(ip)] &+ r[m(ip)]
        case .subRR:
          r[d(ip)] = r[n(ip)] &- r[m(ip)]
        case .rsbRI:
          r[d(ip)] = ip.pointee.immediate &- r[n(ip)]
        case .adcRR:
          r[d(ip)] = r[n(ip)] &+ r[m(ip)] &+ s.pointee.carry
        case .sbcRR:
          r[d(ip)] = r[n(ip)] &+ ~r[m(ip)] &+ s.pointee.carry
        case .addsRI:
          r[d(ip)] = s.pointee.addFlags(r[n(ip)], ip.pointee.immediate)
        case .addsRR:
          r[d(ip)] = s.pointee.addFlags(r[n(ip)], r[m(ip)])
        case .subsRI:
          r[d(ip)] = s.pointee.subtractFlags(r[n(ip)], ip.pointee.immediate)
        case .subsRR:
          r[d(ip)] = s.pointee.subtractFlags(r[n(ip)], r[m(ip)])
        case .rsbsRI:
          r[d(ip)] = s.pointee.subtractFlags(ip.pointee.immediate, r[n(ip)])
        case .adcsRR:
          r[d(ip)] = s.pointee.addWithCarryFlags(r[n(ip)], r[m(ip)])
        case .sbcsRR:
          r[d(ip)] = s.pointee.addWithCarryFlags(r[n(ip)], ~r[m(ip)])
        case .andRI:
          r[d(ip)] = r[n(ip)] & ip.pointee.immediate
        case .andRR:
          r[d(ip)] = r[n(ip)] & r[m(ip)]
        case .orrRI:
          r[d(ip)] = r[n(ip)] | ip.pointee.immediate
        case .orrRR:
          r[d(ip)] = r[n(ip)] | r[m(ip)]
        case .eorRI:
          r[d(ip)] = r[n(ip)] ^ ip.pointee.immediate
        case .eorRR:
          r[d(ip)] = r[n(ip)] ^ r[m(ip)]
        case .bicRR:
          r[d(ip)] = r[n(ip)] & ~r[m(ip)]
        case .ornRR:
          r[d(ip)] = r[n(ip)] | ~r[m(ip)]
        case .andsRI:
          r[d(ip)] = s.pointee.result(r[n(ip)] & ip.pointee.immediate)
        case .andsRR:
          r[d(ip)] = s.pointee.result(r[n(ip)] & r[m(ip)])
        case .orrsRI:
          r[d(ip)] = s.pointee.result(r[n(ip)] | ip.pointee.immediate)
        case .orrsRR:
          r[d(ip)] = s.pointee.result(r[n(ip)] | r[m(ip)])
        case .eorsRI:
          r[d(ip)] = s.pointee.result(r[n(ip)] ^ ip.pointee.immediate)
        case .eorsRR:
          r[d(ip)] = s.pointee.result(r[n(ip)] ^ r[m(ip)])
        case .bicsRR:
          r[d(ip)] = s.pointee.result(r[n(ip)] & ~r[m(ip)])
        case .ornsRR:
          r[d(ip)] = s.pointee.result(r[n(ip)] | ~r[m(ip)])
        case .cmpRI:
          s.pointee.subtractFlags(r[n(ip)], ip.pointee.immediate)
        case .cmpRR:
          s.pointee.subtractFlags(r[n(ip)], r[m(ip)])
        case .cmnRI:
          s.pointee.addFlags(r[n(ip)], ip.pointee.immediate)
        case .cmnRR:
          s.pointee.addFlags(r[n(ip)], r[m(ip)])
        case .tstRI:
          s.pointee.result(r[n(ip)] & ip.pointee.immediate)
        case .tstRR:
          s.pointee.result(r[n(ip)] & r[m(ip)])
        case .teqRI:
          s.pointee.result(r[n(ip)] ^ ip.pointee.immediate)
        case .teqRR:
          s.pointee.result(r[n(ip)] ^ r[m(ip)])
        case .setCarry:
          s.pointee.carry = ip.pointee.immediate
        case .addLSL:
          r[d(ip)] = r[n(ip)] &+ r[m(ip)] &<< amount(ip)
        case .subLSL:
          r[d(ip)] = r[n(ip)] &- r[m(ip)] &<< amount(ip)
        case .orrLSL:
          r[d(ip)] = r[n(ip)] | r[m(ip)] &<< amount(ip)
        case .eorLSL:
          r[d(ip)] = r[n(ip)] ^ r[m(ip)] &<< amount(ip)
        case .addLSR:
          r[d(ip)] = r[n(ip)] &+ Shift.right(r[m(ip)], amount(ip))
        case .orrLSR:
          r[d(ip)] = r[n(ip)] | Shift.right(r[m(ip)], amount(ip))
        case .eorLSR:
          r[d(ip)] = r[n(ip)] ^ Shift.right(r[m(ip)], amount(ip))
        case .addASR:
          r[d(ip)] = r[n(ip)] &+ Shift.arithmeticRight(r[m(ip)], amount(ip))
        // MARK: Shifts
        case .lslI:
          r[d(ip)] = r[n(ip)] &<< amount(ip)
        case .lsrI:
          r[d(ip)] = Shift.right(r[n(ip)], amount(ip))
        case .asrI:
          r[d(ip)] = Shift.arithmeticRight(r[n(ip)], amount(ip))
        case .rorI:
          r[d(ip)] = Shift.rotateRight(r[n(ip)], amount(ip))
        case .rrx:
          r[d(ip)] = s.pointee.carry << 31 | r[n(ip)] >> 1
        case .lslsI:
          let x = r[n(ip)]
          s.pointee.carry = x &>> (32 &- amount(ip)) & 1
          r[d(ip)] = s.pointee.result(x &<< amount(ip))
        case .lsrsI:
          let x = r[n(ip)]
          s.pointee.carry = x &>> (amount(ip) &- 1) & 1
          r[d(ip)] = s.pointee.result(Shift.right(x, amount(ip)))
        case .asrsI:
          let x = r[n(ip)]
          s.pointee.carry = x &>> (amount(ip) &- 1) & 1
          r[d(ip)] = s.pointee.result(Shift.arithmeticRight(x, amount(ip)))
        case .rorsI:
          let x = Shift.rotateRight(r[n(ip)], amount(ip))
          s.pointee.carry = x >> 31
          r[d(ip)] = s.pointee.result(x)
        case .rrxs:
          let x = r[n(ip)]
          let shifted = s.pointee.carry << 31 | x >> 1
          s.pointee.carry = x & 1
          r[d(ip)] = s.pointee.result(shifted)
        case .lslR:
          r[d(ip)] = Shift.leftByRegister(r[n(ip)], r[m(ip)])
        case .lsrR:
          r[d(ip)] = Shift.rightByRegister(r[n(ip)], r[m(ip)])
        case .asrR:
          r[d(ip)] = Shift.arithmeticRightByRegister(r[n(ip)], r[m(ip)])
        case .rorR:
          r[d(ip)] = Shift.rotateRight(r[n(ip)], r[m(ip)])
        case .lslsR:
          r[d(ip)] = s.pointee.shiftFlags(.lsl, r[n(ip)], r[m(ip)] & 0xFF)
        case .lsrsR:
          r[d(ip)] = s.pointee.shiftFlags(.lsr, r[n(ip)], r[m(ip)] & 0xFF)
        case .asrsR:
          r[d(ip)] = s.pointee.shiftFlags(.asr, r[n(ip)], r[m(ip)] & 0xFF)
        case .rorsR:
          r[d(ip)] = s.pointee.shiftFlags(.ror, r[n(ip)], r[m(ip)] & 0xFF)
        // MARK: Bits, bytes and halfwords
        case .sxtb:
          r[d(ip)] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: r[n(ip)])))
        case .sxth:
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: r[n(ip)])))
        case .uxtb:
          r[d(ip)] = r[n(ip)] & 0xFF
        case .uxth:
          r[d(ip)] = r[n(ip)] & 0xFFFF
        case .sxtbRotated:
          let x = Shift.rotateRight(r[n(ip)], amount(ip))
          r[d(ip)] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: x)))
        case .sxthRotated:
          let x = Shift.rotateRight(r[n(ip)], amount(ip))
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: x)))
        case .uxtbRotated:
          r[d(ip)] = Shift.rotateRight(r[n(ip)], amount(ip)) & 0xFF
        case .uxthRotated:
          r[d(ip)] = Shift.rotateRight(r[n(ip)], amount(ip)) & 0xFFFF
        case .sxtb16:
          r[d(ip)] = Bits.signExtendBytes(Shift.rotateRight(r[n(ip)], amount(ip)))
        case .uxtb16:
          r[d(ip)] = Shift.rotateRight(r[n(ip)], amount(ip)) & 0x00FF_00FF
        case .sxtab16:
          let x = Bits.signExtendBytes(Shift.rotateRight(r[m(ip)], amount(ip)))
          r[d(ip)] = Bits.addHalves(r[n(ip)], x)
        case .uxtab16:
          let x = Shift.rotateRight(r[m(ip)], amount(ip)) & 0x00FF_00FF
          r[d(ip)] = Bits.addHalves(r[n(ip)], x)
        case .rev:
          r[d(ip)] = r[m(ip)].byteSwapped
        case .rev16:
          let x = r[m(ip)]
          r[d(ip)] = x >> 8 & 0x00FF_00FF | (x & 0x00FF_00FF) << 8
        case .revsh:
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: r[m(ip)]).byteSwapped))
        case .rbit:
          r[d(ip)] = Bits.reversed(r[m(ip)])
        case .clz:
          r[d(ip)] = UInt32(truncatingIfNeeded: r[m(ip)].leadingZeroBitCount)
        case .ubfx:
          r[d(ip)] = (r[n(ip)] &<< ip.pointee.immediate) &>> amount(ip)
        case .sbfx:
          let x = Int32(bitPattern: r[n(ip)] &<< ip.pointee.immediate)
          r[d(ip)] = UInt32(bitPattern: x &>> Int32(bitPattern: amount(ip)))
        case .bfi:
          let mask = ip.pointee.immediate
          r[d(ip)] = r[d(ip)] & ~mask | r[n(ip)] &<< amount(ip) & mask
        case .pkhbt:
          r[d(ip)] = r[n(ip)] & 0xFFFF | r[m(ip)] & 0xFFFF_0000
        case .pkhtb:
          r[d(ip)] = r[n(ip)] & 0xFFFF_0000 | r[m(ip)] & 0xFFFF
        case .sel:
          r[d(ip)] = Bits.select(r[n(ip)], r[m(ip)], greaterOrEqual: s.pointee.greaterOrEqual)
        // MARK: Multiplication, division, DSP
        case .mul:
          r[d(ip)] = r[n(ip)] &* r[m(ip)]
        case .muls:
          r[d(ip)] = s.pointee.result(r[n(ip)] &* r[m(ip)])
        case .mla:
          r[d(ip)] = r[a(ip)] &+ r[n(ip)] &* r[m(ip)]
        case .mls:
          r[d(ip)] = r[a(ip)] &- r[n(ip)] &* r[m(ip)]
        case .smull:
          setPair(ip, UInt64(bitPattern: Multiplication.signed(r[n(ip)]) &* Multiplication.signed(r[m(ip)])), r)
        case .umull:
          setPair(ip, UInt64(r[n(ip)]) &* UInt64(r[m(ip)]), r)
        case .smlal:
          let product = Multiplication.signed(r[n(ip)]) &* Multiplication.signed(r[m(ip)])
          setPair(ip, pair(ip, r) &+ UInt64(bitPattern: product), r)
        case .umlal:
          setPair(ip, pair(ip, r) &+ UInt64(r[n(ip)]) &* UInt64(r[m(ip)]), r)
        case .umaal:
          setPair(ip, UInt64(r[n(ip)]) &* UInt64(r[m(ip)]) &+ UInt64(r[d(ip)]) &+ UInt64(r[a(ip)]), r)
        case .sdiv, .udiv:
          let isSigned = ip.pointee.code == .sdiv
          let divisor = r[m(ip)]
          if divisor == 0 && divisionByZeroFaults() {
            break interpret
          }
          let dividend = r[n(ip)]
          cycles &+= chargeDivision(dividend, divisor, isSigned: isSigned, v, ip)
          r[d(ip)] = isSigned ? Division.signed(dividend, divisor) : Division.unsigned(dividend, divisor)
        case .smulHalves:
          r[d(ip)] = UInt32(truncatingIfNeeded: Multiplication.halves(r[n(ip)], r[m(ip)], ip.pointee.extra))
        case .smlaHalves:
          let sum = Multiplication.halves(r[n(ip)], r[m(ip)], ip.pointee.extra) &+ Multiplication.signed(r[a(ip)])
          r[d(ip)] = Multiplication.wrap(sum, &s.pointee.saturation)
        case .smlad:
          let (low, high) = Multiplication.dual(r[n(ip)], r[m(ip)])
          r[d(ip)] = Multiplication.wrap(low &+ high &+ Multiplication.signed(r[a(ip)]), &s.pointee.saturation)
        case .smladx:
          let (low, high) = Multiplication.dual(r[n(ip)], Multiplication.exchanged(r[m(ip)]))
          r[d(ip)] = Multiplication.wrap(low &+ high &+ Multiplication.signed(r[a(ip)]), &s.pointee.saturation)
        case .smuad:
          let (low, high) = Multiplication.dual(r[n(ip)], r[m(ip)])
          r[d(ip)] = Multiplication.wrap(low &+ high, &s.pointee.saturation)
        case .smlald:
          let (low, high) = Multiplication.dual(r[n(ip)], r[m(ip)])
          setPair(ip, pair(ip, r) &+ UInt64(bitPattern: low &+ high), r)
        case .parallel:
          r[d(ip)] = ParallelArithmetic.evaluate(
            opcode(ip), r[n(ip)], r[m(ip)], greaterOrEqual: &s.pointee.greaterOrEqual)
        case .saturating:
          r[d(ip)] = Saturation.arithmetic(opcode(ip), n: r[n(ip)], m: r[m(ip)], &s.pointee.saturation)
        case .multiplyDSP:
          r[d(ip)] = Multiplication.evaluate(
            opcode(ip), r[n(ip)], r[m(ip)], r[a(ip)], saturation: &s.pointee.saturation)
        case .multiplyLongDSP:
          let product = Multiplication.longProduct(opcode(ip), r[n(ip)], r[m(ip)])
          setPair(ip, pair(ip, r) &+ UInt64(bitPattern: product), r)
        case .ssat:
          r[d(ip)] = Saturation.signed(
            Multiplication.signed(r[n(ip)]), bits: ip.pointee.immediate, &s.pointee.saturation)
        case .usat:
          r[d(ip)] = Saturation.unsigned(
            Multiplication.signed(r[n(ip)]), bits: ip.pointee.immediate, &s.pointee.saturation)
        case .ssat16:
          r[d(ip)] = Saturation.halves(r[n(ip)], bits: ip.pointee.immediate, isSigned: true, &s.pointee.saturation)
        case .usat16:
          r[d(ip)] = Saturation.halves(r[n(ip)], bits: ip.pointee.immediate, isSigned: false, &s.pointee.saturation)
        case .usad8:
          r[d(ip)] = Saturation.sumOfDifferences(r[n(ip)], r[m(ip)])
        case .usada8:
          r[d(ip)] = r[a(ip)] &+ Saturation.sumOfDifferences(r[n(ip)], r[m(ip)])
        // MARK: Loads and stores
        case .ldrI:
          let loaded = load(r[n(ip)] &+ ip.pointee.immediate, 4, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrbI:
          let loaded = load(r[n(ip)] &+ ip.pointee.immediate, 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrhI:
          let loaded = load(r[n(ip)] &+ ip.pointee.immediate, 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrsbI:
          let loaded = load(r[n(ip)] &+ ip.pointee.immediate, 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: loaded)))
        case .ldrshI:
          let loaded = load(r[n(ip)] &+ ip.pointee.immediate, 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: loaded)))
        case .strI:
          let stored = store(r[n(ip)] &+ ip.pointee.immediate, 4, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .strbI:
          let stored = store(r[n(ip)] &+ ip.pointee.immediate, 1, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .strhI:
          let stored = store(r[n(ip)] &+ ip.pointee.immediate, 2, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .ldrR:
          let loaded = load(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 4, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrbR:
          let loaded = load(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrhR:
          let loaded = load(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrsbR:
          let loaded = load(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: loaded)))
        case .ldrshR:
          let loaded = load(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: loaded)))
        case .strR:
          let stored = store(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 4, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .strbR:
          let stored = store(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 1, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .strhR:
          let stored = store(r[n(ip)] &+ r[m(ip)] &<< amount(ip), 2, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .ldrPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(moved, 4, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrbPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(moved, 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrhPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(moved, 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrsbPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(moved, 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: loaded)))
        case .ldrshPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(moved, 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: loaded)))
        case .strPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let stored = store(moved, 4, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
        case .strbPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let stored = store(moved, 1, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
        case .strhPre:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let stored = store(moved, 2, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
        case .ldrPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(r[n(ip)], 4, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrbPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(r[n(ip)], 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrhPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(r[n(ip)], 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .ldrsbPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(r[n(ip)], 1, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: loaded)))
        case .ldrshPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let loaded = load(r[n(ip)], 2, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
          r[d(ip)] = UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: loaded)))
        case .strPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let stored = store(r[n(ip)], 4, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
        case .strbPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let stored = store(r[n(ip)], 1, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
        case .strhPost:
          let moved = r[n(ip)] &+ ip.pointee.immediate
          let stored = store(r[n(ip)], 2, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
          r[n(ip)] = moved
        case .ldrd:
          let done = loadDouble(readTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .strd:
          let done = storeDouble(writeTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .ldm:
          let done = loadMultiple(readTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .stm:
          let done = storeMultiple(writeTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .ldmPC:
          let done = loadMultiple(readTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
          target = r[RegisterFile.programCounter]
          edge = .exchange
          break interpret
        case .loadUnprivileged:
          let done = loadUnprivileged(v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .storeUnprivileged:
          let done = storeUnprivileged(v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .loadExclusive:
          let done = loadExclusive(v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .storeExclusive:
          let done = storeExclusive(v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .clearExclusive:
          s.pointee.exclusive = false
        // MARK: System
        case .cps, .mrs, .msr, .waitForInterrupt, .waitForEvent, .sendEvent:
          executeSystem(v, ip, cycles)
          cycles = s.pointee.cycles
        // MARK: Floating point
        case .floatingPointReady:
          if !s.pointee.floatingPointReady {
            // A lazy save may have written over this very block.
            if preparesFloatingPoint(v, ip, cycles) { edge = .again }
            cycles = s.pointee.cycles
            break interpret
          }
        case .vaddS:
          r[d(ip)] = FPU.add32(r[n(ip)], r[m(ip)], &s.pointee.fpscr)
        case .vsubS:
          r[d(ip)] = FPU.sub32(r[n(ip)], r[m(ip)], &s.pointee.fpscr)
        case .vmulS:
          r[d(ip)] = FPU.mul32(r[n(ip)], r[m(ip)], &s.pointee.fpscr)
        case .vnmulS:
          r[d(ip)] = FPU.neg32(FPU.mul32(r[n(ip)], r[m(ip)], &s.pointee.fpscr))
        case .vdivS:
          r[d(ip)] = FPU.div32(r[n(ip)], r[m(ip)], &s.pointee.fpscr)
        case .vsqrtS:
          r[d(ip)] = FPU.sqrt32(r[m(ip)], &s.pointee.fpscr)
        case .vmlaS:
          r[d(ip)] = FPU.add32(r[d(ip)], FPU.mul32(r[n(ip)], r[m(ip)], &s.pointee.fpscr), &s.pointee.fpscr)
        case .vmlsS:
          r[d(ip)] = FPU.add32(r[d(ip)], FPU.neg32(FPU.mul32(r[n(ip)], r[m(ip)], &s.pointee.fpscr)), &s.pointee.fpscr)
        case .vfmaS:
          r[d(ip)] = FPU.fusedMultiplyAdd32(r[d(ip)], r[n(ip)], r[m(ip)], &s.pointee.fpscr)
        case .vfmsS:
          r[d(ip)] = FPU.fusedMultiplyAdd32(r[d(ip)], FPU.neg32(r[n(ip)]), r[m(ip)], &s.pointee.fpscr)
        case .vfnmaS:
          r[d(ip)] = FPU.fusedMultiplyAdd32(FPU.neg32(r[d(ip)]), FPU.neg32(r[n(ip)]), r[m(ip)], &s.pointee.fpscr)
        case .vfnmsS:
          r[d(ip)] = FPU.fusedMultiplyAdd32(FPU.neg32(r[d(ip)]), r[n(ip)], r[m(ip)], &s.pointee.fpscr)
        case .vnmlaS:
          r[d(ip)] = FPU.add32(
            FPU.neg32(r[d(ip)]), FPU.neg32(FPU.mul32(r[n(ip)], r[m(ip)], &s.pointee.fpscr)), &s.pointee.fpscr)
        case .vnmlsS:
          r[d(ip)] = FPU.add32(FPU.neg32(r[d(ip)]), FPU.mul32(r[n(ip)], r[m(ip)], &s.pointee.fpscr), &s.pointee.fpscr)
        case .vaddD:
          setDouble(d(ip), FPU.add64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), r)
        case .vsubD:
          setDouble(d(ip), FPU.sub64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), r)
        case .vmulD:
          setDouble(d(ip), FPU.mul64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), r)
        case .vnmulD:
          setDouble(d(ip), FPU.neg64(FPU.mul64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr)), r)
        case .vdivD:
          setDouble(d(ip), FPU.div64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), r)
        case .vsqrtD:
          setDouble(d(ip), FPU.sqrt64(double(m(ip), r), &s.pointee.fpscr), r)
        case .vmlaD:
          setDouble(
            d(ip),
            FPU.add64(
              double(d(ip), r), FPU.mul64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), &s.pointee.fpscr), r)
        case .vmlsD:
          setDouble(
            d(ip),
            FPU.add64(
              double(d(ip), r), FPU.neg64(FPU.mul64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr)),
              &s.pointee.fpscr), r)
        case .vfmaD:
          setDouble(
            d(ip), FPU.fusedMultiplyAdd64(double(d(ip), r), double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), r)
        case .vfmsD:
          setDouble(
            d(ip),
            FPU.fusedMultiplyAdd64(double(d(ip), r), FPU.neg64(double(n(ip), r)), double(m(ip), r), &s.pointee.fpscr), r
          )
        case .vfnmaD:
          setDouble(
            d(ip),
            FPU.fusedMultiplyAdd64(
              FPU.neg64(double(d(ip), r)), FPU.neg64(double(n(ip), r)), double(m(ip), r), &s.pointee.fpscr), r)
        case .vfnmsD:
          setDouble(
            d(ip),
            FPU.fusedMultiplyAdd64(FPU.neg64(double(d(ip), r)), double(n(ip), r), double(m(ip), r), &s.pointee.fpscr), r
          )
        case .vnmlaD:
          setDouble(
            d(ip),
            FPU.add64(
              FPU.neg64(double(d(ip), r)), FPU.neg64(FPU.mul64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr)),
              &s.pointee.fpscr), r)
        case .vnmlsD:
          setDouble(
            d(ip),
            FPU.add64(
              FPU.neg64(double(d(ip), r)), FPU.mul64(double(n(ip), r), double(m(ip), r), &s.pointee.fpscr),
              &s.pointee.fpscr), r)
        case .vcmpS:
          let flags = FPU.compare32(r[d(ip)], r[m(ip)], quietNaNsSignal: ip.pointee.extra != 0, &s.pointee.fpscr)
          s.pointee.fpscr = s.pointee.fpscr & 0x0FFF_FFFF | flags << 28
        case .vcmpZeroS:
          let flags = FPU.compare32(r[d(ip)], 0, quietNaNsSignal: ip.pointee.extra != 0, &s.pointee.fpscr)
          s.pointee.fpscr = s.pointee.fpscr & 0x0FFF_FFFF | flags << 28
        case .vcmpD:
          let flags = FPU.compare64(
            double(d(ip), r), double(m(ip), r), quietNaNsSignal: ip.pointee.extra != 0, &s.pointee.fpscr)
          s.pointee.fpscr = s.pointee.fpscr & 0x0FFF_FFFF | flags << 28
        case .vcmpZeroD:
          let flags = FPU.compare64(double(d(ip), r), 0, quietNaNsSignal: ip.pointee.extra != 0, &s.pointee.fpscr)
          s.pointee.fpscr = s.pointee.fpscr & 0x0FFF_FFFF | flags << 28
        case .vcvtS32ToS, .vcvtU32ToS, .vcvtSToS32, .vcvtSToU32:
          r[d(ip)] = convertSingle(ip.pointee.code, r[m(ip)], &s.pointee.fpscr)
        case .floatingPoint:
          let block = v.pointee.block.takeUnretainedValue()
          executeFloatingPoint(block.instructions[Int(ip.pointee.second)].instruction)
        case .vselS:
          r[d(ip)] = s.pointee.holds(UInt8(truncatingIfNeeded: ip.pointee.extra)) ? r[n(ip)] : r[m(ip)]
        case .vselD:
          let chosen = s.pointee.holds(UInt8(truncatingIfNeeded: ip.pointee.extra)) ? n(ip) : m(ip)
          setDouble(d(ip), double(chosen, r), r)
        case .vmrsFlags:
          s.pointee.setFlags(nzcv: s.pointee.fpscr >> 28)
        case .vmrs:
          r[d(ip)] = s.pointee.fpscr
        case .vmsr:
          s.pointee.fpscr = r[n(ip)] & FPSCR.implemented
        case .vldrS:
          let loaded = loadAligned(r[n(ip)] &+ ip.pointee.immediate, readTable, v, ip, &cycles, banks)
          guard completes(loaded, &ip, &cycles) else { break interpret }
          r[d(ip)] = UInt32(truncatingIfNeeded: loaded)
        case .vstrS:
          let stored = storeAligned(r[n(ip)] &+ ip.pointee.immediate, r[d(ip)], writeTable, v, ip, &cycles, banks)
          guard completes(stored, &ip, &cycles) else { break interpret }
        case .vldrD, .vldm:
          let done = loadFloatingPoint(readTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        case .vstrD, .vstm:
          let done = storeFloatingPoint(writeTable, v, ip, cycles)
          guard completes(done, &ip, &cycles) else { break interpret }
        }
        ip += 1
      }

      // Which block is next?
      var following: UnsafeMutablePointer<Variant>?
      switch edge {
      case .next:
        cycles &+= v.pointee.cycles
        v.pointee.count &+= 1
        if let predictor { cycles &+= resolveBranch(v, predictor, taken: false, target: v.pointee.branchTarget) }
        following = v.pointee.next ?? follow(v, taken: false, cycles: cycles)
      case .taken:
        cycles &+= v.pointee.takenCycles
        v.pointee.takenCount &+= 1
        fetched.pointee.unit = FetchedUnit.none
        if let predictor { cycles &+= resolveBranch(v, predictor, taken: true, target: v.pointee.branchTarget) }
        following = v.pointee.takenNext ?? follow(v, taken: true, cycles: cycles)
      case .exchange where target & 1 == 0 || target >= 0xF000_0000:
        return leaveByExchange(v, target: target, cycles: cycles)
      case .exchange, .indirect:
        cycles &+= v.pointee.takenCycles
        v.pointee.takenCount &+= 1
        fetched.pointee.unit = FetchedUnit.none
        target &= ~1
        if let predictor { cycles &+= resolveBranch(v, predictor, taken: true, target: target) }
        following = jumpCache[BlockCache.jumpIndex(target, privileged: privileged)]
        if following == nil || following.unsafelyUnwrapped.pointee.address != target
          || following.unsafelyUnwrapped.pointee.entry != v.pointee.takenExit
        {
          following = followIndirect(v, target: target, cycles: cycles)
        }
      default:
        return leave(v, at: ip, edge, cycles: cycles)
      }
      guard let following else { return }
      guard cycles &+ following.pointee.worstCycles <= s.pointee.deadline else {
        return stop(before: following, cycles: cycles)
      }
      v = following
    }
  }
}
