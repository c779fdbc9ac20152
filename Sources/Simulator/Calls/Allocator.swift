import Firmware

/// A function that gives out memory, takes it back, or moves the heap's end.
public struct Allocator: Sendable, Equatable {
  /// What a function does, and so what its arguments are, from `firstArgument` on; its result is a block's address, or 0
  /// if there is no memory.
  public enum Role: String, Sendable, CaseIterable {
    /// Size in bytes.
    case allocate
    /// Count and size of elements, which become zero.
    case allocateZeroed = "allocate-zeroed"
    /// Alignment and size in bytes.
    case allocateAligned = "allocate-aligned"
    /// A block or 0, and its new size in bytes. With size 0 and no result the block is freed.
    case reallocate
    /// A block or 0, count and size of elements.
    case reallocateArray = "reallocate-array"
    /// A block or 0. No result.
    case free
    /// By how many bytes the heap's end moves. The result is where it was before, or -1.
    case moveEnd = "move-end"
  }

  public var role: Role
  /// Its address; bit 0 is not looked at.
  public var function: UInt32
  /// Arguments before those of its role: 1 for a function that is told the pool or the thread's `_reent` first.
  public var firstArgument: Int

  public init(role: Role, function: UInt32, firstArgument: Int = 0) {
    self.role = role
    self.function = function
    self.firstArgument = firstArgument
  }

  /// What an image has of the allocators of C libraries, C++ and common kernels, by their names.
  public static func known(in image: FirmwareImage) -> [Allocator] {
    image.symbols.filter { $0.kind == .function || $0.kind == .untyped }.compactMap { symbol in
      named[symbol.name].map { Allocator(role: $0.role, function: symbol.address, firstArgument: $0.first) }
    }
  }

  /// The C standard's and POSIX's functions; newlib's, which are told the thread's `_reent` first (newlib, `reent.h`);
  /// FreeRTOS (`portable.h`); Zephyr (`kernel.h`); C++ by the Itanium C++ ABI, 5.1.5, with `size_t` unsigned int.
  private static let named: [String: (role: Role, first: Int)] = {
    var named: [String: (role: Role, first: Int)] = [
      "malloc": (.allocate, 0), "calloc": (.allocateZeroed, 0), "realloc": (.reallocate, 0),
      "reallocarray": (.reallocateArray, 0), "free": (.free, 0), "cfree": (.free, 0),
      "aligned_alloc": (.allocateAligned, 0), "memalign": (.allocateAligned, 0), "valloc": (.allocate, 0),
      "sbrk": (.moveEnd, 0), "_sbrk": (.moveEnd, 0),
      "_malloc_r": (.allocate, 1), "_calloc_r": (.allocateZeroed, 1), "_realloc_r": (.reallocate, 1),
      "_reallocarray_r": (.reallocateArray, 1), "_free_r": (.free, 1), "_cfree_r": (.free, 1),
      "_memalign_r": (.allocateAligned, 1), "_aligned_alloc_r": (.allocateAligned, 1), "_valloc_r": (.allocate, 1),
      "_sbrk_r": (.moveEnd, 1),
      "pvPortMalloc": (.allocate, 0), "pvPortCalloc": (.allocateZeroed, 0), "vPortFree": (.free, 0),
      "k_malloc": (.allocate, 0), "k_calloc": (.allocateZeroed, 0), "k_realloc": (.reallocate, 0),
      "k_aligned_alloc": (.allocateAligned, 0), "k_free": (.free, 0),
    ]
    for operatorNew in ["_Znwj", "_Znaj"] {
      for form in ["", "RKSt9nothrow_t", "St11align_val_t", "St11align_val_tRKSt9nothrow_t"] {
        named[operatorNew + form] = (.allocate, 0)
      }
    }
    for operatorDelete in ["_ZdlPv", "_ZdaPv"] {
      for form in ["", "j", "RKSt9nothrow_t", "St11align_val_t", "jSt11align_val_t", "St11align_val_tRKSt9nothrow_t"] {
        named[operatorDelete + form] = (.free, 0)
      }
    }
    return named
  }()
}

/// The buffer of one tensor of a network, and when it holds something.
public struct TensorBuffer: Sendable, Equatable {
  public var address: UInt32
  /// In bytes.
  public var size: UInt32
  /// The first and the last layer that use it: indices in `RecordingOptions.layers`.
  public var firstLayer: Int
  public var lastLayer: Int

  public init(address: UInt32, size: UInt32, firstLayer: Int, lastLayer: Int) {
    self.address = address
    self.size = size
    self.firstLayer = firstLayer
    self.lastLayer = lastLayer
  }
}
