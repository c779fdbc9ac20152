import Firmware

/// The blocks that allocators have given out and not taken back, by address.
///
/// A pool may be carved out of a block of another allocator; its blocks lie within that one. Otherwise blocks do not
/// overlap: what a new block overlaps is gone, even if nothing freed it (an allocator that was initialised again).
struct HeapBlocks {
  struct Live: Equatable {
    var block: MemoryRecord.Block
    /// Index in `MemoryRecord.blocks`; nil if that is cut.
    var record: Int?
    /// Whether the allocator was named by the user, not known by its name.
    var isNamed: Bool
    /// Address of the block that it lies within; nil if it lies in none.
    var outer: UInt32?
    /// Tells it from another block that had the same address before.
    var serial: UInt64

    /// One past the last byte. A block of no bytes takes up one.
    var end: UInt64 { UInt64(block.address) + UInt64(max(block.size, 1)) }
    /// Bytes that no other block counts.
    var ownBytes: UInt64 { outer == nil ? UInt64(block.size) : 0 }
  }

  /// Sorted by address; a block that begins where the one that it lies within begins comes after that one.
  private(set) var blocks: [Live] = []
  /// Bytes of all blocks that lie in no other one.
  private(set) var bytes: UInt64 = 0

  var count: Int { blocks.count }

  /// Index of the first block that begins at an address or after it.
  private func index(from address: UInt32) -> Int { blocks.partitioningIndex { $0.block.address >= address } }

  /// The innermost block that an address is in.
  func block(containing address: UInt32) -> Live? {
    var index = blocks.partitioningIndex { $0.block.address > address } - 1
    while index >= 0 {
      let live = blocks[index]
      if UInt64(address) < live.end { return live }
      // What lies around a block that ends before the address may still contain it.
      guard let outer = live.outer else { return nil }
      let before = self.index(from: outer)
      guard before < index, blocks[before].block.address == outer else { return nil }
      index = before
    }
    return nil
  }

  /// The block that begins at an address. Where two do, that of an allocator of the same kind.
  func block(at address: UInt32, isNamed: Bool) -> Live? { position(at: address, isNamed).map { blocks[$0] } }

  private func position(at address: UInt32, _ isNamed: Bool) -> Int? {
    var found: Int?
    var index = index(from: address)
    while index < blocks.count, blocks[index].block.address == address {
      if found == nil || blocks[index].isNamed == isNamed { found = index }
      index += 1
    }
    return found
  }

  /// Adds a block.
  /// - Returns: blocks that are gone because it overlaps them.
  mutating func insert(_ new: Live) -> [Live] {
    var new = new
    var gone: [Live] = []
    let address = new.block.address
    var index = self.index(from: address)
    // What begins before it.
    while index > 0, blocks[index - 1].end > UInt64(address) {
      if blocks[index - 1].end >= new.end {
        new.outer = blocks[index - 1].block.address
        break
      }
      index -= 1
      gone.append(remove(at: index))
    }
    if let outer = block(containing: address), outer.block.address < address, outer.end >= new.end {
      new.outer = outer.block.address
    }
    // What begins within it, or where it begins.
    while index < blocks.count, UInt64(blocks[index].block.address) < new.end {
      let other = blocks[index]
      if other.block.address == address, other.end > new.end, new.isNamed, !other.isNamed {
        new.outer = address
        index += 1
        continue
      }
      gone.append(remove(at: index))
    }
    blocks.insert(new, at: index)
    bytes += new.ownBytes
    return gone
  }

  /// Removes a block, and those that lie within it.
  /// - Returns: what was removed, the block first; empty if no block begins there.
  mutating func remove(_ address: UInt32, isNamed: Bool) -> [Live] {
    guard let index = position(at: address, isNamed) else { return [] }
    let live = remove(at: index)
    var gone = [live]
    while index < blocks.count, UInt64(blocks[index].block.address) < live.end, blocks[index].outer != nil {
      gone.append(remove(at: index))
    }
    return gone
  }

  /// Forgets all blocks.
  mutating func removeAll() -> [Live] {
    defer { (blocks, bytes) = ([], 0) }
    return blocks
  }

  private mutating func remove(at index: Int) -> Live {
    let live = blocks.remove(at: index)
    bytes -= live.ownBytes
    return live
  }
}
