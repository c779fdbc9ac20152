import Foundation

/// Compilation units whose debug information was split off into `.dwo` files (`-gsplit-dwarf`), and which of them are missing.
struct SplitUnits {
  var found = 0
  private var missing: [String] = []
  private var missed = 0
  /// Whether some are beside the image, where it lies now, but not where they were compiled.
  private(set) var areBeside = false

  /// Whether libdw will find a regular file: it opens whatever has the name, and a pipe would keep it waiting for ever.
  mutating func isPresent(_ name: String?, directory: String?, imagePath: String) -> Bool {
    guard let name, !name.isEmpty else { return false }
    if name.hasPrefix("/") { return Self.isRegular(name) }
    let beside = URL(fileURLWithPath: imagePath).deletingLastPathComponent().appendingPathComponent(name).path
    let built = directory.map { "\($0)/\(name)" }
    // Nothing but regular files may have either name, since libdw tries both.
    for path in [beside, built].compactMap({ $0 }) where Self.exists(path) && !Self.isRegular(path) { return false }
    if Self.isRegular(beside) { areBeside = true }
    return Self.isRegular(beside) || built.map(Self.isRegular) ?? false
  }

  mutating func miss(_ name: String?) {
    missed += 1
    if let name, !missing.contains(name), missing.count < 4 { missing.append(name) }
  }

  /// In words, what is missing; nil if nothing is.
  /// - Parameter subject: what cannot be known without them, in the plural.
  func note(_ subject: String) -> String? {
    guard missed > 0 else { return nil }
    let files = missing.prefix(3).joined(separator: ", ")
    let rest = missed > missing.prefix(3).count ? " and others" : ""
    return
      "\(subject) are not known for \(missed) of \(missed + found) compilation units built with -gsplit-dwarf: "
      + "they are in \(files.isEmpty ? "files without a name" : files)\(rest), not found beside the image nor where it was "
      + "compiled"
  }

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
