/// Source text beside a profile: what annotated renderings show.
public struct SourceText: Sendable, Equatable {
  /// Lines of each file that was found, by its path as the compiler recorded it; the first line is at index 0.
  public var files: [String: [String]]

  public init(files: [String: [String]] = [:]) { self.files = files }
}
