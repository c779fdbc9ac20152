import Foundation

/// A file that an option names, open from before the run.
struct OutputFile {
  let path: String
  let option: String
  let descriptor: Int32
  /// Whether what it holds is to be removed before it is written: not of pipes, devices and standard streams.
  let replacesContents: Bool
  /// Whether what is written goes to the command's standard output.
  let isStandardOutput: Bool

  /// Opens the file, without losing what it holds until there is something new. `-` is standard output.
  /// - Parameters:
  ///   - option: for messages.
  ///   - inputs: the files that are read, which a mistyped path must not overwrite.
  ///   - others: the files that other options name.
  init(_ path: String, option: String, beside inputs: [String], others: [OutputFile] = []) throws {
    self.path = path
    self.option = option
    let opened = path == "-" ? dup(1) : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard opened >= 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(status: 64, message: "\(option) \(path): cannot be written: \(reason)")
    }
    for input in inputs {
      var (report, read) = (stat(), stat())
      if fstat(opened, &report) == 0, stat(input, &read) == 0, Self.areSame(report, read) {
        throw Failure(status: 64, message: "\(option) \(path): is the input \(input) itself; name another file")
      }
    }
    if let other = others.first(where: { Self.areSame(opened, $0.descriptor) }), Self.keepsWhatIsWritten(opened) {
      let problem = "is what \(other.option) \(other.path) names; give each a file of its own"
      throw Failure(status: 64, message: "\(option) \(path): \(problem)")
    }
    // The same file as a standard stream, for instance /dev/stdout: after what is in it, not in its place.
    let stream = [1, 2].first { Self.areSame(opened, $0) }
    if let stream {
      close(opened)
      descriptor = dup(stream)
    } else {
      descriptor = opened
    }
    replacesContents = stream == nil
    isStandardOutput = stream == 1 && Self.keepsWhatIsWritten(descriptor)
  }

  private static func areSame(_ first: Int32, _ second: Int32) -> Bool {
    var (one, other) = (stat(), stat())
    return fstat(first, &one) == 0 && fstat(second, &other) == 0 && areSame(one, other)
  }

  private static func areSame(_ one: stat, _ other: stat) -> Bool {
    one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  /// Whether two texts written there would mix: not on a device such as /dev/null.
  private static func keepsWhatIsWritten(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else { return true }
    return isatty(descriptor) == 1
  }

  /// Writes all that the file is to hold, and closes it.
  func write(_ bytes: [UInt8]) throws {
    // Pipes and devices cannot be truncated and need not be.
    if replacesContents { _ = ftruncate(descriptor, 0) }
    try thumbprint.write(bytes, to: descriptor, named: path)
    guard close(descriptor) == 0 else { throw Failure.outputFailed(path, errno: errno) }
  }
}

/// The file that `--json` names, open from before the run.
struct ReportFile {
  private let file: OutputFile

  /// Opens the file, as `OutputFile` does.
  init(_ path: String, beside inputs: [String]) throws {
    file = try OutputFile(path, option: "--json", beside: inputs)
  }

  func write(_ report: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try file.write(Array(encoder.encode(report)) + [UInt8(ascii: "\n")])
  }
}
