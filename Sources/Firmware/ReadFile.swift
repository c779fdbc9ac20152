import Foundation

/// The longest image that is read. A Cortex-M image with debug information stays far below.
private let sizeLimit: UInt64 = 1 << 30

/// The whole file at `path`. Only regular files: a pipe could keep the command waiting for ever.
func readFile(_ path: String) throws(FirmwareError) -> [UInt8] {
  func failure(_ problem: FirmwareError.Problem) -> FirmwareError { FirmwareError(path: path, problem: problem) }
  func lastError() -> FirmwareError { failure(.unreadable(reason: String(cString: strerror(errno)))) }

  let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
  guard descriptor >= 0 else { throw lastError() }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw lastError() }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw failure(.directory)
  default: throw failure(.notRegularFile)
  }
  let size = UInt64(status.st_size)
  guard size > 0 else { throw failure(.empty) }
  guard size <= sizeLimit else { throw failure(.tooLarge(bytes: size, limit: sizeLimit)) }

  var bytes = [UInt8](repeating: 0, count: Int(size))
  var filled = 0
  while filled < bytes.count {
    let count = bytes.withUnsafeMutableBytes { buffer in
      // In bounds: the loop condition keeps `filled` below the buffer's size.
      read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
    }
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw lastError() }
    if count == 0 { break }
    filled += count
  }
  bytes.removeLast(bytes.count - filled)
  return bytes
}
