import Foundation
import Simulator

/// The file that `--json` names, open from before the run.
struct ReportFile {
  private let path: String
  private let descriptor: Int32

  /// Opens the file, without losing what it holds until there is something new.
  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(status: 64, message: "--json \(path): cannot be written: \(reason)")
    }
  }

  func write(_ report: RunReport) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes = try Array(encoder.encode(report)) + [UInt8(ascii: "\n")]
    // Pipes and devices cannot be truncated and need not be.
    _ = ftruncate(descriptor, 0)
    try thumbprint.write(bytes, to: descriptor, named: path)
    guard close(descriptor) == 0 else { throw Failure.outputFailed(path, errno: errno) }
  }
}
