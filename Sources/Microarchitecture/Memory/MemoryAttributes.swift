/// Memory attributes of an address (DDI 0403E, A3.5 and B3.1), as far as they decide what an access costs.
public struct MemoryAttributes: Sendable, Hashable {
  public enum Kind: UInt8, Sendable {
    /// Accesses one by one, each finished before the next begins.
    case stronglyOrdered
    /// Accesses one by one; stores may be buffered.
    case device
    case normal
  }

  /// What the cache does with Normal memory (the inner attribute, which the level 1 caches go by).
  public enum Cacheability: UInt8, Sendable {
    case nonCacheable
    case writeThrough
    /// Stores that miss go to memory.
    case writeBack
    /// Stores that miss fetch the line.
    case writeBackWriteAllocate
  }

  public var kind: Kind
  public var cacheability: Cacheability
  public var isShareable: Bool

  public init(kind: Kind, cacheability: Cacheability = .nonCacheable, isShareable: Bool = false) {
    self.kind = kind
    self.cacheability = cacheability
    self.isShareable = isShareable
  }

  /// What the Cortex-M7's data cache does: it keeps no shareable memory (DDI 0489F, 5.9; CACR.SIWT is zero at reset).
  public var dataCacheability: Cacheability {
    kind == .normal && !isShareable ? cacheability : .nonCacheable
  }

  /// Whether the instruction cache may keep it.
  public var instructionsAreCacheable: Bool { kind == .normal && cacheability != .nonCacheable }

  /// Write-through Normal memory, as the flash of every part is by the default map.
  public static let writeThrough = MemoryAttributes(kind: .normal, cacheability: .writeThrough)
}
