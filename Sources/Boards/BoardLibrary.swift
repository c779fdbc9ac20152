import Foundation
import Microarchitecture

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
      return try Self.load(path: target, library: self)
    }
    let names = names
    guard names.contains(target) else {
      throw TargetError.unknownTarget(
        name: target, suggestion: nearest(to: target, among: names), known: names)
    }
    return try Self.load(
      path: URL(fileURLWithPath: directory).appendingPathComponent("\(target).yaml").path,
      library: self)
  }

  /// Every board that loads, in order of their names.
  public func boards() -> [Board] { names.compactMap { try? board(named: $0) } }

  /// Loads one board file.
  /// - Parameter library: where its core's costs are, unless the board names a file or `cores` beside it has them; nil for
  ///   the library that `find()` gives.
  public static func load(path: String, library: BoardLibrary? = nil) throws(BoardFileError) -> Board {
    let text = try readText(path, from: nil)
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
    var parser = BoardParser(
      readInclude: { include, place in
        let file = directory.appendingPathComponent(include).path
        return (file, try readText(file, from: (place, "include")))
      },
      readCosts: { (named, kind, place) throws(BoardFileError) in
        try readCosts(named, kind, place, beside: directory, library)
      })
    return try parser.parse(text, file: path)
  }

  /// Parses the text of a board file that includes nothing; `file` is only used in messages.
  /// - Parameter library: where its core's costs are; nil for the library that `find()` gives.
  public static func parse(
    _ text: String, file: String, library: BoardLibrary? = nil
  ) throws(BoardFileError) -> Board {
    var parser = BoardParser(
      readInclude: { include, place in
        throw place.error(.unreadable, "include: '\(include)' cannot be read: this board is not in a file")
      },
      readCosts: { (named, kind, place) throws(BoardFileError) in
        try readCosts(named, kind, place, beside: nil, library)
      })
    return try parser.parse(text, file: file)
  }

  /// The costs of a core as this library has them.
  public func costs(of kind: Core.Kind) throws(BoardFileError) -> CostTable {
    let file = Self.path(Self.costFile(of: kind), in: URL(fileURLWithPath: directory))
    return try CostTableParser.parse(try Self.readText(file, from: nil), file: file, for: kind)
  }

  private static func costFile(of kind: Core.Kind) -> String { "cores/\(kind.rawValue).yaml" }

  private static func path(_ file: String, in directory: URL) -> String {
    file.hasPrefix("/") ? file : directory.appendingPathComponent(file).path
  }

  /// - Parameters:
  ///   - named: the path that the board gives.
  ///   - place: where it does, or else where its core is described.
  private static func readCosts(
    _ named: String?, _ kind: Core.Kind, _ place: Place, beside directory: URL?, _ library: BoardLibrary?
  ) throws(BoardFileError) -> (file: String, text: String) {
    if let named {
      guard let directory else {
        throw place.error(.unreadable, "costs: '\(named)' cannot be read: this board is not in a file")
      }
      let file = path(named, in: directory)
      return (file, try readText(file, from: (place, "costs")))
    }
    if let directory {
      let file = path(costFile(of: kind), in: directory)
      if FileManager.default.fileExists(atPath: file) { return (file, try readText(file, from: (place, "costs"))) }
    }
    // A user's own folder of boards need not have cost files: then those that come with the command serve.
    for found in [library, try? find(), try? find(environment: [:])] {
      guard let found else { continue }
      let file = path(costFile(of: kind), in: URL(fileURLWithPath: found.directory))
      if FileManager.default.fileExists(atPath: file) { return (file, try readText(file, from: (place, "costs"))) }
    }
    throw place.error(.unreadable, "core: there is no Targets directory with a file \(costFile(of: kind))")
  }

  /// - Parameter place: where a board file names this one, and under which key; nil for the board file itself.
  private static func readText(_ path: String, from place: (Place, key: String)?) throws(BoardFileError) -> String {
    func failure(_ problem: String) -> BoardFileError {
      place.map { $0.0.error(.unreadable, "\($0.key): \(path) \(problem)") }
        ?? BoardFileError(kind: .unreadable, file: path, line: nil, problem: problem)
    }
    let expected = place.map { $0.key == "costs" ? "a cost file" : "a board file" } ?? "a board file"
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw failure("does not exist; expected \(expected)")
    }
    guard !isDirectory.boolValue else { throw failure("is a directory; expected \(expected)") }
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
