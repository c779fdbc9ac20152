import MemoryGuard
import Testing

@Suite("Violations as text")
struct CheckReportTextTests {
  static let usual = """
    1. write past the end of a global
       4 bytes at 0x2000011c, by 'str r3, [r2, r3, lsl #2]'; 3 times, first at
         cycle 12,345
       in main at /src/app/main.c:8
           7 |         for (int i = 0; i <= 6; i++)
         > 8 |                 buffer[i] = i;
           9 |         fill(buffer, 6);
       called from Reset_Handler (0x00000102)
       pointer to global 'buffer' (24 bytes at 0x20000104, /src/app/main.c:3); the
         access is just past its end
       nearest is global 'limits' (8 bytes at 0x2000011c); the access is at its byte
         0

                    0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f
       0x20000100  .. .. .. ..[00 00 00 00 01 00 00 00 02 00 00 00   buffer
       0x20000110  03 00 00 00 04 00 00 00 05 00 00 00|ff ff ff ff   buffer, limits
                                                       ^^ ^^ ^^ ^^
       0x20000120  ff ff ff ff].. .. .. .. .. .. .. .. .. .. .. ..   limits
       ^^  the bytes accessed
       ..  not written since reset
       [ ] global 'buffer' (24 bytes at 0x20000104, /src/app/main.c:3)
       [ ] global 'limits' (8 bytes at 0x2000011c)

    2. write to a heap block that was freed
       1 byte at 0x20000408, by 'strb r3, [r2], #1'; 6 times, first at cycle 20,001
       in strcpy (0x00000512)
       called from main at /src/app/main.c:9
            8 |                 buffer[i] = i;
         >  9 |         fill(buffer, 6);
           10 |         return 0;
       called from Reset_Handler (0x00000102)
       pointer to heap block (16 bytes at 0x20000408); the access is at its byte 0
         allocated in malloc (0x00000402)
           called from make_name at /src/app/names.c:12
           called from main at /src/app/main.c:9
         freed in free (0x00000442)
           called from drop_name at /src/app/names.c:20
           called from main at /src/app/main.c:9

    3. stack overflow
       8 bytes at 0x20007ff8, by 'push {r4, lr}'; at cycle 1,234,567
       in walk at /src/app/tree.c:31
       … the same, 59 times more
       called from main at /src/app/main.c:9
       called from Reset_Handler (0x00000102)
       nearest is 'heap' (31,744 bytes at 0x20000400)

       frames of the deepest call path, outermost first: 4,392 bytes
       bytes    sum  function
           8      8  Reset_Handler (0x00000102)
       1,024  1,032  main at /src/app/main.c:9
          56  1,088  walk at /src/app/tree.c:31
       3,304  4,392  … the same function, 59 times more
       note: The linker set aside 4,096 bytes for the main stack, from 0x20008000 to
             0x20009000 (symbol __stack_limit).

    4. read where there is no memory
       2 bytes at 0x60000010, by 'ldrh r0, [r1]'; at cycle 99
       in 0x00000700
       pointer of unknown origin

    4 violations in build/app.elf on mps2-an386: 1 outside-memory, 1 stack-overflow,
      1 global-out-of-bounds, 1 use-after-free; 1 suppressed
    exit, status 0; 1,234,567 instructions, 2,345,678 cycles
    note: No debug information for 3 functions: their frames are checked as a whole.

    """

  @Test("Several violations, with sources, on a terminal of 80 columns")
  func golden() {
    let text = SampleReport.usual.text(width: 80, color: false, sources: SampleReport.sources)
    let (lines, expected) = (text.split(separator: "\n", omittingEmptySubsequences: false), Self.lines(Self.usual))
    for (line, wanted) in zip(lines, expected) { #expect(line == wanted) }
    #expect(lines.count == expected.count)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("A clean run is one short line, and its notes")
  func clean() {
    #expect(
      SampleReport.report([]).text(width: 80, color: true)
        == "no violations in build/app.elf on mps2-an386: exit, status 0\n")
    let text = SampleReport.report([], suppressed: 1200, notes: ["The image has no symbols."]).text(
      width: 80, color: false)
    #expect(
      text
        == "no violations in build/app.elf on mps2-an386: 1,200 suppressed; exit, status 0\nnote: The image has no symbols.\n"
    )
  }

  @Test("Colour changes nothing but colour")
  func color() {
    for report in [SampleReport.usual, SampleReport.everyKind] {
      let plain = report.text(width: 100, color: false, sources: SampleReport.sources)
      let colored = report.text(width: 100, color: true, sources: SampleReport.sources)
      #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
      #expect(colored.contains("\u{1B}[31m"))
    }
  }

  @Test("Names do not steer the terminal, and every kind has its title")
  func hostileNames() {
    let text = SampleReport.everyKind.text(width: 80, color: false, showsSuppressions: true)
    #expect(!text.unicodeScalars.contains { ($0.value < 32 && $0 != "\n") || $0 == "\u{202E}" })
    let titles = SampleReport.everyKind.violations.map(\.title)
    #expect(Set(titles).count == Violation.Kind.allCases.count)
    for (number, title) in titles.enumerated() { #expect(text.contains("\(number + 1). \(title)\n")) }
  }

  @Test(
    "Where an access lies is said from the bytes",
    arguments: [
      (0x2000_011C, 4, "write past the end of a global: 4 bytes at 0x2000011c, just past the end of"),
      (0x2000_011E, 4, "write past the end of a global: 4 bytes at 0x2000011e, 2 bytes past the end of"),
      (0x2000_011A, 4, "write past the end of a global: 4 bytes at 0x2000011a, at byte 22 of"),
      (0x2000_0103, 1, "write before the start of a global: 1 byte at 0x20000103, 1 byte before the start of"),
      (0x2000_0104, 1, "write outside a global: 1 byte at 0x20000104, at byte 0 of"),
      (0xFFFF_FFFC, 8, "write past the end of a global: 8 bytes at 0xfffffffc, 3,758,096,096 bytes past the end of"),
    ] as [(UInt32, UInt32, String)])
  func positions(address: UInt32, size: UInt32, words: String) {
    var violation = SampleReport.globalWrite
    (violation.address, violation.size) = (address, size)
    #expect(violation.message.hasPrefix(words + " global 'buffer' (24 bytes at 0x20000104"), "\(violation.message)")
    #expect(violation.message.contains(", 2 bytes too far") == (address == 0x2000_011A))
  }

  @Test("Distances from an object")
  func distances() {
    let object = SampleReport.buffer
    let distances = [0, 0x103, 0x104, 0x11B, 0x11C, 0x11D].map {
      object.distance(to: $0 == 0 ? 0 : 0x2000_0000 + UInt32($0))
    }
    #expect(distances == [-0x2000_0104, -1, 0, 0, 1, 2])
    let last = Violation.Object(kind: .global, name: "last", address: 0xFFFF_FFF0, size: 16)
    #expect(last.distance(to: 0xFFFF_FFFF) == 0 && last.distance(to: 0xFFFF_FFEF) == -1)
    #expect(Violation.Object(kind: .global, name: "empty", address: 8, size: 0).distance(to: 8) == 1)
  }

  @Test("An object that is both what was meant and what is nearest is told once")
  func sameObject() {
    var violation = SampleReport.useAfterFree
    violation.nearest?.allocated = []
    let text = SampleReport.report([violation]).text(width: 80, color: false)
    #expect(!text.contains("nearest is") && text.contains("     allocated in malloc"))
    violation.nearest?.address += 16
    #expect(SampleReport.report([violation]).text(width: 80, color: false).contains("\n   nearest is heap block (16"))
  }

  // MARK: Memory

  private func memory(
    _ surroundings: Violation.Surroundings, address: UInt32, size: UInt32, width: Int = 100
  ) -> [String] {
    var violation = SampleReport.globalWrite
    (violation.address, violation.size, violation.surroundings) = (address, size, surroundings)
    let text = SampleReport.report([violation]).text(width: width, color: false)
    return text.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("   0x") || $0.contains("^^ ") || $0.hasSuffix("^^")
    }
  }

  private func object(_ name: String, _ address: UInt32, _ size: UInt32) -> Violation.Object {
    Violation.Object(kind: .stack, name: name, address: address, size: size)
  }

  @Test("Objects are drawn at their borders: neighbours, one within another, over the ends of rows and of memory")
  func borders() {
    let objects = [
      object("frame", 0x1000, 32), object("a", 0x1004, 4), object("b", 0x1008, 8), object("c", 0x1010, 3),
      object("far", 0x2000, 4), object("none", 0x1013, 0),
    ]
    let lines = memory(
      .init(address: 0x1000, bytes: (0..<40).map { UInt8($0) }, objects: objects), address: 0x100F, size: 2)
    #expect(
      lines == [
        "   0x00001000 [00 01 02 03[04 05 06 07|08 09 0a 0b 0c 0d 0e 0f]  frame, a, b",
        "                                                            ^^",
        "   0x00001010 [10 11 12]13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f]  c, frame",
        "               ^^", "   0x00001020  20 21 22 23 24 25 26 27", "   ^^  the bytes accessed",
      ])
  }

  @Test("Memory that begins within a row, and memory up to the last address")
  func ends() {
    let first = memory(.init(address: 0x1006, bytes: [1, nil], objects: []), address: 0, size: 0)
    #expect(first == ["   0x00001000                    01 .."])
    let last = memory(
      .init(address: 0xFFFF_FFF0, bytes: Array(repeating: 0xAB, count: 16), objects: [object("top", 0xFFFF_FFFC, 4)]),
      address: 0xFFFF_FFFE, size: 8)
    #expect(
      last == [
        "   0xfffffff0  ab ab ab ab ab ab ab ab ab ab ab ab[ab ab ab ab]  top",
        "                                                         ^^ ^^", "   ^^  the bytes accessed",
      ])
    #expect(memory(.init(address: 0, bytes: [], objects: []), address: 0, size: 4) == [])
  }

  @Test("Of much memory the rows around the access are shown")
  func longMemory() {
    let lines = memory(.init(address: 0, bytes: Array(repeating: 0, count: 4096), objects: []), address: 0x800, size: 1)
    #expect(lines.count { $0.hasPrefix("   0x") } == 12)
    #expect(lines.first?.hasPrefix("   0x000007a0") == true && lines.contains { $0.hasSuffix("   ^^") })
  }

  @Test("A long name is cut to the width")
  func longNames() {
    let long = String(repeating: "very_long_", count: 20)
    let lines = memory(
      .init(address: 0x1000, bytes: Array(repeating: 0, count: 16), objects: [object(long, 0x1000, 4)]), address: 0,
      size: 0, width: 80)
    #expect(lines.allSatisfy { $0.count <= 80 && $0.contains("…") })
  }

  // MARK: Calls and sources

  @Test("Deep recursion, of one function or of several, is told in a few lines with the right sums")
  func recursion() {
    for depth in [1, 2, 3, 4, 1000] {
      let text = SampleReport.report([SampleReport.recursion(depth: depth)]).text(width: 100, color: false)
      let sum = depth * 56 + 1032
      let digits = sum < 1000 ? "\(sum)" : "\(sum / 1000)," + String("\(1000 + sum % 1000)".dropFirst())
      #expect(text.contains("outermost first: \(digits) bytes\n"), "\(text)")
      #expect(text.contains("… the same function, \(depth == 1000 ? "999" : "\(depth - 1)") times more") == (depth > 2))
      #expect(text.split(separator: "\n").count < 22)
    }
    var violation = SampleReport.recursion(depth: 0)
    let pair = ["even", "odd"].map { CodePlace(address: 2, function: $0, file: "p.c", line: 1) }
    violation.stack = Array(repeating: pair, count: 50).flatMap { $0 } + [SampleReport.main]
    violation.frames = violation.stack.map { .init(place: $0, bytes: 24) }
    let text = SampleReport.report([violation]).text(width: 100, color: false)
    #expect(text.contains("… the same 2 functions, 49 times more"))
    #expect(text.contains("   … the same 2, 49 times more\n   called from main"))
  }

  @Test("A long path without repetition loses its middle")
  func longPath() {
    var violation = SampleReport.recursion(depth: 0)
    violation.stack = (0..<200).map { CodePlace(address: UInt32($0), function: "f\($0)") }
    violation.frames = violation.stack.map { .init(place: $0, bytes: 8) }
    let text = SampleReport.report([violation]).text(width: 100, color: false)
    #expect(text.contains("\n   in f0 (0x00000000)\n   called from f1 ") && text.contains("called from f199 "))
    #expect(text.contains("… 176 calls left out") && text.contains("… 169 rows left out"))
    #expect(text.contains("1,600 bytes") && text.contains("  1,600  f0 "))
    #expect(text.split(separator: "\n").count < 70)
  }

  @Test("Sources that changed, long lines, first and last lines")
  func sources() {
    func text(line: Int, _ lines: [String]) -> String {
      var violation = SampleReport.globalWrite
      violation.stack[0].line = line
      return SampleReport.report([violation]).text(width: 80, color: false, sources: ["/src/app/main.c": lines])
    }
    #expect(text(line: 1, ["one"]).contains("\n     > 1 | one\n   called from"))
    #expect(text(line: 2, ["", "two\u{1B}", "  "]).contains("c:2\n     > 2 | two\u{FFFD}\n   called from"))
    #expect(text(line: 9, ["one"]).contains("c:9\n     (the file has 1 line now: it has changed since)\n   called"))
    #expect(text(line: 0, ["one"]).contains("(the file has 1 line now"))
    let long = text(line: 1, [String(repeating: "x", count: 500)])
    #expect(long.split(separator: "\n").allSatisfy { $0.count <= 80 } && long.contains("xxx…\n"))
    #expect(SampleReport.usual.sourceFiles == ["/src/app/main.c", "/src/app/tree.c"])
  }

  @Test("More violations than a person reads: the rest is counted, but suppressions are printed for all")
  func many() {
    let report = SampleReport.report(Array(repeating: SampleReport.globalWrite, count: 1000))
    #expect(
      report.text(width: 80, color: false).contains(
        "\n… 900 more violations not shown here; --json FILE has them all\n"))
    let all = report.text(width: 80, color: false, showsSuppressions: true)
    #expect(
      all.contains("\n1000. write past")
        && all.split(separator: "\n").count { $0 == "   kind: global-out-of-bounds" } == 1000)
  }
}
