import Boards

extension Machine {
  /// Copies an image's bytes to where they are loaded, and resets the core through its vector table.
  public func load(_ plan: LoadPlan) {
    for piece in plan.pieces {
      let memory = memory.memories[piece.region]
      let bytes = memory.bytes + Int(piece.offset)
      // `LoadPlan` placed every piece inside its region.
      piece.bytes.withUnsafeBytes {
        bytes.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(bytes), byteCount: $0.count)
      }
    }
    blocks.discardAll()
    blocks.freeRetired()
    initialVectorTable = plan.vectorTable
    reset()
  }
}
