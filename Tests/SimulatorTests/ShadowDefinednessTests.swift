import Boards
import Firmware
import Testing
import ThumbISA

@testable import Simulator

/// What the shadow execution says of single instructions: bits that it calls defined must not depend on bits that are not.
@Suite struct ShadowDefinednessTests {
  /// Data-processing rows of the encoding table, which read and write core registers and flags only.
  static let rows = EncodingTable.rows.filter { row in
    guard row.feature.isDisjoint(with: [.fpSingle, .fpV5, .fpDouble]) else { return false }
    switch row.opcode {
    case .mrs, .msr, .cps, .it, .nop, .yield, .dbg, .dmb, .dsb, .isb, .sev, .wfe, .wfi, .clrex, .pldImmediate,
      .pldLiteral,
      .pldRegister, .pliImmediate, .pliLiteral, .pliRegister, .adr:
      return false
    default: return !row.opcode.isBranchOrAccess && !row.name.contains("(SP ")
    }
  }

  @Test func thereAreRows() { #expect(Self.rows.count > 150) }

  @Test(arguments: rows.map(\.name).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } })
  func definedBitsDoNotDependOnUndefinedOnes(name: String) throws {
    let bench = try ShadowBench()
    var generator = SeededGenerator(seed: UInt64(truncatingIfNeeded: name.hashValueOfBytes))
    var tried = 0
    for row in Self.rows where row.name == name {
      for _ in 0..<40 {
        let bits = row.value | UInt32.random(in: 0 ... .max, using: &generator) & ~row.mask
        let first = UInt16(truncatingIfNeeded: row.size == 2 ? bits : bits >> 16)
        guard let instruction = ThumbISA.Decoder.decode(first, UInt16(truncatingIfNeeded: bits)),
          instruction.opcode == row.opcode, !instruction.endsBlock
        else { continue }
        let use = instruction.registerUse
        guard (use.coreRead | use.coreWritten) & 0xA000 == 0 else { continue }
        tried += 1
        try bench.expectSoundness(of: instruction, first, UInt16(truncatingIfNeeded: bits), &generator)
      }
    }
    #expect(tried > 0)
  }
}

/// A machine that executes single instructions with given registers and undefined bits.
private final class ShadowBench {
  private let machine: Machine
  private static let code: UInt32 = 0x2001_0000

  init() throws {
    let path = ProgramFixture.root.appendingPathComponent("Fixtures/images/integer-mps2-an386.elf").path
    let image = try FirmwareImage(path: path)
    machine = try makeMachine(target: "mps2-an386")
    let plan = try LoadPlan.make(image, on: machine.board)
    machine.load(plan)
    machine.startRecording(image, RecordingOptions())
    machine.startChecking(Bystander(), image, plan: plan)
  }

  private struct Values {
    var registers: [UInt32]
    var status: UInt32
  }

  /// Executes the instruction in code memory.
  private func execute(_ values: Values, undefined: [UInt32]) throws -> (Values, undefined: [UInt32], flags: UInt32) {
    let shadow = try #require(machine.shadow)
    for register in 0..<13 {
      machine.registers[register] = values.registers[register]
      shadow.shadows[register] = ShadowRegister(undefined: undefined[register])
    }
    shadow.flags = 0
    machine.registers[14] = values.registers[13]
    shadow.shadows[14] = ShadowRegister(undefined: undefined[13])
    machine.registers[RegisterFile.programCounter] = Self.code
    machine.state.pointee.apsr = values.status
    machine.state.pointee.itState = 0
    machine.step()
    let order = Array(0..<13) + [14]
    return (
      Values(registers: order.map { machine.registers[$0] }, status: machine.state.pointee.apsr),
      order.map { shadow.shadows[$0].undefined }, shadow.flags
    )
  }

  func expectSoundness(
    of instruction: Instruction, _ first: UInt16, _ second: UInt16, _ generator: inout SeededGenerator
  ) throws {
    let place = try #require(machine.memory.place(of: Self.code, size: 4))
    machine.memory.host(place).storeBytes(of: first, as: UInt16.self)
    machine.memory.host(place).storeBytes(of: second, toByteOffset: 2, as: UInt16.self)
    machine.blocks.discardAll()
    machine.blocks.freeRetired()
    func word() -> UInt32 {
      let word = UInt32.random(in: 0 ... .max, using: &generator)
      return switch Int.random(in: 0..<4, using: &generator) {
      case 0: word & 0x1F
      case 1: word & word << 7 & word >> 3
      default: word
      }
    }
    for _ in 0..<6 {
      let values = Values(registers: (0..<14).map { _ in word() }, status: word() & 0xF80F_0000)
      let undefined = (0..<14).map { _ in Bool.random(using: &generator) ? 0 : word() & word() }
      let (result, resultUndefined, flags) = try execute(values, undefined: undefined)
      for _ in 0..<6 {
        var changed = values
        for register in 0..<14 { changed.registers[register] ^= word() & undefined[register] }
        let (other, _, _) = try execute(changed, undefined: undefined)
        for register in 0..<14 {
          let difference = (result.registers[register] ^ other.registers[register]) & ~resultUndefined[register]
          #expect(
            difference == 0,
            "\(instruction.assembly(at: Self.code, itCondition: nil)): register \(register), bits \(difference)")
        }
        let status = (result.status ^ other.status) >> 28
        let undefinedStatus =
          (flags & ShadowFlags.n != 0 ? 8 : 0) | (flags & ShadowFlags.z != 0 ? 4 : 0)
          | (flags & ShadowFlags.c != 0 ? 2 : 0) | (flags & ShadowFlags.v != 0 ? 1 : 0) as UInt32
        #expect(
          status & ~undefinedStatus == 0,
          "\(instruction.assembly(at: Self.code, itCondition: nil)): NZCV differ in \(status), known \(flags)")
      }
    }
  }
}

/// Lets everything pass.
private final class Bystander: MemoryJudge {
  func begin(_ machine: CheckedMachine) {}
  func mayPoint(_ constant: UInt32) -> Bool { false }
  func readsPastEnds(_ programCounter: UInt32) -> Bool { false }
  func takesExactPointers(_ function: UInt32) -> Bool { false }
  func bounds(for access: CheckedAccess, bound: Range<UInt32>?) -> Range<UInt32>? { nil }
  func leftBlock(_ access: CheckedAccess, block: UInt32) {}
  func unknownAccess(_ access: CheckedAccess) -> Bool { false }
  func accessOutsideMemory(_ access: CheckedAccess) {}
  func usedAfterReturn(_ access: CheckedAccess) {}
  func overwroteReturnAddress(_ access: CheckedAccess) {}
  func loadedUndefined(_ address: UInt32, size: UInt32, programCounter: UInt32) -> Bool { false }
  func usedUndefined(_ use: UndefinedUse) {}
  func stackLimit(at stackPointer: UInt32, isProcessStack: Bool) -> UInt32 { 0 }
  func stackFell(to stackPointer: UInt32, isProcessStack: Bool, programCounter: UInt32) {}
  func dividedByZero(programCounter: UInt32) {}
  func lostExclusive(_ store: CheckedAccess) {}
  func faulted(_ fault: Fault, programCounter: UInt32) {}
  func willFree(_ address: UInt32, reallocates: Bool, caller: UInt32) {}
  func didAllocate(_ address: UInt32, size: UInt32, caller: UInt32) -> UInt32 { 0 }
  func didFree(_ address: UInt32, caller: UInt32) -> UInt32? { nil }
  func didMoveHeapEnd(to address: UInt32, caller: UInt32) {}
  func willAllocate(caller: UInt32) {}
  func didEnterLayer(_ layer: Int) {}
  func didLeaveLayer(_ layer: Int, outer: Int?) {}
}

extension Opcode {
  fileprivate var isBranchOrAccess: Bool {
    switch self {
    case .b, .bl, .bx, .blx, .cbz, .cbnz, .tbb, .tbh, .svc, .bkpt, .udf, .cdp, .ldc, .mcr, .mcrr, .mrc, .mrrc, .stc:
      true
    default: "\(self)".hasPrefix("ld") || "\(self)".hasPrefix("st")
    }
  }
}

extension String {
  /// The same on every run, unlike `hashValue`.
  fileprivate var hashValueOfBytes: Int { utf8.reduce(5381) { $0 &* 33 &+ Int($1) } }
}
