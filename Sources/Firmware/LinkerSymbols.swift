/// Where the main stack and the heap begin and end, by the names that linker scripts and start-up code give these places.
///
/// No standard says them; each row of `stacks` and `heaps` has its source. Of several that an image has, the one that gives
/// both ends counts, then the first one.
public struct LinkerSymbols: Sendable {
  /// An address and the symbol that gives it, or the difference of symbols.
  public struct Place: Sendable, Equatable {
    public var address: UInt32
    public var name: String

    public init(address: UInt32, name: String) {
      self.address = address
      self.name = name
    }
  }

  /// The lowest address of the main stack.
  public let stackLimit: Place?
  /// One past the highest address of the main stack.
  public let stackTop: Place?
  /// The first address of the heap.
  public let heapStart: Place?
  /// One past the last address that the heap may grow to.
  public let heapLimit: Place?

  /// By address.
  private let names: [UInt32: String]

  public init(_ image: FirmwareImage) {
    func isWhole(_ area: Area) -> Bool { area.low != nil && area.high != nil }
    let stacks = Self.stacks.compactMap { Self.area($0, image) }
    let heaps = Self.heaps.compactMap { Self.area($0, image) }
    // Where they begin is more than where they end.
    let stack = stacks.first(where: isWhole) ?? Self.object(image) ?? stacks.first { $0.high != nil } ?? stacks.first
    let heap = heaps.first(where: isWhole) ?? heaps.first { $0.low != nil } ?? heaps.first
    stackLimit = stack?.low
    stackTop = stack?.high
    heapStart = heap?.low
    heapLimit = heap?.high
    names = Self.names(image)
  }

  /// The name of a symbol without type and size that has exactly this address, as linker scripts define them; global ones
  /// come first, then weak ones. Labels of assembly without a size look the same.
  public func isLinkerDefined(at address: UInt32) -> String? { names[address] }

  private static func names(_ image: FirmwareImage) -> [UInt32: String] {
    var best: [UInt32: FirmwareImage.Symbol] = [:]
    for symbol in image.symbols where symbol.kind == .untyped && symbol.size == 0 {
      // Symbols come sorted by name for one address.
      if let other = best[symbol.address], rank(other) >= rank(symbol) { continue }
      best[symbol.address] = symbol
    }
    return best.mapValues(\.name)
  }

  private static func rank(_ symbol: FirmwareImage.Symbol) -> Int {
    switch symbol.binding {
    case .global: 2
    case .weak: 1
    case .local: 0
    }
  }
}

// MARK: - Names

extension LinkerSymbols {
  /// How one kind of linker script names the ends of an area.
  private struct Naming {
    enum End {
      case symbol(String)
      /// The other end, plus or minus a size that is the value of this symbol.
      case size(String)
      /// The value of the first symbol less that of the second one.
      case difference(String, String)
    }

    var low: End?
    var high: End?
    /// Whether the names mean nothing unless both are there.
    var needsBoth = false
    /// Whether some scripts name the ends the other way around.
    var mayBeSwapped = false

    init(_ low: String?, _ high: String?, needsBoth: Bool = false, mayBeSwapped: Bool = false) {
      self.init(low: low.map { .symbol($0) }, high: high.map { .symbol($0) })
      self.needsBoth = needsBoth
      self.mayBeSwapped = mayBeSwapped
    }

    init(low: End?, high: End?) {
      self.low = low
      self.high = high
    }
  }

  private static let stacks: [Naming] = [
    // Raspberry Pi Pico SDK, section_end.incl: there __StackLimit is the heap's.
    Naming("__StackBottom", "__StackTop", needsBoth: true),
    // CMSIS device template, gcc_arm.ld and startup_ARMCM4.S; nRF5 SDK, Silicon Labs and NXP devices for GCC, Mbed OS.
    Naming("__StackLimit", "__StackTop"),
    // Microchip device packs (samd51p20a_flash.ld) and RIOT (cortexm_base.ld); swapped in old ones of Rust's cortex-m-rt.
    Naming("_sstack", "_estack", needsBoth: true, mayBeSwapped: true),
    // STM32CubeIDE and STM32CubeMX: _Min_Stack_Size is what the script makes sure is left; sysmem.c stops the heap there.
    Naming(low: .size("_Min_Stack_Size"), high: .symbol("_estack")),
    // NXP MCUXpresso IDE, managed linker scripts.
    Naming("_vStackBase", "_vStackTop"),
    Naming(low: .size("_StackSize"), high: .symbol("_vStackTop")),
    // SEGGER Embedded Studio, flash_placement.xml.
    Naming("__stack_start__", "__stack_end__"),
    // ChibiOS, rules_stacks.ld: the main stack is that of interrupts.
    Naming("__main_stack_base__", "__main_stack_end__"),
    // Scripts in the style of SEGGER's for other tools.
    Naming("__stack_limit__", "__stack_top__"),
    Naming("__stack_limit", "__stack_top"),
    // TI Arm compilers: ti-cgt-arm's __stack is the low end, unlike newlib's; scripts of SimpleLink SDKs for GCC.
    Naming("__TI_STACK_BASE", "__STACK_END"),
    Naming("__stack", "__STACK_END", needsBoth: true),
    // Arm Compiler: regions of a scatter file (armlink user guide, "Region-related symbols").
    Naming("Image$$ARM_LIB_STACK$$ZI$$Base", "Image$$ARM_LIB_STACK$$ZI$$Limit"),
    // Keil MDK, startup_ARMCM4.s for armasm.
    Naming("Stack_Mem", "__initial_sp"),
    // IAR ILINK: ends of a block (IAR C/C++ Development Guide, "Interaction between ILINK and the application").
    Naming("CSTACK$$Base", "CSTACK$$Limit"),
    // Rust's cortex-m-rt, link.x: the stack starts at its high end. Others count from the low end.
    Naming("_stack_end", "_stack_start", mayBeSwapped: true),
    Naming("__stack_start", "__stack_end", needsBoth: true, mayBeSwapped: true),
    // picolibc.ld; __stack alone is what newlib's crt0 takes (libgloss/arm/crt0.S).
    Naming(low: .size("__stack_size"), high: .symbol("__stack")),
    // The end of RAM where no limit is set: STM32 scripts without sizes, PJRC's for Teensy, libopencm3 (cortex-m-generic.ld).
    Naming(nil, "_estack"), Naming(nil, "_stack_top"), Naming(nil, "stack_top"), Naming(nil, "_stack"),
  ]

  private static let heaps: [Naming] = [
    // As in `stacks`, row by row.
    Naming("__HeapBase", "__HeapLimit"),
    Naming("_pvHeapStart", "_pvHeapLimit"),
    Naming(low: .symbol("_pvHeapStart"), high: .size("_HeapSize")),
    Naming("__heap_start__", "__heap_end__"),
    Naming("__heap_base__", "__heap_end__"),
    Naming("_sheap", "_eheap"),
    Naming("__sheap", "__eheap"),
    Naming("Image$$ARM_LIB_HEAP$$ZI$$Base", "Image$$ARM_LIB_HEAP$$ZI$$Limit"),
    // newlib's librdimon has a variable that is called __heap_limit.
    Naming("__heap_base", "__heap_limit", needsBoth: true),
    Naming("HEAP$$Base", "HEAP$$Limit"),
    // picolibc.ld, and PJRC's for Teensy with one underscore less.
    Naming("__heap_start", "__heap_end"),
    Naming("_heap_start", "_heap_end"),
    Naming("_heap_base", "_heap_end"),
    // Mbed OS and the Pico SDK.
    Naming("__end__", "__HeapLimit", needsBoth: true),
    // STM32CubeIDE, sysmem.c: from _end to where the stack's minimum begins.
    Naming(low: .symbol("_end"), high: .difference("_estack", "_Min_Stack_Size")),
    Naming(low: .symbol("end"), high: .difference("_estack", "_Min_Stack_Size")),
    // newlib's _sbrk (libgloss/arm/syscalls.c, libnosys) starts at `end`; no limit but the stack. __end__ and _end are its
    // other names in the default script of GNU ld.
    Naming("end", nil), Naming("_end", nil), Naming("__end__", nil),
  ]

  /// Zephyr (kernel/init.c): arrays; the main stack pointer is in the first one once the kernel runs, before in the second.
  private static let objects = ["z_interrupt_stacks", "z_main_stack"]
}

// MARK: - Looking them up

extension LinkerSymbols {
  private typealias Area = (low: Place?, high: Place?)

  /// - Returns: nil if no end is known.
  private static func area(_ naming: Naming, _ image: FirmwareImage) -> Area? {
    var low = naming.low.flatMap { place($0, image) }
    var high = naming.high.flatMap { place($0, image) }
    if case .size(let name) = naming.low, let end = high, let size = value(name, image), size <= end.address {
      low = Place(address: end.address - size, name: "\(end.name) - \(name)")
    }
    if case .size(let name) = naming.high, let start = low, let size = value(name, image),
      size <= .max - start.address
    {
      high = Place(address: start.address + size, name: "\(start.name) + \(name)")
    }
    if naming.needsBoth && (low == nil || high == nil) || low == nil && high == nil { return nil }
    if let start = low, let end = high, start.address > end.address {
      // A limit beyond the other end limits nothing.
      guard naming.mayBeSwapped else { return nil }
      (low, high) = (end, start)
    }
    return (low, high)
  }

  private static func place(_ end: Naming.End, _ image: FirmwareImage) -> Place? {
    switch end {
    case .symbol(let name): value(name, image).map { Place(address: $0, name: name) }
    case .size: nil
    case .difference(let name, let size):
      if let address = value(name, image), let bytes = value(size, image), bytes <= address {
        Place(address: address - bytes, name: "\(name) - \(size)")
      } else {
        nil
      }
    }
  }

  /// The value of a symbol that names a place or a number: not of functions, variables, or labels in code that are called
  /// the same.
  private static func value(_ name: String, _ image: FirmwareImage) -> UInt32? {
    guard let symbol = image.symbol(named: name), symbol.kind != .function,
      symbol.kind == .untyped || symbol.size == 0
    else { return nil }
    if symbol.binding == .local, let section = symbol.section,
      image.sections.contains(where: { $0.index == section && $0.isExecutable })
    {
      return nil
    }
    return symbol.address
  }

  private static func object(_ image: FirmwareImage) -> Area? {
    for name in objects {
      guard let symbol = image.symbol(named: name), symbol.kind == .object, symbol.size > 0,
        symbol.size <= .max - symbol.address
      else { continue }
      return (
        Place(address: symbol.address, name: name),
        Place(address: symbol.address + symbol.size, name: "\(name) + \(symbol.size)")
      )
    }
    return nil
  }
}
