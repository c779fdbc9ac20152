import Foundation

/// A file that an option names, open from before the run.
struct OutputFile {
  let descriptor: Int32
  /// Whether what it holds is to be removed before it is written: not of pipes, devices and standard streams.
  let replacesContents: Bool

  /// Opens the file, without losing what it holds until there is something new. `-` is standard output.
  /// - Parameters:
  ///   - option: for messages.
  ///   - inputs: the files that are read, which a mistyped path must not overwrite.
  init(_ path: String, option: String, beside inputs: [String]) throws {
    let opened = path == "-" ? dup(1) : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard opened >= 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(status: 64, message: "\(option) \(path): cannot be written: \(reason)")
    }
    for input in inputs {
      var (report, read) = (stat(), stat())
      if fstat(opened, &report) == 0, stat(input, &read) == 0, report.st_ino == read.st_ino,
        report.st_dev == read.st_dev
      {
        throw Failure(status: 64, message: "\(option) \(path): is the input \(input) itself; name another file")
      }
    }
    // The same file as a standard stream, for instance /dev/stdout: after what is in it, not in its place.
    if let stream = [1, 2].first(where: { Self.areSame(opened, $0) }) {
      close(opened)
      descriptor = dup(stream)
      replacesContents = false
    } else {
      descriptor = opened
      replacesContents = true
    }
  }

  private static func areSame(_ first: Int32, _ second: Int32) -> Bool {
    var (one, other) = (stat(), stat())
    guard fstat(first, &one) == 0, fstat(second, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }
}

/// The file that `--json` names, open from before the run.
struct ReportFile {
  private let path: String
  private let file: OutputFile

  /// Opens the file, as `OutputFile` does.
  init(_ path: String, beside inputs: [String]) throws {
    self.path = path
    file = try OutputFile(path, option: "--json", beside: inputs)
  }

  func write(_ report: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes = try Array(encoder.encode(report)) + [UInt8(ascii: "\n")]
    // Pipes and devices cannot be truncated and need not be.
    if file.replacesContents { _ = ftruncate(file.descriptor, 0) }
    try thumbprint.write(bytes, to: file.descriptor, named: path)
    guard close(file.descriptor) == 0 else { throw Failure.outputFailed(path, errno: errno) }
  }
}
