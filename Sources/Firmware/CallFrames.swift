import CElf

/// Where the canonical frame address (CFA) is at each instruction: on Arm the stack pointer's value when the function was
/// entered (AADWARF32, "Canonical Frame Address"). From call frame information, `.debug_frame` or `.eh_frame`.
///
/// libdw splits the sections into entries; their instructions are carried out here, since libdw's own look-up by address
/// cannot tell the entries of functions that the linker discarded, all at address 0, from code that is there. Format:
/// DWARF 5, sections 6.4.1 to 6.4.3 and 7.24; `.eh_frame`: Linux Standard Base Core 5.0, 10.6.
struct CallFrames: Sendable {
  /// CFA = register + offset, in bytes.
  struct Rule: Sendable, Equatable {
    /// Number in DWARF, for 0 to 15 that of the core's register.
    var register: UInt8
    var offset: Int32
  }

  /// From `start` up to the next row; no rule: not known.
  private struct Row: Sendable {
    var start: UInt32
    var rule: Rule?
  }

  /// Sorted by address.
  private var rows: [Row] = []
  /// Entries that could not be read.
  private(set) var damagedEntries = 0

  var isEmpty: Bool { rows.isEmpty }

  init() {}

  /// Reads the sections of `elf`, uncompressed ones.
  init(_ elf: OpaquePointer, image: FirmwareImage) {
    var reader = CallFrameReader(image: image)
    reader.read(elf)
    damagedEntries = reader.damagedEntries
    for entry in reader.sortedEntries() {
      // An entry ends where the next one begins, if they overlap.
      if let last = rows.lastIndex(where: { $0.start < entry.start }) {
        rows.removeSubrange((last + 1)...)
      } else {
        rows.removeAll()
      }
      rows += entry.rows.map { Row(start: $0.start, rule: $0.rule) }
      if let end = UInt32(exactly: entry.end) { rows.append(Row(start: end, rule: nil)) }
    }
  }

  /// The rule at an instruction.
  func rule(at address: UInt32) -> Rule? {
    let next = rows.partitioningIndex { $0.start > address }
    return next > 0 ? rows[next - 1].rule : nil
  }

  /// All rules within some code, in order of address; nil where there is none.
  func rules(in range: Range<UInt32>) -> [Rule?] {
    let next = rows.partitioningIndex { $0.start > range.lowerBound }
    var rules: [Rule?] = [next > 0 ? rows[next - 1].rule : nil]
    for row in rows[next...] {
      guard row.start < range.upperBound else { break }
      rules.append(row.rule)
    }
    return rules
  }
}
