/// Line tables keep the sequences of functions that the linker has discarded, from address 0 on. Where code begins near 0
/// they overlap lines that count, and libdw gives all rows sorted by address, so they cannot be told apart afterwards.
///
/// So `DW_LNE_set_address` with 0 is given another address before libdw sees the table: one at which Armv7-M executes
/// nothing (DDI 0403E, B3.1: from 0xE0000000 on). Format: DWARF 5, sections 6.2.4 and 6.2.5.3; DWARF 2 to 4 agree in what is
/// looked at here.
func movingDiscardedLines(of image: FirmwareImage) -> [UInt8] {
  guard let section = image.sections.first(where: { $0.name == ".debug_line" }), !image.beginsCode(at: 0) else {
    return image.file
  }
  var file = image.file
  func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) } }
  // An extended operation (0) of five bytes, DW_LNE_set_address (2), address 0.
  let discarded: [UInt8] = [0, 5, 2, 0, 0, 0, 0]
  var start = section.fileRange.lowerBound
  let end = section.fileRange.upperBound
  while end - start > 14 {
    // A 64-bit length begins with 0xFFFFFFFF; no compiler for 32-bit parts writes one.
    let length = word(start)
    guard length <= end - start - 4 else { break }
    let unitEnd = start + 4 + length
    let version = Int(file[start + 4]) | Int(file[start + 5]) << 8
    // From version 5 on the sizes of addresses and segment selectors stand before the header's length.
    let lengthField = start + (version >= 5 ? 8 : 6)
    var place = lengthField + 4 <= unitEnd ? lengthField + 4 + word(lengthField) : unitEnd
    while place + discarded.count <= unitEnd {
      if file[place] == 0, file[place..<place + discarded.count].elementsEqual(discarded) {
        file[place + 6] = 0xF0
        place += discarded.count
      } else {
        place += 1
      }
    }
    start = unitEnd
  }
  return file
}
