import Firmware
import Simulator
import Testing

@testable import MemoryGuard

/// Tensors by layer notes: the range they cover, the object they lie in, what is live when.
@Suite struct TensorAccountTests {
  private let image: FirmwareImage
  private let first: FirmwareImage.Symbol

  init() throws {
    image = try AccountSample.image("network-mps2-an500")
    first = try #require(image.symbol(named: "first"))
  }

  /// Three layers; `a` is used by the first two, `b` by the last two, `c`, which overlaps `a`, by the last.
  private func account(_ spans: [MemoryRecord.LayerSpan]) throws -> MemoryAccount {
    // Not other names of one function: their calls could not be told apart.
    var places: Set<UInt32> = []
    let functions = image.symbols.filter { $0.kind == .function && $0.size > 0 && places.insert($0.address).inserted }
      .prefix(3).map(\.name)
    let notes = LayerNotes(
      layers: functions.enumerated().map { .init(name: "layer_\($0.offset)", function: $0.element) },
      tensors: [
        .init(name: "a", address: first.address, size: 400, first: 0, last: 1),
        .init(name: "b", address: first.address + 400, size: 600, first: 1, last: 2),
        .init(name: "c", address: first.address + 100, size: 500, first: 2, last: 2),
        // Weights, in the memory of the program.
        .init(name: "w", address: 0x100, size: 5000, first: 0, last: 2),
      ])
    let builder = MemoryAccountBuilder(image, on: try AccountSample.board("mps2-an500"), layers: notes)
    var record = MemoryRecord()
    record.layers = spans
    record.intervalCycles = 100
    record.intervals = [.init(), .init(), .init(), .init()]
    record.peak.tensorBytes = spans.isEmpty ? 0 : 1000
    return builder.account(of: record, report: AccountSample.report(cycles: 400))
  }

  private let spans: [MemoryRecord.LayerSpan] = [
    .init(layer: 0, start: 10, end: 90), .init(layer: 1, start: 110, end: 190), .init(layer: 2, start: 210, end: 290),
    .init(layer: 0, start: 310, end: 330), .init(layer: 1, start: 340, end: 350), .init(layer: 2, start: 360, end: 399),
  ]

  @Test func coversTheTensorsInRAM() throws {
    let arena = try #require(try account(spans).arena)
    #expect(arena.address == first.address)
    #expect(arena.size == 1000)
    #expect(arena.memory == "ssram23")
    #expect(arena.reserve == .init(basis: .object, address: first.address, size: first.size, name: "first"))
    #expect(arena.tensors.map(\.name) == ["a", "b", "c"])
    // Layers 1 and 0..2: 400 + 600; layer 2: 600 and 500 that overlap by 200.
    #expect(arena.peakBytes == 1000)
    #expect(arena.peakLayer == "layer_1")
    #expect(arena.peak?.cycle == 110)
  }

  @Test func livesFromItsFirstLayerToItsLast() throws {
    let arena = try #require(try account(spans).arena)
    let lives = arena.tensors.map { $0.spans.map { [$0.start, $0.end] } }
    #expect(lives[0] == [[10, 190], [310, 350]])
    #expect(lives[1] == [[110, 290], [340, 399]])
    #expect(lives[2] == [[210, 290], [360, 399]])
  }

  @Test func takesTheArenaOutOfWhatIsStatic() throws {
    let followed = try account(spans)
    let still = try account([])
    #expect(still.peak.tensorBytes == 0)
    #expect(still.peak.staticBytes == still.totals.staticBytes)
    #expect(still.notes.contains { $0.contains("no layer was called") })
    #expect(followed.peak.staticBytes == still.peak.staticBytes - 1000)
    #expect(followed.peak.bytes == followed.peak.staticBytes + 1000)
    #expect(followed.timeline.intervals.map(\.tensorBytes) == [400, 1000, 900, 1000])
  }

  /// Where layers share a function, its calls are theirs in turn.
  @Test func sharedFunctions() throws {
    let function = try #require(image.symbols.first { $0.kind == .function && $0.size > 0 }).name
    let notes = LayerNotes(
      layers: [.init(name: "one", function: function), .init(name: "two", function: function)],
      tensors: [
        .init(name: "a", address: first.address, size: 100, first: 0, last: 0),
        .init(name: "b", address: first.address, size: 300, first: 1, last: 1),
      ])
    let builder = MemoryAccountBuilder(image, on: try AccountSample.board("mps2-an500"), layers: notes)
    #expect(builder.layerFunctions.count == 2 && Set(builder.layerFunctions).count == 1)
    var record = MemoryRecord()
    record.layers = (0..<4).map { .init(layer: Int($0) % 2, start: 100 * $0, end: 100 * $0 + 50) }
    let account = builder.account(of: record, report: AccountSample.report())
    #expect(account.arena?.tensors.map { $0.spans.map(\.start) } == [[0, 200], [100, 300]])
  }
}
