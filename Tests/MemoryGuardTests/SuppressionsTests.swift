import Foundation
import MemoryGuard
import Testing

@Suite("Suppressions")
struct SuppressionsTests {
  /// Lines of one block, and whether they suppress the write past the end of `buffer` in main, or the strcpy into a freed
  /// block.
  @Test(
    "What a block matches",
    arguments: [
      ("kind: global-out-of-bounds", true, false), ("kind: *", true, true), ("kind: use-after-????", false, true),
      ("function: main", true, true), ("function: strcpy", false, true),
      ("function: str*\nfunction: main", false, true),
      ("function: strcpy\nfunction: Reset_*", false, true), ("function: main\nfunction: strcpy", false, false),
      ("function: main\nfunction: main", false, false), ("function: ain", false, false),
      ("object: buffer", true, false), ("object: b*", true, true), ("object: Buffer", false, false),
      ("file: main.c", true, true), ("file: app/main.c", true, true), ("file: /src/*", true, true),
      ("file: pp/main.c", false, false), ("file: main", false, false), ("file: *.cc", false, false),
      ("kind: global-out-of-bounds\nfunction: main\nobject: buffer\nfile: main.c", true, false),
      ("kind: global-out-of-bounds\nobject: block", false, false),
    ])
  func matches(lines: String, global: Bool, heap: Bool) throws {
    var suppressions = try Suppressions(text: "[name]\n\(lines)\n", path: "s")
    let results = [SampleReport.globalWrite, SampleReport.useAfterFree].map { suppressions.suppress($0) }
    #expect(results == [global, heap])
    #expect(suppressions.unused.isEmpty == (global || heap))
    // What nothing is known of.
    let isUnknownSuppressed = suppressions.suppress(SampleReport.unknownOrigin)
    #expect(isUnknownSuppressed == (lines == "kind: *"))
  }

  @Test(
    "Patterns",
    arguments: [
      ("", "", true), ("*", "", true), ("?", "", false), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false),
      ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("?é", "aé", true), ("\\*", "*", true),
      ("\\*", "a", false), ("a\\\\b", "a\\b", true), ("a\\", "a\\", true), ("**", "anything", true),
      ("a*", "ba", false),
    ])
  func patterns(pattern: String, name: String, isMatch: Bool) throws {
    guard !pattern.isEmpty else { return }
    var suppressions = try Suppressions(text: "[n]\nobject: \(pattern)", path: "s")
    var violation = SampleReport.globalWrite
    violation.object?.name = name
    let isSuppressed = suppressions.suppress(violation)
    #expect(isSuppressed == isMatch)
  }

  @Test("Comments, blank lines, spaces, any system's line ends, and a byte order mark")
  func form() throws {
    let text = "\u{FEFF}# known\r\n\r\n  [ a name ]  \r\n# more\r\n\tkind :  leak \r\n[b]\nobject:a:b#c\n"
    let suppressions = try Suppressions(text: text, path: "s")
    #expect(
      suppressions.unused == [
        "suppression ' a name ' (s:3) matched nothing; remove it if the bug is mended",
        "suppression 'b' (s:6) matched nothing; remove it if the bug is mended",
      ])
    for empty in ["", "\n\n", "# only\n"] { #expect(try Suppressions(text: empty, path: "s").isEmpty) }
  }

  @Test(
    "What is not understood is said with its line",
    arguments: [
      ("kind: leak\n", "s.txt:1: 'kind: leak'; expected a name in brackets before it, such as [usb table]"),
      ("[a]\nkind: lek\n", "s.txt:2: no kind matches 'lek'; expected one of outside-memory, flash-write, "),
      ("[a]\nkind: leak\nkind: leak\n", "s.txt:3: 'kind:' a second time, after 'leak'; expected one in a block"),
      ("[a]\nobjct: x\n", "s.txt:2: unknown key 'objct'; expected one of 'kind:', 'function:', 'object:' and 'file:'"),
      ("[a]\nleak\n", "s.txt:2: 'leak'; expected 'kind:', 'function:', 'object:' and 'file:' and a pattern"),
      ("[a]\nfile:  \n", "s.txt:2: 'file:' has no value; expected a pattern after it"),
      ("[a]\n[b]\nkind: leak\n", "s.txt:1: '[a]' says nothing; expected at least one of 'kind:'"),
      ("# x\n[a]\n# y\n", "s.txt:2: '[a]' says nothing"), ("[]\n", "s.txt:1: '[]'; expected a name in brackets"),
      ("[a\nkind: leak\n", "s.txt:1: '[a'; expected a name in brackets"),
      ("[a]\nfunction\u{1B}[31m: x", "s.txt:2: unknown key 'function\u{FFFD}[31m'"),
    ])
  func faults(text: String, message: String) {
    do {
      _ = try Suppressions(text: text, path: "s.txt")
      Issue.record("accepted")
    } catch { #expect(error.description.hasPrefix(message), "\(error)") }
  }

  @Test("Files that cannot be read")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    try Data([0xFF, 0xFE, 0x41]).write(to: URL(fileURLWithPath: path("latin")))
    try Data([0x23, 0x00]).write(to: URL(fileURLWithPath: path("binary")))
    try Data("[x]\nkind: leak\n".utf8).write(to: URL(fileURLWithPath: path("good")))
    try #require(mkfifo(path("pipe"), 0o600) == 0)
    for (name, text) in [
      ("none", "cannot be read: No such file or directory"), ("latin", "is not text in UTF-8"),
      ("binary", "is not text in UTF-8"), ("pipe", "is not a regular file"), ("", "is a directory"),
    ] {
      do {
        _ = try Suppressions(path: path(name))
        Issue.record("\(name) was read")
      } catch { #expect(error.description.hasPrefix("\(path(name)): \(text)"), "\(error)") }
    }
    #expect(try !Suppressions(path: path("good")).isEmpty)
  }

  @Test("A printed suppression suppresses what it was printed for, whatever the names, and not another kind or object")
  func roundTrip() throws {
    let violations = SampleReport.usual.violations + SampleReport.everyKind.violations
    for violation in violations {
      var suppressions = try Suppressions(text: violation.suppression, path: "s")
      let isSuppressed = suppressions.suppress(violation)
      #expect(isSuppressed, "\(violation.suppression)")
      var other = violation
      other.kind = violation.kind == .leak ? .doubleFree : .leak
      var isOtherSuppressed = suppressions.suppress(other)
      #expect(!isOtherSuppressed)
      guard let name = (violation.object ?? violation.nearest)?.name else { continue }
      other = violation
      other.object = violation.object ?? violation.nearest
      other.object?.name = name + "x"
      isOtherSuppressed = suppressions.suppress(other)
      #expect(!isOtherSuppressed)
    }
    // One file of them all can be read too.
    let all = try Suppressions(text: violations.map(\.suppression).joined(separator: "\n"), path: "s")
    #expect(all.unused.count == violations.count)
  }
}
