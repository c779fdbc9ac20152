/// What a firmware image needs of each memory of a board: what is laid out when it is linked, and what it took while it ran.
///
/// `Sources/MemoryGuard/README.md` describes it as JSON. Sizes are bytes, addresses those that the memory has by its base (an
/// alias is told by it), moments core clock cycles since reset.
public struct MemoryAccount: Sendable, Equatable, Codable {
  /// What lies somewhere.
  public enum Use: String, Sendable, Codable, CaseIterable {
    /// Executable; read-only data; what is copied to RAM when the firmware starts.
    case code, constants, initialisers
    /// Written to: with and without initial contents.
    case data, bss
    /// Set aside by the linker script for stack and heap, under a section's name.
    case reserve
    /// Between sections.
    case padding
  }

  /// How a run ended.
  public struct Stop: Sendable, Equatable, Codable {
    /// As in the report of `run`: `exit`, `limit`, `fault`, `lockup`, `sleep`, `interrupted`, `output`.
    public var reason: String
    public var exitStatus: Int32
  }

  /// As `arm-none-eabi-size` counts (Berkeley format): read-only or executable, writable with contents, the rest.
  public struct LinkedSize: Sendable, Equatable, Codable {
    public var text: UInt64 = 0
    public var data: UInt64 = 0
    public var bss: UInt64 = 0
  }

  /// A section, as far as it takes up a memory.
  public struct Section: Sendable, Equatable, Codable {
    public var name: String
    public var use: Use
    public var address: UInt32
    public var size: UInt32
  }

  /// A symbol's bytes, or those that no symbol has.
  public struct Symbol: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable {
      case function, object
      /// Bytes that the linker put in to align what follows.
      case alignment
      /// Bytes of a section that no symbol names: strings, tables, code from assembly.
      case unnamed
    }
    public var name: String
    public var kind: Kind
    public var section: String
    public var use: Use
    /// Of its first byte; rows that sum up bytes have none.
    public var address: UInt32?
    public var size: UInt32
  }

  /// One memory of the board.
  public struct Memory: Sendable, Equatable, Codable {
    public enum Role: String, Sendable, Codable {
      /// Holds the program while the part is off. On a board without flash, the memory that it is loaded into.
      case flash
      case ram
    }
    public var name: String
    /// As in the board's file.
    public var kind: String
    public var role: Role
    public var address: UInt32
    public var size: UInt32
    /// In order of address; they do not overlap, and with `padding` they add up to `sectionBytes`.
    public var sections: [Section]
    /// Largest first; their sizes add up to `sectionBytes`.
    public var symbols: [Symbol]
    public var sectionBytes: UInt64
    /// Stack and heap beside the sections, at their most; 0 in flash.
    public var stackBytes: UInt64
    public var heapBytes: UInt64
    /// Set aside: sections, and what is declared for stack and heap beside them.
    public var reservedBytes: UInt64
    /// Sections but for the linker's reserves, and stack and heap at their most.
    public var usedBytes: UInt64
    /// `size` less `usedBytes`; negative if more was used than there is.
    public var remainingBytes: Int64
  }

  public var schema = Self.currentSchema
  public static let currentSchema = 1
  public var firmware: String
  public var target: String
  public var core: String
  public var stop: Stop
  /// Core clock in hertz at the end, by which the times of moments are reckoned.
  public var clock: UInt64
  public var cycles: UInt64
  /// Simulated time.
  public var seconds: Double
  public var linked: LinkedSize
  /// Of the board, in order of address; read-only ones with nothing of the image in them are left out.
  public var memories: [Memory]
  public var stacks: [Stack]
  /// Nil if the image has no allocator that is known, or it was not called.
  public var heap: Heap?
  /// Nil if the image has no tensor map.
  public var arena: Arena?
  public var totals: Totals
  public var peak: Peak
  public var timeline: Timeline
  /// The board that it ran on among the others; empty if not asked for.
  public var boards: [BoardFit] = []
  /// What went wrong: a stack beyond its reserve, stack and heap in one place.
  public var warnings: [String]
  /// In words, what is not known and why.
  public var notes: [String]
}

extension MemoryAccount {
  /// Of all memories.
  public struct Totals: Sendable, Equatable, Codable {
    /// What the image takes of flash, and all flash there is.
    public var flashBytes: UInt64 = 0
    public var flashSize: UInt64 = 0
    /// RAM that sections take, for as long as the part is on, linker's reserves left out.
    public var staticBytes: UInt64 = 0
    /// RAM that was needed: sections, the heap's extent, and stacks at their deepest.
    public var ramBytes: UInt64 = 0
    public var ramSize: UInt64 = 0
  }

  /// When something was at its most, and by which calls.
  public struct Moment: Sendable, Equatable, Codable {
    public var cycle: UInt64
    public var seconds: Double
    /// Innermost first, inlined functions included; empty if not known.
    public var calls: [Call]
  }

  /// One call of a path.
  public struct Call: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable {
      case reset, task, call, jump, exception
      /// A function that was inlined into the next: it has no frame of its own.
      case inlined
    }
    public var place: CodePlace
    public var kind: Kind
    /// The exception's number, of that kind.
    public var exception: Int?
    /// Bytes of its frame on the stack; nil of inlined functions.
    public var bytes: UInt32?
  }

  /// Where memory is set aside for a stack, the heap or tensors.
  public struct Reserve: Sendable, Equatable, Codable {
    public enum Basis: String, Sendable, Codable {
      /// By symbols of the linker script; by `--stack-size`; a global object; a block of the heap; a section.
      case linker, option, object, block, section
      /// Nothing says where it ends: all that is free, up to what comes next.
      case undeclared
    }
    public var basis: Basis
    public var address: UInt32
    public var size: UInt32
    /// Of the symbols, the object or the section; with `block` the function that allocated it.
    public var name: String?

    var end: UInt64 { UInt64(address) + UInt64(size) }
    /// Whether it is part of something that is counted already.
    var isWithin: Bool { basis == .object || basis == .block || basis == .section }
    var isDeclared: Bool { basis != .undeclared }
  }

  public struct Stack: Sendable, Equatable, Codable {
    public enum Pointer: String, Sendable, Codable { case main, process }
    public var name: String
    public var pointer: Pointer
    /// Name of the memory; nil outside all.
    public var memory: String?
    /// One past its first byte, and the lowest address it reached.
    public var top: UInt32
    public var lowest: UInt32
    public var highWaterBytes: UInt32
    public var reserve: Reserve?
    /// Of its reserve; negative if it went beyond.
    public var remainingBytes: Int64?
    public var peak: Moment
  }

  public struct Heap: Sendable, Equatable, Codable {
    /// A block that was given out.
    public struct Block: Sendable, Equatable, Codable {
      public var address: UInt32
      public var size: UInt32
      public var allocatedCycle: UInt64
      public var freedCycle: UInt64?
      /// Where it was asked for.
      public var caller: CodePlace
    }
    public var memory: String?
    /// What the allocator took of memory, with its own books: from the heap's start to the highest end it had.
    public var address: UInt32
    public var extentBytes: UInt64
    public var reserve: Reserve?
    /// Of its reserve, less the extent; negative if it went beyond.
    public var remainingBytes: Int64?
    /// The most that was live at once, as asked for.
    public var peakBytes: UInt64
    public var peakBlocks: Int
    public var peak: Moment
    public var allocations: UInt64
    public var frees: UInt64
    /// Allocations that were refused.
    public var failures: UInt64
    /// At the end.
    public var liveBytes: UInt64
    public var liveBlocks: Int
    public var blocks: [Block]
    /// Whether there were more blocks than these.
    public var blocksAreCut: Bool
  }

  /// The memory of a network's tensors.
  public struct Arena: Sendable, Equatable, Codable {
    public struct Tensor: Sendable, Equatable, Codable {
      public var name: String
      public var address: UInt32
      public var size: UInt32
      /// Layers that use it, by name.
      public var firstLayer: String
      public var lastLayer: String
      /// When it was in use, from the start of the first to the end of the last of them: pairs of cycles.
      public var spans: [Span]
    }
    public struct Span: Sendable, Equatable, Codable {
      public var start: UInt64
      public var end: UInt64
    }
    public var memory: String?
    /// From the lowest tensor's first byte to the highest one's last.
    public var address: UInt32
    public var size: UInt32
    /// The objects it lies in, if the symbols tell.
    public var reserve: Reserve?
    /// The most bytes of tensors that a layer needs at once, those that overlap counted once, and that layer.
    public var peakBytes: UInt64
    public var peakLayer: String
    /// When that layer first ran; nil if none did.
    public var peak: Moment?
    public var tensors: [Tensor]
  }

  /// The most memory in use at one time, and what it consists of.
  public struct Peak: Sendable, Equatable, Codable {
    public var bytes: UInt64
    public var moment: Moment
    /// Sections, without what of them is counted as stack, heap or tensors.
    public var staticBytes: UInt64
    /// Of each of `stacks`; of one within a heap block 0, for the block counts.
    public var stackBytes: [UInt64]
    public var heapBytes: UInt64
    public var tensorBytes: UInt64
    /// The same parts, each at its own most: what they would come to if all peaked together.
    public var sumOfMaxima: UInt64
  }

  /// Use over time, in intervals of equal length from reset on: the most of each kind within it.
  public struct Timeline: Sendable, Equatable, Codable {
    public struct Interval: Sendable, Equatable, Codable {
      /// Of each of `stacks`.
      public var stackBytes: [UInt32]
      public var heapBytes: UInt64
      public var tensorBytes: UInt64
    }
    public var intervalCycles: UInt64
    public var intervals: [Interval]
  }

  /// Whether the image would fit a board.
  public struct BoardFit: Sendable, Equatable, Codable {
    public var board: String
    public var fits: Bool
    public var flashSize: UInt64
    public var ramSize: UInt64
    /// Bytes left; negative: missing. The program has to lie in one flash memory.
    public var flashSpareBytes: Int64
    public var ramSpareBytes: Int64
    /// What has no contiguous place, though there is enough in all.
    public var unplaced: [Need]
    /// Why its core cannot execute the image.
    public var core: String?

    public struct Need: Sendable, Equatable, Codable {
      public var name: String
      public var bytes: UInt64
      /// The most that one memory has free for it.
      public var largestFree: UInt64
    }
  }
}
