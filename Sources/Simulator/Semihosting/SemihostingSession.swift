import Glibc

/// What semihosting remembers between calls: open files, the last error, and what the host lets the guest have.
public final class SemihostingSession {
  /// What SYS_GET_CMDLINE gives: by convention the program's name and its arguments.
  public let commandLine: String
  /// Address past the firmware's own data, where SYS_HEAPINFO lets the heap begin; 0 leaves it to the firmware.
  public var heapBase: UInt32 = 0
  var lastError: SemihostingError?
  private let directory: ConfinedDirectory?
  private var files: [OpenFile?] = []
  private static let handleLimit = 64

  enum OpenFile {
    case input, output, errorOutput
    /// The read-only file ":semihosting-features", and how far it has been read.
    case features(position: Int)
    case host(descriptor: Int32)
  }

  /// A session without access to host files.
  public init(commandLine: String = "") {
    self.commandLine = commandLine
    directory = nil
  }

  /// A session that gives access to the files under one host directory.
  /// - Throws: `HostError` if it cannot be opened.
  public init(commandLine: String = "", directory: String) throws(HostError) {
    self.commandLine = commandLine
    self.directory = try ConfinedDirectory(path: directory)
  }

  deinit {
    for case .host(let descriptor) in files { close(descriptor) }
  }

  // MARK: Handles

  /// Opens a file in one of the modes of SYS_OPEN: those of C's fopen, 0 "r" to 11 "a+b".
  func open(_ name: [UInt8], mode: UInt32) throws(SemihostingError) -> UInt32 {
    guard mode <= 11 else { throw .invalidArgument }
    guard let slot = freeSlot() else { throw .tooManyOpenFiles }
    files[slot] = try openFile(name, mode: mode)
    return UInt32(slot) + 1
  }

  private func freeSlot() -> Int? {
    if let free = files.firstIndex(where: { $0 == nil }) { return free }
    guard files.count < Self.handleLimit else { return nil }
    files.append(nil)
    return files.count - 1
  }

  private func openFile(_ name: [UInt8], mode: UInt32) throws(SemihostingError) -> OpenFile {
    switch name {
    case Array(":tt".utf8):
      return mode < 4 ? .input : mode < 8 ? .output : .errorOutput
    case Array(":semihosting-features".utf8):
      guard mode <= 1 else { throw .accessDenied }
      return .features(position: 0)
    default:
      return .host(descriptor: try confined().open(name, flags: Self.flags(mode: mode)))
    }
  }

  private static func flags(mode: UInt32) -> Int32 {
    let access = mode & 2 != 0 ? O_RDWR : mode < 4 ? O_RDONLY : O_WRONLY
    switch mode {
    case 0..<4: return access
    case 4..<8: return access | O_CREAT | O_TRUNC
    default: return access | O_CREAT | O_APPEND
    }
  }

  func file(_ handle: UInt32) throws(SemihostingError) -> OpenFile {
    guard handle >= 1, handle <= UInt32(files.count), let file = files[Int(handle) - 1] else { throw .badHandle }
    return file
  }

  func closeFile(_ handle: UInt32) throws(SemihostingError) {
    let file = try file(handle)
    files[Int(handle) - 1] = nil
    // A descriptor is gone after close, whatever close says of earlier writes.
    if case .host(let descriptor) = file, close(descriptor) != 0 { throw SemihostingError(host: errno) }
  }

  // MARK: File contents

  /// Reads at most `count` bytes; fewer only at the end of the file.
  func read(_ handle: UInt32, count: Int) throws(SemihostingError) -> [UInt8] {
    switch try file(handle) {
    case .host(let descriptor):
      return try Self.readAll(descriptor, count: count)
    case .features(let position):
      let bytes = Array(Self.features.dropFirst(position).prefix(count))
      files[Int(handle) - 1] = .features(position: position + bytes.count)
      return bytes
    case .input, .output, .errorOutput:
      throw .badHandle
    }
  }

  private static func readAll(_ descriptor: Int32, count: Int) throws(SemihostingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let received = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, UnsafeMutableRawBufferPointer(rebasing: $0[filled...]).baseAddress, count - filled)
      }
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw SemihostingError(host: errno) }
      if received == 0 { break }
      filled += received
    }
    return Array(bytes.prefix(filled))
  }

  func write(_ handle: UInt32, _ bytes: [UInt8]) throws(SemihostingError) {
    guard case .host(let descriptor) = try file(handle) else { throw .badHandle }
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written >= 0 else { throw SemihostingError(host: errno) }
      rest = rest.dropFirst(written)
    }
  }

  /// Moves to a position counted from the start of the file.
  func seek(_ handle: UInt32, to position: UInt32) throws(SemihostingError) {
    switch try file(handle) {
    case .host(let descriptor):
      guard lseek(descriptor, Int(position), SEEK_SET) >= 0 else { throw SemihostingError(host: errno) }
    case .features:
      guard Int(position) <= Self.features.count else { throw .invalidArgument }
      files[Int(handle) - 1] = .features(position: Int(position))
    case .input, .output, .errorOutput:
      throw .illegalSeek
    }
  }

  func length(_ handle: UInt32) throws(SemihostingError) -> UInt32 {
    switch try file(handle) {
    case .host(let descriptor):
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw SemihostingError(host: errno) }
      guard status.st_size <= Int(Int32.max) else { throw .fileTooLarge }
      return UInt32(status.st_size)
    case .features:
      return UInt32(Self.features.count)
    case .input, .output, .errorOutput:
      throw .illegalSeek
    }
  }

  func remove(_ name: [UInt8]) throws(SemihostingError) { try confined().remove(name) }
  func rename(_ old: [UInt8], to new: [UInt8]) throws(SemihostingError) { try confined().rename(old, to: new) }

  private func confined() throws(SemihostingError) -> ConfinedDirectory {
    guard let directory else { throw .accessDenied }
    return directory
  }

  /// "SHFB", then bit 0: SYS_EXIT_EXTENDED is there; bit 1: ":tt" opened for appending is standard error.
  private static let features: [UInt8] = [0x53, 0x48, 0x46, 0x42, 0b11]
}
