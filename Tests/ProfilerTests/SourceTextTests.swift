import Foundation
import Testing

@testable import Profiler

/// Sources are found where they were compiled or under a directory, and what cannot be shown is said.
@Suite struct SourceTextTests {
  private func profile(_ files: [String]) -> Profile {
    var profile = SampleProfile.make()
    profile.functions = []
    profile.lines = files.map { Profile.Line(file: $0, line: 1) }
    return profile
  }

  private func setDate(_ path: String, _ secondsFromNow: TimeInterval) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: secondsFromNow)], ofItemAtPath: path)
  }

  @Test func asRecorded() throws {
    let folder = try TemporaryFolder()
    let elf = try folder.write("app.elf", "")
    let file = try folder.write("src/a.c", "one\r\ntwo\n\nfour ü\n")
    let bare = try folder.write("src/b.c", [0x61, 0xFF, 0x0A, 0x62])
    try setDate(elf, 100)
    let (sources, notes) = SourceText.read(for: profile([file, "src/b.c"]), imagePath: elf)
    #expect(sources.files[file] == ["one", "two", "", "four ü"])
    // Relative to the image, with a byte that is no UTF-8 and without an end of line.
    #expect(sources.files["src/b.c"] == ["a\u{FFFD}", "b"])
    #expect(notes.isEmpty)
    #expect(FileManager.default.fileExists(atPath: bare))
  }

  /// Of files with one name that whose directories agree longest, then the one that lies higher.
  @Test func moved() throws {
    let folder = try TemporaryFolder()
    let elf = try folder.write("app.elf", "")
    for path in ["t/main.c", "t/x/drivers/sub/main.c", "t/sub/main.c", "t/.git/deep/drivers/sub/main.c", "t/only.c"] {
      _ = try folder.write(path, path)
    }
    try setDate(elf, 100)
    let files = ["/gone/drivers/sub/main.c", "/gone/sub/main.c", "/gone/main.c", "/gone/a/../only.c", "/gone/none.c"]
    let (sources, notes) = SourceText.read(
      for: profile(files), imagePath: elf, sourceDirectory: folder.path("t"))
    #expect(sources.files[files[0]] == ["t/x/drivers/sub/main.c"])
    #expect(sources.files[files[1]] == ["t/sub/main.c"])
    #expect(sources.files[files[2]] == ["t/main.c"])
    #expect(sources.files[files[3]] == ["t/only.c"])
    #expect(notes == ["1 source file was not found: /gone/none.c; --source-dir says where they are"])
  }

  @Test func missingAndNewer() throws {
    let folder = try TemporaryFolder()
    let elf = try folder.write("app.elf", "")
    let (old, new) = (try folder.write("old.c", "x"), try folder.write("new.c", "y"))
    try setDate(elf, -100)
    try setDate(old, -200)
    try setDate(new, -50)
    let missing = (1...5).map { "/nowhere/\($0).c" }
    let (sources, notes) = SourceText.read(for: profile(missing + [old, new]), imagePath: elf)
    #expect(Set(sources.files.keys) == [old, new])
    #expect(
      notes == [
        "5 source files were not found: /nowhere/1.c, /nowhere/2.c, /nowhere/3.c and 2 more; --source-dir says where they "
          + "are",
        "1 source file has changed since the image was built: \(new); lines may not match, build again",
      ])
  }

  @Test func notShown() throws {
    let folder = try TemporaryFolder()
    let elf = try folder.write("app.elf", "")
    let binary = try folder.write("binary.c", [0x7F, 0, 1])
    let huge = try folder.write("huge.c", "")
    try FileHandle(forWritingTo: URL(fileURLWithPath: huge)).truncate(atOffset: 17 << 20)
    let pipe = folder.path("pipe.c")
    #expect(mkfifo(pipe, 0o600) == 0)
    try setDate(elf, 100)
    let (sources, notes) = SourceText.read(
      for: profile([binary, huge, pipe]), imagePath: elf, sourceDirectory: folder.path("none"))
    #expect(sources.files.isEmpty)
    #expect(
      notes == [
        "no sources under \(folder.path("none")): it is no directory",
        "not shown: \(binary) (binary), \(huge) (longer than 16 MiB), \(pipe) (no regular file)",
      ])
  }

  /// A link that goes in circles, and a file in place of a directory.
  @Test func oddTrees() throws {
    let folder = try TemporaryFolder()
    let elf = try folder.write("app.elf", "")
    _ = try folder.write("t/a.c", "a")
    try FileManager.default.createSymbolicLink(atPath: folder.path("t/loop"), withDestinationPath: folder.path("t"))
    try setDate(elf, 100)
    let (sources, _) = SourceText.read(for: profile(["/x/a.c"]), imagePath: elf, sourceDirectory: folder.path("t"))
    #expect(sources.files["/x/a.c"] == ["a"])
    let (_, notes) = SourceText.read(for: profile(["/x/a.c"]), imagePath: elf, sourceDirectory: folder.path("t/a.c"))
    #expect(notes.first == "no sources under \(folder.path("t/a.c")): it is no directory")
  }
}
