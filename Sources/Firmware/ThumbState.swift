/// Refuses images with Arm-state (A32) code: Armv7-M executes Thumb only (DDI 0403E, A4.1.1).
///
/// A function is Thumb if its symbol has bit 0 set (IHI 0044, "Symbol values"). Hand-written assembly often lacks
/// `.thumb_func`, so where bit 0 is clear the mapping symbol decides, and only what it leaves open counts as Arm.
func checkThumbState(_ parts: ElfParts) throws(FirmwareError.Problem) {
  if let range = parts.contents.first(where: { $0.kind == .arm }) {
    let name = parts.symbols.last { $0.kind == .function && $0.address <= range.addresses.lowerBound }?.name
    throw .armState(what: name.map { "\($0)," } ?? "the code", address: range.addresses.lowerBound)
  }
  let executable = Set(parts.sections.filter { $0.isExecutable && $0.size > 0 }.map(\.index))
  let isMarked = markedRanges(parts)
  for symbol in parts.symbols where symbol.kind == .function && !symbol.isThumb {
    guard let section = symbol.section, executable.contains(section), !isMarked(symbol.address) else { continue }
    throw .armState(what: "function \(symbol.name)", address: symbol.address)
  }
  let isInCode = parts.segments.contains {
    $0.isExecutable && parts.entry >= $0.virtualAddress && parts.entry - $0.virtualAddress < $0.fileSize
  }
  if parts.entry & 1 == 0 && parts.entry != 0 && isInCode && !isMarked(parts.entry)
    && !parts.symbols.contains(where: { $0.kind == .object && $0.address == parts.entry })
  {
    throw .armState(what: "the entry point", address: parts.entry)
  }
}

/// Whether a mapping symbol says what is at an address, which then is not Arm code.
private func markedRanges(_ parts: ElfParts) -> (UInt32) -> Bool {
  let marked = parts.mapped
  return { address in
    let next = marked.partitioningIndex { $0.lowerBound > address }
    return next > 0 && marked[next - 1].contains(address)
  }
}
