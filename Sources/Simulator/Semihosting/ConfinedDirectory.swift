import Glibc

/// A host directory that the guest may use, and nothing outside it. Names are walked component by component from the
/// directory's descriptor: ".." and absolute names are refused, no symbolic link is followed, only regular files opened.
final class ConfinedDirectory {
  private let descriptor: Int32

  /// Opens the directory at `path`, or throws the host's error number.
  init(path: String) throws(HostError) {
    descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw HostError(number: errno) }
  }

  deinit { close(descriptor) }

  /// Opens a regular file with `open` flags and returns its descriptor, which the caller closes.
  func open(_ name: [UInt8], flags: Int32) throws(SemihostingError) -> Int32 {
    try withParent(of: name) { (parent, last) throws(SemihostingError) in
      try Self.refuseSpecialFile(last, in: parent)
      // Not to be held up, should the name have become a FIFO since.
      let file = openat(parent, last, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0o666)
      guard file >= 0 else { throw SemihostingError(host: errno) }
      var status = stat()
      guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        close(file)
        throw .accessDenied
      }
      return file
    }
  }

  func remove(_ name: [UInt8]) throws(SemihostingError) {
    try withParent(of: name) { (parent, last) throws(SemihostingError) in
      try Self.refuseSpecialFile(last, in: parent)
      guard unlinkat(parent, last, 0) == 0 else { throw SemihostingError(host: errno) }
    }
  }

  func rename(_ old: [UInt8], to new: [UInt8]) throws(SemihostingError) {
    try withParent(of: old) { (oldParent, oldLast) throws(SemihostingError) in
      try Self.refuseSpecialFile(oldLast, in: oldParent)
      try withParent(of: new) { (newParent, newLast) throws(SemihostingError) in
        try Self.refuseSpecialFile(newLast, in: newParent)
        guard renameat(oldParent, oldLast, newParent, newLast) == 0 else { throw SemihostingError(host: errno) }
      }
    }
  }

  private static func refuseSpecialFile(_ name: String, in parent: Int32) throws(SemihostingError) {
    var status = stat()
    guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw .isDirectory
    default: throw .accessDenied
    }
  }

  /// Calls `body` with the directory that a name's last component is in, and that component.
  private func withParent<Result>(
    of name: [UInt8], _ body: (Int32, String) throws(SemihostingError) -> Result
  ) throws(SemihostingError) -> Result {
    var components = try Self.components(of: name)
    let last = components.removeLast()
    var parent = dup(descriptor)
    guard parent >= 0 else { throw SemihostingError(host: errno) }
    defer { close(parent) }
    for component in components {
      let next = openat(parent, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      // A link in place of a directory fails with ENOTDIR; it is refused like any other link.
      guard next >= 0 else { throw errno == ENOTDIR ? .accessDenied : SemihostingError(host: errno) }
      close(parent)
      parent = next
    }
    return try body(parent, last)
  }

  private static func components(of name: [UInt8]) throws(SemihostingError) -> [String] {
    guard let text = String(validating: name, as: UTF8.self), !name.contains(0) else { throw .invalidArgument }
    guard !text.isEmpty else { throw .noSuchFile }
    guard !text.hasPrefix("/") else { throw .accessDenied }
    let components = text.split(separator: "/").filter { $0 != "." }.map(String.init)
    guard !components.contains("..") else { throw .accessDenied }
    guard !components.isEmpty, !text.hasSuffix("/") else { throw .isDirectory }
    return components
  }
}

/// A host system call's failure.
public struct HostError: Error, Sendable, Equatable, CustomStringConvertible {
  public var number: Int32
  public var description: String { String(cString: strerror(number)) }
}
