import Foundation
import Testing

/// The repository's root.
let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

func fixture(_ name: String) -> String { root.appendingPathComponent("Fixtures/images/\(name).elf").path }

/// What a run of the command gave.
struct Outcome {
  /// Nil where a signal ended it.
  var status: Int32?
  /// The signal that ended it, 0 if none.
  var signal: Int32
  var output: [UInt8]
  var errors: String
  /// Most host memory that it was seen to have, in bytes.
  var peakMemory: Int
  var seconds: Double

  var text: String { String(decoding: output, as: UTF8.self) }
}

struct CommandProblem: Error, CustomStringConvertible {
  var description: String
}

/// The built command, run as a user runs it: a process of its own, with its own standard streams.
struct Command {
  var executable = Command.built
  var arguments: [String]
  /// Paths of the standard streams; those of nil are /dev/null and files that the outcome gives.
  var input: String?
  var output: String?
  /// A descriptor for standard output, in place of a path.
  var outputDescriptor: Int32?
  var inputDescriptor: Int32?
  /// A descriptor for standard error; the outcome then has none of it.
  var errorDescriptor: Int32?
  var closesOutput = false
  var workingDirectory = root.path
  var environment: [String: String] = [:]
  /// Seconds after which it is killed, and the test fails.
  var timeLimit = 60.0

  init(_ arguments: String...) { self.arguments = arguments }
  init(_ arguments: [String]) { self.arguments = arguments }

  /// The release build that `make test` makes, unless sources have changed since; else the one built with the tests.
  static let built: String = {
    let release = root.appendingPathComponent(".build/release/thumbprint").path
    if let built = changed(release), newestSource <= built { return release }
    let test = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent("thumbprint").path
  }()

  private static func changed(_ path: String) -> Date? {
    // Through symbolic links, which `attributesOfItem` does not follow.
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
  }

  private static var newestSource: Date {
    let folder = root.appendingPathComponent("Sources").path
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".swift") }.compactMap { changed("\(folder)/\($0)") }.max() ?? .distantFuture
  }

  /// Runs it to its end. `whileRunning` is called with the process's number once it has started.
  func run(_ whileRunning: (pid_t) throws -> Void = { _ in }) throws -> Outcome {
    let folder = try TemporaryFolder()
    let (outputPath, errorPath) = (output ?? folder.path("out"), folder.path("err"))
    let start = Date()
    let process = try spawn(output: outputPath, errors: errorPath)
    var failure: (any Error)?
    do { try whileRunning(process) } catch { failure = error }
    var (status, peakMemory) = (Int32(0), 0)
    while waitpid(process, &status, failure == nil ? WNOHANG : 0) == 0 {
      peakMemory = max(peakMemory, Self.memory(of: process))
      if Date().timeIntervalSince(start) > timeLimit {
        failure = CommandProblem(description: "\(arguments) did not end within \(timeLimit) s")
      }
      if failure != nil { kill(process, SIGKILL) } else { usleep(2000) }
    }
    if let failure { throw failure }
    let signal = status & 0x7F
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xFF : nil, signal: signal,
      output: output == nil ? contents(outputPath) : [], errors: String(decoding: contents(errorPath), as: UTF8.self),
      peakMemory: peakMemory, seconds: Date().timeIntervalSince(start))
  }

  /// The most memory that a running process has had, in bytes. Not from `wait4`: there a process counts what its parent
  /// had when it was started.
  private static func memory(of process: pid_t) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
    return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  private func contents(_ path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }

  private func spawn(output: String, errors: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let inputDescriptor {
      posix_spawn_file_actions_adddup2(&actions, inputDescriptor, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    }
    if closesOutput {
      posix_spawn_file_actions_addclose(&actions, 1)
    } else if let outputDescriptor {
      posix_spawn_file_actions_adddup2(&actions, outputDescriptor, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
    }
    if let errorDescriptor {
      posix_spawn_file_actions_adddup2(&actions, errorDescriptor, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
    }
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var process = pid_t()
    // `env` changes the directory, then becomes the command.
    let line = ["/usr/bin/env", "-C", workingDirectory, executable] + arguments
    let failure = withStrings(line) { line in
      withStrings(variables) { posix_spawn(&process, "/usr/bin/env", &actions, nil, line, $0) }
    }
    guard failure == 0 else {
      throw CommandProblem(description: "cannot start \(executable): \(String(cString: strerror(failure)))")
    }
    return process
  }

  /// Calls `body` with C strings and a null at the end.
  private func withStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    var list = copies + [nil]
    return list.withUnsafeMutableBufferPointer { buffer in
      // Not empty: the null is in it.
      body(buffer.baseAddress.unsafelyUnwrapped)
    }
  }
}

/// Waits until the process handles a signal (`SigCgt` in proc(5)), so that it does not come too early.
func waitForHandler(of signal: Int32, in process: pid_t) throws {
  for _ in 0..<10_000 {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let caught = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
    if let mask = caught.flatMap({ UInt64($0, radix: 16) }), mask >> (signal - 1) & 1 == 1 { return }
    usleep(2000)
  }
  throw CommandProblem(description: "signal \(signal) is not handled")
}

/// Both ends of a pipe, which no other process that is being started can inherit.
final class PipeEnds {
  private(set) var read: Int32
  let write: Int32
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let path = folder.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    read = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    write = open(path, O_WRONLY | O_CLOEXEC)
    try #require(read >= 0 && write >= 0)
    // Waiting for input is part of what is tested.
    try #require(fcntl(read, F_SETFL, 0) == 0)
  }

  func closeReader() {
    close(read)
    read = -1
  }

  deinit {
    if read >= 0 { close(read) }
    close(write)
  }
}

/// A directory that goes away with the value.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and gives its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}
