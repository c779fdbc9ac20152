extension Shadow: AllocationEvents {
  func willAllocate(caller: UInt32) { judge.willAllocate(caller: caller) }

  func didEnterLayer(_ layer: Int) { judge.didEnterLayer(layer) }

  func didLeaveLayer(_ layer: Int, outer: Int?) { judge.didLeaveLayer(layer, outer: outer) }

  func willFree(_ address: UInt32, reallocates: Bool, caller: UInt32) {
    judge.willFree(address, reallocates: reallocates, caller: caller)
  }

  func didAllocate(_ address: UInt32, size: UInt32, isZeroed: Bool, replaced: UInt32?, caller: UInt32) {
    var kept: UInt32 = 0
    if let replaced, let number = judge.didFree(replaced, caller: caller) {
      kept = blocks[Int(number)].size
      blocks[Int(number)].size = 0
    }
    let number = judge.didAllocate(address, size: size, caller: caller)
    setBlock(number, address: address, size: size)
    // What realloc copied is as it was; the rest nothing has written, whatever the allocator did with it.
    let written = isZeroed ? size : min(kept, size)
    if isZeroed { memory.fill(address, size, undefined: false) }
    // A heap that has grown into the stack was told; what the stack holds is not the block's.
    let isInStack = address &+ size > stackPointer && address < machine.initialStackPointer
    if size > written, !isInStack { memory.fill(address &+ written, size - written, undefined: true) }
    shadows[0] = ShadowRegister(origin: Origin(.heap, identity: number, base: address))
  }

  func didFree(_ address: UInt32, caller: UInt32) {
    if let number = judge.didFree(address, caller: caller) { blocks[Int(number)].size = 0 }
  }

  func didMoveHeapEnd(to address: UInt32, caller: UInt32) { judge.didMoveHeapEnd(to: address, caller: caller) }
}
