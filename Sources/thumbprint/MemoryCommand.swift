import ArgumentParser
import Boards
import Firmware
import MemoryGuard
import Simulator

struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Run a firmware image and say how much of each memory it needs.",
    discussion: """
      Flash and RAM by section and symbol; stacks, heap and tensors with what is set aside for them, what they took at \
      most, when and in which calls; the peak of all live memory; a map of the address space. The firmware's output goes \
      to standard output, the account to standard error. The exit status is as with 'run', but 3 if a limit of memory \
      is broken.
      """)

  @Argument(help: "The linked ELF image.")
  var firmware: String

  @Option(help: "A board's name (see 'thumbprint targets') or the path of a board file.")
  var target: String

  @Option(
    help: ArgumentHelp(
      "What is set aside for the main stack, whatever the linker script says; also a limit.", valueName: "bytes"))
  var stackSize: UInt32?

  @Flag(help: "List all symbols, not the ten largest of each memory.")
  var symbols = false

  @Flag(
    help: """
      List the boards on which the image would fit. By size, not by addresses, which the linker script gives: the program in \
      one flash memory; in RAM each section, the heap's extent and each stack at its deepest in one piece, memories that \
      adjoin taken as one.
      """)
  var fits = false

  @OptionGroup
  var allocators: AllocatorOptions

  @Flag(help: "Print no account.")
  var quiet = false

  @OptionGroup(title: "Outputs")
  var outputs: MemoryOutputs

  @OptionGroup(title: "Limits of memory")
  var memoryLimits: MemoryLimitOptions

  @OptionGroup(title: "Timing")
  var timing: TimingOptions

  @OptionGroup(title: "Limits and the host")
  var options: RunOptions

  func validate() throws {
    if let stackSize, stackSize == 0 { throw ValidationError("--stack-size must be more than 0 bytes.") }
  }

  func run() throws {
    let run = try FirmwareRun(firmware: firmware, target: target, timing: timing)
    let builder = MemoryAccountBuilder(run.image, on: run.board, stackSize: stackSize)
    var recording = RecordingOptions()
    recording.followsMemory = true
    recording.countsAccesses = false
    recording.layers = builder.layerFunctions
    recording.tensors = builder.tensorBuffers
    recording.allocators = try allocators.allocators(in: run.image)
    let library = fits ? try BoardLibrary.find() : nil
    let files = try outputs.open(beside: [firmware, target])
    let host = try options.host(firmware: firmware, output: files.usesStandardOutput ? 2 : 1)
    var record: ExecutionRecord?
    let result = HostedRun(run.image, host: host, showsProgress: !quiet) { poll in
      let (report, recorded) = run.execute(host: host, limits: options.limits, recording: recording, poll: poll)
      record = recorded
      return report
    }

    var account = builder.account(of: record?.memory ?? MemoryRecord(), report: result.report)
    if let library {
      account.boards = BoardFits(account, image: run.image, built: run.board).boards(library.boards())
    }
    if !quiet {
      result.printStop()
      printError(
        account.text(width: Terminal.width(of: 2), color: Terminal.hasColor(2), symbols: symbols ? nil : 10))
      for warning in result.report.warnings { printError("warning: \(warning)\n") }
    }
    try files.write(account)
    try result.checkOutput()
    let broken = memoryLimits.limits.broken(by: account)
    for line in broken { printError("limit broken: \(line)\n") }
    if !broken.isEmpty { throw ExitCode(3) }
    try result.end()
  }
}

/// What a build may take; `memory` ends with 3 if it takes more.
struct MemoryLimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The most that any stack may take.", valueName: "bytes"))
  var maxStack: UInt64?

  @Option(
    help: ArgumentHelp(
      "The most RAM that may be needed: sections, the heap's extent and each stack at its deepest.", valueName: "bytes")
  )
  var maxSram: UInt64?

  @Option(help: ArgumentHelp("The most flash that the program may take.", valueName: "bytes"))
  var maxFlash: UInt64?

  var limits: MemoryLimits { MemoryLimits(stack: maxStack, sram: maxSram, flash: maxFlash) }
}

/// The files that an account is written to.
struct MemoryOutputs: ParsableArguments {
  @Option(help: ArgumentHelp("Write the account as JSON; '-' is standard output.", valueName: "file"))
  var json: String?

  @Option(help: ArgumentHelp("Write a page to look at in a browser; '-' is standard output.", valueName: "file"))
  var html: String?

  func validate() throws {
    if json == "-", html == "-" { throw ValidationError("--json - and --html - both write to standard output.") }
  }

  struct Opened {
    fileprivate var json: OutputFile?
    fileprivate var html: OutputFile?

    var usesStandardOutput: Bool { [json, html].contains { $0?.isStandardOutput == true } }

    /// Writes both files; one that cannot be written keeps the other not from it.
    func write(_ account: MemoryAccount) throws {
      var failure: (any Error)?
      do { try json?.write(account.json()) } catch { failure = error }
      try html?.write(Array(account.html().utf8))
      if let failure { throw failure }
    }
  }

  /// Opens the files, before the run: a run may be long, and its result must not be lost to a misspelt path.
  /// - Parameter inputs: files that are read.
  func open(beside inputs: [String]) throws -> Opened {
    let first = try json.map { try OutputFile($0, option: "--json", beside: inputs) }
    let second = try html.map {
      try OutputFile($0, option: "--html", beside: inputs, others: [first].compactMap { $0 })
    }
    return Opened(json: first, html: second)
  }
}
