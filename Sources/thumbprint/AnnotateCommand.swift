import ArgumentParser
import Firmware
import Foundation
import Profiler
import Simulator

struct AnnotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate",
    abstract: "Print code with its cost beside each line: source or assembly.",
    discussion: """
      Runs a firmware image, or reads a profile that 'thumbprint profile --json' wrote. The annotated code goes to \
      standard output, the firmware's output to standard error. Without --source and --disassembly it is the source, or \
      with --function, and where the image has no line information, the assembly. The exit status of a run is as with \
      'run'.
      """)

  @Argument(help: "The linked ELF image, or a profile (JSON).")
  var input: String

  @Option(help: "A board's name (see 'thumbprint targets') or the path of a board file; to run an image.")
  var target: String?

  @Option(help: ArgumentHelp("Only this function: a name, or its address such as 0x08000100.", valueName: "name"))
  var function: String?

  @Option(help: ArgumentHelp("Only this source file: its path, or the end of it.", valueName: "file"))
  var file: String?

  @Flag(help: "Print source lines.")
  var source = false

  @Flag(help: "Print assembly.")
  var disassembly = false

  @Option(help: ArgumentHelp("Where the sources lie, if not where they were compiled.", valueName: "directory"))
  var sourceDir: String?

  @OptionGroup(title: "Timing")
  var timing: TimingOptions

  @OptionGroup(title: "Limits and the host")
  var options: RunOptions

  func validate() throws {
    if source, disassembly { throw ValidationError("--source and --disassembly exclude each other.") }
    if function != nil, file != nil { throw ValidationError("--function and --file exclude each other.") }
  }

  func run() throws {
    if let bytes = try profileBytes() {
      if let target {
        throw Failure(status: 64, message: "--target \(target): \(input) is a profile, which is not run again")
      }
      let profile = try Profile(json: bytes, path: input)
      try print(profile, names: FunctionNames(profile.functions.map { ($0.name, $0.address) }, of: input))
      return
    }
    guard let target else {
      throw Failure(status: 64, message: "--target is missing: on which board is \(input) to be run?")
    }
    let run = try FirmwareRun(firmware: input, target: target, timing: timing)
    let names = FunctionNames(run.image)
    // Before the run, which may be long.
    if let function, parseAddress(function) == nil, names.addresses(of: function).isEmpty {
      throw names.unknown(function, option: "--function")
    }
    let result = ProfilingRun(
      run, host: try options.host(firmware: input, output: 2), limits: options.limits, selection: .init(),
      sourceDirectory: sourceDir, showsProgress: true)
    result.printStop()
    try print(result.profile, names: names)
    try result.end()
  }

  /// The text of the source files, where they can be found.
  private func sources(of profile: Profile) -> SourceText {
    let (sources, notes) = SourceText.read(for: profile, imagePath: profile.firmware, sourceDirectory: sourceDir)
    for note in notes where !profile.notes.contains(note) { printError("note: \(note)\n") }
    return sources
  }

  /// The input if it is JSON; nil if it is anything else, or cannot be read, which reading it as an image will tell.
  private func profileBytes() throws -> [UInt8]? {
    var status = stat()
    guard stat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let file = FileHandle(forReadingAtPath: input), let start = try? file.read(upToCount: 64),
      start.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{")
    else { return nil }
    do {
      return Array(start) + Array(try file.readToEnd() ?? Data())
    } catch {
      throw Failure(status: 65, message: "\(input): cannot be read: \(error.localizedDescription)")
    }
  }

  private func print(_ profile: Profile, names: FunctionNames) throws {
    for note in profile.notes { printError("note: \(note)\n") }
    if let function {
      try printFunction(function, of: profile, names)
    } else if let file {
      try printFile(file, of: profile)
    } else if disassembly || !source && profile.lines.isEmpty {
      try printOutput(profile.annotatedDisassembly(of: nil))
    } else {
      try printOutput(profile.annotatedSource(of: nil, sources(of: profile)))
    }
  }

  private func printFunction(_ name: String, of profile: Profile, _ names: FunctionNames) throws {
    let addresses = parseAddress(name).map { [$0 & ~1] } ?? names.addresses(of: name)
    if addresses.isEmpty { throw names.unknown(name, option: "--function") }
    let found = profile.functions.indices.filter { addresses.contains(profile.functions[$0].address) }
    guard !found.isEmpty else { return try printOutput("\(name) was never executed\n") }
    guard source else {
      return try printOutput(found.map { profile.annotatedDisassembly(of: $0) }.joined(separator: "\n"))
    }
    let files = found.compactMap { profile.sourceFiles(of: $0).first }
    if files.isEmpty {
      throw Failure(status: 65, message: "\(input): has no line information for \(name); build it with -g")
    }
    let sources = sources(of: profile)
    try printOutput(Set(files).sorted().map { profile.annotatedSource(of: $0, sources) }.joined(separator: "\n"))
  }

  private func printFile(_ path: String, of profile: Profile) throws {
    let files = profile.sourceFiles(matching: path)
    if files.isEmpty {
      let known = profile.sourceFiles
      throw Failure(
        status: 64,
        message: known.isEmpty
          ? "--file \(path): \(input) has no line information; build it with -g"
          : "--file \(path): no code of it was executed; there was code of \(known.prefix(5).joined(separator: ", "))")
    }
    guard disassembly else {
      let sources = sources(of: profile)
      return try printOutput(files.map { profile.annotatedSource(of: $0, sources) }.joined(separator: "\n"))
    }
    let functions = profile.functions.indices.filter { profile.sourceFiles(of: $0).first.map(files.contains) ?? false }
    try printOutput(functions.map { profile.annotatedDisassembly(of: $0) }.joined(separator: "\n"))
  }
}
