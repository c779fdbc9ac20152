import Testing

@testable import Firmware

/// SplitMix64: small, seeded, the same everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Damaged images: each is accepted or refused with a `FirmwareError`; a crash ends the test run.
struct FirmwareFuzzTests {
  private static let fixedSeed: UInt64 = 0x7468_756D_6270_7269

  @Test(arguments: [fixedSeed, UInt64.random(in: 0...UInt64.max)])
  func damagedImages(seed: UInt64) throws {
    print("fuzzing ELF images with seed \(seed)")
    var random = SplitMix64(state: seed)
    var accepted = 0
    var refused = 0
    for fixture in [Fixture.gcc, .clang] {
      let original = try fixture.bytes()
      for round in 0..<2000 {
        let bytes = damage(original, round: round, using: &random)
        do throws(FirmwareError) {
          let image = try FirmwareImage(bytes: bytes)
          use(image, using: &random)
          accepted += 1
        } catch {
          #expect(!error.description.isEmpty)
          refused += 1
        }
      }
    }
    // Both outcomes have to occur, or the damage is too weak or too strong to test anything.
    #expect(accepted > 200)
    #expect(refused > 200)
  }

  /// Every length of file below the whole, in steps.
  @Test func truncatedImages() throws {
    let original = try Fixture.gcc.bytes()
    for length in stride(from: 0, to: original.count, by: 7) {
      #expect(throws: FirmwareError.self) { _ = try FirmwareImage(bytes: Array(original.prefix(length))) }
    }
  }

  private func damage(_ original: [UInt8], round: Int, using random: inout SplitMix64) -> [UInt8] {
    var bytes = original
    let sectionHeaders = Int(original.word(Header.sectionHeaders))
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      // In turn: the headers at the start, the section headers, anywhere, and a cut at the end.
      switch round % 4 {
      case 0: bytes[Int.random(in: 16..<min(244, bytes.count), using: &random)] = interesting(using: &random)
      case 1: bytes[Int.random(in: sectionHeaders..<bytes.count, using: &random)] = interesting(using: &random)
      case 2: bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      default:
        let offset = Int.random(in: 4..<64, using: &random) * 4
        bytes.setWord(offset, [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, random.next32()][Int(random.next() % 6)])
      }
    }
    if round % 16 == 15 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
    return bytes
  }

  private func interesting(using random: inout SplitMix64) -> UInt8 {
    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)][Int(random.next() % 6)]
  }

  /// What commands do with an image.
  private func use(_ image: FirmwareImage, using random: inout SplitMix64) {
    for segment in image.segments {
      #expect(segment.bytes.count == Int(segment.fileSize))
      #expect(segment.fileSize <= segment.memorySize)
      _ = image.bytes(at: segment.virtualAddress, count: 64)
    }
    for _ in 0..<20 {
      let address = image.segments[0].virtualAddress &+ UInt32(random.next() % 512)
      if let found = image.symbol(containing: address) { #expect(found.symbol.address &+ found.offset == address) }
      if let range = image.content(at: address) { #expect(range.addresses.contains(address)) }
    }
    if let entry = image.symbols.first?.address { _ = SourceLines(image).line(at: entry) }
    for section in image.sections { _ = image.bytes(ofSection: section.name) }
    #expect(
      zip(image.contents, image.contents.dropFirst()).allSatisfy { $0.addresses.upperBound <= $1.addresses.lowerBound })
  }
}

extension SplitMix64 {
  mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
}
