import Boards
import Firmware

/// On which boards an image would fit: by what it needs of each kind of memory, not by addresses, which differ between boards
/// and follow from the linker script.
///
/// The rule: the program (all that is loaded) has to lie in one flash memory. In RAM each section, the heap at its largest and
/// each stack at its deepest need a contiguous place; memories that adjoin are one. RAM that code cannot be executed from takes
/// no code, ITCM takes nothing but code, and external memory and backup SRAM only what is in such memory now.
public struct BoardFits {
  struct Need {
    var name: String
    var bytes: UInt64
    var isExecuted: Bool
    /// Of the memory it lies in now.
    var isExternal: Bool
  }

  private let account: MemoryAccount
  private let built: Board
  private let attributes: BuildAttributes?
  let needs: [Need]

  /// - Parameter built: the board that the image ran on.
  public init(_ account: MemoryAccount, image: FirmwareImage, built: Board) {
    self.account = account
    self.built = built
    attributes = BuildAttributes(image)
    needs = Self.needs(of: account)
  }

  /// Boards with the least RAM first, then with the least flash.
  public func boards(_ boards: [Board]) -> [MemoryAccount.BoardFit] {
    boards.map(fit).sorted {
      ($0.ramSize, $0.flashSize, $0.board) < ($1.ramSize, $1.flashSize, $1.board)
    }
  }

  private static func needs(of account: MemoryAccount) -> [Need] {
    var needs: [Need] = []
    func isExternal(_ name: String?) -> Bool {
      account.memories.first { $0.name == name }.map { isApart(kind: $0.kind, name: $0.name) } ?? false
    }
    for memory in account.memories where memory.role == .ram {
      for section in memory.sections where section.use != .reserve && section.use != .padding {
        // A section that the linker laid over two memories that adjoin is one.
        if let last = needs.last, last.name == section.name {
          needs[needs.count - 1].bytes += UInt64(section.size)
          continue
        }
        needs.append(
          Need(
            name: section.name, bytes: UInt64(section.size), isExecuted: section.use == .code,
            isExternal: isExternal(memory.name)))
      }
    }
    if let heap = account.heap, heap.reserve?.isWithin != true, heap.extentBytes > 0 {
      needs.append(
        Need(name: "heap", bytes: heap.extentBytes, isExecuted: false, isExternal: isExternal(heap.memory)))
    }
    for stack in account.stacks where stack.reserve?.isWithin != true && stack.highWaterBytes > 0 {
      needs.append(
        Need(
          name: stack.name, bytes: UInt64(stack.highWaterBytes), isExecuted: false,
          isExternal: isExternal(stack.memory)))
    }
    return needs.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
  }

  static func isApart(kind: String, name: String) -> Bool { kind == "external" || name.hasPrefix("backup") }

  // MARK: One board

  /// RAM that follows on itself, whatever memories it is of.
  private struct Place {
    var end: UInt64
    var bytes: UInt64
    var isExecutable: Bool
    var isInstructionOnly: Bool
    var isApart: Bool
  }

  private func fit(_ board: Board) -> MemoryAccount.BoardFit {
    let flash = board.regions.indices.filter {
      SectionLayout.role(ofRegion: $0, on: board) == .flash && board.regions[$0].kind != .rom
    }
    let largest = flash.map { UInt64(board.regions[$0].size) }.max() ?? 0
    let places = places(of: board)
    let needed = needs.reduce(0) { $0 + $1.bytes }
    // Memory that none of the needs may use is no help.
    let usable = places.filter { place in needs.contains { allows(place, $0) } || needs.isEmpty }
    let ram = usable.reduce(0) { $0 + $1.bytes }
    var fit = MemoryAccount.BoardFit(
      board: board.name, fits: false, flashSize: flash.reduce(0) { $0 + UInt64(board.regions[$1].size) },
      ramSize: places.filter { !$0.isApart }.reduce(0) { $0 + $1.bytes },
      flashSpareBytes: Int64(largest) - Int64(account.totals.flashBytes), ramSpareBytes: Int64(ram) - Int64(needed),
      unplaced: [], core: coreProblem(board.core))
    fit.unplaced = unplaced(in: places)
    fit.fits = fit.core == nil && fit.flashSpareBytes >= 0 && fit.ramSpareBytes >= 0 && fit.unplaced.isEmpty
    return fit
  }

  private func places(of board: Board) -> [Place] {
    var places: [Place] = []
    let order = board.regions.indices.sorted { board.regions[$0].base < board.regions[$1].base }
    for index in order where SectionLayout.role(ofRegion: index, on: board) == .ram {
      let region = board.regions[index]
      let next = Place(
        end: UInt64(region.base) + UInt64(region.size), bytes: UInt64(region.size), isExecutable: region.executable,
        isInstructionOnly: region.kind == .itcm,
        isApart: Self.isApart(kind: region.kind.rawValue, name: region.name))
      if let last = places.last, last.end == UInt64(region.base), last.isExecutable == next.isExecutable,
        last.isInstructionOnly == next.isInstructionOnly, last.isApart == next.isApart
      {
        places[places.count - 1].end = next.end
        places[places.count - 1].bytes += next.bytes
      } else {
        places.append(next)
      }
    }
    return places
  }

  private func allows(_ place: Place, _ need: Need) -> Bool {
    (place.isExecutable || !need.isExecuted) && (!place.isInstructionOnly || need.isExecuted)
      && (!place.isApart || need.isExternal)
  }

  /// What finds no place, the largest first, each put where it leaves the least; with few of them all ways are tried.
  private func unplaced(in places: [Place]) -> [MemoryAccount.BoardFit.Need] {
    var steps = 0
    var free = places.map(\.bytes)
    if place(0, in: places, &free, &steps) { return [] }
    free = places.map(\.bytes)
    var unplaced: [MemoryAccount.BoardFit.Need] = []
    for need in needs {
      let fitting = free.indices.filter { allows(places[$0], need) }
      guard let best = fitting.filter({ free[$0] >= need.bytes }).min(by: { free[$0] < free[$1] }) else {
        unplaced.append(.init(name: need.name, bytes: need.bytes, largestFree: fitting.map { free[$0] }.max() ?? 0))
        continue
      }
      free[best] -= need.bytes
    }
    return unplaced
  }

  /// Whether the needs from an index on fit; gives up after a number of steps, which few needs never take.
  private func place(_ index: Int, in places: [Place], _ free: inout [UInt64], _ steps: inout Int) -> Bool {
    guard index < needs.count else { return true }
    steps += 1
    guard steps < 20_000 else { return false }
    let need = needs[index]
    let fitting = free.indices.filter { allows(places[$0], need) && free[$0] >= need.bytes }
    for choice in fitting.sorted(by: { free[$0] < free[$1] }) {
      free[choice] -= need.bytes
      if place(index + 1, in: places, &free, &steps) { return true }
      free[choice] += need.bytes
    }
    return false
  }

  // MARK: Core

  /// Why a core cannot execute the image: by what the compiler says in the image, or else by the board it was built for.
  private func coreProblem(_ core: Core) -> String? {
    guard let attributes else {
      if built.core.kind == .cortexM7, core.kind == .cortexM4 { return "built for a Cortex-M7" }
      return Self.rank(core.floatingPoint) < Self.rank(built.core.floatingPoint)
        ? "built for a core with \(built.core.floatingPoint.rawValue) precision" : nil
    }
    guard attributes.usesFloatingPoint else { return nil }
    if core.floatingPoint == .none { return "built for a floating-point unit, which it lacks" }
    if attributes.usesFPv5, core.kind == .cortexM4 { return "built for FPv5 instructions (Cortex-M7)" }
    if attributes.usesDoublePrecision, attributes.usesFPv5, core.floatingPoint != .double {
      return "built for double precision, which its FPU lacks"
    }
    return nil
  }

  private static func rank(_ precision: Core.FloatingPoint) -> Int {
    switch precision {
    case .none: 0
    case .single: 1
    case .double: 2
    }
  }
}
