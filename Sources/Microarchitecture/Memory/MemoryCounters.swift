/// What the memory system did so far.
public struct MemoryCounters: Sendable, Equatable {
  /// Uses of a fetch unit, but for uncached ones, through the accelerator's instruction lines or the instruction cache;
  /// and those that had to be read from memory.
  public var instructionAccesses: UInt64 = 0
  public var instructionMisses: UInt64 = 0
  public var instructionHits: UInt64 { instructionAccesses - min(instructionMisses, instructionAccesses) }
  /// Misses that the prefetch had read, or was reading, already.
  public var prefetchedLines: UInt64 = 0
  /// Lookups in the accelerator's data lines or the data cache, and those that missed.
  public var dataAccesses: UInt64 = 0
  public var dataMisses: UInt64 = 0
  public var dataHits: UInt64 { dataAccesses - min(dataMisses, dataAccesses) }
  /// Dirty lines written to memory.
  public var writeBacks: UInt64 = 0
  /// Fetches and accesses that no cache or line could serve.
  public var uncachedFetches: UInt64 = 0
  public var uncachedLoads: UInt64 = 0
  /// Stores that went through the write buffer, and those of them that joined the one before.
  public var bufferedStores: UInt64 = 0
  public var mergedStores: UInt64 = 0
  /// Cycles that the core waited for instructions, for data, and for its load/store unit.
  public var fetchWaitCycles: UInt64 = 0
  public var dataWaitCycles: UInt64 = 0
  public var loadStoreCycles: UInt64 = 0

  public init() {}
}
