import Testing

@testable import Microarchitecture

/// Random sequences against models written the slow way: lists in order of use, and a flash that is stepped cycle by cycle.
struct MemoryReferenceTests {
  /// A flash accelerator, one cycle at a time.
  private struct SteppedFlash {
    var waitStates: UInt64
    var capacity: Int
    var dataCapacity: Int
    var prefetches: Bool
    /// Instruction lines, least recently used first; data lines likewise.
    var lines: [UInt32] = []
    var dataLines: [UInt32] = []
    var time: UInt64 = 0
    /// The read under way: what, and cycles until it can be used; then one more until the array is free.
    var reading: (line: UInt32, remaining: UInt64, isPrefetch: Bool)?
    var buffer: UInt32?
    var wanted: UInt32?

    mutating func step() {
      if let read = reading {
        if read.remaining == 0 {
          if read.isPrefetch { buffer = read.line }
          reading = nil
        } else {
          reading?.remaining -= 1
        }
      }
      time += 1
      startPrefetch()
    }

    mutating func startPrefetch() {
      if reading == nil, let line = wanted {
        reading = (line, waitStates, true)
        wanted = nil
        finishIfReady()
      }
    }

    mutating func finishIfReady() {
      if let read = reading, read.remaining == 0, read.isPrefetch { buffer = read.line }
    }

    mutating func advance(to now: UInt64) { while time < now { step() } }

    mutating func fetch(_ line: UInt32, last: UInt32) -> UInt64 {
      if let index = lines.firstIndex(of: line) {
        lines.append(lines.remove(at: index))
        return 0
      }
      let start = time
      finishIfReady()
      if buffer == line || reading?.isPrefetch == true && reading?.line == line || wanted == line {
        while buffer != line {
          step()
          finishIfReady()
        }
      } else {
        demand(line)
      }
      buffer = nil
      wanted = nil
      lines.append(line)
      if lines.count > capacity { lines.removeFirst() }
      let wait = time - start
      if prefetches, line < last, !lines.contains(line + 1) {
        wanted = line + 1
        startPrefetch()
      }
      return wait
    }

    mutating func load(_ line: UInt32) -> UInt64 {
      if let index = dataLines.firstIndex(of: line) {
        dataLines.append(dataLines.remove(at: index))
        return 0
      }
      let start = time
      demand(line)
      dataLines.append(line)
      if dataLines.count > dataCapacity { dataLines.removeFirst() }
      return time - start
    }

    private mutating func demand(_ line: UInt32) {
      // A prefetch that was decided on goes first.
      while reading != nil || wanted != nil { step() }
      reading = (line, waitStates, false)
      while let read = reading, read.remaining > 0 { step() }
    }
  }

  @Test(arguments: 0..<24)
  func flashLines(seed: Int) {
    var random = MemoryRandom(seed: UInt64(seed) + 1)
    let waitStates = UInt32.random(in: 1...9, using: &random)
    let prefetch = Bool.random(using: &random)
    let lines = seed % 4 != 0
    let dataLines = seed % 3 != 0
    let memory = MemorySystem(description: .f4(), loadStoreUnit: nil)
    memory.configure(
      MemoryConfiguration(
        waitStates: waitStates, prefetch: prefetch, instructionLines: lines, dataLines: dataLines))
    var reference = SteppedFlash(
      waitStates: UInt64(waitStates), capacity: lines ? 64 : 1, dataCapacity: dataLines ? 8 : 1, prefetches: prefetch)
    var now: UInt64 = 5
    var line: UInt32 = 0
    var waited: UInt64 = 0
    for step in 0..<8000 {
      now += UInt64.random(in: 0...9, using: &random)
      reference.advance(to: now)
      let expected: UInt64
      let found: UInt32
      if UInt32.random(in: 0..<5, using: &random) == 0 {
        let data = UInt32.random(in: 0..<12, using: &random)
        expected = reference.load(0x1000 + data)
        found = memory.load(0x0801_0000 + 16 * data, now: now)
      } else {
        switch UInt32.random(in: 0..<8, using: &random) {
        case 0: line = UInt32.random(in: 0..<90, using: &random)
        case 1: line = 0xFFFF
        default: line = min(line + 1, 0xFFFF)
        }
        expected = reference.fetch(line, last: 0xFFFF)
        found = memory.use(at: 0x0800_0000 + 16 * line, now: now)
      }
      guard UInt64(found) == expected else {
        Issue.record("step \(step): \(found) cycles, expected \(expected)")
        return
      }
      waited += expected
      now += expected
    }
    #expect(waited > 1000)
  }

  /// The data cache: sets as lists in order of use, every beat's time written down.
  private struct ListCache {
    struct Line {
      var number: UInt32
      var isDirty: Bool
      var beats: [UInt64]
    }
    var sets: [[Line]]
    var ways = 4
    var free: [Int: UInt64] = [:]
    var pending: [UInt64] = []
    var lastDone: UInt64 = 0
    var lastStart: UInt64 = 0
    var lastDouble: UInt32?
    var held: UInt32?
    var hits = 0
    var misses = 0
    var writeBacks = 0
    let waitStates: UInt64

    init(size: Int, waitStates: UInt64) {
      sets = Array(repeating: [], count: size / 128)
      self.waitStates = waitStates
    }

    func bus(_ address: UInt32) -> (number: Int, latency: UInt64, beat: UInt64, write: UInt64) {
      address < 0x1000_0000 ? (2, 4, 1, 1) : (3, 5, 2, 2)
    }

    mutating func flash(_ address: UInt32) -> UInt64 {
      guard address < 0x1000_0000, held != address / 32 else { return 0 }
      held = address / 32
      return waitStates
    }

    mutating func fill(_ address: UInt32, first: UInt64, isDirty: Bool) {
      let bus = bus(address)
      let set = Int(address / 32) % sets.count
      var line = Line(number: address / 32, isDirty: isDirty, beats: [0, 0, 0, 0])
      for order in 0..<4 { line.beats[(Int(address / 8) + order) % 4] = first + UInt64(order) * bus.beat }
      free[bus.number] = first + 3 * bus.beat + 1
      if sets[set].count == ways {
        let old = sets[set].removeFirst()
        if old.isDirty {
          writeBacks += 1
          let oldBus = self.bus(old.number * 32)
          free[oldBus.number] =
            max(free[oldBus.number, default: 0], first + 3 * bus.beat + 1) + oldBus.write + 3 * oldBus.beat
        }
      }
      sets[set].append(line)
    }

    /// Moves a line to the end of its set's list; nil if it is not there.
    mutating func touch(_ address: UInt32) -> Int? {
      let set = Int(address / 32) % sets.count
      guard let index = sets[set].firstIndex(where: { $0.number == address / 32 }) else { return nil }
      sets[set].append(sets[set].remove(at: index))
      return set
    }

    mutating func load(_ address: UInt32, now: UInt64) -> UInt64 {
      if let set = touch(address), let line = sets[set].last {
        hits += 1
        let beat = line.beats[Int(address / 8) % 4]
        return beat > now ? beat - now : 0
      }
      misses += 1
      let bus = bus(address)
      let first = max(now, free[bus.number, default: 0]) + bus.latency + flash(address)
      fill(address, first: first, isDirty: false)
      return first - now
    }

    mutating func store(_ address: UInt32, now: UInt64, policy: MemoryAttributes.Cacheability) -> UInt64 {
      if policy != .nonCacheable {
        if let set = touch(address) {
          hits += 1
          if policy != .writeThrough {
            sets[set][sets[set].count - 1].isDirty = true
            return 0
          }
        } else {
          misses += 1
          if policy == .writeBackWriteAllocate {
            let bus = bus(address)
            let wait = room(now)
            let start = max(now + wait, free[bus.number, default: 0], lastDone)
            let first = start + bus.latency + flash(address)
            push(start: start, done: first + 3 * bus.beat + 1, double: nil)
            fill(address, first: first, isDirty: true)
            return wait
          }
        }
      }
      if lastDouble == address / 8, lastStart > now { return 0 }
      let bus = bus(address)
      let wait = room(now)
      let start = max(now + wait, free[bus.number, default: 0], lastDone)
      push(start: start, done: start + bus.write, double: address / 8)
      free[bus.number] = start + bus.write
      return wait
    }

    func room(_ now: UInt64) -> UInt64 {
      let waiting = pending.filter { $0 > now }
      return waiting.count < 4 ? 0 : waiting[waiting.count - 4] - now
    }

    mutating func push(start: UInt64, done: UInt64, double: UInt32?) {
      pending.append(done)
      (lastStart, lastDone, lastDouble) = (start, done, double)
    }
  }

  @Test(arguments: 0..<24)
  func dataCache(seed: Int) {
    var random = MemoryRandom(seed: UInt64(seed) + 100)
    let memory = MemorySystem(description: .f7(dataCache: 1024), loadStoreUnit: nil)
    let policies: [MemoryAttributes.Cacheability] = [
      .writeBackWriteAllocate, .writeBack, .writeThrough, .nonCacheable,
    ]
    memory.attributes = { address in
      address < 0x1000_0000
        ? .writeThrough : MemoryAttributes(kind: .normal, cacheability: policies[Int(address >> 13 & 3)])
    }
    memory.configure(MemoryConfiguration(waitStates: 7, instructionCache: true, dataCache: true))
    var reference = ListCache(size: 1024, waitStates: 7)
    var now: UInt64 = 5
    var address: UInt32 = 0x2001_0000
    for step in 0..<8000 {
      now += UInt64.random(in: 0...6, using: &random)
      switch UInt32.random(in: 0..<6, using: &random) {
      case 0: address = 0x2001_0000 + UInt32.random(in: 0..<0x800, using: &random) * 4
      case 1: address = 0x2001_0000 + UInt32.random(in: 0..<0x2000, using: &random) * 4
      case 2: address = 0x0800_0000 + UInt32.random(in: 0..<0x100, using: &random) * 4
      default: address += 4
      }
      let policy: MemoryAttributes.Cacheability =
        address < 0x1000_0000 ? .writeThrough : policies[Int(address >> 13 & 3)]
      let isStore = address > 0x1000_0000 && Bool.random(using: &random)
      if policy == .nonCacheable && !isStore { continue }
      let expected =
        isStore ? reference.store(address, now: now, policy: policy) : reference.load(address, now: now)
      let found = isStore ? memory.store(address, now: now) : memory.load(address, now: now)
      guard UInt64(found) == expected else {
        Issue.record("step \(step), \(isStore ? "store" : "load") \(address): \(found) cycles, expected \(expected)")
        return
      }
      now += expected
    }
    #expect(memory.counters.dataHits == reference.hits)
    #expect(memory.counters.dataMisses == reference.misses)
    #expect(memory.counters.writeBacks == reference.writeBacks)
    #expect(reference.writeBacks > 100)
  }

  /// The instruction cache: two ways, the older one goes.
  @Test(arguments: 0..<8)
  func instructionCache(seed: Int) {
    var random = MemoryRandom(seed: UInt64(seed) + 200)
    let memory = MemorySystem(description: .f7(instructionCache: 4096), loadStoreUnit: nil)
    memory.configure(MemoryConfiguration(waitStates: 7, instructionCache: true))
    var sets: [[UInt32]] = Array(repeating: [], count: 64)
    var free: UInt64 = 0
    var held: UInt32?
    var now: UInt64 = 0
    var line: UInt32 = 0
    for step in 0..<8000 {
      now += UInt64.random(in: 0...20, using: &random)
      line =
        UInt32.random(in: 0..<4, using: &random) == 0 ? UInt32.random(in: 0..<256, using: &random) : (line + 1) & 1023
      let set = Int(line % 64)
      var expected: UInt64 = 0
      if let index = sets[set].firstIndex(of: line) {
        sets[set].append(sets[set].remove(at: index))
      } else {
        expected = max(free, now) - now + 4 + (held == line ? 0 : 7)
        held = line
        free = now + expected + 4
        if sets[set].count == 2 { sets[set].removeFirst() }
        sets[set].append(line)
      }
      let found = memory.use(at: 0x0800_0000 + 32 * line, now: now)
      guard UInt64(found) == expected else {
        Issue.record("step \(step): \(found) cycles, expected \(expected)")
        return
      }
      now += expected
    }
  }

  /// Going by stamps and pages, as the interpreter does, or asking for every access: the same cycles.
  @Test(arguments: 0..<16)
  func fastPathsChangeNothing(seed: Int) {
    var random = MemoryRandom(seed: UInt64(seed) + 300)
    let isM7 = seed % 2 == 0
    func make() -> MemorySystem {
      let unit = PlainLoadStoreUnit()
      unit.oddCycles = 2
      let core: any LoadStoreUnit = seed % 4 == 0 ? CortexM7LoadStoreUnit(costs: CortexM7.costs) : unit
      let memory = MemorySystem(
        description: isM7 ? .f7(dataCache: 1024) : .f4(conflictRun: UInt32(seed % 3) * 2), loadStoreUnit: core)
      memory.attributes = { $0 < 0x2000_0000 ? .writeThrough : .init(kind: .normal, cacheability: .writeBack) }
      return memory
    }
    let fast = make()
    let slow = make()
    var now: UInt64 = 0
    var address: UInt32 = 0
    var code: UInt32 = 0
    let codeBases: [UInt32] = isM7 ? [0x0020_0000, 0x0800_0000, 0x2001_0000] : [0x0800_0000, 0x2000_0000]
    let dataBases: [UInt32] =
      isM7 ? [0x0800_0000, 0x2000_0000, 0x2001_0000, 0x0020_0000] : [0x0800_0000, 0x2000_0000, 0x1000_0000]
    for step in 0..<6000 {
      now += UInt64.random(in: 0...3, using: &random)
      if step % 500 == 0 {
        let configuration = MemoryConfiguration(
          waitStates: UInt32.random(in: 0...7, using: &random), prefetch: Bool.random(using: &random),
          instructionLines: Bool.random(using: &random), dataLines: Bool.random(using: &random),
          instructionCache: Bool.random(using: &random), dataCache: Bool.random(using: &random))
        #expect(fast.configure(configuration) == slow.configure(configuration))
      }
      if UInt32.random(in: 0..<900, using: &random) == 0 { fast.forgetPages() }
      let found: UInt32
      let expected: UInt32
      if Bool.random(using: &random) {
        let jump = UInt32.random(in: 0..<6, using: &random) == 0
        code =
          jump
          ? (codeBases.randomElement(using: &random) ?? 0) + UInt32.random(in: 0..<0x800, using: &random) * 2 : code + 4
        found = fast.use(at: code, now: now)
        expected = slow.use(at: code, now: now)
      } else {
        let jump = UInt32.random(in: 0..<6, using: &random) == 0
        address =
          jump
          ? (dataBases.randomElement(using: &random) ?? 0) + UInt32.random(in: 0..<0x1000, using: &random)
          : address & ~3 &+ 4
        let isStore = UInt32.random(in: 0..<3, using: &random) == 0
        found = isStore ? fast.store(address, now: now) : fast.load(address, now: now)
        expected = slow.access(DataAccess(address: address, size: 4, isStore: isStore, now: now))
      }
      guard found == expected else {
        Issue.record("step \(step), code \(code), data \(address): \(found) cycles, expected \(expected)")
        return
      }
      now += UInt64(expected)
    }
    #expect(fast.counters.fetchWaitCycles == slow.counters.fetchWaitCycles)
    #expect(fast.counters.dataWaitCycles == slow.counters.dataWaitCycles)
    #expect(fast.counters.loadStoreCycles == slow.counters.loadStoreCycles)
    #expect(fast.counters.dataMisses == slow.counters.dataMisses)
  }
}
