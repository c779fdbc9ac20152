import Microarchitecture

/// Why an image cannot be loaded on a board or cannot start there. Ends the command with exit status 65.
public struct LoadError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case doesNotFit(Misfit)
    /// Two segments put bytes in the same place of a memory, by different addresses of it.
    case segmentsMeet(first: Int, second: Int, region: String, offset: UInt32)
    case noVectorTable(expected: UInt32, lowestAddress: UInt32)
    case vectorTableUnaligned(table: UInt32)
    case badStackPointer(table: UInt32, value: UInt32, why: BadStackPointer)
    case badResetVector(table: UInt32, value: UInt32, why: BadResetVector)
    /// The board's costs are not those of its core.
    case unusableCosts(CostTableError)
  }

  public enum BadStackPointer: Equatable, Sendable { case unaligned, outsideRAM }
  public enum BadResetVector: Equatable, Sendable {
    case even, noMemory, notLoaded
    case notExecutable(region: String)
  }

  /// A memory as messages show it.
  public struct Region: Equatable, Sendable {
    public var name: String
    public var base: UInt32
    public var size: UInt32
    init(_ region: MemoryRegion) {
      name = region.name
      base = region.base
      size = region.size
    }
  }

  /// A segment that has no memory for some or all of its bytes.
  public struct Misfit: Equatable, Sendable {
    /// Program header number.
    public var segment: Int
    /// Whether `address` is the load address (LMA) or the run address (VMA).
    public var isLoadAddress: Bool
    public var address: UInt32
    public var size: UInt32
    /// Bytes that have no memory: all of `size` if the segment starts outside every memory.
    public var missing: UInt32
    /// The memory it runs out of; nil if it starts outside.
    public var region: Region?
    /// All memories of the board.
    public var regions: [Region]
    /// Other boards on which the image loads and starts.
    public var fittingBoards: [String]
  }

  public var path: String
  public var board: String
  public var problem: Problem

  public init(path: String, board: String, problem: Problem) {
    self.path = path
    self.board = board
    self.problem = problem
  }

  public var description: String { "\(path): \(text)" }

  private var text: String {
    switch problem {
    case .doesNotFit(let misfit):
      return describe(misfit)
    case .segmentsMeet(let first, let second, let region, let offset):
      return
        "segments \(first) and \(second) are both loaded at offset \(hexadecimal(offset)) of memory '\(region)' of "
        + "\(board), which one of them addresses by an alias; link them to different places"
    case .noVectorTable(let expected, let lowest):
      return "has no vector table: \(board) takes its initial stack pointer and reset vector from "
        + "\(hexadecimal(expected)), where the image has nothing (its lowest load address is \(hexadecimal(lowest))); "
        + "check the linker script's memory origin and that the vector table is kept (KEEP)"
    case .vectorTableUnaligned(let table):
      return "has its vector table at \(hexadecimal(table)), expected a multiple of 128: align its section"
    case .badStackPointer(let table, let value, let why):
      let problem =
        why == .unaligned ? "is not a multiple of 4" : "is not the end of, or an address inside, a RAM of \(board)"
      return "the vector table at \(hexadecimal(table)) points nowhere: the initial stack pointer "
        + "\(hexadecimal(value)) \(problem); is the table at the start of the image, and is the image for this board?"
    case .badResetVector(let table, let value, let why):
      return "the vector table at \(hexadecimal(table)) points nowhere: the reset vector \(hexadecimal(value)) "
        + describe(why)
    case .unusableCosts(let error):
      return "the board \(board) cannot be simulated: \(error)"
    }
  }

  private func describe(_ why: BadResetVector) -> String {
    switch why {
    case .even: "is even, expected bit 0 set for Thumb code: is the handler declared as a Thumb function?"
    case .noMemory: "is in no memory of \(board); is the image for this board?"
    case .notLoaded: "points where the image has no code; is the table at the start of the image?"
    case .notExecutable(let region): "is in '\(region)', from which \(board) cannot fetch instructions"
    }
  }

  private func describe(_ misfit: Misfit) -> String {
    let kind = misfit.isLoadAddress ? "load address" : "run address"
    var text = "segment \(misfit.segment) (\(kind) \(hexadecimal(misfit.address)), \(bytes(misfit.size))) "
    if let region = misfit.region {
      text +=
        "is \(bytes(misfit.missing)) too large for memory '\(region.name)' "
        + "(\(addressRange(region.base, size: UInt64(region.size))), \(byteCount(UInt64(region.size)))) of \(board)"
    } else {
      text +=
        "is outside the memory of \(board), which has "
        + misfit.regions.map { "\($0.name) \(addressRange($0.base, size: UInt64($0.size)))" }.joined(separator: ", ")
    }
    let roomy = misfit.regions.filter { $0.size >= misfit.size && $0.name != misfit.region?.name }
    if !roomy.isEmpty {
      let list = roomy.map { "\($0.name) (\(byteCount(UInt64($0.size))) at \(hexadecimal($0.base)))" }
      text += "; linked there, it would fit in \(list.joined(separator: ", "))"
    } else if misfit.region != nil {
      text += "; no other memory of the board has that many bytes"
    }
    if !misfit.fittingBoards.isEmpty {
      text += "; as it is, the image fits \(misfit.fittingBoards.joined(separator: ", "))"
    }
    return text
  }

  private func bytes(_ count: UInt32) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
}
