import Firmware
import Simulator

/// Places in the code, with inlined functions, from addresses and calls.
struct CodePlaces {
  private let image: FirmwareImage
  private let debug: DebugInformation

  init(_ image: FirmwareImage) {
    self.image = image
    debug = DebugInformation(image)
  }

  var notes: [String] { debug.notes }

  /// An instruction's place, then those of the calls that were inlined around it.
  func places(of address: UInt32) -> [CodePlace] {
    let frames = debug.inlinedFrames(at: address)
    let line = debug.lines.line(at: address)
    var places: [CodePlace] = []
    var (file, number) = (line?.file, line?.number)
    for frame in frames {
      places.append(CodePlace(address: address, function: frame.function, file: file, line: number))
      (file, number) = (frame.callFile, frame.callLine)
    }
    places.append(CodePlace(address: address, function: name(of: address), file: file, line: number))
    return places
  }

  /// Calls, innermost first.
  func places(of calls: CallStack) -> [CodePlace] {
    var places = places(of: calls.programCounter)
    for frame in calls.frames { if let site = frame.callSite { places += self.places(of: site) } }
    return places
  }

  /// The function around an address.
  func name(of address: UInt32) -> String {
    image.symbol(containing: address)?.symbol.name ?? debug.function(at: address)?.name ?? hexadecimal(address)
  }

  /// The function that a frame belongs to, which may have been left by a jump since.
  func name(of frame: CallStack.Frame) -> String {
    frame.symbol.map { image.symbols[$0].name } ?? hexadecimal(frame.function)
  }
}

/// `0x08001234`.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
