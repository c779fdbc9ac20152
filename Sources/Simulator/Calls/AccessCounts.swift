import Boards

/// Counts data accesses by memory, and misses, for each instruction of a variant, while they are recorded.
///
/// A variant has `stride` counters for each instruction: how often it accessed each memory, then the misses of its fetches
/// and of its data. What an access moves, its `countRI` or `countRR` operation says.
struct AccessCounts {
  /// Names by number: the board's memories, then what else there is in the address space.
  let memories: [String]
  /// The memory of each page of 4 KB; 2^20 of them; the machine frees it.
  let memoryOfPage: UnsafeMutablePointer<UInt8>
  private var accesses: [UInt32: ExecutionRecord.Accesses] = [:]

  var stride: Int { memories.count + 2 }

  init(_ board: Board) {
    // A page has one number of 8 bits.
    let regions = board.regions.prefix(250)
    memories = regions.map(\.name) + ["peripherals", "private peripherals", "elsewhere"]
    memoryOfPage = .allocate(capacity: 1 << 20)
    memoryOfPage.initialize(repeating: UInt8(regions.count + 2), count: 1 << 20)
    // Peripherals and the private peripheral bus in the default map (DDI 0403E, B3.1).
    (memoryOfPage + 0x4_0000).update(repeating: UInt8(regions.count), count: 0x2_0000)
    (memoryOfPage + 0xE_0000).update(repeating: UInt8(regions.count + 1), count: 0x2_0000)
    for (number, region) in regions.enumerated() {
      for base in [region.base] + region.aliases {
        let last = UInt64(base) + UInt64(max(region.size, 1)) - 1
        for page in Int(base >> 12)...Int(min(last >> 12, 0xF_FFFF)) { memoryOfPage[page] = UInt8(number) }
      }
    }
  }

  func make(_ block: Block) -> UnsafeMutablePointer<UInt64> {
    let counters = UnsafeMutablePointer<UInt64>.allocate(capacity: block.instructions.count * stride)
    counters.initialize(repeating: 0, count: block.instructions.count * stride)
    return counters
  }

  /// Adds what a variant has counted, and sets that to zero.
  mutating func settle(_ variant: Variant, _ block: Block) {
    guard let counters = variant.accesses else { return }
    for position in 0..<block.operationCount {
      let operation = block.operations[position]
      guard operation.code == .countRI || operation.code == .countRR else { continue }
      let instruction = Int(operation.second & 0xFFFF)
      let counts = UnsafeBufferPointer(start: counters + instruction * stride, count: memories.count)
      guard counts.contains(where: { $0 != 0 }) else { continue }
      let transfers = UInt64(operation.second >> 16 & 0xFF)
      let bytes = transfers * (UInt64(operation.d) + 1)
      let isStore = operation.second >> 24 != 0
      let address = block.instructions[instruction].address
      for (memory, count) in counts.enumerated() where count != 0 {
        if isStore {
          accesses[address, default: .init(memories: memories.count)].stores[memory] += count * transfers
          accesses[address, default: .init(memories: memories.count)].bytesStored[memory] += count * bytes
        } else {
          accesses[address, default: .init(memories: memories.count)].loads[memory] += count * transfers
          accesses[address, default: .init(memories: memories.count)].bytesLoaded[memory] += count * bytes
        }
      }
    }
    for (instruction, issued) in block.instructions.enumerated() {
      let misses = counters + (instruction * stride + memories.count)
      guard misses[0] != 0 || misses[1] != 0 else { continue }
      accesses[issued.address, default: .init(memories: memories.count)].fetchMisses += misses[0]
      accesses[issued.address, default: .init(memories: memories.count)].dataMisses += misses[1]
    }
    counters.update(repeating: 0, count: block.instructions.count * stride)
  }

  mutating func take() -> [UInt32: ExecutionRecord.Accesses] {
    defer { accesses = [:] }
    return accesses
  }
}

/// Ways of leaving a block by which control may pass to another function or to a marked address.
struct Transfers: OptionSet {
  let rawValue: UInt8
  /// The last instruction is a call.
  static let call = Transfers(rawValue: 1)
  /// Its target, or what follows the block, is in another function.
  static let takenCrosses = Transfers(rawValue: 2)
  static let nextCrosses = Transfers(rawValue: 4)
  /// … is a marked address.
  static let takenMarked = Transfers(rawValue: 8)
  static let nextMarked = Transfers(rawValue: 16)

  static let taken: Transfers = [.call, .takenCrosses, .takenMarked]
  static let next: Transfers = [.nextCrosses, .nextMarked]
}
