import Simulator

/// Heap blocks by number, live and gone. A number is used anew only long after its block is gone, so that old pointers are
/// told from new ones.
struct HeapObjects {
  struct Block {
    var address: UInt32
    var size: UInt32
    var isLive: Bool
    var allocated: CallStack
    var freed: CallStack?
  }

  private(set) var blocks: [Block] = []
  /// Numbers of live blocks by address, sorted.
  private var live: [(address: UInt32, number: UInt32)] = []
  /// Numbers of blocks that are gone, oldest first.
  private var gone: [UInt32] = []
  private var firstGone = 0
  private static let mostGone = 1 << 16

  mutating func allocate(_ address: UInt32, size: UInt32, calls: CallStack) -> UInt32 {
    let block = Block(address: address, size: size, isLive: true, allocated: calls)
    let number: UInt32
    if gone.count - firstGone > Self.mostGone {
      number = gone[firstGone]
      firstGone += 1
      if firstGone > Self.mostGone {
        gone.removeFirst(firstGone)
        firstGone = 0
      }
      blocks[Int(number)] = block
    } else {
      number = UInt32(blocks.count)
      blocks.append(block)
    }
    let next = live.partition { $0.address >= address }
    if next < live.count, live[next].address == address {
      live[next].number = number
    } else {
      live.insert((address, number), at: next)
    }
    return number
  }

  mutating func free(_ address: UInt32, calls: CallStack) -> UInt32? {
    let next = live.partition { $0.address >= address }
    guard next < live.count, live[next].address == address else { return nil }
    let number = live.remove(at: next).number
    blocks[Int(number)].isLive = false
    blocks[Int(number)].freed = calls
    gone.append(number)
    return number
  }

  /// The live block that begins at an address.
  func live(at address: UInt32) -> UInt32? {
    let next = live.partition { $0.address >= address }
    return next < live.count && live[next].address == address ? live[next].number : nil
  }

  /// The live block around an address.
  func live(around address: UInt32) -> UInt32? {
    let next = live.partition { $0.address > address }
    guard next > 0 else { return nil }
    let number = live[next - 1].number
    let block = blocks[Int(number)]
    return address - block.address < max(block.size, 1) ? number : nil
  }

  /// The block around an address that was freed last.
  func gone(around address: UInt32, exactly: Bool = false) -> UInt32? {
    for number in gone[firstGone...].reversed().prefix(4096) {
      let block = blocks[Int(number)]
      if exactly ? block.address == address : address &- block.address < block.size { return number }
    }
    return nil
  }

  /// Live blocks around or next to a range.
  func near(_ range: Range<UInt32>) -> [UInt32] {
    let first = live.partition { $0.address >= range.lowerBound }
    let start = max(first - 1, 0)
    return live[start...].prefix { $0.address < range.upperBound }.map(\.number)
  }

  var liveNumbers: [UInt32] { live.map(\.number) }
}
