import Testing

@testable import Microarchitecture

/// The cost table of the Cortex-M4 and the pipeline that is made from it.
@Suite struct CortexM4CostsTests {
  private func mistake(in table: CostTable) -> CostTableError? {
    do throws(CostTableError) {
      _ = try CortexM4Costs(table)
      return nil
    } catch {
      return error
    }
  }

  @Test func everyRowIsNeeded() throws {
    let table = try CortexM4.table.get()
    #expect(mistake(in: table) == nil)
    for row in table.rows {
      var fewer = table
      fewer.rows.removeAll { $0.name == row.name }
      #expect(mistake(in: fewer) == .missing(name: row.name, core: "cortex-m4"))
    }
  }

  @Test func rowsOfOthersAreRefused() throws {
    var table = try CortexM4.table.get()
    table.rows.append(CostTable.Row(name: "btac-entries", value: 64, source: "none", confirmed: .recalled))
    guard case .unknown("btac-entries", "cortex-m4", _) = mistake(in: table) else {
      Issue.record("\(String(describing: mistake(in: table)))")
      return
    }
  }

  /// Numbers with which time would stand still, or that contradict each other.
  @Test(
    arguments: [
      ("data-processing", 0), ("branch", 0), ("load", 0), ("load", 256), ("divide", 4), ("divide-most", 3),
      ("divide-bits-per-cycle", 0), ("load-pipelined", 3), ("store-behind-load", 2), ("wide-run", 0),
      ("wide-run-of-stores", 2), ("address-interlock", 2), ("fp-divide", 0), ("exception-entry", 0),
    ] as [(String, UInt32)])
  func sillyNumbersAreRefused(name: String, value: UInt32) throws {
    var table = try CortexM4.table.get()
    let index = try #require(table.rows.firstIndex { $0.name == name })
    table.rows[index].value = value
    let error = try #require(mistake(in: table), "\(name): \(value) was accepted")
    guard case .unsuitable(_, "cortex-m4", _, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.description.contains("has to be from"))
  }

  /// Programs in which each row counts: changing the number changes the cycles.
  static let uses: [(name: String, code: String, address: UInt32, branches: Bool)] = [
    ("data-processing", "add r0, r1", 0x1000, false), ("multiply", "muls r0, r1, r0", 0x1000, false),
    ("divide", "udiv r0, r1, r2", 0x1000, false), ("it", "it mi; rsbmi r0, r0, #0", 0x1000, false),
    ("it-folded", "movs r0, r1; it mi; rsbmi r0, r0, #0", 0x1000, false), ("barrier-refill", "isb sy", 0x1000, false),
    ("branch", "bne label", 0x1000, false), ("branch-refill", "b label", 0x1000, true),
    ("register-branch-refill", "bx lr", 0x1000, true), ("write-pc-refill", "mov pc, r0", 0x1000, true),
    ("load-pc-refill", "ldr.w pc, [r0]", 0x1000, true), ("table-branch", "tbb [r0, r1]", 0x1000, false),
    ("not-taken-starved", "bne label; nop", 0x1000, false),
    ("wide-run-wait", "add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2", 0x1002, false),
    ("load", "ldr r0, [r1]", 0x1000, false), ("load-literal", "ldr r0, [pc, #0x0]", 0x1000, false),
    ("load-pipelined", "ldr r0, [r1]; ldr r1, [r2]", 0x1000, false),
    ("nop-behind-load", "ldr r0, [r1]; nop", 0x1000, false), ("store", "str r0, [r1]", 0x1000, false),
    ("store-behind-load", "ldr r0, [r1]; str r2, [r3]", 0x1000, false),
    ("store-register", "str r0, [r1, r2]", 0x1000, false),
    ("store-register-pipelined", "ldr r0, [r1]; str r1, [r3, r2]", 0x1000, false),
    ("store-then-load", "str r0, [r1]; ldr r1, [r2]", 0x1000, false),
    ("load-double", "ldrd r0, r2, [r1]", 0x1000, false), ("store-double", "strd r0, r2, [r1]", 0x1000, false),
    ("multiple-base", "pop {r4}", 0x1000, false), ("multiple", "pop {r4}", 0x1000, false),
    ("fp-arithmetic", "vadd.f32 s0, s1, s2", 0x1000, false),
    ("fp-multiply-accumulate", "vmla.f32 s0, s1, s2", 0x1000, false),
    ("fp-divide", "vdiv.f32 s0, s1, s2; vmov r0, s0", 0x1000, false), ("fp-move", "vmov r0, s0", 0x1000, false),
    ("fp-move-pair", "vmov r0, r1, d0", 0x1000, false), ("fp-load", "vldr s0, [r0]", 0x1000, false),
    ("fp-load-double", "vldr d0, [r0]", 0x1000, false), ("fp-store", "vstr s0, [r0]", 0x1000, false),
    ("fp-store-double", "vstr d0, [r0]", 0x1000, false), ("fp-multiple-base", "vpush {d8, d9}", 0x1000, false),
    ("fp-multiple", "vpush {d8, d9}", 0x1000, false),
    ("address-interlock", "adds r1, #0x4; ldr r0, [r1]", 0x1000, false),
    ("fp-result", "vadd.f32 s0, s1, s2; vadd.f32 s6, s0, s0", 0x1000, false),
    ("not-taken-narrow", "nop; bne label; nop", 0x1000, false),
    ("wide-run", "add.w r0, r1, r2; add.w r0, r1, r2; add.w r0, r1, r2", 0x1002, false),
    (
      "wide-run-of-stores", "str.w r0, [r1]; str.w r2, [r3]; str.w r0, [r1]; str.w r2, [r3]", 0x1002, false
    ),
  ]

  @Test(arguments: uses.indices) func theNumberCounts(index: Int) throws {
    let (name, code, address, branches) = Self.uses[index]
    func cycles(_ table: CostTable) throws -> UInt32 {
      let pipeline = CortexM4Pipeline(costs: try CortexM4Costs(table))
      let program = try CortexM4Program(code, at: address).instructions
      let schedule = pipeline.schedule(program, entering: pipeline.initialState)
      return total(schedule.charges) + (branches ? total(schedule.takenCharges) : 0)
    }
    let table = try CortexM4.table.get()
    #expect(try cycles(changed(table, name)) != cycles(table), "\(name)")
  }

  /// A table with another number in a row: one up or down, as far as that is allowed.
  private func changed(_ table: CostTable, _ name: String) throws -> CostTable {
    let row = try #require(table.rows.firstIndex { $0.name == name })
    var changed = table
    let value = table.rows[row].value
    for other in [value + 1, value == 0 ? 1 : value - 1] {
      changed.rows[row].value = other
      if mistake(in: changed) == nil { break }
    }
    try #require(mistake(in: changed) == nil)
    return changed
  }

  /// Rows whose numbers are not in the schedule of a program that falls in.
  static let others = [
    "divide-shorter-dividend", "divide-base", "divide-bits-per-cycle", "divide-most", "wide-target-refill",
    "most-refill",
    "different-memory", "unaligned-word-at-halfword", "unaligned-word-at-byte", "unaligned-halfword", "exception-entry",
    "exception-floating-point", "exception-return", "tail-chain",
  ]

  @Test(arguments: others) func theNumberCountsElsewhere(name: String) throws {
    func observed(_ table: CostTable) throws -> [UInt32] {
      let pipeline = CortexM4Pipeline(costs: try CortexM4Costs(table))
      let unit = CortexM4LoadStoreUnit(pipeline: pipeline)
      var all = [
        pipeline.exceptionEntryCycles, pipeline.exceptionReturnCycles, pipeline.tailChainCycles,
        pipeline.floatingPointStackingCycles,
        pipeline.maximumDivideCycles,
      ]
      for bits in 1...32 { all.append(pipeline.divideCycles(dividendBits: bits, divisorBits: 2)) }
      for (address, size) in [(1, 4), (2, 4), (1, 2)] as [(UInt32, UInt32)] {
        all.append(unit.cycles(DataAccess(address: address, size: size, isStore: false, now: 0), memory: 0))
      }
      all.append(
        unit.cycles(
          DataAccess(address: 0, size: 4, isStore: false, note: .pipelinedAccess, now: 0, previousMemory: 1), memory: 0)
      )
      for branch in ["b label", "bx lr", "ldr.w pc, [r0]"] {
        let left = pipeline.schedule(try CortexM4Program(branch).instructions, entering: pipeline.initialState)
        let target = try CortexM4Program("add.w r0, r1, r2", at: 0x1002).instructions
        all.append(total(pipeline.schedule(target, entering: left.takenExit).charges))
      }
      return all
    }
    let table = try CortexM4.table.get()
    #expect(try observed(changed(table, name)) != observed(table), "\(name)")
  }

  @Test func everyRowHasAUse() throws {
    #expect(Set(try CortexM4.table.get().rows.map(\.name)) == Set(Self.uses.map(\.name) + Self.others))
  }
}
