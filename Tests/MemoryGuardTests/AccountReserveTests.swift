import Boards
import Firmware
import Simulator
import Testing

@testable import MemoryGuard

/// What is set aside for stacks and heap, what they took of it, and what went wrong, of records made by hand.
@Suite struct AccountReserveTests {
  /// `stacks` is an array of five stacks of 1,024 bytes in it.
  private let image: FirmwareImage
  private let board: Board
  private let stacks: FirmwareImage.Symbol
  private let end: UInt32

  init() throws {
    image = try AccountSample.image("rtos-port-mps2-an386")
    board = try AccountSample.board("mps2-an386")
    stacks = try #require(image.symbol(named: "stacks"))
    end = try #require(image.symbol(named: "end")).address
  }

  private func account(_ record: MemoryRecord, stackSize: UInt32? = nil) -> MemoryAccount {
    MemoryAccountBuilder(image, on: board, stackSize: stackSize).account(of: record, report: AccountSample.report())
  }

  private func record(_ stacks: [MemoryRecord.Stack]) -> MemoryRecord {
    var record = MemoryRecord()
    record.stacks = stacks
    record.peak.stackBytes = stacks.map(\.peakBytes)
    return record
  }

  private func heap(_ blocks: [MemoryRecord.Block], start: UInt32, end: UInt32) -> MemoryRecord.Heap {
    var heap = MemoryRecord.Heap()
    (heap.start, heap.end) = (start, end)
    heap.peakBytes = blocks.reduce(0) { $0 + UInt64($1.size) }
    heap.peakBlocks = blocks.count
    heap.allocations = UInt64(blocks.count)
    return heap
  }

  /// At the end of memory, where the address one past it is an alias of its start.
  @Test func aStackWithoutLimitHasAllThatIsFree() throws {
    let account = account(record([AccountSample.stack(.main, image, top: 0x2040_0000, bytes: 256)]))
    let stack = try #require(account.stacks.first)
    #expect(stack.memory == "ssram23")
    #expect(stack.top == 0x2040_0000)
    #expect(stack.lowest == 0x203F_FF00)
    #expect(stack.reserve == .init(basis: .undeclared, address: end, size: 0x2040_0000 - end, name: nil))
    #expect(stack.remainingBytes == Int64(0x203F_FF00 - end))
    #expect(account.notes.contains { $0.contains("nothing says how large the main stack may grow") })
    let memory = try #require(account.memories.first { $0.name == "ssram23" })
    #expect(memory.stackBytes == 256)
    #expect(memory.usedBytes == memory.sectionBytes + 256)
    // What is not declared is not reserved.
    #expect(memory.reservedBytes == memory.sectionBytes)
  }

  @Test func theOptionSetsMemoryAside() throws {
    let account = account(
      record([AccountSample.stack(.main, image, top: 0x2040_0000, bytes: 256)]), stackSize: 1024)
    let stack = try #require(account.stacks.first)
    #expect(stack.reserve == .init(basis: .option, address: 0x203F_FC00, size: 1024, name: "--stack-size"))
    #expect(stack.remainingBytes == 768)
    let memory = try #require(account.memories.first { $0.name == "ssram23" })
    #expect(memory.reservedBytes == memory.sectionBytes + 1024)
    #expect(account.warnings == [])
  }

  /// An array of stacks is shared out by their tops; each has what lies below it down to the next one's top.
  @Test func stacksShareAnArray() throws {
    let tops = (1...5).map { stacks.address + 1024 * UInt32($0) }
    let account = account(record(tops.map { AccountSample.stack(.process, image, top: $0, bytes: 100) }))
    #expect(account.stacks.map { $0.reserve?.address } == tops.map { $0 - 1024 })
    #expect(account.stacks.allSatisfy { $0.reserve?.size == 1024 && $0.reserve?.name == "stacks" })
    #expect(account.stacks.allSatisfy { $0.remainingBytes == 924 })
    #expect(Set(account.stacks.map(\.name)).count == 5)
    // They lie in .bss: nothing is counted twice.
    let memory = try #require(account.memories.first { $0.name == "ssram23" })
    #expect(memory.stackBytes == 0)
    #expect(memory.usedBytes == memory.sectionBytes)
    #expect(account.peak.staticBytes == memory.sectionBytes - 5 * 1024)
    #expect(account.peak.bytes == account.peak.staticBytes + 500)
  }

  /// Tops a little below the end of each part: the rest above belongs to each of them.
  @Test func stacksShareAnArrayWithRoomAboveEach() {
    let tops = (1...5).map { stacks.address + 1024 * UInt32($0) - 16 }
    let account = account(record(tops.map { AccountSample.stack(.process, image, top: $0, bytes: 100) }))
    #expect(account.stacks.dropFirst().map { $0.reserve?.address } == tops.dropFirst().map { $0 - 1008 })
  }

  @Test func aStackBeyondItsArrayIsSaid() throws {
    let tops = (1...5).map { stacks.address + 1024 * UInt32($0) }
    var list = tops.map { AccountSample.stack(.process, image, top: $0, bytes: 100) }
    list[2] = AccountSample.stack(.process, image, top: tops[2], bytes: 1030)
    let account = account(record(list))
    #expect(account.stacks[2].remainingBytes == -6)
    #expect(account.warnings.count == 1)
    #expect(try #require(account.warnings.first).contains("went 6 bytes beyond its reserve"))
    #expect(account.warnings.first?.contains("object stacks") == true)
  }

  @Test func aStackInABlockIsPartOfTheHeap() throws {
    var record = record([AccountSample.stack(.process, image, top: end + 8 + 512, bytes: 200)])
    record.blocks = [.init(address: end + 8, size: 512, allocated: 10, caller: 0x200)]
    record.heap = heap(record.blocks, start: end + 8, end: end + 1024)
    record.peak.heapBytes = 512
    let account = account(record)
    #expect(account.stacks.first?.reserve?.basis == .block)
    #expect(account.stacks.first?.remainingBytes == 312)
    #expect(account.peak.stackBytes == [0])
    #expect(account.peak.bytes == account.peak.staticBytes + 512)
    #expect(account.heap?.extentBytes == 1016)
    // The allocator's first header is before the first block, at `end`, but nothing declares that.
    #expect(account.heap?.address == end + 8 || account.heap?.address == end)
  }

  @Test func heapAndStackInOnePlaceAreSaid() throws {
    var record = record([AccountSample.stack(.main, image, top: end + 4096, bytes: 1000)])
    record.blocks = [.init(address: end, size: 3500, allocated: 10, caller: 0x200)]
    record.heap = heap(record.blocks, start: end, end: end + 3500)
    let account = account(record)
    #expect(account.warnings.contains { $0.contains("the main stack and the heap have used the same 404 bytes") })
  }

  @Test func refusedAllocationsAreSaid() {
    var record = MemoryRecord()
    record.heap = heap([], start: end, end: end)
    record.heap?.failures = 2
    #expect(account(record).warnings == ["2 allocations were refused: the heap was full"])
  }

  /// Nothing of a record has to make sense.
  @Test func absurdRecordsDoNoHarm() {
    var record = record([
      AccountSample.stack(.main, image, top: 4, bytes: 4), AccountSample.stack(.process, image, top: .max, bytes: 8),
      AccountSample.stack(.process, image, top: 0x2000_0000, bytes: 0),
    ])
    record.peak.stackBytes = [1]
    record.blocks = [
      .init(address: .max, size: .max, allocated: 9, freed: 3, caller: 0),
      .init(address: 0, size: 0, allocated: .max, caller: .max),
    ]
    record.heap = heap(record.blocks, start: 0xFFFF_FFF0, end: 5)
    record.layers = [.init(layer: 7, start: 5, end: 1)]
    record.intervalCycles = 0
    record.intervals = [.init(lowest: []), .init(lowest: [nil, 5, .max, 3])]
    let account = account(record, stackSize: .max)
    #expect(account.text(width: 0, color: true, symbols: nil).contains("stack"))
    #expect(account.html().contains("</html>"))
    #expect(!account.json().isEmpty)
  }
}
