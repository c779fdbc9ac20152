import Firmware

extension FirmwareImage {
  /// An instruction's address, as the command line names it: a symbol, a symbol and a distance (`main+0x10`), or an
  /// address (`0x08000120`).
  func address(named text: String, option: String) throws -> UInt32 {
    if let address = Self.number(text) { return address & ~1 }
    if let symbol = symbol(named: text) { return symbol.address }
    if let plus = text.lastIndex(of: "+"), let offset = Self.number(text[text.index(after: plus)...], decimal: true),
      let symbol = symbol(named: String(text[..<plus]))
    {
      return (symbol.address &+ offset) & ~1
    }
    throw noSymbol(text, option)
  }

  /// The code of the functions of that name (there may be several that are local to their files), or of the function
  /// around an address.
  func code(ofFunction text: String, option: String) throws -> [Range<UInt32>] {
    if let address = Self.number(text) {
      guard let found = symbol(containing: address & ~1) else {
        throw Failure(status: 65, message: "\(option) \(text): \(path) has no symbol around this address")
      }
      return [addresses(of: found.symbol)]
    }
    let found = symbols.filter { $0.name == text && $0.kind != .object && $0.section != nil }
    guard !found.isEmpty else { throw noSymbol(text, option) }
    return found.map(addresses)
  }

  private static func number(_ text: some StringProtocol, decimal: Bool = false) -> UInt32? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt32(text.dropFirst(2), radix: 16) }
    return decimal ? UInt32(text) : nil
  }

  private func noSymbol(_ text: String, _ option: String) -> Failure {
    let hint =
      symbols.isEmpty
      ? "has no symbols; give an address such as 0x08000120"
      : "has no function '\(text)'; 'thumbprint disassemble' lists them"
    return Failure(status: 65, message: "\(option) \(text): \(path) \(hint)")
  }
}
