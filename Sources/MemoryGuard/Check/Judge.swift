import Boards
import Firmware
import Simulator

/// What a check is made with, beyond the firmware itself.
public struct CheckOptions: Sendable {
  /// Bytes of the main stack, in place of what the linker's symbols say.
  public var stackSize: UInt32?
  public var suppressions = Suppressions()
  /// Functions (addresses) that allocate and free, besides those that are known by name.
  public var allocators: [Allocator] = []

  public init() {}
}

/// Decides which accesses of a running firmware are violations, and describes them.
final class Judge: MemoryJudge {
  let image: FirmwareImage
  let board: Board
  let options: CheckOptions
  let objects: ObjectMap
  let linker: LinkerSymbols
  let variables: FrameVariables
  let places: CodePlaces
  let tensors: [LayerNotes.Tensor]
  let layerCount: Int
  var heap = HeapObjects()
  var groups: ViolationGroups
  private(set) var machine: CheckedMachine!
  /// The layer that runs.
  var layer: Int?
  /// What was said of stacks, by their limit.
  var overflows: [UInt32: Overflow] = [:]
  /// The end of the static data in the memory that the main stack is in.
  let dataEnd: UInt32
  private let mainAddress: UInt32?
  /// The calls that led to the allocator's function that was called last.
  var allocatorCalls: (caller: UInt32, calls: CallStack)?
  /// Addresses that the running frame has used for the object that begins there, so that they are not the end of one before.
  var beginnings: (frame: UInt32, addresses: Set<UInt32>) = (0, [])
  private var hasBegun = false
  private var outlined: Set<UInt32> = []
  private let sectionStarts: Set<UInt32>
  private var pastEnds: [Range<UInt32>] = []

  /// A stack that has overflowed, to be described when it is at its deepest.
  struct Overflow {
    var isProcessStack: Bool
    var limit: UInt32
    var lowest: UInt32
    /// How far below its limit it was when its calls were last noted.
    var noted: UInt32
    var calls: CallStack
    var kind: Violation.Kind
    var violation: Violation
  }

  init(_ run: FirmwareRun, notes: LayerNotes?, options: CheckOptions) {
    image = run.image
    board = run.board
    self.options = options
    tensors = notes?.tensors ?? []
    layerCount = notes?.layers.count ?? 0
    objects = ObjectMap(run.image, tensors: tensors)
    linker = LinkerSymbols(run.image)
    variables = FrameVariables(run.image)
    places = CodePlaces(run.image)
    groups = ViolationGroups(suppressions: options.suppressions)
    sectionStarts = Set(run.image.sections.filter { $0.isAllocated && $0.isWritable }.map(\.address))
    mainAddress = run.image.symbol(named: "main")?.address
    dataEnd = run.staticDataEnd
    for symbol in run.image.symbols where symbol.kind == .function {
      // LLVM's outliner makes functions of any instructions, whatever registers they use.
      if symbol.name.hasPrefix("OUTLINED_FUNCTION") { outlined.insert(symbol.address) }
      if LibraryFunction.readsPastEnds(symbol.name), symbol.size > 0 {
        pastEnds.append(symbol.address..<symbol.address &+ symbol.size)
      }
    }
    pastEnds.sort { $0.lowerBound < $1.lowerBound }
  }

  func begin(_ machine: CheckedMachine) { self.machine = machine }

  // MARK: Code

  /// What linker scripts name are bounds that loops walk between, and the addresses of objects too. Those of whole sections
  /// of variables are start-up code's; once `main` runs the object is meant. Others are of tables, whose entries are objects.
  func mayPoint(_ constant: UInt32) -> Bool {
    guard objects.mayPoint(constant) else { return false }
    if linker.isLinkerDefined(at: constant) == nil { return true }
    return hasBegun && sectionStarts.contains(constant)
  }

  func readsPastEnds(_ programCounter: UInt32) -> Bool {
    let next = pastEnds.partition { $0.lowerBound > programCounter }
    return next > 0 && pastEnds[next - 1].contains(programCounter)
  }

  func takesExactPointers(_ function: UInt32) -> Bool {
    if function == mainAddress { hasBegun = true }
    return isStarted && !outlined.contains(function)
  }

  /// Whether start-up code is over; without a `main` nothing tells.
  var isStarted: Bool { hasBegun || mainAddress == nil }

  // MARK: Describing

  /// Adds a violation by what is known of an access.
  func report(
    _ kind: Violation.Kind, _ access: CheckedAccess, object: Violation.Object? = nil, notes: [String] = [],
    key: UInt32? = nil
  ) {
    report(
      kind, access.isStore ? .write : .read, access.address, access.size, at: access.programCounter, object: object,
      notes: notes, key: key ?? object?.address ?? 0, showsMemory: true)
  }

  func report(
    _ kind: Violation.Kind, _ access: Violation.Access, _ address: UInt32, _ size: UInt32,
    at programCounter: UInt32, object: Violation.Object? = nil, notes: [String] = [], key: UInt32 = 0,
    showsMemory: Bool = false
  ) {
    let calls = machine.calls(at: programCounter)
    groups.add(ViolationKey(kind: kind, place: userPlace(calls), object: key)) {
      var violation = Violation(
        kind: kind, access: access, address: address, size: size, instruction: machine.text(at: programCounter),
        stack: places.places(of: calls), object: object, cycle: machine.cycle, notes: notes)
      if showsMemory { describe(&violation) }
      return violation
    }
  }

  /// The instruction, or where it is in a library function, the call from outside.
  private func userPlace(_ calls: CallStack) -> UInt32 {
    var address = calls.programCounter
    for frame in calls.frames {
      guard let symbol = frame.symbol, LibraryFunction.contains(image.symbols[symbol].name), let site = frame.callSite
      else { break }
      address = site
    }
    return address
  }

  /// The nearest object, and the memory around.
  func describe(_ violation: inout Violation) {
    let address = violation.address
    let reach: UInt32 = 64
    let first = (address > reach ? address - reach : 0) & ~15
    let range = first..<(first &+ 2 &* reach &+ 16 > first ? first &+ 2 &* reach &+ 16 : .max)
    var near = nearby(address, range)
    if let object = violation.object, !near.contains(where: { $0.address == object.address && $0.size == object.size })
    {
      near.append(object)
    }
    if let nearest = near.min(by: { abs($0.distance(to: address)) < abs($1.distance(to: address)) }) {
      violation.nearest = nearest
      violation.distance = nearest.distance(to: address)
    }
    guard machine.byte(at: address) != nil else { return }
    let bytes = range.prefix(Int(2 * reach + 16)).map { machine.isWritten($0) ? machine.byte(at: $0) : nil }
    violation.surroundings = Violation.Surroundings(
      address: first, bytes: bytes,
      objects: near.filter { $0.address < range.upperBound && $0.address &+ $0.size > first }.sorted {
        $0.address < $1.address
      })
  }

  /// Variables, blocks and tensors around an address.
  private func nearby(_ address: UInt32, _ range: Range<UInt32>) -> [Violation.Object] {
    var near = objects.objects(in: range)
    near += objects.neighbours(of: address).map(objects.object)
    near += heap.near(range).map(block)
    if layer != nil { near += liveTensors(in: range) }
    near += frameVariables(around: range)
    var seen: Set<[UInt32]> = []
    return near.filter { seen.insert([$0.address, $0.size]).inserted }
  }

  func block(_ number: UInt32) -> Violation.Object {
    let block = heap.blocks[Int(number)]
    return Violation.Object(
      kind: .heap, name: "block", address: block.address, size: block.size,
      allocated: places.places(of: block.allocated), freed: block.freed.map { places.places(of: $0) } ?? [])
  }
}
