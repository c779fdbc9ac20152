import Foundation
import Testing

/// Host files by semihosting: none without `--semihosting-dir`, and with it none outside.
@Suite struct SemihostingTests {
  private let folder: TemporaryFolder
  private let inside: String

  init() throws {
    folder = try TemporaryFolder()
    inside = folder.path("inside")
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
    _ = try folder.write("secret", "secret")
    try FileManager.default.createSymbolicLink(atPath: inside + "/link", withDestinationPath: folder.path("secret"))
    try FileManager.default.createSymbolicLink(atPath: inside + "/up", withDestinationPath: folder.url.path)
  }

  /// Exit status of firmware that opens a file: 1 if it is given a handle, 255 if not.
  private func open(_ name: String, mode: UInt32, directory: Bool) throws -> Int32? {
    let image = try folder.write("open.elf", SmallImage.opening(name, mode: mode).bytes)
    var command = Command("run", image, "--target", "mps2-an386")
    if directory { command.arguments += ["--semihosting-dir", inside] }
    command.workingDirectory = inside
    return try command.run().status
  }

  @Test(arguments: [0, 4, 8] as [UInt32])
  func refusedWithoutADirectory(mode: UInt32) throws {
    for name in ["file", "./file", "/tmp/file-of-thumbprint-tests", "link"] {
      #expect(try open(name, mode: mode, directory: false) == 255)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inside).sorted() == ["link", "up"])
    #expect(!FileManager.default.fileExists(atPath: "/tmp/file-of-thumbprint-tests"))
  }

  @Test func filesAreUnderTheDirectory() throws {
    #expect(try open("file", mode: 0, directory: true) == 255)
    #expect(try open("file", mode: 4, directory: true) == 1)
    #expect(try open("file", mode: 0, directory: true) == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: inside).sorted() == ["file", "link", "up"])
  }

  @Test(arguments: [0, 4, 8] as [UInt32])
  func nothingOutsideIsReached(mode: UInt32) throws {
    let absolute = [folder.path("secret"), folder.path("new")]
    for name in absolute + ["../secret", "../new", "x/../../secret", "link", "up/secret"] {
      #expect(try open(name, mode: mode, directory: true) == 255, "\(name)")
    }
    #expect(try String(contentsOfFile: folder.path("secret"), encoding: .utf8) == "secret")
    #expect(folder.files == ["inside", "open.elf", "secret"])
  }

  @Test func newlibIsRefusedInOrder() throws {
    let outcome = try Command("run", fixture("newlib-mps2-an386"), "--target", "mps2-an386").run()
    #expect(outcome.status == 1)
    #expect(outcome.text.contains("cannot create a file: Permission denied\n"))
  }

  @Test func directoryThatIsNotThere() throws {
    let outcome = try Command(
      "run", fixture("newlib-mps2-an386"), "--target", "mps2-an386", "--semihosting-dir", "/nowhere"
    ).run()
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--semihosting-dir /nowhere: No such file or directory"))
  }
}
