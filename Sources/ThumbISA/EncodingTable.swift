/// Every encoding of ARMv7E-M with FPv4-SP and FPv5, in the order of the manual's alphabetical list.
public enum EncodingTable {
  /// The rows. `Instruction.encoding` is an index into them.
  public static let rows: [EncodingRow] = built.rows

  /// A mistake in the table's notation, which would leave a row out; nil in any state that passes the tests.
  public static let notationErrors: [EncodingNotationError] = built.errors

  private static let pages: [[Page]] = [
    rowsADCtoBX, rowsCBNZtoIT, rowsLDCtoNOP, rowsORNtoRSB, rowsS, rowsTBBtoYIELD, rowsVABStoVSUB,
  ]

  private static let built: (rows: [EncodingRow], errors: [EncodingNotationError]) = {
    var rows: [EncodingRow] = []
    var errors: [EncodingNotationError] = []
    for page in pages.joined() {
      for encoding in page.encodings {
        do throws(EncodingNotationError) {
          rows.append(try EncodingRow(page: page, encoding: encoding, index: rows.count))
        } catch {
          errors.append(error)
        }
      }
    }
    return (rows, errors)
  }()

  /// Rows that can match, by the top ten bits of a halfword, or by bits 12 to 2 of the first of two.
  private static let narrowCandidates = CandidateIndex(rows.filter { $0.size == 2 }, lowBit: 6, width: 10)
  private static let wideCandidates = CandidateIndex(rows.filter { $0.size == 4 }, lowBit: 20, width: 9)

  static func row(for bits: UInt32, wide: Bool) -> EncodingRow? {
    wide ? wideCandidates.row(for: bits) : narrowCandidates.row(for: bits)
  }
}

/// Rows by a few leading bits, so that decoding tries only a handful of them.
private struct CandidateIndex: Sendable {
  private let lowBit: UInt32
  private let keyMask: UInt32
  private var candidates: [[EncodingRow]]

  init(_ rows: [EncodingRow], lowBit: UInt32, width: UInt32) {
    self.lowBit = lowBit
    keyMask = (1 << width) - 1
    let keyBits = keyMask << lowBit
    candidates = (0..<(1 << Int(width))).map { key in
      rows.filter { ($0.value ^ UInt32(key) << lowBit) & $0.mask & keyBits == 0 }
    }
  }

  func row(for bits: UInt32) -> EncodingRow? {
    for row in candidates[Int(bits >> lowBit & keyMask)] where row.matches(bits) { return row }
    return nil
  }
}
