import Foundation

/// The layers of a network and its tensors, as the image itself names them: what a model compiler writes for profilers into
/// the section `.thumbprint.layers`, which is not loaded.
///
/// The section holds one JSON object in UTF-8; bytes of zero after it do not count:
/// ```
/// {"version": 1,
///  "layers": [{"name": "conv_0", "operator": "CONV_2D", "macs": 27648, "function": "layer_0"}],
///  "tensors": [{"name": "input", "address": 536870912, "size": 3072, "first": 0, "last": 0}]}
/// ```
/// - `layers`, in order of execution: `name`; `operator` as in the TensorFlow Lite schema; `macs`, multiplications with
///   accumulation of one call; `function`, the symbol whose calls are the layer. `operator` and `macs` may be absent.
/// - `tensors`, which may be absent: `address` and `size` of the buffer in bytes, and the first and the last layer that
///   uses it, as indices in `layers`.
///
/// Other keys are for versions to come and not looked at.
public struct LayerNotes: Sendable, Equatable {
  /// Name of the section.
  public static let section = ".thumbprint.layers"
  /// The version of the format that is read.
  public static let version = 1

  public struct Layer: Sendable, Equatable, Codable {
    public var name: String
    public var `operator`: String?
    /// Multiplications with accumulation of one call.
    public var macs: UInt64?
    /// Name of the function's symbol.
    public var function: String

    public init(name: String, operator: String? = nil, macs: UInt64? = nil, function: String) {
      self.name = name
      self.operator = `operator`
      self.macs = macs
      self.function = function
    }
  }

  public struct Tensor: Sendable, Equatable, Codable {
    public var name: String
    /// Of its buffer, in bytes.
    public var address: UInt32
    public var size: UInt32
    /// Indices in `layers` of the first and the last one that uses it.
    public var first: Int
    public var last: Int

    public init(name: String, address: UInt32, size: UInt32, first: Int, last: Int) {
      self.name = name
      self.address = address
      self.size = size
      self.first = first
      self.last = last
    }
  }

  public var layers: [Layer]
  public var tensors: [Tensor]

  public init(layers: [Layer], tensors: [Tensor] = []) {
    self.layers = layers
    self.tensors = tensors
  }

  /// The notes of an image; nil if it carries none.
  public static func read(from image: FirmwareImage) throws(LayerNotesError) -> LayerNotes? {
    guard let bytes = image.bytes(ofSection: section) else { return nil }
    do throws(LayerNotesError.Problem) {
      return try LayerNotes(json: bytes)
    } catch {
      throw LayerNotesError(path: image.path, problem: error)
    }
  }

  /// Reads the contents of the section.
  public init(json bytes: [UInt8]) throws(LayerNotesError.Problem) {
    var bytes = bytes[...]
    // Linkers fill sections up.
    while bytes.last == 0 { bytes.removeLast() }
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= Self.sizeLimit else { throw .tooLarge(bytes: bytes.count, limit: Self.sizeLimit) }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
    let contents: Contents
    do {
      // The version first: another one may have other keys.
      let version = try JSONDecoder().decode(Version.self, from: Data(bytes)).version
      guard version == Self.version else { throw LayerNotesError.Problem.version(found: version) }
      contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
    } catch let problem as LayerNotesError.Problem {
      throw problem
    } catch {
      throw .malformed(reason: reason(error))
    }
    layers = contents.layers
    tensors = contents.tensors ?? []
    try check()
  }

  /// The contents of the section.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(Contents(version: Self.version, layers: layers, tensors: tensors)))
  }

  /// More than any network needs; a damaged section header could claim anything.
  private static let sizeLimit = 16 << 20

  private struct Version: Decodable { var version: Int }

  private struct Contents: Codable {
    var version: Int
    var layers: [Layer]
    var tensors: [Tensor]?
  }

  private func check() throws(LayerNotesError.Problem) {
    for (index, layer) in layers.enumerated() {
      if layer.function.isEmpty { throw .malformed(reason: "layers[\(index)].function is empty") }
    }
    for (index, tensor) in tensors.enumerated() {
      guard tensor.first >= 0, tensor.first <= tensor.last, tensor.last < layers.count else {
        throw .malformed(
          reason:
            "tensors[\(index)] (\(tensor.name)) is used from layer \(tensor.first) to \(tensor.last), but there are "
            + "\(layers.count) layers")
      }
      guard UInt64(tensor.address) + UInt64(tensor.size) <= 1 << 32 else {
        throw .malformed(
          reason:
            "tensors[\(index)] (\(tensor.name)) at \(hexadecimal(tensor.address)) with \(tensor.size) bytes leaves "
            + "the 32-bit address space")
      }
    }
  }
}

/// Why the layer table of an image cannot be used.
public struct LayerNotesError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Error, Equatable, Sendable {
    case empty
    case tooLarge(bytes: Int, limit: Int)
    case notUTF8
    case version(found: Int)
    case malformed(reason: String)
  }

  public var path: String
  public var problem: Problem

  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public var description: String {
    let text =
      switch problem {
      case .empty: "is empty; expected a JSON object"
      case .tooLarge(let bytes, let limit): "has \(bytes) bytes; at most \(limit) are read"
      case .notUTF8: "is not UTF-8 text; expected a JSON object"
      case .version(let found):
        "has version \(found); expected \(LayerNotes.version): use a Thumbprint that matches the model compiler"
      case .malformed(let reason): "cannot be used: \(reason)"
      }
    return "\(path): section \(LayerNotes.section) \(text)"
  }
}

/// What a decoder complains about, with the place in the JSON.
private func reason(_ error: any Error) -> String {
  func place(_ keys: [any CodingKey]) -> String {
    var text = ""
    for key in keys {
      if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
    }
    return text.isEmpty ? "the JSON" : text
  }
  switch error as? DecodingError {
  case .keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
  case .valueNotFound(_, let context): return "\(place(context.codingPath)) is null"
  case .typeMismatch(let type, let context):
    return "\(place(context.codingPath)) is of the wrong type; expected \(words(for: type))"
  case .dataCorrupted(let context):
    if !context.codingPath.isEmpty { return "\(place(context.codingPath)): \(context.debugDescription)" }
    // A number out of range comes without its place, like text that cannot be read.
    return "it is not JSON, or a number in it is out of range"
  default: return "\(error)"
  }
}

private func words(for type: any Any.Type) -> String {
  switch type {
  case is String.Type: "text"
  case is any BinaryInteger.Type: "a whole number"
  case is [String: Any].Type: "an object"
  case is [Any].Type: "an array"
  default: "\(type)"
  }
}
