import Firmware
import ThumbISA

/// Assembly text of instructions as they are in memory, and the functions that they belong to. What was asked for lately is
/// remembered, in bounded space.
struct InstructionText {
  struct Entry {
    var address: UInt32
    var bits: UInt32
    var condition: Condition?
    var text: String
    var function: String?
    var offset: UInt32
    /// Where it goes on without a branch.
    var next: UInt32
  }

  private let image: FirmwareImage
  private var entries: [Entry?]
  private static let size = 1 << 13

  init(_ image: FirmwareImage) {
    self.image = image
    entries = Array(repeating: nil, count: Self.size)
  }

  /// The instruction at an address of a machine's memory, which may have changed since it was loaded.
  mutating func entry(at address: UInt32, condition: Condition?, machine: Machine) -> Entry {
    let first = halfword(machine, address)
    let second = first.map(Decoder.isWide) == true ? halfword(machine, address &+ 2) : nil
    let bits = UInt32(first ?? 0) << 16 | UInt32(second ?? 0)
    let slot = Int(address >> 1) & (Self.size - 1)
    if let known = entries[slot], known.address == address, known.bits == bits, known.condition == condition {
      return known
    }
    let (function, offset) = place(of: address)
    let entry = Entry(
      address: address, bits: bits, condition: condition, text: text(first, second, address, condition),
      function: function, offset: offset, next: address &+ (second == nil ? 2 : 4))
    entries[slot] = entry
    return entry
  }

  /// The symbol around an address.
  func place(of address: UInt32) -> (function: String?, offset: UInt32) {
    guard let (symbol, offset) = image.symbol(containing: address) else { return (nil, 0) }
    return (symbol.name, offset)
  }

  private func halfword(_ machine: Machine, _ address: UInt32) -> UInt16? {
    guard let place = machine.memory.place(of: address, size: 2) else { return nil }
    return UInt16(truncatingIfNeeded: Machine.load(machine.memory.host(place), size: 2))
  }

  private func text(_ first: UInt16?, _ second: UInt16?, _ address: UInt32, _ condition: Condition?) -> String {
    guard let first else { return "<no memory>" }
    guard let instruction = Decoder.decode(first, second ?? 0) else { return "<undefined>" }
    let assembly = instruction.assembly(at: address, itCondition: condition)
    guard let target = instruction.branchTarget(at: address), let name = image.symbol(containing: target) else {
      return assembly
    }
    let offset = name.offset == 0 ? "" : "+0x\(String(name.offset, radix: 16))"
    return "\(assembly) <\(name.symbol.name)\(offset)>"
  }
}
