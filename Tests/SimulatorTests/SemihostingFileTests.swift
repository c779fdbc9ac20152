import Foundation
import Testing

@testable import Simulator

/// Host files: what the guest gets under its directory, and that it gets nothing else.
@Suite final class SemihostingFileTests {
  let root: URL
  let inside: URL
  let session: SemihostingSession

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")
    inside = root.appendingPathComponent("inside")
    try FileManager.default.createDirectory(
      at: inside.appendingPathComponent("sub"), withIntermediateDirectories: true)
    try Data("secret".utf8).write(to: root.appendingPathComponent("outside.txt"))
    session = try SemihostingSession(directory: inside.path)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  private func contents(_ name: String) -> String? {
    (try? Data(contentsOf: inside.appendingPathComponent(name))).map { String(decoding: $0, as: UTF8.self) }
  }

  private func open(_ name: String, mode: UInt32) throws(SemihostingError) -> UInt32 {
    try session.open(Array(name.utf8), mode: mode)
  }

  /// The error an operation ends with, nil if it succeeds.
  private func failure(_ body: () throws(SemihostingError) -> Void) -> SemihostingError? {
    do throws(SemihostingError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func writesReadsSeeksAndAppends() throws {
    let file = try open("sub/a.txt", mode: 6)
    try session.write(file, Array("0123456789".utf8))
    try session.seek(file, to: 4)
    #expect(try session.read(file, count: 3) == Array("456".utf8))
    #expect(try session.read(file, count: 100) == Array("789".utf8))
    #expect(try session.length(file) == 10)
    try session.closeFile(file)
    let more = try open("./sub//a.txt", mode: 8)
    try session.write(more, Array("!".utf8))
    try session.closeFile(more)
    #expect(contents("sub/a.txt") == "0123456789!")
  }

  @Test(arguments: Array(0...11) as [UInt32])
  func modesAreThoseOfFopen(mode: UInt32) throws {
    try Data("old".utf8).write(to: inside.appendingPathComponent("f"))
    let file = try open("f", mode: mode)
    let reads = failure { () throws(SemihostingError) in _ = try session.read(file, count: 1) } == nil
    let writes = failure { () throws(SemihostingError) in try session.write(file, [0x78]) } == nil
    #expect(reads == (mode < 4 || mode & 2 != 0))
    #expect(writes == (mode >= 4 || mode & 2 != 0))
    switch mode {
    case 0, 1: #expect(contents("f") == "old")
    case 2, 3: #expect(contents("f") == "oxd")
    case 4...7: #expect(contents("f") == "x")
    default: #expect(contents("f") == "oldx")
    }
  }

  @Test func missingFilesAreMadeForWritingOnly() throws {
    for mode in [0, 1, 2, 3] as [UInt32] {
      #expect(throws: SemihostingError.noSuchFile) { try self.open("none", mode: mode) }
    }
    _ = try open("made", mode: 8)
    #expect(contents("made") == "")
    #expect(throws: SemihostingError.invalidArgument) { try self.open("made", mode: 12) }
  }

  @Test(arguments: [
    "../outside.txt", "sub/../../outside.txt", "/etc/hostname", "sub/../a", "..", "//etc/hostname", "a/../b",
  ])
  func namesThatLeaveAreRefused(name: String) throws {
    for mode in [0, 4, 8] as [UInt32] {
      #expect(throws: SemihostingError.accessDenied) { try self.open(name, mode: mode) }
    }
    #expect(throws: SemihostingError.accessDenied) { try self.session.remove(Array(name.utf8)) }
    _ = try open("a", mode: 4)
    #expect(throws: SemihostingError.accessDenied) { try self.session.rename(Array("a".utf8), to: Array(name.utf8)) }
    #expect(try String(contentsOf: root.appendingPathComponent("outside.txt"), encoding: .utf8) == "secret")
  }

  @Test func symbolicLinksAreNotFollowed() throws {
    let manager = FileManager.default
    let outside = root.appendingPathComponent("outside.txt").path
    try manager.createSymbolicLink(
      atPath: inside.appendingPathComponent("link").path, withDestinationPath: outside)
    try manager.createSymbolicLink(atPath: inside.appendingPathComponent("up").path, withDestinationPath: root.path)
    try manager.createSymbolicLink(
      atPath: inside.appendingPathComponent("dangling").path, withDestinationPath: root.path + "/new")
    for name in ["link", "up/outside.txt", "dangling", "up/new"] {
      for mode in [0, 2, 4, 8] as [UInt32] {
        #expect(throws: SemihostingError.accessDenied) { try self.open(name, mode: mode) }
      }
      #expect(throws: SemihostingError.accessDenied) { try self.session.remove(Array(name.utf8)) }
    }
    #expect(!manager.fileExists(atPath: root.path + "/new"))
    #expect(try String(contentsOfFile: outside, encoding: .utf8) == "secret")
  }

  @Test func onlyRegularFilesAreOpened() throws {
    #expect(mkfifo(inside.appendingPathComponent("fifo").path, 0o600) == 0)
    #expect(throws: SemihostingError.accessDenied) { try self.open("fifo", mode: 0) }
    #expect(throws: SemihostingError.isDirectory) { try self.open("sub", mode: 0) }
    #expect(throws: SemihostingError.isDirectory) { try self.session.remove(Array("sub".utf8)) }
    #expect(throws: SemihostingError.isDirectory) { try self.open(".", mode: 0) }
  }

  @Test func badNames() throws {
    #expect(throws: SemihostingError.noSuchFile) { try self.open("", mode: 4) }
    #expect(throws: SemihostingError.invalidArgument) { try self.open("a\0b", mode: 4) }
    #expect(throws: SemihostingError.invalidArgument) { try self.session.open([0xFF, 0xFE], mode: 4) }
    #expect(throws: SemihostingError.nameTooLong) { try self.open(String(repeating: "x", count: 300), mode: 4) }
    try session.closeFile(open("plain", mode: 4))
    #expect(throws: SemihostingError.accessDenied) { try self.open("plain/x", mode: 4) }
  }

  @Test func removesAndRenames() throws {
    try session.closeFile(open("a", mode: 4))
    try session.rename(Array("a".utf8), to: Array("sub/b".utf8))
    #expect(contents("a") == nil)
    #expect(contents("sub/b") == "")
    try session.remove(Array("sub/b".utf8))
    #expect(contents("sub/b") == nil)
    #expect(throws: SemihostingError.noSuchFile) { try self.session.remove(Array("sub/b".utf8)) }
  }

  @Test func directoryMustExist() {
    #expect(throws: HostError.self) { try SemihostingSession(directory: self.root.path + "/nowhere") }
    #expect(throws: HostError.self) { try SemihostingSession(directory: self.root.path + "/outside.txt") }
  }

  @Test func largeTransfersThroughTheGuest() throws {
    let machine = makeMachine(host: CapturingHost(semihosting: session))
    let block: UInt32 = 0x2000_0000
    let bytes = (0..<0xE000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try machine.setBytes(at: 0x2000_1000, bytes)
    let file = try open("big", mode: 6)
    func call(_ operation: UInt32, _ fields: UInt32...) throws -> UInt32 {
      for (index, field) in fields.enumerated() { try machine.setWord(at: block + 4 * UInt32(index), field) }
      machine.registers[0] = operation
      machine.registers[1] = block
      _ = machine.semihost()
      return machine.registers[0]
    }
    for _ in 0..<3 { #expect(try call(0x05, file, 0x2000_1000, 0xE000) == 0) }
    #expect(try call(0x0C, file) == 3 * 0xE000)
    #expect(try call(0x0A, file, 0xE000 * 2 + 0x1000) == 0)
    #expect(try call(0x06, file, 0x2000_0800, 0xE000) == 0x1000)
    #expect(machine.bytes(at: 0x2000_0800, limit: 0xD000) == Array(bytes[0x1000...]))
  }
}
