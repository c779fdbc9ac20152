import Foundation
import Microarchitecture
import Testing

@testable import Boards

/// Mistakes in the `memory-timing` of a board file.
struct MemoryTimingErrorTests {
  static let good =
    BoardFileErrorTests.good + "\n" + """
      memory-timing:
        flash:
          source: a manual
          confirmed: documented
          read-width: 128
          instruction-lines: 64
          data-lines: {value: 8, source: another manual, confirmed: recalled}
          prefetch: true
          clock-limits: {value: [30MHz, 60MHz], source: a table, confirmed: recalled}
        reset:
          wait-states: {value: 2, source: a manual, confirmed: documented}
        write-buffer: {value: 3, source: a guess, confirmed: derived}
        buses:
          - {name: code, kind: flash-lines}
          - {name: system, kind: system, source: x, confirmed: derived, fetch-cycles: 2, fetch-ahead: 2}
        memories:
          - {name: flash, bus: code}
          - {name: ram, at: 0x2000_0000, bus: system}
        peripherals:
          - {base: 0x4000_0000, size: 32KB, load: 3, store: 1, source: x, confirmed: measured}
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
    let timing = try BoardLibrary.parse(Self.good, file: "mine.yaml").memoryTiming
    #expect(timing.flash?.dataLines == 8)
    #expect(timing.flash?.instructionWays == 64)
    #expect(timing.flash?.clockLimits == [30_000_000, 60_000_000])
    #expect(timing.reset.waitStates == 2)
    #expect(timing.writeBuffer == 3)
    #expect(timing.windows.map(\.base) == [0, 0x0800_0000, 0x2000_0000])
    #expect(timing.windows.map { timing.buses[$0.bus].name } == ["code", "code", "system"])
    #expect(timing.peripherals == [.init(base: 0x4000_0000, size: 32 << 10, load: 3, store: 1)])
    #expect(timing.instructionCache == nil)
  }

  @Test func withoutTheKeyMemoryIsFlat() throws {
    #expect(try BoardLibrary.parse(BoardFileErrorTests.good, file: "mine.yaml").memoryTiming == .flat)
  }

  /// (what is replaced, by what, kind, text that the message contains)
  @Test(arguments: [
    ("data-lines", "datalines", BoardFileError.Kind.unknownKey, "unknown key 'datalines' in flash"),
    ("confirmed: documented\n    read", "read", .missingKey, "the key 'confirmed' is missing"),
    ("confirmed: documented\n    read", "confirmed: perhaps\n    read", .wrongType, "expected one of: measured"),
    (
      "    source: a manual\n    confirmed: documented\n", "", .missingKey,
      "read-width: has no source; write {value: …, source: \"…\", confirmed: …}"
    ),
    (", source: another manual", "", .missingKey, "data-lines: the key 'source' is missing"),
    ("value: 8, ", "", .missingKey, "data-lines: the key 'value' is missing"),
    ("    read-width: 128\n", "", .missingKey, "the key 'read-width' is missing"),
    ("read-width: 128", "read-width: 96", .outOfRange, "read-width: 96 bits, expected a power of two"),
    (
      "read-width: 128", "read-width: 128\n    line-width: 64", .outOfRange,
      "line-width: 64 bits, expected 1 to 8 reads"
    ),
    ("lines: 64", "lines: 64\n    instruction-ways: 3", .outOfRange, "instruction-ways: 3 does not divide the 64"),
    ("[30MHz, 60MHz]", "[60MHz, 30MHz]", .outOfRange, "30000000 Hz is not above the limit before it"),
    ("wait-states: {value: 2", "wait-states: {value: 99", .outOfRange, "wait-states: 99 is outside 0…31"),
    ("kind: flash-lines", "kind: rom", .wrongType, "expected one of: direct, system, cached, flash-lines"),
    (
      "kind: system, source", "kind: cached, source", .unknownKey,
      "fetch-cycles: a bus of kind cached has no such cost"
    ),
    (
      "{name: code, kind: flash-lines}",
      "{name: code, kind: cached, latency: 1, beat: 1, write: 1, source: x, confirmed: derived}", .outOfRange,
      "kind: a cortex-m4 has no bus of kind cached"
    ),
    ("fetch-cycles: 2, ", "", .missingKey, "the key 'fetch-cycles' is missing"),
    ("bus: code", "bus: cote", .unknownName, "there is no bus 'cote'; did you mean 'code'?"),
    ("{name: ram, at", "{name: rom, at", .unknownName, "there is no memory 'rom'; did you mean 'ram'?"),
    ("at: 0x2000_0000, bus", "at: 0x1000_0000, bus", .unknownName, "memory 'ram' does not appear at 0x10000000"),
    ("load: 3, ", "", .missingKey, "the key 'load' is missing"),
    (
      "    - {base: 0x4000_0000",
      "    - {base: 0x4000_4000, size: 1KB, load: 0, store: 0, source: x, confirmed: derived}\n    - {base: 0x4000_0000",
      .overlap, "the peripheral range at 0x40000000 overlaps the one at 0x40004000"
    ),
  ])
  func mistake(old: String, new: String, kind: BoardFileError.Kind, text: String) throws {
    let range = try #require(Self.good.range(of: old), "\(old)")
    let error = try #require(failure(Self.good.replacingCharacters(in: range, with: new)), "\(new) was accepted")
    #expect(error.kind == kind, "\(error)")
    #expect(error.line != nil)
    #expect(error.description.contains(text), "\(error)")
  }

  @Test func flashLinesNeedAFlash() throws {
    let start = try #require(Self.good.range(of: "  flash:\n    source"))
    let end = try #require(Self.good.range(of: "  reset:"))
    var text = Self.good
    text.removeSubrange(start.lowerBound..<end.lowerBound)
    let error = try #require(failure(text))
    #expect(error.description.contains("bus 'code' leads to the flash, which memory-timing does not describe"))
  }

  /// A board takes over what a family file says, key by key, and bus by bus.
  @Test func aBoardOverridesItsFamily() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("memory-timing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let family = """
      memory-timing:
        flash: {source: f, confirmed: documented, read-width: 128, instruction-lines: 64, data-lines: 8}
        buses:
          - {name: code, kind: flash-lines}
          - {name: system, kind: system, source: f, confirmed: derived, fetch-cycles: 2, fetch-ahead: 2}
        memories:
          - {name: flash, bus: code}
          - {name: ram, bus: code}
          - {name: not-on-this-board, bus: code}
      """
    let own = """
      memory-timing:
        flash:
          data-lines: {value: 4, source: b, confirmed: measured}
        buses:
          - {name: system, kind: system, source: b, confirmed: measured, fetch-cycles: 3, fetch-ahead: 1}
        memories:
          - {name: ram, bus: system}
      """
    let text =
      BoardFileErrorTests.good.replacingOccurrences(of: "summary:", with: "include: [family.yaml]\nsummary:") + "\n"
      + own
    try family.write(to: directory.appendingPathComponent("family.yaml"), atomically: true, encoding: .utf8)
    let board = directory.appendingPathComponent("board.yaml")
    try text.write(to: board, atomically: true, encoding: .utf8)
    let timing = try BoardLibrary.load(path: board.path).memoryTiming
    #expect(timing.flash?.instructionLines == 64)
    #expect(timing.flash?.dataLines == 4)
    #expect(timing.windows.map { timing.buses[$0.bus].name } == ["code", "code", "system"])
    #expect(timing.buses.last?.kind == .system(.init(fetchCycles: 3, fetchAhead: 1, conflictRun: 0)))
  }
}
