import Boards
import Foundation

/// What is known of each byte of writable memory: which of its bits nothing has written, and for each word where a pointer
/// in it came from. Pages are made when they are first met; a page that cannot be written has none.
///
/// In bounds: a page has as many bytes and words as a page of the guest, and is reached by an address's low bits.
final class ShadowMemory {
  typealias Page = UnsafeMutableRawPointer
  static let pageSize = Int(AddressSpace.pageSize)
  /// Definedness comes first, a byte for each byte; then origins, one for each word.
  private static let originsOffset = pageSize
  private static let bytes = pageSize + pageSize / 4 * MemoryLayout<Origin>.stride

  /// One word for each page of the guest: the page's host address, `none`, or 0 if it was not met yet.
  let table: UnsafeMutablePointer<UInt>
  static let none: UInt = 1
  private let memory: AddressSpace
  private var pages: [Page] = []
  /// Which bytes of a memory the image loads: index of the memory, offsets.
  private let loaded: [(memory: Int, offsets: Range<UInt32>)]
  /// Pages by memory and number in it, so that aliases share them.
  private var known: [UInt64: Page] = [:]

  init(_ memory: AddressSpace, plan: LoadPlan) {
    self.memory = memory
    loaded = plan.pieces.map { ($0.region, $0.offset..<$0.offset + UInt32($0.bytes.count)) }
    table = ZeroedMemory.allocate(count: AddressSpace.pageCount, of: UInt.self)
  }

  deinit {
    free(table)
    for page in pages { page.deallocate() }
  }

  /// The page of an address, nil where memory is not writable or there is none.
  @inline(__always)
  func page(_ address: UInt32) -> Page? {
    let entry = table[Int(address >> AddressSpace.pageBits)]
    if entry > Self.none { return Page(bitPattern: entry) }
    return entry == Self.none ? nil : make(address)
  }

  @inline(never)
  private func make(_ address: UInt32) -> Page? {
    let start = address & ~(AddressSpace.pageSize - 1)
    let index = Int(address >> AddressSpace.pageBits)
    guard let place = memory.place(of: start) ?? memory.place(of: address),
      memory.memories[place.memory].region.writable
    else {
      table[index] = Self.none
      return nil
    }
    // A page of the guest that is not one of the memory's would need two; boards have no such memory.
    let number = UInt64(place.memory) << 32 | UInt64(place.offset >> AddressSpace.pageBits)
    let page = known[number] ?? fresh(place)
    known[number] = page
    table[index] = UInt(bitPattern: page)
    return page
  }

  private func fresh(_ place: AddressSpace.Place) -> Page {
    let page = Page.allocate(byteCount: Self.bytes, alignment: 16)
    page.initializeMemory(as: UInt8.self, repeating: 0xFF, count: Self.pageSize)
    (page + Self.originsOffset).initializeMemory(as: UInt8.self, repeating: 0, count: Self.bytes - Self.pageSize)
    pages.append(page)
    let first = place.offset & ~(AddressSpace.pageSize - 1)
    for piece in loaded where piece.memory == place.memory {
      let part = piece.offsets.clamped(to: first..<first + AddressSpace.pageSize)
      if !part.isEmpty { memset(page + Int(part.lowerBound - first), 0, part.count) }
    }
    return page
  }

  @inline(__always)
  static func origin(_ page: Page, _ address: UInt32) -> UnsafeMutablePointer<Origin> {
    let word = Int(address & (AddressSpace.pageSize - 1)) >> 2
    return (page + originsOffset).assumingMemoryBound(to: Origin.self) + word
  }

  @inline(__always)
  static func undefined(_ page: Page, _ address: UInt32) -> Page { page + Int(address & (AddressSpace.pageSize - 1)) }

  // MARK: Any size, any alignment

  /// Bits of a value of up to 4 bytes that nothing has written.
  func undefined(_ address: UInt32, _ size: UInt32) -> UInt32 {
    var mask: UInt32 = 0
    for index in 0..<size {
      let at = address &+ index
      guard let page = page(at) else { continue }
      mask |= UInt32(Self.undefined(page, at).load(as: UInt8.self)) << (8 * index)
    }
    return mask
  }

  /// Notes a value of up to 4 bytes that is no pointer.
  func set(_ address: UInt32, _ size: UInt32, undefined mask: UInt32) {
    for index in 0..<size {
      let at = address &+ index
      guard let page = page(at) else { continue }
      Self.undefined(page, at).storeBytes(of: UInt8(truncatingIfNeeded: mask >> (8 * index)), as: UInt8.self)
      Self.origin(page, at).pointee = .unknown
    }
  }

  /// Sets bytes to written or not, and what the words that they touch came from.
  func fill(_ address: UInt32, _ count: UInt32, undefined: Bool, origin: Origin = .unknown) {
    var at = address
    var left = count
    while left > 0 {
      let inPage = min(left, AddressSpace.pageSize - at & (AddressSpace.pageSize - 1))
      if let page = page(at) {
        memset(Self.undefined(page, at), undefined ? 0xFF : 0, Int(inPage))
        let first = Self.origin(page, at)
        let last = Self.origin(page, at &+ (inPage - 1))
        first.update(repeating: origin, count: last - first + 1)
      }
      at &+= inPage
      left -= inPage
    }
  }

  /// Whether any bit of a byte is not written.
  func isUndefined(_ address: UInt32) -> Bool { undefined(address, 1) != 0 }
}
