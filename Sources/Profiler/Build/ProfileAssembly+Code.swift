import Firmware
import Microarchitecture
import Simulator
import ThumbISA

/// All that was counted at one address.
private struct Counts {
  var executions: UInt64 = 0
  var stalls = CyclesByCause()
  var traffic: [Traffic] = []
  var fetchMisses: UInt64 = 0
  var dataMisses: UInt64 = 0

  mutating func add(_ accesses: ExecutionRecord.Accesses) {
    traffic.add(accesses)
    fetchMisses += accesses.fetchMisses
    dataMisses += accesses.dataMisses
  }
}

extension ProfileAssembly {
  /// Instructions from all parts of the run, and their sums for functions and the whole.
  mutating func addInstructions(memory: ((UInt32) -> UInt16?)?) {
    var counts: [UInt32: Counts] = [:]
    for part in record.parts {
      for (address, entry) in part.ledger.entries where entry.executions > 0 || entry.totalCycles > 0 {
        counts[address, default: Counts()].executions += entry.executions
        counts[address, default: Counts()].stalls.add(entry)
      }
      for (address, accesses) in part.accesses where !accesses.isEmpty {
        counts[address, default: Counts()].add(accesses)
      }
    }
    let listing = Listing(builder.image)
    var state = ITState()
    var next: UInt32?
    profile.instructions.reserveCapacity(counts.count)
    for (address, counts) in counts.sorted(by: { $0.key < $1.key }) {
      // All instructions of an IT block are executed, so those of one block follow each other here.
      if address != next { state = ITState() }
      let item = listing.instruction(at: address, state: &state, memory: memory)
      let size = item?.size ?? 2
      next = address &+ UInt32(size)
      append(
        Profile.Instruction(
          address: address, size: size, encoding: item?.encoding ?? "", text: item?.text ?? "(not in the image)",
          function: tally.index(containing: address)), counts)
    }
  }

  private mutating func append(_ bare: Profile.Instruction, _ counts: Counts) {
    var instruction = bare
    if let line = builder.debug.lines.line(at: bare.address) {
      (instruction.file, instruction.line) = (line.file, line.number)
    }
    instruction.inlined = builder.debug.inlinedFrames(at: bare.address).map {
      .init(function: $0.function, callFile: $0.callFile, callLine: $0.callLine)
    }
    instruction.executions = counts.executions
    instruction.stalls = counts.stalls
    instruction.cycles = counts.stalls.total
    instruction.traffic = counts.traffic
    instruction.fetchMisses = counts.fetchMisses
    instruction.dataMisses = counts.dataMisses
    profile.instructions.append(instruction)

    profile.totalCycles += instruction.cycles
    profile.totalInstructions += instruction.executions
    profile.stalls += instruction.stalls
    let function = instruction.function
    tally[function].selfCycles += instruction.cycles
    tally[function].instructions += instruction.executions
    tally[function].stalls += instruction.stalls
    tally[function].traffic.add(instruction.traffic)
    tally[function].fetchMisses += instruction.fetchMisses
    tally[function].dataMisses += instruction.dataMisses
  }

  /// Source lines, from the instructions.
  mutating func addLines() {
    struct Key: Hashable {
      var file: String
      var line: Int
    }
    var lines: [Key: Profile.Line] = [:]
    for instruction in profile.instructions {
      guard let file = instruction.file, let number = instruction.line else { continue }
      let key = Key(file: file, line: number)
      var line = lines[key] ?? Profile.Line(file: file, line: number)
      line.cycles += instruction.cycles
      line.instructions += instruction.executions
      line.executions = max(line.executions, instruction.executions)
      line.stalls += instruction.stalls
      line.fetchMisses += instruction.fetchMisses
      line.dataMisses += instruction.dataMisses
      lines[key] = line
    }
    profile.lines = lines.values.sorted {
      $0.cycles != $1.cycles ? $0.cycles > $1.cycles : ($0.file, $0.line) < ($1.file, $1.line)
    }
  }
}

extension CyclesByCause {
  mutating func add(_ entry: Ledger.Entry) {
    for cause in Cause.allCases { self[keyPath: Self.path(of: cause)] += entry[cause] }
  }

  private static func path(of cause: Cause) -> WritableKeyPath<CyclesByCause, UInt64> {
    switch cause {
    case .issue: \.issue
    case .operandWait: \.operandWait
    case .fetchWait: \.fetchWait
    case .dataWait: \.dataWait
    case .branchRefill: \.branchRefill
    case .exception: \.exception
    case .sleep: \.sleep
    }
  }
}

extension [Traffic] {
  /// Adds accesses, by memory; memories that were not accessed have no entry.
  mutating func add(_ accesses: ExecutionRecord.Accesses) {
    for memory in accesses.loads.indices where accesses.loads[memory] != 0 || accesses.stores[memory] != 0 {
      add(
        Traffic(
          memory: memory, loads: accesses.loads[memory], stores: accesses.stores[memory],
          bytesLoaded: accesses.bytesLoaded[memory], bytesStored: accesses.bytesStored[memory]))
    }
  }

  mutating func add(_ other: [Traffic]) {
    for traffic in other { add(traffic) }
  }

  private mutating func add(_ other: Traffic) {
    guard let index = firstIndex(where: { $0.memory >= other.memory }) else { return append(other) }
    guard self[index].memory == other.memory else { return insert(other, at: index) }
    self[index].loads += other.loads
    self[index].stores += other.stores
    self[index].bytesLoaded += other.bytesLoaded
    self[index].bytesStored += other.bytesStored
  }
}

extension ExecutionRecord.Accesses {
  fileprivate var isEmpty: Bool {
    fetchMisses == 0 && dataMisses == 0 && loads.allSatisfy { $0 == 0 } && stores.allSatisfy { $0 == 0 }
  }
}
