import Foundation
import Testing

@testable import Boards

/// Mistakes in a board file, each with the line that is to blame and the text that says so.
struct BoardFileErrorTests {
  static let good = """
    name: mine
    summary: a board of one's own
    core:
      kind: cortex-m4
      floating-point: single
      mpu-regions: 8
      priority-bits: 4
      interrupts: 82
      cpuid: 0x410F_C241
      bit-banding: true
    clock: 37.5MHz
    vector-table: 0x0800_0000
    memory:
      - {name: flash, kind: flash, base: 0x0800_0000, size: 64KB, aliases: [0]}
      - {name: ram, kind: sram, base: 0x2000_0000, size: 20KB}
    register-sets:
      - name: uart
        registers:
          - {name: SR, offset: 0, always-set: 0xC0}
          - {name: DR, offset: 4, transmit: true}
    peripherals:
      - {name: UART1, base: 0x4000_4400, size: 1KB, registers: uart}
    storage:
      - {name: APB, base: 0x4000_0000, size: 32KB}
    """

  private func failure(_ text: String) -> BoardFileError? {
    do throws(BoardFileError) {
      _ = try BoardLibrary.parse(text, file: "mine.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test func theUnchangedFileIsGood() throws {
    let board = try BoardLibrary.parse(Self.good, file: "mine.yaml")
    #expect(board.clock == 37_500_000)
    #expect(board.regions[0].aliases == [0])
    #expect(board.regions[0].writable == false)
    #expect(board.regions[1].size == 20 << 10)
    #expect(board.peripherals.map(\.name) == ["APB", "UART1", "APB"])
    #expect(board.peripherals.map(\.base) == [0x4000_0000, 0x4000_4400, 0x4000_4800])
    #expect(board.peripherals.map(\.size) == [0x4400, 0x400, 0x3800])
  }

  /// (what is replaced, by what, kind, line, text that the message contains)
  @Test(arguments: [
    (
      "summary:", "sumary:", BoardFileError.Kind.unknownKey, 2,
      "unknown key 'sumary' in the board; did you mean 'summary'?"
    ),
    ("size: 20KB", "sise: 20KB", .unknownKey, 15, "unknown key 'sise' in memory; did you mean 'size'?"),
    ("mpu-regions", "mpu", .unknownKey, 6, "unknown key 'mpu' in core"),
    ("always-set", "always", .unknownKey, 19, "unknown key 'always' in register"),
    ("summary: a board of one's own", "", .missingKey, 1, "the key 'summary' is missing"),
    (", size: 20KB", "", .missingKey, 15, "memory: the key 'size' is missing"),
    ("37.5MHz", "fast", .wrongType, 11, "clock: expected a frequency such as 216MHz, found 'fast'"),
    ("37.5MHz", "0", .outOfRange, 11, "clock: 0 is outside 1…4000000000"),
    ("64KB", "[64]", .wrongType, 14, "size: expected a size such as 64KB, found a list"),
    ("64KB", "64.3KB", .wrongType, 14, "size: expected a size"),
    ("64KB", "-1KB", .wrongType, 14, "size: expected a size"),
    ("64KB", "1000", .outOfRange, 14, "size: 1000 bytes is not a positive multiple of 1024 bytes"),
    ("64KB", "0", .outOfRange, 14, "size: 0 bytes is not a positive multiple"),
    ("64KB", "1GB", .outOfRange, 14, "size: 1024 MB is more than 512 MB"),
    ("64KB", "99999999999999999999GB", .wrongType, 14, "size: expected a size"),
    ("0x2000_0000", "0x1_2000_0000", .outOfRange, 15, "base: does not fit in 32 bits"),
    ("0x2000_0000", "0x2000_0100", .outOfRange, 15, "base: 0x20000100 is not a multiple of 1024"),
    ("0x2000_0000", "0xFFFF_F000", .outOfRange, 15, "0xFFFFF000 and 20 KB reach beyond the 4 GB address space"),
    ("aliases: [0]", "aliases: [0xFFFF_FC00]", .outOfRange, 14, "alias: 0xFFFFFC00 and 64 KB reach beyond"),
    (
      "0x2000_0000", "0x0800_FC00", .overlap, 15,
      "memory 'ram' (0x0800FC00–0x08014BFF) overlaps memory 'flash' (0x08000000–0x0800FFFF) (line 14)"
    ),
    (
      "aliases: [0]", "aliases: [0x2000_0400]", .overlap, 15,
      "memory 'ram' (0x20000000–0x20004FFF) overlaps the alias 0x20000400 of memory 'flash'"
    ),
    (
      "0x2000_0000", "0xE000_E000", .overlap, 15,
      "memory 'ram' (0xE000E000–0xE0012FFF) overlaps the core's system space"
    ),
    ("0x2000_0000", "0x2200_0000", .overlap, 15, "overlaps the bit-band alias of 0x20000000"),
    ("0x4000_4400", "0x2000_4C00", .overlap, 22, "peripheral 'UART1' (0x20004C00–0x20004FFF) overlaps memory 'ram'"),
    ("base: 0x4000_0000, size: 32KB", "base: 0x2000_0000, size: 32KB", .overlap, 24, "storage 'APB'"),
    (
      "kind: cortex-m4", "kind: cortex-m3", .wrongType, 4,
      "kind: found 'cortex-m3', expected one of: cortex-m4, cortex-m7"
    ),
    ("single", "double", .outOfRange, 5, "floating-point: Cortex-M4 has single precision at most"),
    ("mpu-regions: 8", "mpu-regions: 16", .outOfRange, 6, "mpu-regions: 16, expected 0 or 8"),
    ("priority-bits: 4", "priority-bits: 9", .outOfRange, 7, "priority-bits: 9 is outside 3…8"),
    ("interrupts: 82", "interrupts: 241", .outOfRange, 8, "interrupts: 241 is outside 1…240"),
    ("0x410F_C241", "0x410F_C271", .outOfRange, 9, "part number 0xC27, expected 0xC24 (Cortex-M4)"),
    ("bit-banding: true", "bit-banding: yes", .wrongType, 10, "bit-banding: expected true or false, found 'yes'"),
    ("bit-banding: true", "data-cache: 4KB", .outOfRange, 10, "data-cache: Cortex-M4 has no caches"),
    ("vector-table: 0x0800_0000", "vector-table: 0x0800_0010", .outOfRange, 12, "is not a multiple of 128"),
    ("vector-table: 0x0800_0000", "vector-table: 0x0900_0000", .outOfRange, 12, "is in none of the memories"),
    ("name: ram", "name: flash", .duplicate, 15, "two memories called 'flash'"),
    ("offset: 4", "offset: 0", .duplicate, 20, "register 'DR' has the name or the offset of 'SR'"),
    ("offset: 4", "offset: 3", .outOfRange, 20, "offset: 0x00000003 is not a multiple of 4"),
    ("offset: 4", "offset: 0x400", .outOfRange, 20, "outside the 1 KB of peripheral 'UART1'"),
    ("registers: uart", "registers: usart", .unknownName, 22, "no register set 'usart'; did you mean 'uart'?"),
    (
      "transmit: true", "follows: [{source: CR, when: 1, set: 1}]", .unknownName, 20,
      "source: there is no register 'CR'"
    ),
    (
      "registers: uart", "model: cmsdk-uart, interrupts: {transmit: 1, receive: 82}", .outOfRange, 22,
      "interrupt 82, but the core has 0…81"
    ),
    ("registers: uart", "model: cmsdk-timer", .missingKey, 22, "the key 'interrupts' is missing"),
    ("clock: 37.5MHz", "clock: 1MHz\nclock: 2MHz", .duplicate, 11, "a key appears twice"),
    ("clock: 37.5MHz", "clock: [37", .syntax, 12, "not YAML"),
    ("clock: 37.5MHz", "clock: 37.5MHz\ninclude: [family.yaml]", .unreadable, 12, "include: 'family.yaml'"),
  ])
  func mistake(old: String, new: String, kind: BoardFileError.Kind, line: Int, text: String) throws {
    #expect(Self.good.contains(old))
    let range = try #require(Self.good.range(of: old))
    let error = try #require(failure(Self.good.replacingCharacters(in: range, with: new)), "\(new) was accepted")
    #expect(error.kind == kind)
    #expect(error.line == line)
    #expect(error.description.hasPrefix("mine.yaml:\(line): "))
    #expect(error.description.contains(text), "\(error)")
  }

  @Test func vendorPartOfTheSystemSpaceIsFree() throws {
    let text = Self.good.replacingOccurrences(of: "0x4000_4400", with: "0xE004_2000")
    #expect(try BoardLibrary.parse(text, file: "mine.yaml").peripherals.last?.base == 0xE004_2000)
  }

  @Test func followBitsComeFromTheirConditionAlone() throws {
    let text = Self.good.replacingOccurrences(
      of: "transmit: true", with: "reset: 0x3, follows: [{source: SR, when: 1, set: 0x2}]")
    let board = try BoardLibrary.parse(text, file: "mine.yaml")
    guard case .stub(let registers)? = board.peripherals.first(where: { $0.name == "UART1" })?.model else {
      Issue.record("UART1 is no stub")
      return
    }
    #expect(registers[1].reset == 1)
    #expect(registers[1].writeMask == 0xFFFF_FFFD)
    #expect(registers[1].follows == [.init(source: 0, when: 1, set: 2)])
  }

  @Test(arguments: ["", "# nothing\n", "just text", "[1, 2]", "\u{0}", "a: *b", "{: :}", "- - -"])
  func notABoard(text: String) {
    #expect(failure(text) != nil)
  }

  /// Damaged files are refused with an error or are still a board; nothing crashes.
  @Test(arguments: [0x626F_6172_6473, UInt64.random(in: 0...UInt64.max)])
  func damagedFiles(seed: UInt64) {
    print("fuzzing board files with seed \(seed)")
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let original = Array(Self.good.utf8)
    let signs = Array(":,-[]{}&*!|>'\"#\n 0x9\u{0}".utf8)
    var refused = 0
    for _ in 0..<1500 {
      var bytes = original
      for _ in 0...next(4) {
        let position = next(bytes.count)
        switch next(4) {
        case 0: bytes[position] = UInt8(next(256))
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(signs[next(signs.count)], at: position)
        default: bytes.swapAt(position, next(bytes.count))
        }
      }
      if failure(String(decoding: bytes, as: UTF8.self)) != nil { refused += 1 }
    }
    #expect(refused > 200)
  }
}
