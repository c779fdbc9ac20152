import ArgumentParser
import Firmware
import Profiler
import Simulator

/// What of a run goes into its profile.
struct ProfileSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Functions that are layers of a network, such as 'layer_*', in place of those that the image names.",
      valueName: "pattern"))
  var layers: String?

  @Option(
    help: ArgumentHelp(
      """
      Profile only from here on, each time: a function or symbol+0x10, an address such as 0x08000100, itm:PORT or \
      itm:PORT=VALUE (a write to a stimulus port), dwt:read or dwt:write (of the cycle counter).
      """, valueName: "marker"))
  var from: String?

  @Option(help: ArgumentHelp("Profile only up to here, each time; as --from.", valueName: "marker"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Time each call of a function: count, least, median and most cycles. Repeatable.", valueName: "name"))
  var function: [String] = []

  /// What these options mean in an image.
  struct Resolved {
    var recording = RecordingOptions()
    var layers = LayerSelection()
    /// What to call the functions of `recording.watched`, in the same order.
    var watched: [String] = []
    /// What to call the passes from marker to marker; nil if there is no marker.
    var passes: String?
  }

  /// - Throws: a usage error if the image has no such function.
  func resolved(in image: FirmwareImage) throws -> Resolved {
    var resolved = Resolved()
    let names = FunctionNames(image)
    resolved.layers = LayerSelection(image, pattern: layers)
    if let layers, resolved.layers.layers.isEmpty { throw names.unknown(layers, option: "--layers") }
    resolved.recording.layers = resolved.layers.addresses
    for name in function {
      let addresses = parseAddress(name).map { [$0 & ~1] } ?? names.addresses(of: name)
      if addresses.isEmpty { throw names.unknown(name, option: "--function") }
      for address in addresses where !resolved.recording.watched.contains(address) {
        resolved.recording.watched.append(address)
        resolved.watched.append(addresses.count == 1 ? name : "\(name) at 0x\(String(address, radix: 16))")
      }
    }
    resolved.recording.from = try from.map { try Marker($0, option: "--from", in: names) }
    resolved.recording.to = try to.map { try Marker($0, option: "--to", in: names) }
    if from != nil || to != nil { resolved.passes = "\(from ?? "reset") … \(to ?? "end")" }
    return resolved
  }
}

extension Marker {
  /// `main`, `main+0x10`, `0x08000100`, `itm:PORT`, `itm:PORT=VALUE`, `dwt:read`, `dwt:write`.
  fileprivate init(_ text: String, option: String, in names: FunctionNames) throws {
    if text.hasPrefix("itm:") || text.hasPrefix("dwt:") {
      guard let marker = Self.unit(text) else {
        throw Failure(
          status: 64,
          message:
            "\(option) \(text): expected itm:PORT or itm:PORT=VALUE with a port of 0 to 31, dwt:read or dwt:write")
      }
      self = marker
      return
    }
    if let address = parseAddress(text) {
      self = .address(address & ~1)
      return
    }
    if let address = names.addresses(of: text).first {
      self = .address(address)
      return
    }
    let parts = text.split(separator: "+", maxSplits: 1)
    if parts.count == 2, let offset = Self.number(parts[1]), let start = names.addresses(of: String(parts[0])).first {
      self = .address((start &+ offset) & ~1)
      return
    }
    throw names.unknown(text, option: option)
  }

  private static func unit(_ text: String) -> Marker? {
    switch text {
    case "dwt:read": return .cycleCounterRead
    case "dwt:write": return .cycleCounterWrite
    default: break
    }
    guard text.hasPrefix("itm:") else { return nil }
    let parts = text.dropFirst(4).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let port = parts.first.flatMap({ Int($0) }), (0...31).contains(port) else { return nil }
    guard parts.count == 2 else { return .stimulus(port: port, value: nil) }
    return number(parts[1]).map { .stimulus(port: port, value: $0) }
  }

  private static func number(_ text: Substring) -> UInt32? { parseAddress(text) ?? UInt32(text) }
}
