import Foundation

/// A trace that cannot be read back.
public struct TraceFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var path: String
  /// From 1; 0 if no line is to blame.
  public var line: Int
  public var problem: String

  public var description: String { line == 0 ? "\(path): \(problem)" : "\(path), line \(line): \(problem)" }
}

/// Reads a trace in either format, event by event, in bounded space.
public final class TraceReader {
  private let path: String
  private let file: FileHandle
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private static let chunk = 1 << 16
  private static let longestLine = 1 << 20

  /// Number of the line read last, from 1.
  public private(set) var line = 0

  /// Opens the file; `-` is standard input.
  public init(path: String) throws(TraceFileError) {
    self.path = path
    if path == "-" {
      file = .standardInput
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TraceFileError(path: path, line: 0, problem: "cannot be read: \(String(cString: strerror(errno)))")
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// The next event; nil at the end.
  public func next() throws(TraceFileError) -> TraceEvent? {
    while let bytes = try nextContent() {
      if let event = try event(bytes) { return event }
    }
    return nil
  }

  /// The next line with something in it; nil at the end.
  func nextContent() throws(TraceFileError) -> ArraySlice<UInt8>? {
    while let bytes = try nextLine() {
      line += 1
      let trimmed = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
      if let first = trimmed.first, first != UInt8(ascii: "#") { return trimmed }
    }
    return nil
  }

  /// The event of the line read last; nil if it only describes the trace.
  func event(_ bytes: ArraySlice<UInt8>) throws(TraceFileError) -> TraceEvent? {
    do {
      return bytes.first == UInt8(ascii: "{") ? try TraceParser.json(bytes) : try TraceParser.text(bytes)
    } catch let problem as TraceParser.Problem {
      throw TraceFileError(path: path, line: line, problem: problem.description)
    } catch {
      throw TraceFileError(path: path, line: line, problem: "is no line of a trace: \(error.localizedDescription)")
    }
  }

  private func nextLine() throws(TraceFileError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return buffer[start..<end]
      }
      searched = buffer.count - start
      buffer.removeSubrange(..<start)
      start = 0
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        defer { start = buffer.count }
        return buffer[...]
      }
      guard buffer.count < Self.longestLine else {
        throw TraceFileError(path: path, line: line + 1, problem: "is too long for a line of a trace")
      }
      try fill()
    }
  }

  private func fill() throws(TraceFileError) {
    let data: Data?
    do { data = try file.read(upToCount: Self.chunk) } catch {
      throw TraceFileError(path: path, line: 0, problem: "cannot be read: \(error.localizedDescription)")
    }
    if let data, !data.isEmpty { buffer.append(contentsOf: data) } else { isAtEnd = true }
  }
}
