import Foundation
import Testing

@testable import MemoryGuard

/// The account as text, as JSON and against limits.
@Suite struct AccountTextTests {
  private static let painted = Result { try AccountSample.run("painted-mps2-an386", on: "mps2-an386").account }

  private func painted() throws -> MemoryAccount { try Self.painted.get() }

  @Test func saysWhatAPersonAsks() throws {
    let text = try painted().text(width: 100, color: false)
    for words in [
      "painted-mps2-an386.elf on mps2-an386 (Cortex-M4): exit, status 0", "left",
      "linker: __StackLimit", "object task_stack", "peak 2,640 bytes in 4 blocks",
      "peak of live memory", "address space", "use of RAM over time", "S stack", "largest in ssram23", "task_stack",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("\u{1B}"))
    #expect(!text.contains("WARNING"))
    #expect(text.contains("more rows"))
  }

  @Test(arguments: [80, 100, 160])
  func fitsTheTerminal(width: Int) throws {
    var account = try painted()
    account.firmware = String(repeating: "directory/", count: 30) + "a.elf"
    let text = account.text(width: width, color: false)
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width }, "\(lines.filter { $0.count > width })")
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
  }

  /// Colour adds control sequences and nothing else to the tables.
  @Test func colourIsOnlyColour() throws {
    let account = try painted()
    let color = account.text(width: 100, color: true)
    #expect(color.contains("\u{1B}[31m"))
    let plain = color.replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n")
    let reference = account.text(width: 100, color: false).split(separator: "\n")
    #expect(plain.count == reference.count)
    for (one, other) in zip(plain, reference) where !one.contains(/[█▒░·]/) { #expect(one == other) }
  }

  @Test func allSymbolsOnRequest() throws {
    let account = try painted()
    let text = account.text(width: 100, color: false, symbols: nil)
    #expect(!text.contains("more rows"))
    for symbol in account.memories.flatMap(\.symbols) {
      #expect(text.contains(symbol.name.prefix(10)), "\(symbol.name)")
    }
  }

  @Test func namesCannotActOnATerminal() throws {
    var account = try painted()
    account.firmware = "\u{1B}]0;title\u{7}\u{202E}.elf"
    account.memories[0].symbols[0].name = "\u{1B}[2J"
    account.stacks[0].peak.calls[0].place.function = "\u{9B}5m\r"
    account.stacks[1].reserve?.name = "\u{1B}c"
    account.notes = ["\u{1B}[31m"]
    account.warnings = ["\u{1B}[31m"]
    let text = account.text(width: 100, color: false)
    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
    #expect(!text.contains("\u{202E}"))
  }

  /// The map shows each memory's used bytes at their place: first and last cells, and none for what is not used.
  @Test func mapShowsWhatIsWhere() throws {
    let account = try painted()
    let map = AccountMap(account)
    let ram = try #require(account.memories.first { $0.name == "ssram23" })
    let axis = map.axis(of: ram)
    #expect(axis.count == 2)
    #expect(axis[0].lowerBound == 0x2000_0000)
    #expect(axis[1].upperBound == 0x2040_0000)
    let low = map.cells(of: axis[0], count: 100)
    #expect(low.first == .data)
    #expect(low.contains(.heap) && low.contains(.stack) && low.contains(.reserve))
    let high = map.cells(of: axis[1], count: 64)
    #expect(high.first == .reserve)
    #expect(high.last == .stack)
    // 816 of 4,096 bytes are 13 of 64 cells.
    #expect(high.filter { $0 == .stack }.count == 13)
  }

  @Test func overTimeTheMostIsDrawn() throws {
    let account = try painted()
    let columns = AccountMap(account).columns(count: 40)
    #expect(columns.count == 40)
    let heap = columns.compactMap { $0.parts.first { $0.kind == .heap }?.bytes }
    #expect(heap.max() == account.heap?.peakBytes)
    #expect(heap.first == 0)
    #expect(heap.last == 700)
  }

  // MARK: JSON

  @Test func readsBackAsItIs() throws {
    let account = try painted()
    let json = account.json()
    #expect(json.last == UInt8(ascii: "\n"))
    #expect(try JSONDecoder().decode(MemoryAccount.self, from: Data(json)) == account)
    #expect(account.json() == json)
  }

  /// Every key of every part is named in the module's README.
  @Test func keysAreDocumented() throws {
    var account = try painted()
    account.boards = [
      .init(
        board: "b", fits: false, flashSize: 1, ramSize: 1, flashSpareBytes: 0, ramSpareBytes: 0,
        unplaced: [.init(name: "n", bytes: 1, largestFree: 0)], core: "c")
    ]
    account.arena = .init(
      memory: "m", address: 0, size: 1, reserve: nil, peakBytes: 1, peakLayer: "l", peak: account.peak.moment,
      tensors: [
        .init(
          name: "t", address: 0, size: 1, firstLayer: "l", lastLayer: "l", spans: [.init(start: 0, end: 1)])
      ])
    let path = AccountSample.root.appendingPathComponent("Sources/MemoryGuard/README.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    var keys: Set<String> = []
    func collect(_ value: Any) {
      if let object = value as? [String: Any] {
        keys.formUnion(object.keys)
        object.values.forEach(collect)
      } else if let list = value as? [Any] {
        list.forEach(collect)
      }
    }
    collect(try JSONSerialization.jsonObject(with: Data(account.json())))
    #expect(keys.count > 60)
    for key in keys.sorted() { #expect(text.contains("`\(key)`"), "\(key) is not in the README") }
    let words = MemoryAccount.Use.allCases.map(\.rawValue) + ["linker", "option", "object", "block", "undeclared"]
    for word in words { #expect(text.contains("`\(word)`"), "\(word)") }
  }

  // MARK: Limits

  @Test func limitsToTheByte() throws {
    let account = try painted()
    let main = UInt64(try #require(account.stacks.first { $0.pointer == .main }).highWaterBytes)
    let (ram, flash) = (account.totals.ramBytes, account.totals.flashBytes)
    #expect(MemoryLimits(stack: main, sram: ram, flash: flash).broken(by: account) == [])
    let broken = MemoryLimits(stack: main - 1, sram: ram - 2, flash: flash - 1000).broken(by: account)
    #expect(broken.count == 3)
    #expect(broken[0] == "the main stack took \(main) bytes, 1 more than --max-stack \(main - 1) allows")
    #expect(broken[1].contains("2 more than --max-sram"))
    #expect(broken[2].contains("1,000 more than --max-flash"))
    // Every stack is held to it.
    #expect(MemoryLimits(stack: 0).broken(by: account).count == 2)
    let small = try AccountSample.run("painted-mps2-an386", on: "mps2-an386", stackSize: 512).account
    #expect(MemoryLimits().broken(by: small).count == 1)
  }

  @Test func numbersForPeople() {
    #expect(MemoryText.signed(-1000) == "-1,000")
    #expect(MemoryText.signed(1_234_567) == "1,234,567")
    #expect(MemoryText.bytes(1) == "1 byte")
    #expect(MemoryText.size(327_680) == "320 KB")
    #expect(MemoryText.size(4 << 20) == "4 MB")
    #expect(MemoryText.size(1000) == "1,000 B")
    #expect(Spans.covered([0..<4, 2..<6, 10..<11]) == 7)
    #expect(Spans.gaps(in: 0..<10, between: [2..<4, 3..<5, 9..<20]) == [0..<2, 5..<9])
  }
}
