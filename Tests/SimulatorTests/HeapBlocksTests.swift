import Testing

@testable import Simulator

/// Live blocks by address, against a list that is searched from end to end.
@Suite struct HeapBlocksTests {
  private func live(_ address: UInt32, _ size: UInt32, named: Bool = false, serial: UInt64 = 0) -> HeapBlocks.Live {
    HeapBlocks.Live(
      block: .init(address: address, size: size, allocated: 0, caller: 0), isNamed: named, serial: serial)
  }

  @Test func randomBlocksAreFoundAsInAList() {
    var random: UInt64 = 1
    func next(_ bound: UInt32) -> UInt32 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: random >> 33) % bound
    }
    var blocks = HeapBlocks()
    var list: [(address: UInt32, size: UInt32)] = []
    for step in 0..<5000 {
      if next(3) > 0 || list.isEmpty {
        // Blocks of one allocator: where they overlap older ones without lying within them, those are gone.
        let (address, size) = (0x2000_0000 + 8 * next(600), 1 + next(64))
        let overlapped = list.filter { $0.address < address + size && address < $0.address + $0.size }
        let isInside = overlapped.contains { $0.address < address && address + size <= $0.address + $0.size }
        if isInside { continue }
        list.removeAll { one in overlapped.contains { $0.address == one.address } }
        list.append((address, size))
        #expect(
          Set(blocks.insert(live(address, size, serial: UInt64(step))).map(\.block.address))
            == Set(overlapped.map(\.address)))
      } else {
        let gone = list.remove(at: Int(next(UInt32(list.count))))
        #expect(blocks.remove(gone.address, isNamed: false).map(\.block.size) == [gone.size])
        #expect(blocks.remove(gone.address, isNamed: false).isEmpty)
      }
      #expect(blocks.count == list.count && blocks.bytes == list.reduce(0) { $0 + UInt64($1.size) })
      for _ in 0..<4 {
        let address = 0x2000_0000 + next(5000)
        let expected = list.first { $0.address <= address && address < $0.address + $0.size }
        #expect(blocks.block(containing: address)?.block.address == expected?.address)
      }
    }
  }

  @Test func aPoolWithinABlock() {
    var blocks = HeapBlocks()
    #expect(blocks.insert(live(0x1000, 0x100)).isEmpty)
    #expect(blocks.insert(live(0x1000, 0x10, named: true)).isEmpty)
    #expect(blocks.insert(live(0x1020, 0x10, named: true)).isEmpty)
    // The pool's blocks are part of what the other allocator gave out.
    #expect(blocks.bytes == 0x100 && blocks.count == 3)
    #expect(blocks.block(containing: 0x100F)?.block.size == 0x10)
    #expect(blocks.block(containing: 0x1010)?.block.size == 0x100)
    #expect(blocks.block(containing: 0x1025)?.block.address == 0x1020)
    #expect(blocks.block(containing: 0x10FF)?.block.address == 0x1000)
    #expect(blocks.block(containing: 0x1100) == nil && blocks.block(containing: 0xFFF) == nil)
    #expect(blocks.remove(0x1000, isNamed: true).map(\.block.size) == [0x10])
    #expect(blocks.bytes == 0x100)
    // With the block goes what lies within it.
    #expect(blocks.remove(0x1000, isNamed: false).map(\.block.address) == [0x1000, 0x1020])
    #expect(blocks.bytes == 0 && blocks.count == 0)
  }

  @Test func aBlockAtTheTopOfTheAddressSpace() {
    var blocks = HeapBlocks()
    #expect(blocks.insert(live(0xFFFF_FFF0, 0x20)).isEmpty)
    #expect(blocks.block(containing: .max)?.block.address == 0xFFFF_FFF0)
    #expect(blocks.insert(live(0, 0)).isEmpty)
    #expect(blocks.block(containing: 0)?.block.size == 0 && blocks.block(containing: 1) == nil)
  }
}
