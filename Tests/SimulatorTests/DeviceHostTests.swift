import Foundation
import Testing

@testable import Simulator

/// The command line's host, on pipes in place of the standard streams.
@Suite struct DeviceHostTests {
  private struct Pipe {
    let read: Int32
    let write: Int32
    init() {
      var ends: [Int32] = [0, 0]
      _ = pipe(&ends)
      (read, write) = (ends[0], ends[1])
      _ = fcntl(read, F_SETFL, O_NONBLOCK)
    }
    /// What is in the pipe now.
    func contents() -> String {
      var bytes = [UInt8](repeating: 0, count: 65536)
      let count = Glibc.read(read, &bytes, bytes.count)
      return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
  }

  @Test func linesAppearAtOnceAndTheRestWhenFlushed() {
    let pipe = Pipe()
    let host = StandardHost(standardOutput: pipe.write)
    host.output(Array("one\ntw".utf8))
    #expect(pipe.contents() == "one\ntw")
    host.output(Array("o".utf8))
    #expect(pipe.contents() == "")
    host.flush()
    #expect(pipe.contents() == "o")
  }

  @Test func errorOutputComesAfterWhatWasPrintedBefore() {
    let pipe = Pipe()
    let host = StandardHost(standardOutput: pipe.write, standardError: pipe.write)
    host.output(Array("first ".utf8))
    host.errorOutput(Array("second".utf8))
    #expect(pipe.contents() == "first second")
  }

  @Test func limitCutsTheOutput() {
    let pipe = Pipe()
    let host = StandardHost(outputLimit: 5, standardOutput: pipe.write)
    host.output(Array("123\n".utf8))
    #expect(host.stopRequest == nil)
    host.output(Array("456\n".utf8))
    #expect(host.stopRequest == .limit(.output))
    host.flush()
    #expect(pipe.contents() == "123\n4")
  }

  @Test func fullDeviceEndsTheRun() {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let host = StandardHost(standardOutput: full)
    host.output(Array("text\n".utf8))
    #expect(host.stopRequest == .outputFailed(errno: ENOSPC))
  }

  @Test func inputEndsWithTheStream() {
    let pipe = Pipe()
    _ = write(pipe.write, "abc", 3)
    close(pipe.write)
    let host = StandardHost(standardInput: pipe.read)
    #expect(host.input(count: 2) == Array("ab".utf8))
    #expect(host.input(count: 9) == Array("c".utf8))
    #expect(host.input(count: 9) == [])
  }
}
