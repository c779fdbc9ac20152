import Microarchitecture
import ThumbISA

extension Machine {
  /// The longest block, in instructions.
  private static let longestBlock = 48

  /// Decodes and lowers the block at a key. Throws the fault that fetching its first instruction takes.
  func buildBlock(_ key: Block.Key) throws(Fault) -> Block {
    var run: [PlacedInstruction] = []
    var places: Set<Block.Source> = []
    var address = key.address
    let continued = InterruptibleState.next(key.itState)
    var itState = continued == nil ? key.itState : 0
    var undecodable: Fault?
    while run.count < (key.single ? 1 : Self.longestBlock) {
      if let last = run.last, isBoundary(after: last.address, at: address) { break }
      if !run.isEmpty, watchedAddresses.contains(address) { break }
      let fetched: Fetched
      do throws(Fault) {
        fetched = try fetch(address, privileged: key.privileged)
      } catch {
        if run.isEmpty { throw error }
        break
      }
      places.formUnion(fetched.places)
      guard let instruction = Decoder.decode(fetched.first, fetched.second) else {
        if run.isEmpty { undecodable = undefined(fetched, privileged: key.privileged) }
        break
      }
      run.append(PlacedInstruction(instruction: instruction, address: address, itState: itState))
      itState = Self.advance(itState, past: instruction)
      address &+= UInt32(instruction.size)
      if instruction.endsBlock { break }
    }
    if let undecodable { throw undecodable }
    return finish(key, run: run, end: address, itState: itState, places: places)
  }

  private func finish(
    _ key: Block.Key, run: [PlacedInstruction], end: UInt32, itState: UInt8, places code: Set<Block.Source>
  ) -> Block {
    var places = code
    let (operations, instructionOfOperation) = Lowering.lower(
      run, endsAt: end, features: features,
      floatingPointAllowed: floatingPointAccess(privileged: key.privileged), timedMemory: timedMemory,
      shadowed: shadowedCode
    ) { [self] address in
      // A literal may be taken for constant only while no MPU can forbid reading it.
      guard !system.mpuIsEnabled, observer == nil, !keepsLiteralLoads,
        let place = memory.place(of: address, size: 4)
      else { return nil }
      places.insert(Block.Source(memory: place.memory, offset: place.offset, size: 4))
      return Self.load(memory.host(place), size: 4)
    }
    let last = run[run.count - 1]
    let divisions = run.count { $0.instruction.opcode == .sdiv || $0.instruction.opcode == .udiv }
    return Block(
      key: key, instructions: issued(run, continued: InterruptibleState.next(key.itState)),
      itStates: run.map(\.itState) + [itState], operations: operations,
      instructionOfOperation: instructionOfOperation, size: end &- key.address, places: Self.joined(places),
      target: last.instruction.branchTarget(at: last.address), branch: last.branchKind,
      transfers: transfers(last, next: end),
      worstDynamicCycles: UInt64(divisions) * UInt64(pipeline.maximumDivideCycles) + UInt64(run.count)
        * UInt64(memorySystem.mostCyclesAtOnce))
  }

  /// The instructions as the pipeline sees them. A load or store multiple that was interrupted has fewer registers left.
  private func issued(_ run: [PlacedInstruction], continued: UInt8?) -> [IssuedInstruction] {
    var issued = run.map { IssuedInstruction(instruction: $0.instruction, address: $0.address) }
    if let continued, issued[0].instruction.interruptibility == .continues {
      issued[0].instruction = issued[0].instruction.continuing(at: continued)
    }
    return issued
  }

  private var timedMemory: TimedMemory {
    TimedMemory(
      timesData: memorySystem.timesData, severalTransfers: memorySystem.severalTransfers,
      countsAccesses: blocks.accessCounts != nil, followsStacks: memoryFollower != nil
    ) {
      [memorySystem] in memorySystem.fetchUnits(at: $0, size: $1)
    }
  }

  /// The same bytes in as few runs as possible.
  private static func joined(_ places: Set<Block.Source>) -> [Block.Source] {
    var runs: [Block.Source] = []
    for place in places.sorted(by: { ($0.memory, $0.offset) < ($1.memory, $1.offset) }) {
      if let last = runs.last, last.memory == place.memory, last.offset + last.size >= place.offset {
        runs[runs.count - 1].size = max(last.offset + last.size, place.offset + place.size) - last.offset
      } else {
        runs.append(place)
      }
    }
    return runs
  }

  /// EPSR.IT after an instruction.
  private static func advance(_ itState: UInt8, past instruction: Instruction) -> UInt8 {
    if instruction.opcode == .it { return ITState(after: instruction).bits }
    var state = ITState(bits: itState)
    state.advance()
    return state.bits
  }

  // MARK: Fetching

  private struct Fetched {
    var first: UInt16
    var second: UInt16
    var places: [Block.Source]
  }

  private func fetch(_ address: UInt32, privileged: Bool) throws(Fault) -> Fetched {
    let (first, place) = try fetchHalfword(address, privileged: privileged)
    guard Decoder.isWide(first) else { return Fetched(first: first, second: 0, places: [place]) }
    let (second, secondPlace) = try fetchHalfword(address &+ 2, privileged: privileged)
    return Fetched(first: first, second: second, places: [place, secondPlace])
  }

  private func fetchHalfword(_ address: UInt32, privileged: Bool) throws(Fault) -> (UInt16, Block.Source) {
    if let fault = checkFetch(address, privileged: privileged) { throw fault }
    guard let place = memory.place(of: address, size: 2), memory.memories[place.memory].region.executable else {
      throw .instructionBus
    }
    let source = Block.Source(memory: place.memory, offset: place.offset, size: 2)
    return (UInt16(truncatingIfNeeded: Self.load(memory.host(place), size: 2)), source)
  }

  /// The fault of an encoding that is nothing: NOCP in the space of an absent or forbidden coprocessor.
  private func undefined(_ fetched: Fetched, privileged: Bool) -> Fault {
    switch Decoder.coprocessor(fetched.first, fetched.second) {
    case nil: .undefinedInstruction
    case 10, 11: floatingPointAccess(privileged: privileged) ? .undefinedInstruction : .noCoprocessor
    default: .noCoprocessor
    }
  }

  /// What this core implements.
  var features: Features {
    switch (board.core.kind, board.core.floatingPoint) {
    case (_, .none): .cortexM4
    case (.cortexM4, _): .cortexM4F
    case (.cortexM7, .single): .cortexM7SinglePrecision
    case (.cortexM7, .double): .cortexM7DoublePrecision
    }
  }
}

extension PlacedInstruction {
  /// What kind of branch it is; nil if it is none that a predictor would know.
  fileprivate var branchKind: BranchOutcome.Kind? {
    let isConditional = condition != .always || instruction.condition != .always
    switch instruction.opcode {
    case .cbz, .cbnz: return .conditional
    case .b: return isConditional ? .conditional : .direct
    case .bl: return .call
    case .blx: return .indirectCall
    case .bx: return instruction.m == 14 ? .return : .indirect
    case .ldm, .ldmdb: return instruction.immediate & 0x8000 != 0 ? .return : nil
    case .ldrImmediate where instruction.d == 15:
      return instruction.n == 13 && instruction.writesBack ? .return : .indirect
    case .tbb, .tbh: return .indirect
    case .addRegister, .movRegister, .ldrLiteral, .ldrRegister: return instruction.d == 15 ? .indirect : nil
    default: return nil
    }
  }
}

extension Instruction {
  /// Whether the instruction after this one may not be the next to execute, or not under the same rules.
  var endsBlock: Bool {
    switch opcode {
    case .b, .bl, .bx, .blx, .cbz, .cbnz, .tbb, .tbh, .svc, .bkpt, .udf, .cps, .msr, .wfi, .wfe, .sev, .isb, .cdp,
      .ldc, .mcr, .mcrr, .mrc, .mrrc, .stc:
      true
    case .addRegister, .movRegister, .ldrImmediate, .ldrLiteral, .ldrRegister: d == 15
    case .ldm, .ldmdb: immediate & 0x8000 != 0
    default: false
    }
  }

  /// Whether the instruction belongs to the floating-point unit.
  var isFloatingPoint: Bool { !requiredFeatures.isDisjoint(with: [.fpSingle, .fpV5, .fpDouble]) }
}
