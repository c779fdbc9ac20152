import Testing

@testable import ThumbISA

/// Compares our disassembly with objdump's, line by line.
struct Comparison {
  private let core: (name: String, features: Features)
  private(set) var compared = 0
  private(set) var knownDifferencesSeen = 0
  private var unexpected: [String] = []
  private var unexpectedCount = 0

  init(core: (name: String, features: Features)) {
    self.core = core
  }

  private static let unknown = Array(Disassembler.unknown.utf8)
  private static let parsedDifferences: [ParsedDifference] = knownDifferences.compactMap { difference in
    guard let pattern = try? EncodingPattern(difference.pattern, row: difference.reason) else { return nil }
    return ParsedDifference(kind: difference.kind, size: pattern.size, cube: pattern.cube, only: difference.only)
  }

  private struct ParsedDifference {
    var kind: KnownDifference.Kind
    var size: Int
    var cube: BitCube
    var only: @Sendable (UInt32) -> Bool

    func covers(_ bits: UInt32, size: Int) -> Bool {
      self.size == size && cube.contains(bits) && only(bits)
    }
  }

  static func isKnownDifference(_ bits: UInt32, size: Int) -> Bool {
    parsedDifferences.contains { $0.covers(bits, size: size) }
  }

  /// Code in which every instruction has four bytes.
  mutating func compare(_ code: [UInt8]) throws {
    try compareBlocks(code, blockSize: 4)
  }

  /// Code in blocks of one instruction and then 16-bit ones that are not looked at.
  mutating func compareBlocks(_ code: [UInt8], blockSize: Int) throws {
    #expect(Self.parsedDifferences.count == knownDifferences.count)
    guard let text = try oracle?.disassemble(code, cpu: core.name) else { return }
    var lines = ObjdumpLines(text)
    var theirs: [UInt8] = []
    for start in stride(from: 0, to: code.count, by: blockSize) {
      let first = UInt16(code[start]) | UInt16(code[start + 1]) << 8
      let wide = Decoder.isWide(first)
      let second = wide ? UInt16(code[start + 2]) | UInt16(code[start + 3]) << 8 : 0
      guard lines.next(into: &theirs) else {
        throw OracleError(problem: "objdump's text ends early, at \(start) of \(code.count)")
      }
      compare(Decoder.decode(first, second), first, second, at: UInt32(start), nil, theirs, lines.commentAddress)
      for _ in 0..<((blockSize - (wide ? 4 : 2)) / 2) { _ = lines.next(into: &theirs) }
    }
    if lines.next(into: &theirs) { throw OracleError(problem: "objdump's text has more lines than the code") }
  }

  /// Any code, by our listing with its IT blocks.
  mutating func compareListing(_ code: [UInt8]) throws {
    guard let text = try oracle?.disassemble(code, cpu: core.name) else { return }
    var lines = ObjdumpLines(text)
    var theirs: [UInt8] = []
    for line in Disassembler.disassemble(code, at: 0) {
      guard lines.next(into: &theirs) else {
        throw OracleError(problem: "objdump's text ends early, at \(line.address) of \(code.count)")
      }
      let start = Int(line.address)
      let first = UInt16(code[start]) | UInt16(code[start + 1]) << 8
      let second = line.size == 4 ? UInt16(code[start + 2]) | UInt16(code[start + 3]) << 8 : 0
      compare(line.instruction, first, second, at: line.address, Array(line.text.utf8), theirs, lines.commentAddress)
    }
    if lines.next(into: &theirs) { throw OracleError(problem: "objdump's text has more lines than the code") }
  }

  private mutating func compare(
    _ decoded: Instruction?, _ first: UInt16, _ second: UInt16, at address: UInt32, _ ourText: [UInt8]?,
    _ theirs: [UInt8], _ literal: UInt32?
  ) {
    compared += 1
    let instruction = decoded.flatMap { core.features.isSuperset(of: $0.requiredFeatures) ? $0 : nil }
    let ours = instruction.map { ourText ?? $0.assemblyBytes(at: address) } ?? Self.unknown
    let sameLiteral = literal == nil || instruction?.literalAddress(at: address) == literal
    if ours == theirs && sameLiteral { return }
    let kind: KnownDifference.Kind =
      instruction == nil ? .undefinedHere : theirs == Self.unknown ? .undefinedThere : .text
    let wide = Decoder.isWide(first)
    let bits = wide ? UInt32(first) << 16 | UInt32(second) : UInt32(first)
    if Self.parsedDifferences.contains(where: { $0.kind == kind && $0.covers(bits, size: wide ? 4 : 2) }
    ) {
      knownDifferencesSeen += 1
      return
    }
    unexpectedCount += 1
    if unexpected.count < 20 {
      let literalText =
        sameLiteral ? "" : " (literal \(literal ?? 0), ours \(instruction?.literalAddress(at: address) ?? 0))"
      unexpected.append(
        "\(String(bits, radix: 16)) at \(address): ours '\(String(decoding: ours, as: UTF8.self))', "
          + "objdump '\(String(decoding: theirs, as: UTF8.self))'\(literalText)")
    }
  }

  /// Fails the test if there was any difference that is not in the list.
  func report() {
    #expect(unexpectedCount == 0, "\(unexpectedCount) differences:\n\(unexpected.joined(separator: "\n"))")
  }
}
