import Foundation

extension Profile {
  /// The version of the schema that is written, and the only one that is read.
  public static let currentSchema = 1

  /// The profile as `Sources/Profiler/README.md` describes it: keys sorted, indented, a newline at the end. The same
  /// profile gives the same bytes.
  public func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // JSON has no infinity; a profile from a run has none either.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "not a number")
    guard let data = try? encoder.encode(self) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }

  /// Reads what `json` wrote. Keys that are not known are passed over: the schema may gain some without a new version.
  /// - Parameter path: only used in messages.
  /// - Throws: if it is not JSON, of another version, lacks something or contradicts itself. What is read has all
  ///   indices in range, paths after their parents, and sums that neither overflow nor contradict the totals.
  public init(json: [UInt8], path: String) throws(ProfileFileError) {
    guard !json.isEmpty else { throw ProfileFileError(path: path, problem: .empty) }
    let data = Data(json)
    let profile: Profile
    do {
      profile = try JSONDecoder().decode(Profile.self, from: data)
    } catch {
      // Another version may well lack what this one requires; that is then the thing to say.
      if let header = try? JSONDecoder().decode(Header.self, from: data), header.schema != Self.currentSchema {
        throw ProfileFileError(path: path, problem: .wrongSchema(found: header.schema))
      }
      throw ProfileFileError(path: path, problem: JSONFault.find(in: json) ?? .init(error))
    }
    guard profile.schema == Self.currentSchema else {
      throw ProfileFileError(path: path, problem: .wrongSchema(found: profile.schema))
    }
    do {
      try ProfileValidation.check(profile)
    } catch {
      throw ProfileFileError(path: path, problem: .inconsistent(place: error.place, reason: error.reason))
    }
    self = profile
  }

  private struct Header: Decodable {
    var schema: Int
  }

  /// Reads a file to its end; it may be a pipe. `-` is standard input.
  public init(path: String) throws(ProfileFileError) {
    let descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    func unreadable() -> ProfileFileError {
      ProfileFileError(path: path, problem: .unreadable(reason: String(cString: strerror(errno))))
    }
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable() }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw ProfileFileError(path: path, problem: .directory) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(Int(status.st_size), 0))
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { break }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw unreadable()
      }
    }
    try self.init(json: bytes, path: path)
  }
}

extension ProfileFileError.Problem {
  /// What Foundation's decoder says, in the words of the file.
  fileprivate init(_ error: any Error) {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      self = .missingKey(key.stringValue, place: Self.place(context.codingPath))
    case DecodingError.valueNotFound(_, let context):
      self = .wrongType(place: Self.place(context.codingPath), reason: "is null")
    case DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context):
      self = .wrongType(place: Self.place(context.codingPath), reason: Self.sentence(context.debugDescription))
    default: self = .notJSON(reason: Self.sentence("\(error)"))
    }
  }

  /// Without its full stop and capital, for the middle of a message.
  private static func sentence(_ text: String) -> String {
    let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
    return trimmed.prefix(1).lowercased() + trimmed.dropFirst()
  }

  /// `instructions[3].stalls`.
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { place, key in
      if let index = key.intValue { return "\(place)[\(index)]" }
      return place.isEmpty ? key.stringValue : "\(place).\(key.stringValue)"
    }
  }
}
