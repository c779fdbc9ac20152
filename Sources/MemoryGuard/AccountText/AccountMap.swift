import ReportFormats

/// The address space as a row of cells for each memory, and use over time as columns: what the text draws.
struct AccountMap {
  /// What a cell shows, in the order in which one wins over another of the same size.
  enum Kind: String, CaseIterable {
    case stack, heap, tensors, bss, data, code, constants, initialisers, reserve, free

    /// A letter each, so that a map without colour can be read.
    var letter: Character {
      switch self {
      case .stack: "S"
      case .heap: "H"
      case .tensors: "T"
      case .bss: "B"
      case .data: "D"
      case .code: "C"
      case .constants: "R"
      case .initialisers: "I"
      case .reserve: "-"
      case .free: "."
      }
    }

    var words: String {
      switch self {
      case .constants: "read-only data"
      case .initialisers: "initialisers of .data"
      case .reserve: "reserved, not used"
      case .free: "free"
      case .data: "data"
      case .bss: "bss"
      default: rawValue
      }
    }

    var style: TextStyle {
      switch self {
      case .stack: .red
      case .heap: .yellow
      case .tensors: .magenta
      case .bss: .blue
      case .data: .cyan
      case .code: .green
      case .constants: .green
      case .initialisers: .cyan
      case .reserve, .free: .faint
      }
    }
  }

  /// A stretch of addresses and what it was used for, those that lie over others last.
  struct Stretch {
    var addresses: Range<UInt64>
    var kind: Kind
  }

  let account: MemoryAccount
  let stretches: [Stretch]

  init(_ account: MemoryAccount) {
    self.account = account
    var stretches: [Stretch] = []
    for reserve in [account.heap?.reserve].compactMap({ $0 }) + account.stacks.compactMap(\.reserve)
    where reserve.isDeclared && !reserve.isWithin {
      stretches.append(.init(addresses: UInt64(reserve.address)..<reserve.end, kind: .reserve))
    }
    for section in account.memories.flatMap(\.sections) {
      let kind: Kind =
        switch section.use {
        case .code: .code
        case .constants, .padding: .constants
        case .initialisers: .initialisers
        case .data: .data
        case .bss: .bss
        case .reserve: .reserve
        }
      stretches.append(
        .init(addresses: UInt64(section.address)..<UInt64(section.address) + UInt64(section.size), kind: kind))
    }
    for tensor in account.arena?.tensors ?? [] {
      stretches.append(
        .init(addresses: UInt64(tensor.address)..<UInt64(tensor.address) + UInt64(tensor.size), kind: .tensors))
    }
    if let heap = account.heap {
      stretches.append(.init(addresses: UInt64(heap.address)..<UInt64(heap.address) + heap.extentBytes, kind: .heap))
    }
    for stack in account.stacks {
      stretches.append(
        .init(addresses: UInt64(stack.lowest)..<UInt64(stack.lowest) + UInt64(stack.highWaterBytes), kind: .stack))
    }
    self.stretches = stretches
  }

  // MARK: The axis

  /// The parts of a memory that are worth drawing, in order: free stretches that would take more room than a fifth of what is
  /// used are left out between them, for most of a memory is often free.
  func axis(of memory: MemoryAccount.Memory) -> [Range<UInt64>] {
    let whole = UInt64(memory.address)..<UInt64(memory.address) + UInt64(memory.size)
    let used = stretches.filter { $0.kind != .reserve || $0.addresses.overlaps(whole) }
      .map { $0.addresses.clamped(to: whole) }.filter { !$0.isEmpty }
    let longest = max(Spans.covered(used) / 5, 64)
    var parts: [Range<UInt64>] = []
    for range in used.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard let last = parts.last, range.lowerBound <= last.upperBound + longest else {
        parts.append(range)
        continue
      }
      parts[parts.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
    }
    // Short stretches at the memory's ends belong to the picture.
    if let first = parts.first, first.lowerBound - whole.lowerBound <= longest {
      parts[0] = whole.lowerBound..<first.upperBound
    }
    if let last = parts.last, whole.upperBound - last.upperBound <= longest {
      parts[parts.count - 1] = last.lowerBound..<whole.upperBound
    }
    return parts
  }

  /// The cells of a part of a memory: each shows what most of its used bytes are; free only where none is used.
  func cells(of part: Range<UInt64>, count: Int) -> [Kind] {
    let own = stretches.filter { $0.addresses.overlaps(part) }
    let size = Double(part.count)
    return (0..<count).map { index in
      let from = part.lowerBound + UInt64(size * Double(index) / Double(count))
      let to = max(part.lowerBound + UInt64(size * Double(index + 1) / Double(count)), from + 1)
      return kind(of: from..<to, own)
    }
  }

  private func kind(of cell: Range<UInt64>, _ stretches: [Stretch]) -> Kind {
    // Later stretches lie over earlier ones: what they take is no longer the others'.
    var covered: [Range<UInt64>] = []
    var bytes: [Kind: UInt64] = [:]
    for stretch in stretches.reversed() {
      let part = stretch.addresses.clamped(to: cell)
      guard !part.isEmpty else { continue }
      let before = Spans.covered(covered)
      covered.append(part)
      bytes[stretch.kind, default: 0] += Spans.covered(covered) - before
    }
    let used = bytes.filter { $0.value > 0 && $0.key != .reserve }
    let most = (used.isEmpty ? bytes : used).max {
      ($0.value, $1.key.order) < ($1.value, $0.key.order)
    }
    return most.map { $0.value > 0 ? $0.key : .free } ?? .free
  }

  // MARK: Over time

  /// One column of the picture over time: bytes of each kind at once, from the bottom.
  struct Column {
    var parts: [(kind: Kind, bytes: UInt64)]
    var total: UInt64 { parts.reduce(0) { $0 + $1.bytes } }
  }

  /// So many columns for all intervals, however many these are.
  func columns(count: Int) -> [Column] {
    let intervals = account.timeline.intervals
    guard !intervals.isEmpty, count > 0 else { return [] }
    return (0..<count).map { index in
      let from = index * intervals.count / count
      let to = max((index + 1) * intervals.count / count, from + 1)
      var most = (stack: UInt64(0), heap: UInt64(0), tensors: UInt64(0), total: UInt64(0))
      for interval in intervals[from..<to] {
        let stack = zip(account.stacks, interval.stackBytes).reduce(UInt64(0)) {
          $0 + ($1.0.reserve?.basis == .block ? 0 : UInt64($1.1))
        }
        let total = stack + interval.heapBytes + interval.tensorBytes
        if total >= most.total { most = (stack, interval.heapBytes, interval.tensorBytes, total) }
      }
      return Column(parts: [
        (.bss, account.peak.staticBytes), (.tensors, most.tensors), (.heap, most.heap), (.stack, most.stack),
      ])
    }
  }
}

extension AccountMap.Kind {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
