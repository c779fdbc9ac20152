import Testing

@testable import Microarchitecture

/// The latencies in the board files are derived from published ratios with the caches off. A stream like the programs that
/// were measured must come near them: straight runs of instructions between taken branches, at the pace of a core that
/// finds everything in its caches.
struct MemoryRatioTests {
  /// Cycles with all waits over cycles without.
  /// - Parameters:
  ///   - run: bytes between taken branches, at most.
  ///   - pace: instructions in ten cycles.
  ///   - footprint: bytes of code.
  private func slowdown(
    latency: UInt32, waitStates: UInt32, ratio: UInt32, run: ClosedRange<UInt32>, pace: UInt64, footprint: UInt32,
    loads: Int
  ) -> Double {
    var description = MemoryDescription.f7()
    for index in [2, 3] {
      guard case .cached(var bus) = description.buses[index].kind else { continue }
      bus.latency = index == 2 ? latency : latency + (ratio == 1 ? 1 : 0)
      if ratio > 1 { (bus.beat, bus.write) = (1, 1) }
      description.buses[index].kind = .cached(bus)
    }
    let memory = MemorySystem(description: description, loadStoreUnit: nil)
    memory.attributes = { $0 < 0x2000_0000 ? .writeThrough : .init(kind: .normal, cacheability: .writeBackWriteAllocate) }
    memory.configure(MemoryConfiguration(waitStates: waitStates, clockRatio: ratio))
    var random = MemoryRandom(seed: 7)
    var tenths: UInt64 = 0
    var waits: UInt64 = 0
    var address: UInt32 = 0x0800_0000
    var left: UInt32 = 0
    var unit: UInt32?
    for index in 0..<40_000 {
      if left < 4 {
        address = 0x0800_0000 + UInt32.random(in: 0..<footprint / 2, using: &random) * 2
        left = UInt32.random(in: run, using: &random)
        unit = nil
      }
      for next in memory.fetchUnits(at: address, size: 2) where next != unit {
        waits += UInt64(memory.use(next, now: tenths / 10 + waits))
        unit = next
      }
      if loads > 0, index % loads == 0 {
        waits += UInt64(
          memory.load(0x2001_0000 + UInt32.random(in: 0..<1024, using: &random) * 4, now: tenths / 10 + waits))
      }
      let size: UInt32 = index % 5 < 2 ? 4 : 2
      address += size
      left -= min(left, size)
      tenths += 100 / pace
    }
    return Double(tenths / 10 + waits) / Double(tenths / 10)
  }

  /// Dhrystone on an STM32F723 at 216 MHz, 7 wait states: 245 against 49 DMIPS, 5.0 times. About 1.3 instructions a cycle,
  /// a taken branch every half dozen instructions, data in the DTCM.
  @Test func dhrystoneFromFlashWithTheCachesOff() {
    let ratio = slowdown(
      latency: 3, waitStates: 7, ratio: 1, run: 8...28, pace: 13, footprint: 1200, loads: 0)
    #expect(abs(ratio - 5.0) < 0.5, "\(ratio)")
  }

  /// A CMSIS FFT on an STM32H7, 4 wait states of the AXI clock: 3.0 to 3.2 times. About 1.2 instructions a cycle, long runs,
  /// a load from the AXI SRAM every fourth instruction.
  @Test func transformFromFlashWithTheCachesOff() {
    let ratio = slowdown(
      latency: 2, waitStates: 4, ratio: 2, run: 60...400, pace: 12, footprint: 2000, loads: 4)
    #expect(abs(ratio - 3.1) < 0.3, "\(ratio)")
  }
}
