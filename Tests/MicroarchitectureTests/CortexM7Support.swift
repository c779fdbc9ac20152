import Boards
import Testing
import ThumbISA

@testable import Microarchitecture

/// One fact of the Cortex-M7 with a program that shows it and one that does not.
struct CortexM7Fact: Sendable, CustomTestStringConvertible {
  struct Program: Sendable {
    /// As ThumbISA disassembles it.
    var text: String
    var code: [UInt16]
    /// Cycles from an empty pipeline until the last instruction has issued.
    var cycles: UInt32

    init(_ text: String, _ code: [UInt16], _ cycles: UInt32) {
      self.text = text
      self.code = code
      self.cycles = cycles
    }
  }

  var fact: String
  var source: String
  var applies: Program
  var neighbour: Program

  init(_ fact: String, _ source: String, _ applies: Program, not neighbour: Program) {
    self.fact = fact
    self.source = source
    self.applies = applies
    self.neighbour = neighbour
  }

  var testDescription: String { fact }
}

enum CortexM7 {
  /// The repository's own cost table.
  static let table = Result { try BoardLibrary.find().costs(of: .cortexM7) }

  static let costs: CortexM7Costs = {
    do {
      return try CortexM7Costs(table.get())
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  /// Code as instructions that lie one after the other.
  static func instructions(_ code: [UInt16], at address: UInt32 = 0x100) throws -> [IssuedInstruction] {
    var result: [IssuedInstruction] = []
    var index = 0
    while index < code.count {
      let second = index + 1 < code.count ? code[index + 1] : 0
      let instruction = try #require(Decoder.decode(code[index], second))
      result.append(IssuedInstruction(instruction: instruction, address: address + 2 * UInt32(index)))
      index += Int(instruction.size) / 2
    }
    return result
  }

  static func text(_ code: [UInt16], at address: UInt32 = 0x100) -> String {
    let bytes = code.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    return Disassembler.disassemble(bytes, at: address).map(\.text).joined(separator: "; ")
      .replacing("\t", with: " ")
  }

  /// Cycles of an iteration of a loop whose last instruction branches back to its first, once the pipeline is settled, times
  /// `iterations`. Branches are predicted well.
  static func loop(_ code: [UInt16], at address: UInt32, iterations: Int = 12) throws -> UInt32 {
    let pipeline = CortexM7Pipeline(costs: costs)
    let block = try instructions(code, at: address)
    var state = pipeline.initialState
    var total: UInt32 = 0
    for iteration in 0..<(iterations * 2) {
      let schedule = pipeline.schedule(block, entering: state)
      if iteration >= iterations { total += schedule.cycles + schedule.takenCycles }
      state = schedule.takenExit
    }
    return total
  }
}

extension Schedule {
  var cycles: UInt32 { charges.reduce(0) { $0 + $1.cycles } }
  var takenCycles: UInt32 { takenCharges.reduce(0) { $0 + $1.cycles } }

  func cycles(of instruction: Int, _ cause: Cause? = nil) -> UInt32 {
    charges.reduce(0) { $0 + ($1.instruction == instruction && (cause == nil || $1.cause == cause) ? $1.cycles : 0) }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct CortexM7Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
