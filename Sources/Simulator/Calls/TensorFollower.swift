/// Bytes of tensors that hold something: those of the layer that runs, or between layers those that a later one still uses.
struct TensorFollower {
  /// By layer, sorted by address: what it uses, and what of that is used after it.
  private let inside: [[TensorBuffer]]
  private let after: [[TensorBuffer]]
  private(set) var bytes: UInt64 = 0

  /// - Parameter layers: how many there are.
  init(_ tensors: [TensorBuffer], layers: Int) {
    let sorted = tensors.sorted { ($0.address, $0.size) < ($1.address, $1.size) }
    inside = (0..<layers).map { layer in sorted.filter { $0.firstLayer <= layer && layer <= $0.lastLayer } }
    after = (0..<layers).map { layer in sorted.filter { $0.firstLayer <= layer && layer < $0.lastLayer } }
  }

  /// A layer begins.
  /// - Parameter isInHeap: whether an address is in a live block, which counts already.
  mutating func enter(_ layer: Int, _ isInHeap: (UInt32) -> Bool) { bytes = Self.union(inside[layer], isInHeap) }

  /// A layer ends.
  /// - Parameter outer: the layer that goes on; negative if there is none.
  mutating func leave(_ layer: Int, outer: Int, _ isInHeap: (UInt32) -> Bool) {
    bytes = Self.union(outer >= 0 ? inside[outer] : after[layer], isInHeap)
  }

  mutating func reset() { bytes = 0 }

  /// Bytes that are in at least one tensor.
  private static func union(_ tensors: [TensorBuffer], _ isInHeap: (UInt32) -> Bool) -> UInt64 {
    var sum: UInt64 = 0
    var reached: UInt64 = 0
    for tensor in tensors where !isInHeap(tensor.address) {
      let start = max(UInt64(tensor.address), reached)
      let end = UInt64(tensor.address) + UInt64(tensor.size)
      if end > start { sum += end - start }
      reached = max(reached, end)
    }
    return sum
  }
}
