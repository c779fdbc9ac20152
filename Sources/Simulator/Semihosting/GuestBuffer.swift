/// Memory as semihosting sees it: guest pointers and lengths are checked against the board's memories, and copied in
/// pieces, so that no length a guest makes up reaches or reserves host memory. As with a debugger, the MPU has no say.
extension Machine {
  /// Bytes from `address` on that lie in one memory, at most `count`; 0 if there is none.
  private func extent(at address: UInt32, count: UInt32, forWriting: Bool) -> UInt32 {
    guard let place = memory.place(of: address) else { return 0 }
    let region = memory.memories[place.memory].region
    guard region.writable || !forWriting else { return 0 }
    return min(count, region.size - place.offset)
  }

  /// Throws unless all of a guest buffer is memory.
  func checkBuffer(_ address: UInt32, count: UInt32, forWriting: Bool = false) throws(SemihostingError) {
    var position = UInt64(address)
    let end = position + UInt64(count)
    guard end <= 1 << 32 else { throw .badAddress }
    while position < end {
      let found = extent(at: UInt32(position), count: UInt32(end - position), forWriting: forWriting)
      guard found > 0 else { throw .badAddress }
      position += UInt64(found)
    }
  }

  /// Copies at most `limit` bytes out of the guest; fewer where memory ends.
  func bytes(at address: UInt32, limit: UInt32) -> [UInt8] {
    var copy: [UInt8] = []
    while UInt32(copy.count) < limit {
      let (start, overflow) = address.addingReportingOverflow(UInt32(copy.count))
      let found = extent(at: start, count: limit - UInt32(copy.count), forWriting: false)
      guard !overflow, found > 0, let place = memory.place(of: start, size: found) else { break }
      copy.append(contentsOf: UnsafeRawBufferPointer(start: memory.host(place), count: Int(found)))
    }
    return copy
  }

  /// Copies bytes into the guest; the buffer has been checked for writing.
  func setBytes(at address: UInt32, _ bytes: [UInt8]) throws(SemihostingError) {
    var done: UInt32 = 0
    let count = UInt32(bytes.count)
    while done < count {
      let start = address &+ done
      let found = extent(at: start, count: count - done, forWriting: true)
      guard found > 0, let place = memory.place(of: start, size: found) else { throw .badAddress }
      UnsafeMutableRawBufferPointer(start: memory.host(place), count: Int(found))
        .copyBytes(from: bytes[Int(done)..<Int(done + found)])
      _ = blocks.invalidate(place, size: found)
      shadow?.memory.fill(start, found, undefined: false)
      done += found
    }
  }

  func word(at address: UInt32) throws(SemihostingError) -> UInt32 {
    let bytes = bytes(at: address, limit: 4)
    guard bytes.count == 4 else { throw .badAddress }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  func setWord(at address: UInt32, _ value: UInt32) throws(SemihostingError) {
    try checkBuffer(address, count: 4, forWriting: true)
    try setBytes(at: address, (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }
}
