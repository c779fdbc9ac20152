import Foundation

/// Where the measurements and the microbenchmarks' images are.
public struct FidelityFiles: Sendable {
  /// The folder that has `Traces/silicon` and `Fixtures/microbench`.
  public let root: String

  /// Looks in the working directory, beside the executable and in the directories above it, and in the source tree that
  /// this was built from.
  public static func find(
    workingDirectory: String = FileManager.default.currentDirectoryPath,
    executable: String? = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  ) throws(FidelityError) -> FidelityFiles {
    var candidates = [URL(fileURLWithPath: workingDirectory)]
    var parent = executable.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    while let directory = parent {
      candidates.append(directory)
      parent = directory.path == "/" ? nil : directory.deletingLastPathComponent()
    }
    candidates.append(
      URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())
    let found = candidates.first { root in
      ["Traces/silicon", "Fixtures/microbench/images"].allSatisfy {
        FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path)
      }
    }
    guard let found else {
      throw .unreadable(
        path: "Traces/silicon",
        problem: "is neither in the working directory nor near the command; name the CSV files and --images")
    }
    return FidelityFiles(root: found.path)
  }

  public init(root: String) { self.root = root }

  public var images: String { root + "/Fixtures/microbench/images" }
  public var wholeProgramImages: String { root + "/Fixtures/wholeprogram/images" }

  /// Paths of all tables, in order of their names.
  public func tables() throws(FidelityError) -> [String] {
    let folder = root + "/Traces/silicon"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let tables = files.filter { $0.hasSuffix(".csv") }.sorted()
    guard !tables.isEmpty else { throw .unreadable(path: folder, problem: "has no CSV file") }
    return tables.map { "\(folder)/\($0)" }
  }

  /// A file's text.
  public static func text(_ path: String) throws(FidelityError) -> String {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .unreadable(path: path, problem: "does not exist")
    }
    guard !isDirectory.boolValue else { throw .unreadable(path: path, problem: "is a directory; expected a file") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, problem: "cannot be read")
    }
    // Captured logs may hold anything; bytes that are no text are passed over with their line.
    return String(decoding: data, as: UTF8.self)
  }
}
