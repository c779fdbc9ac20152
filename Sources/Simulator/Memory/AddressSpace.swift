import Foundation
import Boards

/// The board's memories on the host, and the page tables through which the interpreter reaches them.
///
/// A page table has one entry for each 4 KB page of the guest's 4 GB. An entry is either 0, "ask the slow path", or the
/// distance from guest addresses in that page to the host bytes they name. What keeps the guest in bounds: an entry is
/// only ever made for a page that lies wholly inside one memory, and the interpreter uses it only for accesses that are
/// aligned to their size, which cannot leave the page.
///
/// There is a table for reads and one for writes, each for privileged and for unprivileged accesses. Entries are made on
/// first use, after the MPU has been asked. Pages that hold decoded instructions have no write entry, so that every
/// store into them passes the slow path, which invalidates.
final class AddressSpace {
  static let pageBits: UInt32 = 12
  static let pageSize: UInt32 = 1 << pageBits
  /// Pages in the guest's 4 GB.
  static let pageCount = 1 << (32 - Int(pageBits))

  /// One memory of the board, with its bytes on the host.
  struct Memory {
    let region: MemoryRegion
    let bytes: UnsafeMutableRawPointer
    /// For each page: whether instructions have been decoded from it.
    let holdsCode: UnsafeMutablePointer<Bool>
    /// The guest addresses at which it appears: the base, then the aliases.
    let bases: [UInt32]
  }

  /// Where a guest address lies.
  struct Place {
    let memory: Int
    let offset: UInt32
  }

  struct Tables {
    let read: UnsafeMutablePointer<UInt>
    let write: UnsafeMutablePointer<UInt>
  }

  let memories: [Memory]
  /// Indexed by privilege: 0 unprivileged, 1 privileged.
  let tables: [Tables]
  /// Pages with an entry in some table, one for each entry.
  private var enteredPages: [Int] = []
  /// Appearances of memories sorted by guest address.
  private let appearances: [(base: UInt32, size: UInt32, memory: Int)]

  init(regions: [MemoryRegion]) {
    memories = regions.map { region in
      let size = Int(region.size)
      let bytes = ZeroedMemory.allocate(count: size, of: UInt8.self)
      let pages = (size + Int(Self.pageSize) - 1) >> Int(Self.pageBits)
      let holdsCode = ZeroedMemory.allocate(count: pages, of: Bool.self)
      return Memory(
        region: region, bytes: UnsafeMutableRawPointer(bytes), holdsCode: holdsCode,
        bases: [region.base] + region.aliases)
    }
    var found: [(base: UInt32, size: UInt32, memory: Int)] = []
    for (index, memory) in memories.enumerated() {
      for base in memory.bases { found.append((base, memory.region.size, index)) }
    }
    appearances = found.sorted { $0.base < $1.base }
    tables = (0..<2).map { _ in
      Tables(
        read: ZeroedMemory.allocate(count: Self.pageCount, of: UInt.self),
        write: ZeroedMemory.allocate(count: Self.pageCount, of: UInt.self))
    }
  }

  deinit {
    for memory in memories {
      free(memory.bytes)
      free(memory.holdsCode)
    }
    for table in tables {
      free(table.read)
      free(table.write)
    }
  }

  /// The memory that holds all of `size` bytes at an address, or nil.
  func place(of address: UInt32, size: UInt32 = 1) -> Place? {
    var low = 0
    var high = appearances.count
    while low < high {
      let middle = (low + high) / 2
      if appearances[middle].base <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let candidate = appearances[low - 1]
    let offset = address - candidate.base
    guard offset < candidate.size, candidate.size - offset >= size else { return nil }
    return Place(memory: candidate.memory, offset: offset)
  }

  /// The host address of a place. In bounds because `place(of:size:)` checked it.
  func host(_ place: Place) -> UnsafeMutableRawPointer { memories[place.memory].bytes + Int(place.offset) }

  /// Makes the table entries of the page that an address lies in, where a whole page is there to be had.
  func enter(_ address: UInt32, place: Place, privileged: Bool, readable: Bool, writable: Bool) {
    let memory = memories[place.memory]
    let inPage = address & (Self.pageSize - 1)
    guard place.offset >= inPage, memory.region.size - (place.offset - inPage) >= Self.pageSize else { return }
    let pageOffset = place.offset - inPage
    let entry = UInt(bitPattern: memory.bytes + Int(pageOffset)) &- UInt(address - inPage)
    let page = Int(address >> Self.pageBits)
    let table = tables[privileged ? 1 : 0]
    if readable { set(table.read, page, entry) }
    // A host page may be only part of a code page if the guest sees it at an address not aligned alike.
    let firstPage = Int(pageOffset >> Self.pageBits)
    let lastPage = Int((pageOffset + Self.pageSize - 1) >> Self.pageBits)
    if writable && !memory.holdsCode[firstPage] && !memory.holdsCode[lastPage] { set(table.write, page, entry) }
  }

  private func set(_ table: UnsafeMutablePointer<UInt>, _ page: Int, _ entry: UInt) {
    if table[page] == 0 { enteredPages.append(page) }
    table[page] = entry
  }

  /// Notes that instructions were decoded from a place, and sends stores into its page to the slow path.
  func markCode(_ place: Place, size: UInt32) {
    let memory = memories[place.memory]
    for page in (place.offset >> Self.pageBits)...((place.offset + size - 1) >> Self.pageBits)
    where !memory.holdsCode[Int(page)] {
      memory.holdsCode[Int(page)] = true
      for base in memory.bases {
        let first = (base &+ page << Self.pageBits) >> Self.pageBits
        for table in tables {
          table.write[Int(first)] = 0
          if base & (Self.pageSize - 1) != 0 { table.write[Int(first) + 1] = 0 }
        }
      }
    }
  }

  /// Forgets all table entries; they are made anew on use. Called when what the MPU allows has changed.
  func forgetEntries() {
    for page in enteredPages {
      for table in tables {
        table.read[page] = 0
        table.write[page] = 0
      }
    }
    enteredPages.removeAll(keepingCapacity: true)
  }
}

/// Memories and page tables are large and mostly never touched: `calloc` gives pages that the host provides, zeroed, on
/// first use, so that neither start-up time nor host memory depends on how much memory a board has.
enum ZeroedMemory {
  /// `Element` must be a type whose value with all bits zero is valid.
  static func allocate<Element>(count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
    guard let memory = calloc(max(count, 1), MemoryLayout<Element>.stride) else {
      fatalError("out of host memory: \(count * MemoryLayout<Element>.stride) bytes for a memory of the board")
    }
    return memory.bindMemory(to: Element.self, capacity: count)
  }
}
