import Foundation
import Testing

/// A line that says how far a long run is: on a terminal, and nowhere else.
@Suite struct ProgressTests {
  private static func isProgress(_ text: some StringProtocol) -> Bool {
    String(text).contains(/\d+\.\d+ m?s simulated, \d+\.\d MIPS, in \w+/)
  }

  private func run(_ image: String, _ options: [String], on terminal: Terminal, output: Bool = false) throws -> Outcome
  {
    var command = Command(["run", image, "--target", "mps2-an386"] + options)
    command.errorDescriptor = terminal.process
    if output { command.outputDescriptor = terminal.process }
    return try command.run()
  }

  @Test func isDrawnAndErased() throws {
    let terminal = try Terminal()
    let outcome = try run(fixture("endless-mps2-an386"), ["--timeout", "2"], on: terminal)
    #expect(outcome.status == 124)
    #expect(outcome.output.isEmpty)
    let received = terminal.received()
    // A few times a second, each on the same line.
    let drawings = received.split(separator: "\r").filter { $0.contains(" simulated, ") }
    #expect((2...12).contains(drawings.count), "\(drawings)")
    #expect(drawings.allSatisfy { Self.isProgress($0) && !$0.contains("\n") })
    #expect(drawings.last?.contains("in main") == true)
    let screen = Terminal.screen(received)
    #expect(screen.first == "stopped: limit, --timeout reached")
    #expect(screen.allSatisfy { !$0.contains("simulated, ") })
  }

  /// Lines of the firmware's on the same terminal stay whole.
  @Test func doesNotMixWithOutput() throws {
    let terminal = try Terminal()
    let outcome = try run(fixture("chatter-mps2-an386"), ["--timeout", "2"], on: terminal, output: true)
    #expect(outcome.status == 124)
    let received = terminal.received()
    #expect(Self.isProgress(received))
    let screen = Terminal.screen(received)
    let printed = screen.prefix { !$0.hasPrefix("stopped: ") }
    #expect(printed.count > 10)
    for (number, line) in printed.dropLast().enumerated() { #expect(line == "line \(number)") }
    #expect(screen.allSatisfy { !$0.contains("simulated, ") })
  }

  /// A line that the firmware has not finished is left alone.
  @Test func doesNotOverwriteAnUnfinishedLine() throws {
    // Prints the character at 0x20, for ever: movs r0, #3 (SYS_WRITEC); movs r1, #0x10; bkpt 0xAB; b to the first.
    let folder = try TemporaryFolder()
    let image = try folder.write("dots.elf", SmallImage(code: [0x2003, 0x2110, 0xBEAB, 0xE7FB]).bytes)
    let terminal = try Terminal()
    let outcome = try run(image, ["--timeout", "2", "--max-output", "100000"], on: terminal, output: true)
    #expect(outcome.status == 124)
    let screen = Terminal.screen(terminal.received())
    #expect(screen.count > 3)
    #expect(screen.allSatisfy { !$0.contains("simulated, ") })
  }

  @Test func isQuietWhenAsked() throws {
    let terminal = try Terminal()
    #expect(try run(fixture("endless-mps2-an386"), ["--timeout", "1.2", "--quiet"], on: terminal).status == 124)
    #expect(terminal.received() == "")
  }

  @Test func isQuietInAPipe() throws {
    let outcome = try Command("run", fixture("endless-mps2-an386"), "--target", "mps2-an386", "--timeout", "1.2").run()
    #expect(outcome.errors.hasPrefix("stopped: limit, --timeout reached\n"))
    #expect(!outcome.errors.contains("\r") && !outcome.errors.contains("simulated, "))
  }
}

/// A pseudo-terminal whose other end is read all the while.
private final class Terminal {
  /// The end for the process.
  private(set) var process: Int32
  private let collected = Collected()
  private let isDone = DispatchSemaphore(value: 0)

  private final class Collected: @unchecked Sendable {
    var bytes: [UInt8] = []
  }

  init() throws {
    let own = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(own >= 0)
    // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which Glibc does not offer to Swift.
    var (lock, number): (Int32, Int32) = (0, -1)
    try #require(ioctl(own, 0x4004_5431, &lock) == 0 && ioctl(own, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    process = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(process >= 0)
    let (collected, isDone) = (collected, isDone)
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        // Ends with an error once nobody has the other end open.
        let count = read(own, &buffer, buffer.count)
        guard count > 0 else { break }
        collected.bytes += buffer.prefix(count)
      }
      close(own)
      isDone.signal()
    }
  }

  deinit { if process >= 0 { close(process) } }

  /// All that was written, once the process has ended.
  func received() -> String {
    close(process)
    process = -1
    isDone.wait()
    return String(decoding: collected.bytes, as: UTF8.self)
  }

  /// What a terminal of endless width would show in the end.
  static func screen(_ received: String) -> [String] {
    var lines: [[Character]] = [[]]
    var column = 0
    // A carriage return and a line feed are one Character of a String.
    for scalar in received.unicodeScalars {
      switch scalar {
      case "\r": column = 0
      case "\n":
        lines.append([])
        column = 0
      default:
        while lines[lines.count - 1].count <= column { lines[lines.count - 1].append(" ") }
        lines[lines.count - 1][column] = Character(scalar)
        column += 1
      }
    }
    return lines.map { line in
      var text = String(line)
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
