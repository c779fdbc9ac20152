import Foundation

extension SourceText {
  /// Longer files are not shown: no person wrote them.
  private static let sizeLimit: UInt64 = 16 << 20

  /// Reads the sources of a profile: each file where the compiler recorded it, else under a directory the file whose path
  /// agrees longest with the recorded one, from the end on.
  /// - Parameters:
  ///   - imagePath: the image, whose date sources are compared with.
  ///   - sourceDirectory: where sources lie that are not where they were compiled.
  /// - Returns: the texts, and notes in words: files that were not found, that were modified after the image was built, or
  ///   that cannot be shown.
  public static func read(for profile: Profile, imagePath: String, sourceDirectory: String? = nil)
    -> (sources: SourceText, notes: [String])
  {
    read(SourceFinder.files(of: profile), imagePath: imagePath, sourceDirectory: sourceDirectory)
  }

  /// Reads files by their paths as the compiler recorded them; otherwise as above.
  public static func read(_ files: [String], imagePath: String, sourceDirectory: String? = nil)
    -> (sources: SourceText, notes: [String])
  {
    let finder = SourceFinder(imagePath: imagePath, directory: sourceDirectory)
    var sources = SourceText()
    var missing: [String] = []
    var newer: [String] = []
    var refused: [String] = []
    for file in files {
      guard let path = finder.find(file) else {
        missing.append(file)
        continue
      }
      do throws(Refusal) {
        sources.files[file] = try lines(of: path)
        if finder.isNewer(path) { newer.append(file) }
      } catch {
        refused.append("\(file) (\(error.reason))")
      }
    }
    var notes = finder.notes(missing: missing, newer: newer)
    if !refused.isEmpty { notes.append("not shown: \(listed(refused))") }
    return (sources, notes)
  }

  private struct Refusal: Error { var reason: String }

  private static func lines(of path: String) throws(Refusal) -> [String] {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    // A pipe could keep the command waiting for ever.
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { throw Refusal(reason: "no regular file") }
    let size = (attributes?[.size] as? NSNumber)?.uint64Value ?? 0
    guard size <= sizeLimit else { throw Refusal(reason: "longer than \(sizeLimit >> 20) MiB") }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw Refusal(reason: "cannot be read")
    }
    guard !data.contains(0) else { throw Refusal(reason: "binary") }
    // By bytes: to Swift a carriage return and a line feed are one character. What is no UTF-8, as in sources of other
    // encodings, becomes replacement characters.
    var lines = data.split(separator: 10, omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
