import Microarchitecture

// What costs time in operations. Where memory is not free, a `fetch` stands before the first instruction in each fetch
// unit; a load or store of one transfer carries what it needs to find out its own cost, and an access operation stands
// before each other one. So what memory costs is known at that very place.

/// What lowering asks of the memory system.
struct TimedMemory {
  /// Whether data accesses can cost something.
  var timesData = false
  /// `MemorySystem.severalTransfers`.
  var severalTransfers: UInt32 = 2
  /// Whether accesses are counted by memory.
  var countsAccesses = false
  /// Whether stacks are followed.
  var followsStacks = false
  /// The fetch units of an instruction, by address and size in bytes; see `MemorySystem.fetchUnits`.
  var fetchUnits: (UInt32, Int) -> [UInt32] = { _, _ in [] }
}

extension Lowering {
  /// Before an instruction: the fetch units that the one before it did not lie in. Fetching happens whether or not the
  /// instruction's condition holds, so it must not be skipped.
  mutating func fetch(_ placed: PlacedInstruction) {
    for unit in timedMemory.fetchUnits(placed.address, Int(placed.instruction.size)) where unit != lastFetchUnit {
      closeSkip()
      emit(Operation(index == 0 ? .fetch : .fetchNext, immediate: unit))
      lastFetchUnit = unit
    }
  }

  /// An operation as it is executed: a load or store of one transfer finds out by itself what it costs.
  func timed(_ operation: Operation) -> Operation? {
    guard timedMemory.timesData, operation.code.timesItself,
      let access = operation.announcement(instruction: index, timedMemory)
    else { return nil }
    var timed = operation
    timed.extra |= Operation.timed
    timed.second = access.second
    return timed
  }

  /// Before an operation that accesses memory, and what finds out its cost, while accesses are recorded.
  mutating func count(_ operation: Operation) {
    guard timedMemory.countsAccesses, var access = operation.announcement(instruction: index, timedMemory) else {
      return
    }
    access.code = access.code == .accessRI ? .countRI : .countRR
    operations.append(access)
    instructionOfOperation.append(UInt16(index))
  }

  /// Before an operation that accesses memory.
  mutating func announce(_ operation: Operation) {
    guard timedMemory.timesData, let access = operation.announcement(instruction: index, timedMemory) else { return }
    emit(access)
  }

  /// A load whose value became a constant is a load still.
  mutating func announceLiteral(at address: UInt32) {
    let load = Operation(.ldrI, n: UInt8(RegisterFile.zero), immediate: address)
    count(load)
    announce(load)
  }
}

extension Operation {
  /// In `a` of an access operation: it is a load of one transfer.
  static let isOneLoad: UInt = 0x80
  /// In `extra` of a load or store of one transfer, if it finds out what it costs: `second` is as in an access operation.
  static let timed: UInt16 = 0x100

  /// The access operation for a load or store. Its fields: `n`, `m`, `extra` and `immediate` make the address as the code
  /// says; `d` is the alignment mask; `a` what a page must say to be free, and shifted left by 4 what it must not say
  /// (`MemorySystem.DataPage`); `second` the index of the instruction, with the number of transfers above it (bits 16 to
  /// 23) and whether it stores (bit 24).
  fileprivate func announcement(instruction: Int, _ timedMemory: TimedMemory) -> Operation? {
    guard let shape = code.accessShape(self) else { return nil }
    var demand = shape.isStore ? MemorySystem.DataPage.freeStores : MemorySystem.DataPage.freeLoads
    if shape.count >= timedMemory.severalTransfers { demand |= MemorySystem.DataPage.asksForSeveral << 4 }
    if shape.count == 1 && !shape.isStore { demand |= Operation.isOneLoad }
    let second = UInt32(instruction) | shape.count << 16 | (shape.isStore ? 1 << 24 : 0)
    let mask = UInt8(shape.size - 1)
    switch shape.address {
    case .offset(let offset):
      return Operation(.accessRI, d: mask, n: n, a: UInt8(demand), immediate: offset, second: second)
    case .index(let shift):
      return Operation(.accessRR, d: mask, n: n, m: m, a: UInt8(demand), extra: shift, second: second)
    }
  }
}

/// What an operation does to memory, for what it costs.
private struct AccessShape {
  enum Address {
    /// At `n` plus this.
    case offset(UInt32)
    /// At `n` plus `m` shifted left by this.
    case index(UInt16)
  }

  var address: Address
  /// Bytes of a transfer, and transfers.
  var size: UInt32
  var count: UInt32 = 1
  var isStore: Bool
}

extension OperationCode {
  /// Whether the operation is a load or store of one transfer that leaves the fields of `Operation.timed` free.
  fileprivate var timesItself: Bool {
    switch self {
    case .ldrI, .ldrbI, .ldrhI, .ldrsbI, .ldrshI, .strI, .strbI, .strhI, .ldrR, .ldrbR, .ldrhR, .ldrsbR, .ldrshR,
      .strR, .strbR, .strhR, .ldrPre, .ldrbPre, .ldrhPre, .ldrsbPre, .ldrshPre, .strPre, .strbPre, .strhPre, .ldrPost,
      .ldrbPost, .ldrhPost, .ldrsbPost, .ldrshPost, .strPost, .strbPost, .strhPost:
      true
    default: false
    }
  }

  fileprivate func accessShape(_ operation: Operation) -> AccessShape? {
    let size = transferSize(operation)
    guard size != 0 else { return nil }
    var shape = AccessShape(address: .offset(operation.immediate), size: size, isStore: isStore)
    switch self {
    case .ldrR, .ldrbR, .ldrhR, .ldrsbR, .ldrshR, .strR, .strbR, .strhR: shape.address = .index(operation.extra)
    case .ldrPost, .ldrbPost, .ldrhPost, .ldrsbPost, .ldrshPost, .strPost, .strbPost, .strhPost, .loadPC:
      shape.address = .offset(0)
    case .tableBranchByte: shape.address = .index(0)
    case .tableBranchHalfword: shape.address = .index(1)
    case .ldrd, .strd, .vldrD, .vstrD: shape.count = 2
    case .ldm, .stm, .ldmPC: shape.count = UInt32(operation.extra.nonzeroBitCount)
    case .vldm, .vstm: shape.count = UInt32(operation.extra)
    default: break
    }
    return shape.count == 0 ? nil : shape
  }

  private var isStore: Bool {
    switch self {
    case .strI, .strbI, .strhI, .strR, .strbR, .strhR, .strPre, .strbPre, .strhPre, .strPost, .strbPost, .strhPost,
      .strd, .stm, .storeUnprivileged, .storeExclusive, .vstrS, .vstrD, .vstm:
      true
    default: false
    }
  }

  /// Bytes of one transfer; 0 if the operation accesses no memory.
  func transferSize(_ operation: Operation) -> UInt32 {
    switch self {
    case .ldrI, .ldrR, .ldrPre, .ldrPost, .strI, .strR, .strPre, .strPost, .ldrd, .strd, .ldm, .stm, .ldmPC, .loadPC,
      .vldrS, .vstrS, .vldrD, .vstrD, .vldm, .vstm:
      4
    case .ldrhI, .ldrhR, .ldrhPre, .ldrhPost, .ldrshI, .ldrshR, .ldrshPre, .ldrshPost, .strhI, .strhR, .strhPre,
      .strhPost, .tableBranchHalfword:
      2
    case .ldrbI, .ldrbR, .ldrbPre, .ldrbPost, .ldrsbI, .ldrsbR, .ldrsbPre, .ldrsbPost, .strbI, .strbR, .strbPre,
      .strbPost, .tableBranchByte:
      1
    case .loadUnprivileged, .storeUnprivileged: UInt32(operation.extra & 0xF)
    case .loadExclusive, .storeExclusive: UInt32(operation.extra)
    default: 0
    }
  }
}
