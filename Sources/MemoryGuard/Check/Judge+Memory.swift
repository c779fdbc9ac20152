import Boards
import Firmware
import Simulator

// Accesses that no pointer's bounds explain, stacks, and the heap.

extension Judge {
  func accessOutsideMemory(_ access: CheckedAccess) {
    let address = access.address
    if let location = board.location(of: address) {
      guard access.isStore, !board.regions[location.region].writable else { return }
      return report(
        .flashWrite, access, object: constantObject(at: address),
        notes: ["\(board.regions[location.region].name) is written by the loader only"])
    }
    // The private peripheral bus and vendors' part of it (DDI 0403E, B3.1).
    if address >= 0xE000_0000 && address < 0xE010_0000 { return }
    if board.peripherals.contains(where: { address &- $0.base < $0.size }) { return }
    if board.core.bitBanding, address >> 25 == 0x11 || address >> 25 == 0x21 { return }
    // What a stack does that has fallen out of all memory was told when it fell below its limit.
    if overflows.contains(where: { address < $0.key && access.baseValue &- machine.stackPointer < 0x400 }) { return }
    if isNull(access) { return report(.nullAccess, access, notes: nullNotes(access)) }
    if address >> 29 == 2 {
      // Reads of what is not there fault as any others do.
      if access.isStore {
        return report(
          .peripheralWithoutStub, access, notes: ["\(board.name) has no peripheral at \(hexadecimal(address))"])
      }
    }
    report(.outsideMemory, access, notes: ["\(board.name) has no memory at \(hexadecimal(address)): a bus fault"])
  }

  private func constantObject(at address: UInt32) -> Violation.Object? {
    objects.entry(at: address).map(objects.object)
  }

  func unknownAccess(_ access: CheckedAccess) -> Bool {
    if isNull(access) {
      report(.nullAccess, access, notes: nullNotes(access))
      return true
    }
    guard machine.heap.contains(access.address), heap.live(around: access.address) == nil,
      let number = heap.gone(around: access.address)
    else { return false }
    report(.useAfterFree, access, object: block(number), key: number)
    return true
  }

  /// Start-up code copies vector tables from address 0; programs that follow a null pointer have none.
  private func isNull(_ access: CheckedAccess) -> Bool {
    isStarted && access.origin.kind == .unknown && (access.baseValue == 0 || access.address < 0x40)
      && access.address < 0x400
  }

  private func nullNotes(_ access: CheckedAccess) -> [String] {
    guard let location = board.location(of: access.address) else { return [] }
    return ["address 0 is \(board.regions[location.region].name) on \(board.name), so the part itself does not fault"]
  }

  // MARK: Values

  func loadedUndefined(_ address: UInt32, size: UInt32, programCounter: UInt32) -> Bool {
    guard let layer, let tensor = tensors.first(where: { isLive($0, in: layer) && address &- $0.address < $0.size })
    else { return false }
    report(
      .tensorUnwritten, .read, address, size, at: programCounter, object: object(tensor),
      notes: ["nothing has written these bytes since \(tensor.name) began to live, before layer \(tensor.first)"],
      key: tensor.address, showsMemory: true)
    return true
  }

  func usedUndefined(_ use: UndefinedUse) {
    let kind: Violation.Kind = use.isStale ? .staleStack : .uninitialized
    let loaded = use.loadedAt == 0 ? use.programCounter : use.loadedAt
    let purpose =
      switch use.purpose {
      case .condition: "a condition depends on it"
      case .address: "an address is made of it"
      case .output: "it is written to a peripheral"
      case .jump: "execution goes on where it says"
      }
    let calls = machine.calls(at: use.programCounter)
    let inSameFunction =
      places.name(of: loaded) == places.name(of: use.programCounter) || calls.frames.isEmpty
    let usedAt = places.places(of: use.programCounter)[0]
    let line = usedAt.file.map { ", \($0):\(usedAt.line ?? 0)" } ?? ""
    var object: Violation.Object?
    if use.loadedAt != 0 {
      if let number = heap.live(around: use.address) { object = block(number) }
      object = object ?? objects.entry(at: use.address).map(objects.object)
      let near = use.address..<max(use.address, use.address &+ 1)
      if object == nil { object = frameVariables(around: near).first }
    }
    groups.add(ViolationKey(kind: kind, place: loaded, object: object?.address ?? 0)) {
      var stack = calls
      if inSameFunction { stack.programCounter = loaded }
      return Violation(
        kind: kind, access: .read, address: use.address, size: use.size, instruction: machine.text(at: loaded),
        stack: (inSameFunction ? [] : places.places(of: loaded)) + places.places(of: stack), object: object,
        cycle: machine.cycle, notes: ["\(purpose) in \(usedAt.function)\(line)"])
    }
  }

  func dividedByZero(programCounter: UInt32) {
    report(
      .divisionByZero, .none, programCounter, 0, at: programCounter,
      notes: ["CCR.DIV_0_TRP is clear, so the result is 0 and nothing faults"])
  }

  func lostExclusive(_ store: CheckedAccess) {
    report(
      .lostExclusive, .write, store.address, store.size, at: store.programCounter, object: meant(by: store),
      notes: ["the store did not happen, as the exclusive monitor was not open, and its status was not looked at"])
  }

  func faulted(_ fault: Fault, programCounter: UInt32) {
    noteDeepest()
    switch fault {
    case .instructionBus, .instructionAccess, .invalidState:
      let isNull = programCounter < 0x40
      report(
        isNull ? .nullAccess : .noExecute, .execute, programCounter, 2, at: programCounter,
        object: objects.entry(at: programCounter).map(objects.object),
        notes: [FaultWords.of(fault)])
    case .unaligned:
      let access = machine.access(at: programCounter)
      report(
        .misaligned, access?.isStore == true ? .write : .read, access?.address ?? programCounter, access?.size ?? 0,
        at: programCounter, object: meant(by: access), notes: [FaultWords.of(fault)])
    case .dataAccess(let address):
      let isStore = machine.access(at: programCounter)?.isStore ?? false
      report(
        .outsideMemory, isStore ? .write : .read, address, 0, at: programCounter,
        notes: ["the MPU forbids it (MemManage)"])
    default: break
    }
  }
}

private enum FaultWords {
  static func of(_ fault: Fault) -> String {
    switch fault {
    case .instructionBus: "there is no memory to execute from (BusFault, IBUSERR)"
    case .instructionAccess: "the MPU or the memory map forbids to execute there (MemManage, IACCVIOL)"
    case .invalidState: "a branch to an address with bit 0 clear, which is not Thumb code (UsageFault, INVSTATE)"
    default: "it faults when not aligned (UsageFault, UNALIGNED)"
    }
  }
}
