import Foundation

/// Finds source files: where the compiler recorded them, or under a directory to which they have moved.
struct SourceFinder {
  /// Last modification of the image; nil if it cannot be told.
  private let imageDate: Date?
  private let imageDirectory: URL
  /// Paths under the directory by their last component.
  private var moved: [String: [String]] = [:]
  private(set) var notes: [String] = []

  /// More entries than a source tree has; a directory may be the root of a file system.
  private static let entryLimit = 200_000

  /// - Parameter directory: where to look for what is not where it was compiled.
  init(imagePath: String, directory: String?) {
    imageDate = Self.date(imagePath)
    imageDirectory = URL(fileURLWithPath: imagePath).deletingLastPathComponent()
    guard let directory else { return }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue else {
      notes.append("no sources under \(directory): it is no directory")
      return
    }
    // Symbolic links are not followed, so this ends.
    let entries = FileManager.default.enumerator(atPath: directory)
    var count = 0
    while let entry = entries?.nextObject() as? String {
      count += 1
      guard count <= Self.entryLimit else {
        notes.append(
          "only the first \(Self.entryLimit) files and directories under \(directory) were looked at for sources")
        break
      }
      let name = entry.split(separator: "/").last.map(String.init) ?? entry
      if name.hasPrefix(".") { entries?.skipDescendants() }
      moved[name, default: []].append(directory + "/" + entry)
    }
  }

  /// Where a file is that was recorded under a path; nil if it cannot be found.
  func find(_ file: String) -> String? {
    // libdw makes paths absolute unless the compiler recorded no directory to start from.
    let candidates =
      file.hasPrefix("/") ? [file] : [file, imageDirectory.appendingPathComponent(file).path]
    if let found = candidates.first(where: Self.isFile) { return found }
    let parts = Self.components(file)
    guard let name = parts.last.map(String.init) else { return nil }
    // The more directories agree, the likelier it is the file; then the one that lies higher.
    let best = (moved[name] ?? []).filter(Self.isFile).min { one, other in
      let (a, b) = (Self.components(one), Self.components(other))
      let (common, less) = (Self.commonSuffix(a, parts), Self.commonSuffix(b, parts))
      return common != less ? common > less : a.count != b.count ? a.count < b.count : one < other
    }
    return best
  }

  /// Whether a file was modified after the image was made, so that its lines may be others.
  func isNewer(_ path: String) -> Bool {
    guard let imageDate, let date = Self.date(path) else { return false }
    return date > imageDate
  }

  /// What there is to say about a profile's sources.
  func notes(missing: [String], newer: [String]) -> [String] {
    var notes = notes
    if !missing.isEmpty {
      let count = missing.count == 1 ? "1 source file was" : "\(missing.count) source files were"
      notes.append("\(count) not found: \(listed(missing)); --source-dir says where they are")
    }
    if !newer.isEmpty {
      let (files, have) = newer.count == 1 ? ("1 source file", "has") : ("\(newer.count) source files", "have")
      notes.append(
        "\(files) \(have) changed since the image was built: \(listed(newer)); lines may not match, build again")
    }
    return notes
  }

  /// Files of a profile's lines and functions, those with most cycles first.
  static func files(of profile: Profile) -> [String] {
    var seen: Set<String> = []
    return (profile.lines.map(\.file) + profile.functions.compactMap(\.file)).filter { seen.insert($0).inserted }
  }

  private static func isFile(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
  }

  private static func date(_ path: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path))?[
      .modificationDate] as? Date
  }

  /// Without `.` and, where it can be told, `..`.
  private static func components(_ path: String) -> [Substring] {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts
  }

  private static func commonSuffix(_ one: [Substring], _ other: [Substring]) -> Int {
    zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
  }
}
