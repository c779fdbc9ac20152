import Foundation
import Testing
import ThumbISA

@testable import Simulator

/// Random sequences of hundreds of instructions against Unicorn, both in blocks and instruction by instruction.
@Suite struct SequenceTests {
  @Test(arguments: TestedCore.allCases, TestEffort.seeds)
  func sequencesAgreeWithUnicorn(core: TestedCore, seed: UInt64) throws {
    var differences: [String] = []
    let count = TestEffort.times(60)
    for batch in stride(from: 0, to: count, by: 60) {
      var generator = SeededGenerator(seed: seed &+ UInt64(batch) ^ (core == .cortexM4 ? 4 : 7))
      try compareBatch(core, min(60, count - batch), &generator, &differences)
    }
    #expect(
      differences.isEmpty,
      "seed \(seed): \(differences.count) of \(count):\n\(differences.prefix(3).joined(separator: "\n"))")
  }

  private func compareBatch(
    _ core: TestedCore, _ count: Int, _ generator: inout SeededGenerator, _ differences: inout [String]
  ) throws {
    let unicorn = try UnicornCore(core)
    let stepping = try SimulatedCore(core)
    let running = try SimulatedCore(core)
    let sides = [stepping, running]
    RandomValues.fill(unicorn.code, size: GuestLayout.codeSize, &generator)
    var start = GuestLayout.codeBase + GuestLayout.codeMargin
    let data = UnsafeMutableRawPointer.allocate(byteCount: Int(GuestLayout.dataSize), alignment: 8)
    defer { data.deallocate() }
    for _ in 0..<count {
      let sequence = RandomSequence(core, at: start, length: 250, &generator)
      guard sequence.end < GuestLayout.codeBase + GuestLayout.codeSize - GuestLayout.codeMargin else { break }
      sequence.write(to: unicorn.code)
      try unicorn.forgetCode(from: start, to: sequence.end + 2)
      for side in sides {
        side.code.copyMemory(from: unicorn.code, byteCount: Int(GuestLayout.codeSize))
        side.machine.blocks.discardAll()
      }
      for _ in 0..<3 {
        RandomValues.fill(data, size: GuestLayout.dataSize, &generator)
        let values = RandomValues.values(&generator)
        unicorn.data.copyMemory(from: data, byteCount: Int(GuestLayout.dataSize))
        for side in sides { side.data.copyMemory(from: data, byteCount: Int(GuestLayout.dataSize)) }
        // A wrong instruction may make a loop endless.
        let (expected, ending) = try unicorn.run(values, from: start, to: sequence.end, timeout: 2_000_000)
        let before = stepping.machine.cycles
        let stepped = stepping.step(values, from: start, to: sequence.end, most: 10_000)
        // Some more cycles, so that the last block is reached as a block.
        let ran = running.run(values, from: start, cycles: stepping.machine.cycles - before + 200)
        for (name, side, result) in [("steps", stepping, stepped), ("blocks", running, ran)] {
          let sameMemory = memcmp(unicorn.data, side.data, Int(GuestLayout.dataSize)) == 0
          if ending == .done && sameMemory && result == expected { continue }
          let first = try firstDifference(core, sequence, values, data, unicorn)
          differences.append(
            """
            \(core.rawValue), \(sequence.halfwords.count) halfwords at \(hex(start)), \(name), \(ending): \
            Unicorn ≠ Thumbprint: \(expected.differences(from: result))\(memoryDifference(unicorn.data, side.data))
            \(first)
              inputs \(values.description)
            """)
        }
        if differences.count >= 3 { return }
      }
      start = (sequence.end + 8) & ~1
    }
  }

  private func memoryDifference(_ expected: UnsafeMutableRawPointer, _ actual: UnsafeMutableRawPointer) -> String {
    var found: [String] = []
    for offset in stride(from: 0, to: Int(GuestLayout.dataSize), by: 4) {
      let left = expected.load(fromByteOffset: offset, as: UInt32.self)
      let right = actual.load(fromByteOffset: offset, as: UInt32.self)
      let address = GuestLayout.dataBase + UInt32(offset)
      if left != right { found.append("[\(hex(address))] \(hex(left)) ≠ \(hex(right))") }
    }
    return found.prefix(4).map { ", " + $0 }.joined()
  }

  /// Follows both sides instruction by instruction, Unicorn from the state that Thumbprint has reached.
  private func firstDifference(
    _ core: TestedCore, _ sequence: RandomSequence, _ values: CoreValues, _ data: UnsafeMutableRawPointer,
    _ used: UnicornCore
  ) throws -> String {
    let unicorn = try UnicornCore(core)
    let simulated = try SimulatedCore(core)
    unicorn.code.copyMemory(from: used.code, byteCount: Int(GuestLayout.codeSize))
    simulated.code.copyMemory(from: used.code, byteCount: Int(GuestLayout.codeSize))
    unicorn.data.copyMemory(from: data, byteCount: Int(GuestLayout.dataSize))
    simulated.data.copyMemory(from: data, byteCount: Int(GuestLayout.dataSize))
    var state = values
    state.core[15] = sequence.start
    for _ in 0..<5000 where state.core[15] != sequence.end {
      let address = state.core[15]
      var after = simulated.step(state, from: address, count: 1)
      // Unicorn cannot be started within an IT block: such a block is one step.
      while after.xpsr & 0x0600_FC00 != 0 {
        simulated.machine.step()
        after = simulated.readValues()
      }
      // A translation knows where to end.
      try unicorn.forgetCode(from: sequence.start, to: sequence.end)
      let (expected, ending) = try unicorn.run(state, from: address, to: after.core[15])
      if expected != after || ending != .done || memcmp(unicorn.data, simulated.data, Int(GuestLayout.dataSize)) != 0 {
        return "  first at \(hex(address)): \(sequence.text(from: address, to: after.core[15])) \(ending) "
          + "\(expected.differences(from: after))\n  before it \(state.description)"
      }
      state = after
    }
    return "  no single instruction differs: it is the path through blocks"
  }
}

extension RandomSequence {
  func write(to code: UnsafeMutableRawPointer) {
    let offset = Int(start - GuestLayout.codeBase)
    for (index, halfword) in halfwords.enumerated() {
      code.storeBytes(of: halfword, toByteOffset: offset + 2 * index, as: UInt16.self)
    }
  }

  /// Disassembly of a few instructions.
  func text(from first: UInt32, to end: UInt32) -> String {
    var lines: [String] = []
    var address = first
    repeat {
      let index = Int(address - start) / 2
      guard index >= 0, index < halfwords.count else { break }
      let second = index + 1 < halfwords.count ? halfwords[index + 1] : 0
      guard let instruction = Decoder.decode(halfwords[index], second) else { break }
      lines.append("\(hex(instruction.bits)) \(instruction.assembly(at: address))")
      address += UInt32(instruction.size)
    } while address < end && lines.count < 8
    return lines.joined(separator: "; ")
  }
}
