import Testing

@testable import ThumbISA

@Suite("Encoding table")
struct EncodingTableTests {
  @Test("The notation of every row can be read")
  func notation() {
    #expect(EncodingTable.notationErrors.isEmpty, "\(EncodingTable.notationErrors)")
    #expect(EncodingTable.rows.count > 400)
  }

  @Test("No two rows claim the same bits")
  func noOverlap() {
    let rows = EncodingTable.rows
    for (index, row) in rows.enumerated() {
      for other in rows[(index + 1)...] where other.size == row.size {
        guard let both = row.cube.intersection(other.cube) else { continue }
        let shared = both.subtracting(row.exclusions).flatMap { $0.subtracting(other.exclusions) }
        #expect(shared.isEmpty, "\(row.name) and \(other.name) both claim \(String(shared[0].value, radix: 16))")
      }
    }
  }

  @Test("Every exception takes something away, and what a page leaves to another is there")
  func exceptionsAreUsed() {
    for row in EncodingTable.rows {
      for (index, exclusion) in row.exclusions.enumerated() {
        #expect(row.cube.intersection(exclusion) != nil, "\(row.name): an exception outside the pattern")
        var others = row.exclusions
        others.remove(at: index)
        #expect(!exclusion.subtracting(others).isEmpty, "\(row.name): an exception covered by the others")
      }
      for (cube, page) in row.elsewhere {
        let target = EncodingTable.rows.filter { $0.page == page }
        let taken = EncodingTable.rows.contains { other in
          other.index != row.index && other.size == row.size && (target.isEmpty || other.page == page)
            && !(other.cube.intersection(cube)?.subtracting(other.exclusions).isEmpty ?? true)
        }
        #expect(taken, "\(row.name): nothing of '\(page)' decodes the encodings left to it")
      }
    }
  }

  @Test("What a row calls undefined decodes to nothing")
  func undefinedIsUndefined() {
    var generator = SeededGenerator(seed: 1)
    for row in EncodingTable.rows {
      for cube in row.undefined {
        // Another exception of the row may hand part of the cube to another page.
        for piece in cube.subtracting(row.elsewhere.map { $0.cube }) {
          for _ in 0..<8 {
            let bits = UInt32.random(in: 0...(.max), using: &generator) & ~piece.mask | piece.value
            let instruction = decode(bits, size: row.size)
            #expect(instruction == nil, "\(row.name): \(String(bits, radix: 16)) decodes")
          }
        }
      }
    }
  }

  @Test("Every row can be reached, and its random encodings decode to it")
  func everyRowIsReached() {
    var generator = SeededGenerator(seed: 2)
    for row in EncodingTable.rows {
      for _ in 0..<200 {
        let bits = row.randomEncoding(using: &generator)
        let instruction = decode(bits, size: row.size)
        #expect(instruction?.encoding == row.index, "\(row.name): \(String(bits, radix: 16))")
        #expect(instruction?.opcode == row.opcode)
        #expect(instruction?.bits == bits)
        #expect(instruction.map { Int($0.size) } == row.size)
      }
    }
  }

  @Test("Every opcode has a row")
  func everyOpcodeHasARow() {
    let used = Set(EncodingTable.rows.map { $0.opcode })
    for opcode in Opcode.allCases {
      #expect(used.contains(opcode), "\(opcode) has no encoding")
    }
  }

  @Test("Every halfword that begins a 16-bit instruction matches one row or is undefined")
  func everyHalfword() {
    for first in UInt16(0)..<0xE800 {
      let matching = EncodingTable.rows.filter { $0.size == 2 && $0.matches(UInt32(first)) }
      #expect(matching.count <= 1)
      #expect(Decoder.decode(first, 0)?.encoding == matching.first?.index)
    }
  }

  private func decode(_ bits: UInt32, size: Int) -> Instruction? {
    if size == 2 { return Decoder.decode(UInt16(truncatingIfNeeded: bits), 0) }
    return Decoder.decode(UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits))
  }
}

extension EncodingRow {
  var cube: BitCube { BitCube(mask: mask, value: value) }
}

extension BitCube {
  func intersection(_ other: BitCube) -> BitCube? {
    guard (value ^ other.value) & mask & other.mask == 0 else { return nil }
    return BitCube(mask: mask | other.mask, value: value | other.value)
  }

  /// This set without another, as disjoint cubes: one for each bit that the other fixes and this does not.
  func subtracting(_ other: BitCube) -> [BitCube] {
    guard intersection(other) != nil else { return [self] }
    var result: [BitCube] = []
    var rest = self
    for position in 0..<32 {
      let bit: UInt32 = 1 << UInt32(position)
      guard other.mask & bit != 0 && rest.mask & bit == 0 else { continue }
      result.append(BitCube(mask: rest.mask | bit, value: rest.value | (~other.value & bit)))
      rest = BitCube(mask: rest.mask | bit, value: rest.value | (other.value & bit))
    }
    return result
  }

  func subtracting(_ others: [BitCube]) -> [BitCube] {
    others.reduce([self]) { cubes, other in cubes.flatMap { $0.subtracting(other) } }
  }
}
