import Firmware

extension LayerNotes {
  /// Addresses of the layers' functions, for `RecordingOptions.layers`. Where the image has no such function, an address at
  /// which none is, so that indices stay those of the layers.
  func functions(in image: FirmwareImage) -> [UInt32] {
    layers.map { layer in
      guard let symbol = image.symbol(named: layer.function), symbol.kind != .object, symbol.section != nil else {
        return .max
      }
      return symbol.address
    }
  }
}
