/// What a Cortex-M4's data accesses cost by their addresses: alignment, and that loads and stores overlap only within one
/// memory.
///
/// Plain accesses cost nothing, so that pages of memory without wait states can be marked free. An access that overlaps
/// the load before it (`IssueNote.pipelinedAccess`) has to say in which memory that load was
/// (`DataAccess.previousMemory`). An access that does not say is taken to be in the same memory.
public final class CortexM4LoadStoreUnit: LoadStoreUnit {
  private let pipeline: CortexM4Pipeline

  public init(pipeline: CortexM4Pipeline) { self.pipeline = pipeline }

  public var ignoresPlainLoads: Bool { true }
  public var ignoresPlainStores: Bool { true }
  public var differentMemory: UInt32 { pipeline.costs.differentMemory }

  public func cycles(_ access: DataAccess, memory: Int) -> UInt32 {
    // LDRD, LDM and their kin fault when they are not aligned.
    let unaligned =
      access.count == 1
      ? pipeline.unalignedCycles(address: access.address, size: access.size, isStore: access.isStore) : 0
    guard access.note.contains(.pipelinedAccess), let previous = access.previousMemory, previous != memory else {
      return unaligned
    }
    return unaligned + pipeline.costs.differentMemory
  }

  public func reset() {}
}
