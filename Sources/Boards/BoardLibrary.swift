import Foundation

/// Finds and loads board files.
public struct BoardLibrary: Sendable {
  /// The `Targets` directory in use.
  public let directory: String

  /// - Parameter directory: a directory of board files.
  public init(directory: String) {
    self.directory = directory
  }

  /// Looks for the `Targets` directory: the environment variable `THUMBPRINT_TARGETS`, the working directory, beside the
  /// executable and in the directories above it, and the source tree that this was built from.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    workingDirectory: String = FileManager.default.currentDirectoryPath,
    executable: String? = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  ) throws(TargetError) -> BoardLibrary {
    if let directory = environment["THUMBPRINT_TARGETS"], !directory.isEmpty {
      guard isTargets(directory) else { throw .noTargetsDirectory(searched: ["\(directory) (THUMBPRINT_TARGETS)"]) }
      return BoardLibrary(directory: directory)
    }
    var candidates = [URL(fileURLWithPath: workingDirectory).appendingPathComponent("Targets")]
    var parent = executable.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    while let directory = parent {
      candidates.append(directory.appendingPathComponent("Targets"))
      parent = directory.path == "/" ? nil : directory.deletingLastPathComponent()
    }
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    candidates.append(root.appendingPathComponent("Targets"))
    guard let found = candidates.first(where: { isTargets($0.path) }) else {
      throw .noTargetsDirectory(searched: candidates.map(\.path))
    }
    return BoardLibrary(directory: found.path)
  }

  private static func isTargets(_ directory: String) -> Bool {
    !boardFiles(in: directory).isEmpty
  }

  private static func boardFiles(in directory: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Names of all boards, sorted.
  public var names: [String] { Self.boardFiles(in: directory) }

  /// The board called `target`, or described by the file at the path `target` if that ends in `.yaml` or `.yml` or has a
  /// slash.
  /// - Throws: `TargetError` for an unknown name, `BoardFileError` for a file with mistakes.
  public func board(named target: String) throws -> Board {
    if target.hasSuffix(".yaml") || target.hasSuffix(".yml") || target.contains("/") {
      return try Self.load(path: target)
    }
    let names = names
    guard names.contains(target) else {
      throw TargetError.unknownTarget(
        name: target, suggestion: nearest(to: target, among: names), known: names)
    }
    return try Self.load(path: URL(fileURLWithPath: directory).appendingPathComponent("\(target).yaml").path)
  }

  /// Every board that loads, in order of their names.
  public func boards() -> [Board] { names.compactMap { try? board(named: $0) } }

  /// Loads one board file.
  public static func load(path: String) throws(BoardFileError) -> Board {
    let text = try readText(path, from: nil)
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
    var parser = BoardParser { include, place in
      let file = directory.appendingPathComponent(include).path
      return (file, try readText(file, from: place))
    }
    return try parser.parse(text, file: path)
  }

  /// Parses the text of a board file that includes nothing; `file` is only used in messages.
  public static func parse(_ text: String, file: String) throws(BoardFileError) -> Board {
    var parser = BoardParser { include, place in
      throw place.error(.unreadable, "include: '\(include)' cannot be read: this board is not in a file")
    }
    return try parser.parse(text, file: file)
  }

  private static func readText(_ path: String, from place: Place?) throws(BoardFileError) -> String {
    func failure(_ problem: String) -> BoardFileError {
      place?.error(.unreadable, "include: \(path) \(problem)")
        ?? BoardFileError(kind: .unreadable, file: path, line: nil, problem: problem)
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw failure("does not exist; expected a board file")
    }
    guard !isDirectory.boolValue else { throw failure("is a directory; expected a board file") }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular || isLink(attributes) else {
      throw failure("is not a regular file")
    }
    guard let data = FileManager.default.contents(atPath: path) else { throw failure("cannot be read") }
    guard data.count <= 1 << 22 else { throw failure("is larger than 4 MB, which no board file is") }
    guard let text = String(data: data, encoding: .utf8) else { throw failure("is not UTF-8 text") }
    return text
  }

  private static func isLink(_ attributes: [FileAttributeKey: Any]?) -> Bool {
    attributes?[.type] as? FileAttributeType == .typeSymbolicLink
  }
}

/// Why a target has no board.
public enum TargetError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownTarget(name: String, suggestion: String?, known: [String])
  case noTargetsDirectory(searched: [String])

  public var description: String {
    switch self {
    case .unknownTarget(let name, let suggestion, let known):
      let hint = suggestion.map { "; did you mean '\($0)'?" } ?? "."
      return "unknown target '\(name)'\(hint) Targets: \(known.joined(separator: ", ")); "
        + "or the path of a board file (board.yaml)"
    case .noTargetsDirectory(let searched):
      return "no Targets directory with board files; set THUMBPRINT_TARGETS to one. "
        + "Searched: \(searched.joined(separator: ", "))"
    }
  }
}
