import ArgumentParser
import Foundation
import Simulator

/// Where a trace is written: a file or standard output, in pieces of some tens of kilobytes.
final class TraceOutput {
  private let name: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private let limit = 1 << 16
  private let deadline: Date?
  /// The host's error number, once something could not be written.
  private(set) var failure: Int32?

  /// Opens the file, and empties it; `-` is standard output.
  /// - Parameters:
  ///   - inputs: the files that are read, which a mistyped path must not overwrite.
  ///   - timeout: seconds from now on after which a reader is not waited for any more.
  init(_ path: String, beside inputs: [String], timeout: Double?) throws {
    name = path == "-" ? "standard output" : path
    deadline = timeout.map { Date(timeIntervalSinceNow: $0) }
    let opened = try OutputFile(path, option: "--output", beside: inputs)
    descriptor = opened.descriptor
    // Pipes and devices cannot be truncated and need not be.
    if opened.replacesContents { _ = ftruncate(descriptor, 0) }
  }

  /// Adds a line with its end. False once something could not be written.
  func append(_ event: TraceEvent, as format: TraceFormat) -> Bool {
    format.append(event, to: &pending)
    if pending.count >= limit { flush() }
    return failure == nil
  }

  func append(_ bytes: [UInt8]) { pending += bytes }

  /// Writes out what has been kept back, or drops it if its reader is not to be waited for any more.
  func flush() {
    guard failure == nil else { return }
    var rest = pending[...]
    while !rest.isEmpty {
      guard waitForReader() else { break }
      // A pipe that is ready takes this much without making the writer wait (POSIX, PIPE_BUF).
      let written = rest.prefix(isPipe ? 4096 : rest.count).withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR && errno != EAGAIN {
        failure = errno
        break
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes out the rest. A reader that went away wants no message: the status is that of a process ended by SIGPIPE.
  func finish() throws {
    flush()
    if failure == EPIPE { throw ExitCode(128 + SIGPIPE) }
    if let failure { throw Failure.outputFailed(name, errno: failure) }
    guard close(descriptor) == 0 else { throw Failure.outputFailed(name, errno: errno) }
  }

  private lazy var isPipe: Bool = {
    var status = stat()
    return fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG
  }()

  /// False if the reader takes so long that the run has to end first.
  private func waitForReader() -> Bool {
    guard isPipe else { return true }
    var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // In short turns, for a signal may come just before the call. A slow reader is to have the rest of an ended trace.
    var turnsLeft = 20
    while poll(&waited, 1, 50) <= 0 {
      if Interruption.isRequested || deadline.map({ $0 < Date() }) == true { turnsLeft -= 1 }
      if turnsLeft == 0 { return false }
    }
    return true
  }
}
