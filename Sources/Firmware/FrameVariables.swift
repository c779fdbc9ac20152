/// Which variables the functions of an image keep in their stack frames, and where the frames are.
///
/// From DWARF 2 to 5: locations (2.6), call frame information (6.4). Offsets are from the canonical frame address (CFA),
/// which on Arm is the stack pointer's value when the function was entered (AADWARF32, "Canonical Frame Address").
/// Reading goes over the debug information once; look-ups then take a search in sorted arrays.
public struct FrameVariables: Sendable {
  /// A local variable, or a parameter that is kept in memory.
  public struct Variable: Sendable, Equatable {
    public var name: String
    /// Of its first byte from the CFA, in bytes; parameters passed on the stack are at 0 and above.
    public var offset: Int32
    /// In bytes, not 0.
    public var size: UInt32
    /// Code where it lives, sorted; variables of disjoint scopes may share their place. All of the function if it stands at
    /// its top level. Optimising compilers may move instructions that belong to it out of here.
    public var scope: [Range<UInt32>]
    /// Whether this is its place wherever it lives. Otherwise the compiler says it for some instructions only: of parameters
    /// on the stack, values that were put aside, and clang's of some arrays of inlined functions.
    public var isFixed: Bool
    /// The inlined function that it belongs to, or the function's own name.
    public var function: String
    /// Of its declaration: path as the compiler recorded it, and the line from 1.
    public var file: String?
    public var line: Int?

    public init(
      name: String, offset: Int32, size: UInt32, scope: [Range<UInt32>], isFixed: Bool = true, function: String,
      file: String? = nil, line: Int? = nil
    ) {
      self.name = name
      self.offset = offset
      self.size = size
      self.scope = scope
      self.isFixed = isFixed
      self.function = function
      self.file = file
      self.line = line
    }

    /// Whether they share bytes at some instruction.
    func overlaps(_ other: Variable) -> Bool {
      guard Int64(offset) < Int64(other.offset) + Int64(other.size),
        Int64(other.offset) < Int64(offset) + Int64(size)
      else { return false }
      return scope.contains { range in other.scope.contains { range.overlaps($0) } }
    }

    /// Whether an instruction is in its scope.
    public func isLive(at address: UInt32) -> Bool { scope.contains { $0.contains(address) } }
  }

  /// In words, what is missing and why.
  public let notes: [String]

  private let functions: [(ranges: [Range<UInt32>], variables: [Variable])]
  /// The function from each address on.
  private let spans: [AddressSpans.Span]
  private let frames: CallFrames

  /// The frames of `image`; where debug information is missing or damaged, `notes` say so.
  public init(_ image: FirmwareImage) {
    let reader = FrameReader.read(image)
    notes = reader.notes
    functions = reader.functions.map { ($0.ranges, Self.withoutCopies($0.variables)) }
    spans = AddressSpans.innermost(of: reader.functionRanges)
    frames = reader.frames
  }

  /// Compilers also say that a variable is where another one happens to have the same value, such as in an element of an
  /// array that it was put into. That is no place of its own.
  private static func withoutCopies(_ variables: [Variable]) -> [Variable] {
    let fixed = variables.filter(\.isFixed)
    guard fixed.count < variables.count else { return variables }
    return variables.filter { variable in variable.isFixed || !fixed.contains { $0.overlaps(variable) } }
  }

  /// All variables in the frame of the function whose code includes a run address (bit 0 not looked at), whether they live
  /// there or not; empty where none are known.
  public func variables(at address: UInt32) -> [Variable] {
    AddressSpans.find(address & ~1, in: spans).map { functions[$0].variables } ?? []
  }

  /// The same with the part of the function's code that includes the address; nil where no function is known.
  public func frame(at address: UInt32) -> (function: Range<UInt32>, variables: [Variable])? {
    guard let index = AddressSpans.find(address & ~1, in: spans),
      let range = functions[index].ranges.first(where: { $0.contains(address & ~1) })
    else { return nil }
    return (range, functions[index].variables)
  }

  /// Where the CFA is when the instruction at a run address (bit 0 not looked at) is about to be executed: the contents of a
  /// register, 13 (SP), 7 or 11, plus `offset` bytes. Nil where the image does not say it, or not in this form.
  public func cfaOffset(at address: UInt32) -> (register: UInt8, offset: Int32)? {
    guard let rule = frames.rule(at: address & ~1), [7, 11, 13].contains(rule.register) else { return nil }
    return (rule.register, rule.offset)
  }
}
