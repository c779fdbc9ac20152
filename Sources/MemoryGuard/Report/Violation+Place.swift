import ReportFormats

extension Violation {
  /// Where the bug is: the innermost place outside functions of the C library that only do what their caller asks.
  public var place: CodePlace? { stack.first { !LibraryFunction.worksForCaller($0.function) } ?? stack.first }

  /// What the pointer came from and what is nearest, once if they are the same.
  var objects: [Object] {
    guard let object, let nearest else { return [object, nearest].compactMap { $0 } }
    return object.isSame(as: nearest) ? [object] : [object, nearest]
  }
}

extension Violation.Object {
  /// Bytes from the object to an address: 0 within it, -1 for the byte before it, 1 for the first byte past its end.
  public func distance(to address: UInt32) -> Int64 {
    let offset = Int64(address) - Int64(self.address)
    return offset < 0 ? offset : max(0, offset - Int64(size) + 1)
  }

  /// Whether both are one object, whatever else is known of them.
  func isSame(as other: Violation.Object) -> Bool {
    kind == other.kind && name == other.name && address == other.address && size == other.size
  }

  /// One past the last byte.
  var end: UInt64 { UInt64(address) + UInt64(size) }

  /// `global 'buffer'`, without size and place.
  var words: String {
    let name = "'\(TextLayout.printable(self.name))'"
    let owner = function.map { " of \(TextLayout.printable($0))" } ?? ""
    return switch kind {
    case .global: "global \(name)\(owner)"
    case .stack: "variable \(name)\(owner)"
    case .heap: self.name == "block" ? "heap block" : "heap block \(name)"
    case .tensor: "tensor \(name)"
    case .frame: function == nil ? "frame \(name)" : "frame\(owner)"
    case .region: name
    }
  }

  /// `global 'buffer' (64 bytes at 0x20000100, src/main.c:3)`
  var description: String {
    let place = file.map { ", \(TextLayout.printable($0))\(line.map { ":\($0)" } ?? "")" } ?? ""
    return "\(words) (\(byteCount(UInt64(size))) at \(FormatText.address(address))\(place))"
  }

  /// Where an access lies: `4 bytes past the end of` and what is said to be the object, or `4 bytes past its end`.
  func position(of address: UInt32, size accessed: UInt32, in object: String? = nil) -> String {
    func part(_ name: String) -> String { object.map { "the \(name) of \($0)" } ?? "its \(name)" }
    if address < self.address { return "\(byteCount(UInt64(self.address - address))) before \(part("start"))" }
    if size == 0, address == self.address { return "at \(part("start"))" }
    if UInt64(address) >= end {
      let gap = UInt64(address) - end
      return "\(gap == 0 ? "just" : byteCount(gap)) past \(part("end"))"
    }
    let offset = FormatText.grouped(UInt64(address - self.address))
    let last = UInt64(address) + UInt64(accessed)
    let over = last > end ? ", \(byteCount(last - end)) too far" : ""
    return object.map { "at byte \(offset) of \($0)\(over)" } ?? "at its byte \(offset)\(over)"
  }
}

extension CodePlace {
  /// `fill at src/main.c:12`; without a line the address.
  var description: String {
    let name = TextLayout.printable(function)
    guard let source else {
      return name == FormatText.address(address) ? name : "\(name) (\(FormatText.address(address)))"
    }
    return "\(name) at \(source)"
  }

  /// `src/main.c:12`
  var source: String? {
    file.map { TextLayout.printable($0) + (line.map { ":\($0)" } ?? "") }
  }
}

/// `1 byte`, `1,024 bytes`
func byteCount(_ bytes: UInt64) -> String { bytes == 1 ? "1 byte" : "\(FormatText.grouped(bytes)) bytes" }

/// `1 violation`, `2 violations`
func count(_ number: Int, _ noun: String) -> String {
  "\(FormatText.grouped(UInt64(number))) \(noun)\(number == 1 ? "" : "s")"
}
