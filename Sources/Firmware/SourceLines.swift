import CElf

/// Which source line each instruction came from, read from DWARF line tables by libdw.
public struct SourceLines: Sendable {
  public struct Line: Sendable, Equatable {
    /// Path as the compiler recorded it, with the compilation directory where it is relative to that.
    public var file: String
    /// From 1.
    public var number: Int
  }

  private struct Row: Sendable {
    var address: UInt32
    /// Index in `files`; nil where a sequence ends, and for code that the compiler ascribes to no line.
    var file: Int?
    var number: Int
  }

  private var rows: [Row] = []
  private var files: [String] = []

  /// More rows than any Cortex-M image has; a damaged file could claim any number.
  private static let rowLimit = 8_000_000

  /// The line table of `image`; empty if it was built without debug information or that is damaged.
  public init(_ image: FirmwareImage) {
    withElf(movingDiscardedLines(of: image)) { elf in
      guard let elf, let dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nil) else { return }
      defer { dwarf_end(dwarf) }
      read(dwarf)
    }
    // Where a sequence ends at the address at which another begins, the beginning counts: it sorts last.
    rows.sort { ($0.address, $0.file == nil ? 0 : 1) < ($1.address, $1.file == nil ? 0 : 1) }
  }

  public var isEmpty: Bool { rows.isEmpty }

  /// The line of the instruction at `address` (a run address, bit 0 not looked at); nil if none is known.
  public func line(at address: UInt32) -> Line? {
    let next = rows.partitioningIndex { $0.address > address & ~1 }
    guard next > 0, let file = rows[next - 1].file else { return nil }
    return Line(file: files[file], number: rows[next - 1].number)
  }

  /// All lines that `image` has code for, by file: what coverage measures executed lines against. Linkers leave functions
  /// that they dropped in the table, at address 0 and up; their lines count only where an image has code there.
  public func linesWithCode(in image: FirmwareImage) -> [String: Set<Int>] {
    var lines: [String: Set<Int>] = [:]
    for (index, row) in rows.enumerated() {
      // Of rows at one address the last counts, as in `line(at:)`.
      guard let file = row.file, index + 1 == rows.count || rows[index + 1].address > row.address,
        image.content(at: row.address)?.kind == .thumb
      else { continue }
      lines[files[file], default: []].insert(row.number)
    }
    return lines
  }

  private mutating func read(_ dwarf: OpaquePointer) {
    var indices: [String: Int] = [:]
    var offset: Dwarf_Off = 0
    var next: Dwarf_Off = 0
    var headerSize = 0
    while dwarf_nextcu(dwarf, offset, &next, &headerSize, nil, nil, nil) == 0, next > offset {
      var die = Dwarf_Die()
      if dwarf_offdie(dwarf, offset + Dwarf_Off(headerSize), &die) != nil { readUnit(&die, &indices) }
      offset = next
    }
  }

  private mutating func readUnit(_ die: inout Dwarf_Die, _ indices: inout [String: Int]) {
    var lines: OpaquePointer?
    var count = 0
    var attribute = Dwarf_Attribute()
    let directory = dwarf_attr(&die, UInt32(DW_AT_comp_dir), &attribute)
      .flatMap { dwarf_formstring($0) }.map { String(cString: $0) }
    guard dwarf_getsrclines(&die, &lines, &count) == 0, let lines else { return }
    for index in 0..<count where rows.count < Self.rowLimit {
      var address: Dwarf_Addr = 0
      var number: CInt = 0
      var isEnd = false
      guard let line = dwarf_onesrcline(lines, index), dwarf_lineaddr(line, &address) == 0,
        dwarf_lineno(line, &number) == 0, dwarf_lineendsequence(line, &isEnd) == 0,
        let place = UInt32(exactly: address)
      else { continue }
      guard !isEnd, number > 0, let name = dwarf_linesrc(line, nil, nil) else {
        rows.append(Row(address: place, file: nil, number: 0))
        continue
      }
      let path = sourcePath(String(cString: name), directory: directory)
      let file = indices[path] ?? files.count
      if file == files.count {
        files.append(path)
        indices[path] = file
      }
      rows.append(Row(address: place, file: file, number: Int(number)))
    }
  }
}
