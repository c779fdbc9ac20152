import CElf

/// What DWARF says about the code of an image beyond its lines: which functions were inlined where, and where the source
/// defines functions.
///
/// Reading goes over all functions once; look-ups then take a search in sorted arrays. Format: DWARF 4 and 5, sections 2.17
/// (ranges), 3.3.8 (inlining) and 7.3 (split units).
public struct DebugInformation: Sendable {
  /// One step of inlining: the function whose body an instruction is of, and where the next outer function calls it.
  public struct Frame: Sendable, Equatable {
    public var function: String
    /// Path as the compiler recorded it, and the line from 1.
    public var callFile: String?
    public var callLine: Int?
  }

  /// A function as its declaration has it.
  public struct Function: Sendable, Equatable {
    public var name: String
    /// Path as the compiler recorded it, and the line from 1.
    public var file: String?
    public var line: Int?
  }

  /// The line table of the same image.
  public let lines: SourceLines
  /// In words, what is missing and why.
  public let notes: [String]

  private let scopes: [DebugReader.Scope]
  private let functions: [DebugReader.Function]
  private let names: [String]
  /// The innermost scope and the function from each address on.
  private let scopeSpans: [AddressSpans.Span]
  private let functionSpans: [AddressSpans.Span]

  /// The debug information of `image`; without any, or where it is damaged, `notes` say so.
  public init(_ image: FirmwareImage) {
    lines = SourceLines(image)
    let result = DebugReader.read(image, hasLines: !lines.isEmpty)
    notes = result.notes
    scopes = result.scopes
    functions = result.functions
    names = result.names
    scopeSpans = AddressSpans.innermost(of: result.scopeRanges)
    functionSpans = AddressSpans.innermost(of: result.functionRanges)
  }

  /// The functions inlined at a run address (bit 0 not looked at), innermost first; empty where none was.
  public func inlinedFrames(at address: UInt32) -> [Frame] {
    var frames: [Frame] = []
    var index = AddressSpans.find(address & ~1, in: scopeSpans)
    while let current = index {
      let scope = scopes[current]
      frames.append(
        Frame(
          function: name(scope.name) ?? "(no name)", callFile: name(scope.callFile),
          callLine: scope.callLine > 0 ? Int(scope.callLine) : nil))
      // A parent comes before its children, so this ends.
      index = scope.parent >= 0 ? Int(scope.parent) : nil
    }
    return frames
  }

  /// The function, not an inlined one, whose code includes a run address (bit 0 not looked at).
  public func function(at address: UInt32) -> Function? {
    guard let index = AddressSpans.find(address & ~1, in: functionSpans) else { return nil }
    let function = functions[index]
    return Function(
      name: name(function.name) ?? "(no name)", file: name(function.file),
      line: function.line > 0 ? Int(function.line) : nil)
  }

  private func name(_ index: Int32) -> String? { index >= 0 ? names[Int(index)] : nil }
}

/// Nested address ranges, flattened for searching.
enum AddressSpans {
  struct Range {
    var start: UInt32
    /// One past the last byte, above `start`.
    var end: UInt32
    /// Of two ranges over one address the one with more depth counts, then the later one.
    var depth: Int32
    var item: Int32
  }

  /// From `start` up to the next span.
  struct Span: Sendable, Equatable {
    var start: UInt32
    /// -1: nothing.
    var item: Int32
  }

  /// Which item is innermost from where on. Ranges may overlap in any way; takes time n log n.
  static func innermost(of ranges: [Range]) -> [Span] {
    let ranges = ranges.sorted { ($0.start, $0.depth, $0.item) < ($1.start, $1.depth, $1.item) }
    let points = Set(ranges.flatMap { [$0.start, $0.end] }).sorted()
    var spans: [Span] = []
    var open = Heap()
    var next = 0
    for point in points {
      while next < ranges.count, ranges[next].start == point {
        open.insert(ranges[next])
        next += 1
      }
      while let top = open.top, top.end <= point { open.removeTop() }
      let item = open.top?.item ?? -1
      if spans.last?.item != item { spans.append(Span(start: point, item: item)) }
    }
    return spans
  }

  static func find(_ address: UInt32, in spans: [Span]) -> Int? {
    let next = spans.partitioningIndex { $0.start > address }
    guard next > 0, spans[next - 1].item >= 0 else { return nil }
    return Int(spans[next - 1].item)
  }

  /// A binary heap with the innermost range on top. Ranges that have ended stay until they come up.
  private struct Heap {
    private var ranges: [Range] = []

    var top: Range? { ranges.first }

    private func isAbove(_ one: Int, _ other: Int) -> Bool {
      (ranges[one].depth, ranges[one].item) > (ranges[other].depth, ranges[other].item)
    }

    mutating func insert(_ range: Range) {
      ranges.append(range)
      var place = ranges.count - 1
      while place > 0, isAbove(place, (place - 1) / 2) {
        ranges.swapAt(place, (place - 1) / 2)
        place = (place - 1) / 2
      }
    }

    mutating func removeTop() {
      ranges.swapAt(0, ranges.count - 1)
      ranges.removeLast()
      var place = 0
      while true {
        var best = place
        for child in [2 * place + 1, 2 * place + 2] where child < ranges.count && isAbove(child, best) { best = child }
        guard best != place else { return }
        ranges.swapAt(place, best)
        place = best
      }
    }
  }
}
