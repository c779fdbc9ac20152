/// Why a file is no profile that can be used. Each ends the command with exit status 65.
public struct ProfileFileError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Error, Equatable, Sendable {
    /// The operating system would not open or read the file.
    case unreadable(reason: String)
    case directory
    case empty
    /// `reason` says what is wrong and where, as the JSON parser found it.
    case notJSON(reason: String)
    /// A profile of another version of the schema.
    case wrongSchema(found: Int)
    /// A key that the schema requires is not there. `place` is the object that lacks it; empty for the file itself.
    case missingKey(String, place: String)
    /// A value is of another kind than the schema says: a word for a number, a fraction for a count.
    case wrongType(place: String, reason: String)
    /// Parts that contradict each other, or a number that nothing could have counted.
    case inconsistent(place: String, reason: String)
  }

  public var path: String
  public var problem: Problem

  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public var description: String { "\(path.isEmpty ? "''" : path): \(problem.text)" }
}

extension ProfileFileError.Problem {
  private static let remedy = "expected what 'thumbprint profile --json' writes"

  fileprivate var text: String {
    switch self {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .directory: "is a directory; \(Self.remedy)"
    case .empty: "is empty; \(Self.remedy)"
    case .notJSON(let reason): "is not JSON: \(reason); \(Self.remedy)"
    case .wrongSchema(let found):
      """
      has version \(found) of the profile schema; expected version \(Profile.currentSchema): make the profile again with \
      this version of thumbprint
      """
    case .missingKey(let key, let place):
      "\(place.isEmpty ? "" : "\(place) ")has no key '\(key)'; \(Self.remedy)"
    case .wrongType(let place, let reason): "\(place.isEmpty ? "" : "\(place): ")\(reason); \(Self.remedy)"
    case .inconsistent(let place, let reason):
      "\(place): \(reason); the file was changed or damaged: make the profile again"
    }
  }
}
