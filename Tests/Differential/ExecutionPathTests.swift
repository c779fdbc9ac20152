import Foundation
import Testing

@testable import Simulator

/// The ways through the simulator give the same: instruction by instruction or in blocks, once or again.
@Suite struct ExecutionPathTests {
  @Test(arguments: TestedCore.allCases, TestEffort.seeds)
  func steppingAndRunningAgree(core: TestedCore, seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed ^ 0xB10C ^ (core == .cortexM4 ? 4 : 7))
    let stepping = try SimulatedCore(core)
    let running = try SimulatedCore(core)
    let again = try SimulatedCore(core)
    RandomValues.fill(stepping.code, size: GuestLayout.codeSize, &generator)
    var start = GuestLayout.codeBase + GuestLayout.codeMargin
    for _ in 0..<min(TestEffort.times(30), 100) {
      let sequence = RandomSequence(core, at: start, length: 250, &generator)
      sequence.write(to: stepping.code)
      RandomValues.fill(stepping.data, size: GuestLayout.dataSize, &generator)
      let values = RandomValues.values(&generator)
      for side in [running, again] {
        side.code.copyMemory(from: stepping.code, byteCount: Int(GuestLayout.codeSize))
        side.data.copyMemory(from: stepping.data, byteCount: Int(GuestLayout.dataSize))
      }
      // More cycles than the sequence takes: the rest goes by in the branch to itself at its end.
      let results = [running, again].map { $0.run(values, from: start, cycles: 3000) }
      var stepped = stepping.step(values, from: start, to: sequence.end, most: 10_000)
      while stepping.machine.cycles < running.machine.cycles {
        stepping.machine.step()
        stepped = stepping.readValues()
      }
      for (name, side, ran) in [("blocks", running, results[0]), ("blocks again", again, results[1])] {
        let place = "\(core.rawValue) seed \(seed), sequence at \(hex(start)), \(name)"
        #expect(ran == stepped, "\(place): stepped ≠ ran: \(stepped.differences(from: ran))")
        #expect(memcmp(stepping.data, side.data, Int(GuestLayout.dataSize)) == 0, "\(place): memory differs")
        #expect(side.machine.cycles == stepping.machine.cycles, "\(place): cycles")
      }
      start = (sequence.end + 8) & ~1
    }
    // Every cycle belongs to one instruction and one cause, and the same one on every path.
    let ledgers = [stepping, running, again].map { $0.machine.ledger }
    #expect(ledgers[0].totalCycles == stepping.machine.cycles)
    #expect(ledgers[1].totalCycles == running.machine.cycles)
    #expect(ledgers[1] == ledgers[2])
    #expect(ledgers[0] == ledgers[1], "\(Self.difference(ledgers[0], ledgers[1]))")
    #expect(stepping.machine.instructionCount == running.machine.instructionCount)
  }

  /// The first addresses whose accounts differ.
  private static func difference(_ stepped: Ledger, _ ran: Ledger) -> String {
    let addresses = Set(stepped.entries.keys).union(ran.entries.keys).sorted()
    return addresses.filter { stepped.entries[$0] != ran.entries[$0] }.prefix(4).map {
      "\(hex($0)): \(String(describing: stepped.entries[$0])) ≠ \(String(describing: ran.entries[$0]))"
    }.joined(separator: "\n")
  }
}
