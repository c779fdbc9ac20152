import ThumbISA

// Where the follower of memory is told what happens. While it is there, an operation stands after each instruction that can
// lower the stack pointer (`Lowering.followStack`); whatever else changes a stack pointer is slow code and tells by itself.

extension Machine {
  /// Follows stacks and the heap from now on.
  func startFollowing(_ recorder: CallRecorder, _ follower: MemoryFollower) {
    recorder.follower = follower
    memoryFollower = follower
    stackWatch = follower.watch
  }

  private var stackPointers: MemoryFollower.Pointers {
    .init(main: mainStackPointer, process: processStackPointer, usesProcess: usesProcessStack)
  }

  /// Where the core is: within an instruction if one is being executed, otherwise before the next.
  private var moment: MemoryFollower.Moment {
    guard let variant = currentVariant, let operation = currentOperation else {
      return .init(cycle: state.pointee.cycles, programCounter: registers[RegisterFile.programCounter])
    }
    let block = variant.pointee.block.takeUnretainedValue()
    return .init(cycle: now, programCounter: block.address(of: block.instruction(of: operation)))
  }

  /// A stack pointer may have changed, or another one may be in use, in code that is not the interpreter's.
  /// - Parameter written: the one that a special register's write has set.
  func followStacks(written: MemoryRecord.Stack.Pointer? = nil) {
    memoryFollower?.look(stackPointers, written: written, at: moment)
  }

  func followReset() { memoryFollower?.reset(stackPointers, at: moment) }

  /// An instruction has set the stack pointer to a value that `stackWatch` does not let pass.
  @inline(never)
  func followStackPointer(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) {
    state.pointee.cycles = cycles
    currentVariant = v
    currentOperation = ip
    defer { currentVariant = nil }
    memoryFollower?.change(StackChange(rawValue: ip.pointee.d) ?? .relative, stackPointers, at: moment)
  }

  /// A handler has stored registers below what was in a register.
  @inline(never)
  func followSave(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) {
    state.pointee.cycles = cycles
    currentVariant = v
    currentOperation = ip
    defer { currentVariant = nil }
    memoryFollower?.save(at: registers[n(ip)], at: moment)
  }

  /// An instruction is about to change the stack pointer, and an interval has ended.
  @inline(never)
  func followTime(_ v: UnsafeMutablePointer<Variant>, _ ip: Position, _ cycles: UInt64) {
    let block = v.pointee.block.takeUnretainedValue()
    memoryFollower?.reach(
      cycles &+ UInt64(v.pointee.elapsed[block.instruction(of: ip)]),
      stackPointer: registers[RegisterFile.stackPointer])
  }

  /// Before slow code changes the stack pointers.
  func followTime() {
    memoryFollower?.reach(state.pointee.cycles, stackPointer: registers[RegisterFile.stackPointer])
  }
}

extension Lowering {
  /// Before an instruction that can raise the stack pointer: what looks at the time, because what it was is gone then.
  mutating func followTime(_ instruction: Instruction) {
    if timedMemory.followsStacks, instruction.mayRaiseStackPointer { emit(Operation(.followTime)) }
  }

  /// After an instruction: what looks at the stack pointer if that may be lower now, or on another stack.
  mutating func followStack(_ instruction: Instruction) {
    guard timedMemory.followsStacks, !instruction.endsBlock else { return }
    if let change = instruction.stackChange {
      emit(Operation(.followStack, d: change.rawValue))
    } else if instruction.savesBelowBase {
      emit(Operation(.followSave, n: instruction.n))
    }
  }
}

extension Instruction {
  /// How it may lower the stack pointer or set it anew; nil if it does neither.
  fileprivate var stackChange: StackChange? {
    guard registerUse.coreWritten >> 13 & 1 != 0 else { return nil }
    switch opcode {
    case .addImmediate: return n == 13 ? nil : .moved
    case .subImmediate: return n == 13 ? .relative : .moved
    case .addRegister, .subRegister: return n == 13 || m == 13 ? .relative : .moved
    case .movRegister, .movImmediate: return .moved
    case .ldm, .ldmdb: return immediate >> 13 & 1 != 0 ? .loaded : opcode == .ldm ? nil : .relative
    case .stm, .vldm, .vstm: return nil
    case .stmdb, .vldmdb, .vstmdb: return .relative
    default: break
    }
    guard accessesMemory else { return .relative }
    // Loaded, or only written back.
    let isBase = writesBack && n == 13
    if readsMemory, d == 13 || hasSecondRegister && a == 13 { return .loaded }
    return isBase && adds ? nil : .relative
  }

  /// Whether the stack pointer may be higher after it.
  fileprivate var mayRaiseStackPointer: Bool {
    guard registerUse.coreWritten >> 13 & 1 != 0 else { return false }
    switch opcode {
    case .subImmediate: return n != 13
    case .stmdb, .vstmdb: return false
    default: return true
    }
  }

  private var readsMemory: Bool { registerUse.readsMemory }

  private var hasSecondRegister: Bool { opcode == .ldrdImmediate || opcode == .ldrdLiteral }

  /// Whether it stores registers below its base register, as kernels save those of a task.
  fileprivate var savesBelowBase: Bool { (opcode == .stmdb || opcode == .vstmdb) && writesBack && n != 13 }
}
