import Dispatch
import Glibc

/// The host of the command line: firmware output goes to standard output, at the latest at the end of each line, and
/// console input comes from standard input.
public final class StandardHost: HostInterface {
  public private(set) var stopRequest: StopReason?
  public let semihosting: SemihostingSession
  /// Bytes that the firmware may still print.
  private var outputLeft: UInt64
  private var pending: [UInt8] = []
  private let standardOutput: Int32
  private let standardError: Int32
  private let standardInput: Int32
  private let pendingLimit = 16 * 1024
  /// When waiting for a reader or for input ends the run, by the host's monotonic clock.
  private let deadline: DispatchTime?
  private let isInterrupted: () -> Bool

  /// Called before anything is written, or a person is waited for: what else is on the terminal can be cleared away.
  public var willUseStreams: () -> Void = {}
  /// Whether what was last written to standard output ended a line.
  public private(set) var hasEndedLine = true

  /// - Parameters:
  ///   - outputLimit: bytes of output after which the run is ended.
  ///   - timeout: seconds from now on after which waiting for input, or for a reader of the output, ends the run.
  ///   - isInterrupted: asked while waiting; the run ends when it says so.
  ///   - standardOutput: file descriptors to use in place of the process's own; they stay open.
  public init(
    semihosting: SemihostingSession = SemihostingSession(), outputLimit: UInt64 = .max,
    timeout: Double? = nil, isInterrupted: @escaping () -> Bool = { false },
    standardInput: Int32 = 0, standardOutput: Int32 = 1, standardError: Int32 = 2
  ) {
    deadline = timeout.map { .now() + $0 }
    self.isInterrupted = isInterrupted
    self.semihosting = semihosting
    outputLeft = outputLimit
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
  }

  public func output(_ bytes: [UInt8]) {
    let taken = take(bytes)
    pending.append(contentsOf: taken)
    if let last = taken.last { isWithinLine = last != UInt8(ascii: "\n") }
    if taken.contains(UInt8(ascii: "\n")) || pending.count >= pendingLimit { flush() }
  }

  public func errorOutput(_ bytes: [UInt8]) {
    // What was printed before an error message should be seen before it.
    flush()
    write(Array(take(bytes)), to: standardError)
  }

  /// Whether the last byte printed was not the end of a line.
  public private(set) var isWithinLine = false

  /// Writes out what has been kept back.
  public func flush() {
    guard !pending.isEmpty else { return }
    write(pending, to: standardOutput)
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes out the rest when the run has ended. Returns the host's error number if it cannot be written.
  public func flushAtEnd() -> Int32? {
    let hadFailed = hasFailed
    if !hadFailed { flush() }
    guard case .outputFailed(let number) = stopRequest, !hadFailed else { return nil }
    return number
  }

  private var hasFailed: Bool {
    if case .outputFailed = stopRequest { true } else { false }
  }

  public func input(count: Int) -> [UInt8] {
    flush()
    guard count > 0, stopRequest == nil else { return [] }
    willUseStreams()
    guard wait(for: POLLIN, on: standardInput) else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let received = read(standardInput, &bytes, count)
    return received > 0 ? Array(bytes.prefix(received)) : []
  }

  private func take(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard UInt64(bytes.count) > outputLeft else {
      outputLeft -= UInt64(bytes.count)
      return bytes[...]
    }
    let taken = bytes.prefix(Int(outputLeft))
    outputLeft = 0
    if stopRequest == nil { stopRequest = .limit(.output) }
    return taken
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    if let last = bytes.last {
      willUseStreams()
      if descriptor == standardOutput { hasEndedLine = last == UInt8(ascii: "\n") }
    }
    while !rest.isEmpty {
      guard wait(for: POLLOUT, on: descriptor) else { return }
      // A pipe that is ready takes this much without making the writer wait (POSIX, PIPE_BUF).
      let written = rest.prefix(4096).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR && errno != EAGAIN {
        stopRequest = .outputFailed(errno: errno)
        return
      }
    }
  }

  /// Waits until a descriptor is ready. False if the run has to end first; `stopRequest` then says why.
  private func wait(for events: Int32, on descriptor: Int32) -> Bool {
    var waited = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
    // In short turns, for a signal may come just before the call.
    while poll(&waited, 1, 50) <= 0 {
      if isInterrupted() {
        stopRequest = stopRequest ?? .interrupted
        return false
      }
      if let deadline, DispatchTime.now() >= deadline {
        stopRequest = stopRequest ?? .limit(.timeout)
        return false
      }
    }
    return true
  }
}
