import Foundation
import Testing

@testable import ThumbISA

/// The decoder and disassembler against llvm-objdump: same instruction, operands and undefined set.
@Suite("Against llvm-objdump", .serialized, .enabled(if: oracle != nil, "no llvm-objdump next to the Swift compiler"))
struct ObjdumpTests {
  /// A Cortex-M7 with double precision has everything; a Cortex-M4 with FPv4-SP lacks what its features say.
  static let cortexM7 = (name: "cortex-m7", features: Features.cortexM7DoublePrecision)
  static let cortexM4 = (name: "cortex-m4", features: Features.cortexM4F)

  @Test("All halfwords")
  func halfwords() throws {
    var comparison = Comparison(core: Self.cortexM7)
    // Blocks of an instruction and four NOPs, so that IT does not reach the next.
    var code: [UInt8] = []
    for first in UInt16(0)..<0xE800 {
      append(first, to: &code)
      for _ in 0..<4 { append(0xBF00, to: &code) }
    }
    try comparison.compareBlocks(code, blockSize: 10)
    // The others begin 32-bit instructions.
    var generator = SeededGenerator(seed: 3)
    var wide: [UInt8] = []
    for first in UInt16(0xE800)...0xFFFF {
      for _ in 0..<16 {
        append(first, to: &wide)
        append(generator.next(), to: &wide)
      }
    }
    try comparison.compare(wide)
    #expect(comparison.compared == 0xE800 + 0x1800 * 16)
    comparison.report()
  }

  @Test("Two million random 32-bit patterns, fixed seed")
  func fixedSeed() throws {
    try compareRandom(seed: 0x7468_756D_6270, chunks: 4, core: Self.cortexM7)
  }

  @Test("Two million random 32-bit patterns, a new seed each run")
  func newSeed() throws {
    var system = SystemRandomNumberGenerator()
    let seed = system.next()
    print("random 32-bit patterns: seed \(seed)")
    try compareRandom(seed: seed, chunks: 4, core: Self.cortexM7)
  }

  @Test("Random encodings of every row")
  func everyRow() throws {
    var generator = SeededGenerator(seed: 5)
    var comparison = Comparison(core: Self.cortexM7)
    var code: [UInt8] = []
    for row in EncodingTable.rows where row.size == 4 {
      for _ in 0..<400 {
        let bits = row.randomEncoding(using: &generator)
        append(UInt16(truncatingIfNeeded: bits >> 16), to: &code)
        append(UInt16(truncatingIfNeeded: bits), to: &code)
      }
    }
    try comparison.compare(code)
    comparison.report()
  }

  @Test("Patterns with few or many bits set, where the exceptions are")
  func sparse() throws {
    var generator = SeededGenerator(seed: 6)
    var comparison = Comparison(core: Self.cortexM7)
    var code: [UInt8] = []
    for index in 0..<300_000 {
      let first = UInt16.random(in: 0xE800...0xFFFF, using: &generator)
      var second = UInt16.random(in: 0...0xFFFF, using: &generator)
      switch index % 3 {
      case 0: second &= UInt16.random(in: 0...0xFFFF, using: &generator)
      case 1: second |= UInt16.random(in: 0...0xFFFF, using: &generator)
      default: second &= ~(0xFF << UInt16.random(in: 0...12, using: &generator))
      }
      append(index % 5 == 0 ? first | 0xF : first, to: &code)
      append(second, to: &code)
    }
    try comparison.compare(code)
    comparison.report()
  }

  @Test("A Cortex-M4 lacks what its features say")
  func cortexM4Features() throws {
    try compareRandom(seed: 7, chunks: 1, core: Self.cortexM4)
    var generator = SeededGenerator(seed: 8)
    var comparison = Comparison(core: Self.cortexM4)
    var code: [UInt8] = []
    for row in EncodingTable.rows where row.size == 4 && !row.feature.isEmpty {
      for _ in 0..<200 {
        let bits = row.randomEncoding(using: &generator)
        append(UInt16(truncatingIfNeeded: bits >> 16), to: &code)
        append(UInt16(truncatingIfNeeded: bits), to: &code)
      }
    }
    try comparison.compare(code)
    comparison.report()
  }

  @Test("IT blocks")
  func conditions() throws {
    var generator = SeededGenerator(seed: 9)
    var code: [UInt8] = []
    let rows = EncodingTable.rows.filter { mayBeConditional($0) }
    for _ in 0..<40 {
      for condition in UInt16(0)..<14 {
        for mask in UInt16(1)...15 {
          append(0xBF00 | condition << 4 | mask, to: &code)
          for _ in 0..<(4 - mask.trailingZeroBitCount) {
            let row = rows[Int.random(in: 0..<rows.count, using: &generator)]
            let bits = encodingWithoutDifference(of: row, using: &generator)
            if row.size == 4 { append(UInt16(truncatingIfNeeded: bits >> 16), to: &code) }
            append(UInt16(truncatingIfNeeded: bits), to: &code)
          }
        }
      }
    }
    var comparison = Comparison(core: Self.cortexM7)
    try comparison.compareListing(code)
    comparison.report()
  }

  @Test("Every known difference is one")
  func knownDifferencesAreUsed() throws {
    var generator = SeededGenerator(seed: 10)
    for difference in knownDifferences {
      var comparison = Comparison(core: Self.cortexM7)
      let pattern = try EncodingPattern(difference.pattern, row: difference.reason)
      var code: [UInt8] = []
      for _ in 0..<4000 {
        var bits = UInt32.random(in: 0...(.max), using: &generator)
        // Few bits, too: lists of one register.
        if bits & 1 == 0 { bits &= 1 << UInt32.random(in: 0..<16, using: &generator) | 0xFFFF_0000 }
        bits = bits & ~pattern.cube.mask | pattern.cube.value
        if pattern.size == 4 { append(UInt16(truncatingIfNeeded: bits >> 16), to: &code) }
        append(UInt16(truncatingIfNeeded: bits), to: &code)
      }
      try comparison.compareListing(code)
      #expect(comparison.knownDifferencesSeen > 0, "no difference any more: \(difference.pattern) \(difference.reason)")
      comparison.report()
    }
  }

  private func compareRandom(seed: UInt64, chunks: Int, core: (name: String, features: Features)) throws {
    var generator = SeededGenerator(seed: seed)
    var comparison = Comparison(core: core)
    for _ in 0..<chunks {
      var code: [UInt8] = []
      code.reserveCapacity(2_000_000)
      for _ in 0..<500_000 {
        // The whole space of 32-bit instructions, evenly: 0xE800 to 0xFFFF, then any halfword.
        let draw = generator.next()
        append(UInt16(0xE800 + UInt32(truncatingIfNeeded: draw >> 32) % 0x1800), to: &code)
        append(draw, to: &code)
      }
      try comparison.compare(code)
    }
    #expect(comparison.compared == chunks * 500_000)
    comparison.report()
  }

  /// Not what is UNPREDICTABLE in an IT block, nor what llvm-objdump does not count as an instruction of the block.
  private func mayBeConditional(_ row: EncodingRow) -> Bool {
    if row.page.hasPrefix("Unallocated memory hints") { return false }
    return switch row.opcode {
    case .b, .cbz, .cbnz, .it, .bkpt, .udf, .cps, .vsel, .vmaxnm, .vminnm, .vcvta, .vcvtn, .vcvtp, .vcvtm, .vrinta,
      .vrintn, .vrintp, .vrintm:
      false
    default: true
    }
  }

  private func encodingWithoutDifference(of row: EncodingRow, using generator: inout SeededGenerator) -> UInt32 {
    var bits = row.randomEncoding(using: &generator)
    for _ in 0..<100 where Comparison.isKnownDifference(bits, size: row.size) {
      bits = row.randomEncoding(using: &generator)
    }
    return bits
  }
}

let oracle = Objdump.find()

func append(_ halfword: some FixedWidthInteger, to code: inout [UInt8]) {
  code.append(UInt8(truncatingIfNeeded: halfword))
  code.append(UInt8(truncatingIfNeeded: halfword >> 8))
}
