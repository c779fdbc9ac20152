import CElf

/// Reads call frame information for `CallFrames`.
struct CallFrameReader {
  /// What a frame description entry says.
  struct Entry {
    var start: UInt32
    /// One past the last byte; 64 bits so that a function may end at the top of the address space.
    var end: UInt64
    /// From `start` of each on; the first one is the entry's.
    var rows: [(start: UInt32, rule: CallFrames.Rule?)]
  }

  /// What a common information entry says.
  private struct Common {
    /// What its instructions come to, from which those of its entries go on.
    var program: CallFrameProgram
    /// How `.eh_frame` writes addresses; 0: as they are.
    var encoding: UInt8
    /// Whether entries carry augmentation data, with its size before it.
    var hasAugmentation: Bool
  }

  private let image: FirmwareImage
  private var entries: [Entry] = []
  private var common: [Dwarf_Off: Common] = [:]
  private(set) var damagedEntries = 0

  init(image: FirmwareImage) { self.image = image }

  /// By address, each address once: the first entry read for it.
  func sortedEntries() -> [Entry] {
    let begins = image.beginsCode(at: 0)
    let atZero = entries.reduce(0) { $0 + ($1.start <= 1 ? 1 : 0) }
    // Linkers leave the entries of discarded functions at 0. If a function is there too, they cannot be told apart.
    let kept = entries.filter { $0.start > 1 || begins && atZero == 1 }
    let order = kept.indices.sorted { (kept[$0].start, $0) < (kept[$1].start, $1) }
    var sorted: [Entry] = []
    for index in order where sorted.last?.start != kept[index].start { sorted.append(kept[index]) }
    return sorted
  }

  // MARK: Entries

  mutating func read(_ elf: OpaquePointer) {
    // Compilers for bare metal write .debug_frame; of code that has both, it comes first.
    for section in image.sections where section.name == ".debug_frame" || section.name == ".zdebug_frame" {
      read(elf, section, isUnwinding: false)
    }
    for section in image.sections where section.name == ".eh_frame" { read(elf, section, isUnwinding: true) }
  }

  private mutating func read(_ elf: OpaquePointer, _ section: FirmwareImage.Section, isUnwinding: Bool) {
    guard let descriptor = elf_getscn(elf, section.index), let data = elf_getdata(descriptor, nil),
      let identification = elf_getident(elf, nil)
    else { return }
    common.removeAll()
    let table = Table(
      data: data, identification: UnsafeRawPointer(identification).assumingMemoryBound(to: UInt8.self),
      address: section.address, isUnwinding: isUnwinding)
    var offset: Dwarf_Off = 0
    while true {
      let (status, next, entry) = table.entry(at: offset)
      if status < 0 { damagedEntries += 1 }
      // Each entry takes some bytes, so this ends.
      guard status <= 0, next > offset, next != Dwarf_Off.max else { break }
      if status == 0, entry.CIE_id != Dwarf_Off.max { add(entry.fde, table) }
      offset = next
    }
  }

  /// A section, which outlives this.
  private struct Table {
    var data: UnsafeMutablePointer<Elf_Data>
    var identification: UnsafePointer<UInt8>
    var address: UInt32
    var isUnwinding: Bool

    func entry(at offset: Dwarf_Off) -> (status: Int32, next: Dwarf_Off, entry: Dwarf_CFI_Entry) {
      var next: Dwarf_Off = 0
      var entry = Dwarf_CFI_Entry()
      let status = dwarf_next_cfi(identification, data, isUnwinding, offset, &next, &entry)
      return (status, next, entry)
    }

    /// The run address of a byte of the section.
    func address(of byte: UnsafePointer<UInt8>) -> UInt32 {
      guard let base = data.pointee.d_buf else { return address }
      return address &+ UInt32(truncatingIfNeeded: UnsafeRawPointer(byte) - UnsafeRawPointer(base))
    }
  }

  private mutating func common(at offset: Dwarf_Off, _ table: Table) -> Common? {
    if let known = common[offset] { return known }
    let (status, _, entry) = table.entry(at: offset)
    guard status == 0, entry.CIE_id == Dwarf_Off.max else { return nil }
    let cie = entry.cie
    var program = CallFrameProgram(
      codeAlignment: UInt64(cie.code_alignment_factor), dataAlignment: Int64(cie.data_alignment_factor))
    guard program.run(CallFrameCursor(cie.initial_instructions, to: cie.initial_instructions_end)) else { return nil }
    var result = Common(program: program, encoding: 0, hasAugmentation: false)
    let augmentation = cie.augmentation.map { String(cString: $0) } ?? ""
    if augmentation.first == "z" {
      result.hasAugmentation = true
      var data = CallFrameCursor(cie.augmentation_data, count: cie.augmentation_data_size)
      // L and P, of exception handling, come with a pointer each; R is how addresses are written.
      letters: for letter in augmentation.dropFirst() {
        switch letter {
        case "R": result.encoding = data.byte() ?? 0
        case "L": _ = data.byte()
        case "P": if data.byte() == nil || data.word() == nil { break letters }
        case "S", "B": break
        default: break letters
        }
      }
    } else if !augmentation.isEmpty {
      return nil
    }
    common[offset] = result
    return result
  }

  private mutating func add(_ fde: Dwarf_FDE, _ table: Table) {
    guard let common = common(at: fde.CIE_pointer, table), let first = fde.start else {
      damagedEntries += 1
      return
    }
    var cursor = CallFrameCursor(fde.start, to: fde.end)
    guard let low = cursor.word(), let size = cursor.word() else {
      damagedEntries += 1
      return
    }
    // Of LSB's encodings those that 32-bit tools write: DW_EH_PE_absptr 0, udata4 3 and sdata4 11, to which 0x10 adds
    // the address of the field.
    guard [0, 3, 11].contains(common.encoding & 0xF), common.encoding & 0xF0 <= 0x10 else {
      damagedEntries += 1
      return
    }
    let start = common.encoding & 0x10 != 0 ? low &+ table.address(of: first) : low
    let end = UInt64(start) + UInt64(size)
    guard size > 0, end <= 1 << 32 else { return }
    if common.hasAugmentation {
      guard let bytes = cursor.unsigned(), cursor.skip(bytes) else {
        damagedEntries += 1
        return
      }
    }
    var program = common.program
    program.begin(at: start)
    if !program.run(cursor) { damagedEntries += 1 }
    let rows = program.rows.filter { UInt64($0.start) < end }
    entries.append(Entry(start: start, end: end, rows: rows))
  }
}
