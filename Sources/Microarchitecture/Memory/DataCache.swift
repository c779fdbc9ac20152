/// The Cortex-M7's data cache: which lines are present, dirty, or being filled. Lines of 32 bytes; the least recently used
/// of a set gives way (recalled: the manual does not say).
///
/// A line's stamp in the memory system's tables is not 0 while it is wholly present; the interpreter writes it then. All
/// indices into `slots` are below `sets * ways`; `stamp` pointers point into the memory system's stamps, which live as long.
struct DataCache {
  struct Slot {
    /// Line number (address divided by 32) plus one, or 0.
    var tag: UInt32 = 0
    var isDirty = false
    /// The bus it came by.
    var bus: UInt8 = 0
    /// The beat of 8 bytes that came first, when it came, cycles between beats, and when the last has come.
    var firstBeat: UInt8 = 0
    var beatCycles: UInt32 = 0
    var first: UInt64 = 0
    var filled: UInt64 = 0
    /// Tick of the last use while its stamp was 0.
    var used: UInt64 = 0
    var stamp: UnsafeMutablePointer<UInt64>?

    /// Tick of the last use.
    var lastUse: UInt64 {
      let stamp = stamp?.pointee ?? 0
      return stamp != 0 ? stamp >> 1 : used
    }
  }

  let sets: Int
  let ways: Int
  let slots: UnsafeMutablePointer<Slot>

  init(_ geometry: MemoryDescription.Cache) {
    sets = max(geometry.sets, 1)
    ways = geometry.ways
    slots = .allocate(capacity: sets * ways)
    slots.initialize(repeating: Slot(), count: sets * ways)
  }

  func deallocate() { slots.deallocate() }

  @inline(__always)
  func find(_ line: UInt32) -> UnsafeMutablePointer<Slot>? {
    let first = slots + (Int(line) & (sets &- 1)) &* ways
    for way in 0..<ways where first[way].tag == line &+ 1 { return first + way }
    return nil
  }

  /// The slot to fill: an empty one, else the least recently used.
  @inline(__always)
  func victim(for line: UInt32) -> UnsafeMutablePointer<Slot> {
    let first = slots + (Int(line) & (sets &- 1)) &* ways
    var best = first
    var oldest = UInt64.max
    for way in 0..<ways {
      if first[way].tag == 0 { return first + way }
      let use = first[way].lastUse
      if use < oldest {
        oldest = use
        best = first + way
      }
    }
    return best
  }

  /// The slot that a set/way operation names: the way in the highest bits, the set above the 5 bits of a line's bytes
  /// (DDI 0403E, B2.2.7).
  func slot(setWay value: UInt32) -> UnsafeMutablePointer<Slot> {
    let wayBits = UInt32(ways.trailingZeroBitCount)
    let way = wayBits == 0 ? 0 : Int(value >> (32 - wayBits))
    return slots + (Int(value >> 5) & (sets - 1)) * ways + way
  }

  /// Empties a slot without writing it back.
  @inline(__always)
  static func empty(_ slot: UnsafeMutablePointer<Slot>) {
    slot.pointee.stamp?.pointee = 0
    slot.pointee.tag = 0
    slot.pointee.isDirty = false
    slot.pointee.stamp = nil
  }

  func removeAll() {
    for index in 0..<sets * ways { Self.empty(slots + index) }
  }
}
