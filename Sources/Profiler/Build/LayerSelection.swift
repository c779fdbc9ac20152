import Firmware

/// Which functions of an image are layers of a network, and what is known about them: from the layer notes that the image
/// carries, or from a pattern that their names match.
public struct LayerSelection: Sendable, Equatable {
  public struct Layer: Sendable, Equatable {
    public var name: String
    public var `operator`: String?
    /// Multiplications with accumulation of one call.
    public var macs: UInt64?
    /// Where its function begins.
    public var address: UInt32

    public init(name: String, operator: String? = nil, macs: UInt64? = nil, address: UInt32) {
      self.name = name
      self.operator = `operator`
      self.macs = macs
      self.address = address
    }
  }

  /// One for each function, in the order of the notes, or of addresses.
  public private(set) var layers: [Layer] = []
  /// In words: what the notes or the pattern name and the image has not.
  public private(set) var notes: [String] = []

  /// No layers.
  public init() {}

  /// - Parameter pattern: names of functions, with `*` for any characters and `?` for one; nil: what the image's notes say.
  public init(_ image: FirmwareImage, pattern: String? = nil) {
    var described: [Layer] = []
    do throws(LayerNotesError) {
      if let found = try LayerNotes.read(from: image) { described = resolve(found, in: image) }
    } catch {
      notes.append("no layer table: \(error)")
    }
    guard let pattern else {
      layers = described
      return
    }
    let known = Dictionary(described.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    // What the notes lack is of no interest to whoever asks for other functions.
    notes.removeAll()
    layers = Self.functions(of: image, matching: pattern).map {
      Layer(
        name: $0.name, operator: known[$0.address]?.operator, macs: known[$0.address]?.macs, address: $0.address)
    }
    if layers.isEmpty { notes.append("no layers: no function's name matches '\(pattern)'") }
  }

  /// For `RecordingOptions.layers`.
  public var addresses: [UInt32] { layers.map(\.address) }

  private mutating func resolve(_ found: LayerNotes, in image: FirmwareImage) -> [Layer] {
    var layers: [Layer] = []
    var places: [UInt32: Int] = [:]
    var unknown: [String] = []
    var shared: [UInt32: [LayerNotes.Layer]] = [:]
    for layer in found.layers {
      guard let symbol = image.symbol(named: layer.function), symbol.kind != .object, symbol.section != nil else {
        unknown.append("\(layer.function) of \(layer.name)")
        continue
      }
      shared[symbol.address, default: []].append(layer)
      guard places[symbol.address] == nil else { continue }
      places[symbol.address] = layers.count
      layers.append(
        Layer(name: layer.name, operator: layer.operator, macs: layer.macs, address: symbol.address))
    }
    if !unknown.isEmpty {
      notes.append("the layer table names functions that the image has not: \(listed(unknown))")
    }
    for index in layers.indices {
      guard let all = shared[layers[index].address], all.count > 1 else { continue }
      // Calls of one function cannot be told apart, so neither can what each of them is said to do.
      let operators = Set(all.map(\.operator))
      let macs = Set(all.map(\.macs))
      layers[index].name = listed(all.map(\.name))
      if operators.count > 1 { layers[index].operator = nil }
      if macs.count > 1 { layers[index].macs = nil }
      notes.append("\(all.count) layers share the function \(all[0].function) and count as one: \(layers[index].name)")
    }
    return layers
  }

  /// The functions whose name matches, by address; of several names for one function the first in the symbol table.
  static func functions(of image: FirmwareImage, matching pattern: String) -> [FirmwareImage.Symbol] {
    var last: UInt32?
    return image.symbols.filter { symbol in
      guard symbol.kind == .function, symbol.section != nil, symbol.address != last,
        matches(Array(symbol.name.unicodeScalars), Array(pattern.unicodeScalars))
      else { return false }
      last = symbol.address
      return true
    }
  }

  /// Shell-style matching of a whole name in time proportional to its length times that of the pattern: on a mismatch only
  /// the last `*` takes one character more.
  static func matches(_ name: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var (position, place) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while position < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place + 1, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[position] {
        place += 1
        position += 1
      } else if let back = star {
        star = (back.pattern, back.name + 1)
        place = back.pattern
        position = back.name + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}

/// The first few, and how many more there are.
func listed(_ names: [String], most: Int = 3) -> String {
  guard names.count > most else { return names.joined(separator: ", ") }
  return names.prefix(most).joined(separator: ", ") + " and \(names.count - most) more"
}
