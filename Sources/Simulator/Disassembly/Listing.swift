import Firmware
import ThumbISA

/// The code of an image as assembly text: a header for each symbol, each instruction with its address and bytes, and the
/// data between instructions as data.
public struct Listing {
  private let image: FirmwareImage
  /// Symbols by address, without those that are in no section.
  private let labels: [UInt32: [FirmwareImage.Symbol]]

  public init(_ image: FirmwareImage) {
    self.image = image
    labels = Dictionary(grouping: image.symbols.filter { $0.section != nil }, by: \.address)
  }

  /// The lines of all code, or of one symbol's, without their ends.
  public func lines(of symbol: FirmwareImage.Symbol? = nil) -> some Sequence<String> {
    let wanted = symbol.map(image.addresses)
    return image.contents.lazy.flatMap { content in
      let addresses = wanted.map { content.addresses.clamped(to: $0) } ?? content.addresses
      return lines(of: addresses, isCode: content.kind == .thumb)
    }
  }

  /// One instruction as text.
  public struct Item: Sendable, Equatable {
    /// Bytes: 2 or 4.
    public var size: Int
    /// Halfwords in hexadecimal.
    public var encoding: String
    /// Assembly, `<undefined>` where the bits are none; with where a branch goes, or what a literal load loads.
    public var text: String
  }

  /// The instruction at a run address; nil if its bytes are not known.
  /// - Parameters:
  ///   - state: ITSTATE before it, moved on by it.
  ///   - memory: the halfword at an address that the image has no bytes for.
  public func instruction(
    at address: UInt32, state: inout ITState, memory: ((UInt32) -> UInt16?)? = nil
  ) -> Item? {
    var halves = halfwords(image.bytes(at: address, count: 4))
    while halves.count < 2, let next = memory?(address &+ 2 * UInt32(halves.count)) { halves.append(next) }
    guard !halves.isEmpty else {
      state = ITState()
      return nil
    }
    return item(halves, address, &state)
  }

  private func lines(of addresses: Range<UInt32>, isCode: Bool) -> [String] {
    var lines: [String] = []
    var position = addresses.lowerBound
    var state = ITState()
    while position < addresses.upperBound {
      let bytes = image.bytes(at: position, count: Int(min(4, addresses.upperBound - position)))
      guard !bytes.isEmpty else { break }
      lines += headers(at: position)
      // A constant may lie between functions without a mapping symbol of its own.
      let isObject = image.symbol(containing: position)?.symbol.kind == .object
      let showsCode = isCode && !isObject && bytes.count >= 2
      let (line, size) = showsCode ? code(bytes, position, &state) : data(bytes, position)
      lines.append(line)
      position += size
    }
    return lines
  }

  private func headers(at address: UInt32) -> [String] {
    (labels[address] ?? []).flatMap { ["", "\(digits(address, 8)) <\($0.name)>:"] }
  }

  // MARK: Lines

  private func code(_ bytes: ArraySlice<UInt8>, _ address: UInt32, _ state: inout ITState) -> (String, size: UInt32) {
    let item = item(halfwords(bytes), address, &state)
    return (line(address, item.encoding, item.text), UInt32(item.size))
  }

  private func item(_ halves: [UInt16], _ address: UInt32, _ state: inout ITState) -> Item {
    let wide = Decoder.isWide(halves[0])
    let encoding = wide && halves.count > 1 ? halves : [halves[0]]
    let shown = encoding.map { digits(UInt32($0), 4) }.joined(separator: " ")
    guard !wide || halves.count > 1, let instruction = Decoder.decode(halves[0], halves.count > 1 ? halves[1] : 0)
    else {
      state = ITState()
      return Item(size: 2 * encoding.count, encoding: shown, text: "<undefined>")
    }
    var text = instruction.assembly(at: address, itCondition: state.condition)
    state.advance()
    if instruction.opcode == .it { state = ITState(after: instruction) }
    if let note = note(instruction, address) { text += note }
    return Item(size: 2 * encoding.count, encoding: shown, text: tabbed(text))
  }

  private func data(_ bytes: ArraySlice<UInt8>, _ address: UInt32) -> (String, size: UInt32) {
    let size = UInt32(address & 3 == 0 && bytes.count >= 4 ? 4 : address & 1 == 0 && bytes.count >= 2 ? 2 : 1)
    let value = bytes.prefix(Int(size)).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let directive = size == 4 ? ".word" : size == 2 ? ".short" : ".byte"
    let shown = digits(value, Int(size) * 2)
    let place = size == 4 ? name(value & ~1, exactly: false) : nil
    let text = "\(directive)\t0x\(shown)\(place.map { "\t@ \($0)" } ?? "")"
    return (line(address, shown, text), size)
  }

  private func line(_ address: UInt32, _ encoding: String, _ text: String) -> String {
    let filled = encoding + String(repeating: " ", count: 9 - encoding.count)
    return "\(digits(address, 8, filler: " ")): \(filled)\t\(text)"
  }

  private func tabbed(_ text: String) -> String { text.split(separator: " ", maxSplits: 1).joined(separator: "\t") }

  /// Where a branch goes, or what a literal load loads.
  private func note(_ instruction: Instruction, _ address: UInt32) -> String? {
    if let target = instruction.branchTarget(at: address) {
      return name(target, exactly: false).map { " \($0)" }
    }
    guard instruction.opcode == .ldrLiteral else { return nil }
    let base = (address &+ 4) & ~3
    let place = instruction.adds ? base &+ instruction.immediate : base &- instruction.immediate
    let bytes = image.bytes(at: place, count: 4)
    guard bytes.count == 4 else { return nil }
    let value = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return " @ 0x\(digits(place, 8)): 0x\(digits(value, 8))\(name(value & ~1, exactly: true).map { " \($0)" } ?? "")"
  }

  /// `<symbol+0x10>`.
  private func name(_ address: UInt32, exactly: Bool) -> String? {
    guard let (symbol, offset) = image.symbol(containing: address), !exactly || offset == 0 else { return nil }
    return offset == 0 ? "<\(symbol.name)>" : "<\(symbol.name)+0x\(String(offset, radix: 16))>"
  }

  private func halfwords(_ bytes: ArraySlice<UInt8>) -> [UInt16] {
    let bytes = Array(bytes)
    return stride(from: 0, to: max(bytes.count - 1, 0), by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }
}

/// Hexadecimal digits, filled up to `width`.
private func digits(_ value: UInt32, _ width: Int, filler: Character = "0") -> String {
  let digits = String(value, radix: 16)
  return String(repeating: filler, count: max(width - digits.count, 0)) + digits
}
