import Foundation

extension CheckReport {
  /// The version of the schema that is written.
  public static let currentSchema = 1

  /// The report as `Sources/MemoryGuard/CHECK.md` describes it: keys sorted, indented, a newline at the end. The same report
  /// gives the same bytes.
  public func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(ReportObject(self)) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}

/// A value that is written as `null` where there is none, so that every object of a kind has the same keys.
private struct Nullable<Value: Encodable>: Encodable {
  var value: Value?

  init(_ value: Value?) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

private struct ReportObject: Encodable {
  var schema = CheckReport.currentSchema
  var target: String
  var firmware: String
  var stop: String
  var instructions: UInt64
  var cycles: UInt64
  var violations: [ViolationObject]
  var suppressed: UInt64
  var notes: [String]

  init(_ report: CheckReport) {
    target = report.target
    firmware = report.firmware
    stop = report.stop
    instructions = report.instructions
    cycles = report.cycles
    violations = report.violations.map(ViolationObject.init)
    suppressed = report.suppressed
    notes = report.notes
  }
}

private struct ViolationObject: Encodable {
  var kind: Violation.Kind
  var message: String
  var access: Violation.Access
  var address: UInt32
  var size: UInt32
  var instruction: String
  var function: Nullable<String>
  var file: Nullable<String>
  var line: Nullable<Int>
  var stack: [PlaceObject]
  var object: Nullable<BoundedObject>
  var nearest: Nullable<BoundedObject>
  var distance: Nullable<Int64>
  var count: UInt64
  var cycle: UInt64
  var frames: [FrameObject]
  var surroundings: Nullable<SurroundingsObject>
  var notes: [String]

  init(_ violation: Violation) {
    kind = violation.kind
    message = violation.message
    access = violation.access
    address = violation.address
    size = violation.size
    instruction = violation.instruction
    let place = violation.place
    function = Nullable(place?.function)
    file = Nullable(place?.file)
    line = Nullable(place?.line)
    stack = violation.stack.map(PlaceObject.init)
    object = Nullable(violation.object.map(BoundedObject.init))
    nearest = Nullable(violation.nearest.map(BoundedObject.init))
    distance = Nullable(violation.distance)
    count = violation.count
    cycle = violation.cycle
    frames = violation.frames.map(FrameObject.init)
    surroundings = Nullable(violation.surroundings.map(SurroundingsObject.init))
    notes = violation.notes
  }
}

private struct PlaceObject: Encodable {
  var address: UInt32
  var function: String
  var file: Nullable<String>
  var line: Nullable<Int>

  init(_ place: CodePlace) {
    address = place.address
    function = place.function
    file = Nullable(place.file)
    line = Nullable(place.line)
  }
}

private struct BoundedObject: Encodable {
  var kind: Violation.Object.Kind
  var name: String
  var address: UInt32
  var size: UInt32
  var function: Nullable<String>
  var file: Nullable<String>
  var line: Nullable<Int>
  var allocated: [PlaceObject]
  var freed: [PlaceObject]

  init(_ object: Violation.Object) {
    kind = object.kind
    name = object.name
    address = object.address
    size = object.size
    function = Nullable(object.function)
    file = Nullable(object.file)
    line = Nullable(object.line)
    allocated = object.allocated.map(PlaceObject.init)
    freed = object.freed.map(PlaceObject.init)
  }
}

private struct FrameObject: Encodable {
  var place: PlaceObject
  var bytes: UInt32

  init(_ frame: Violation.FrameSize) {
    place = PlaceObject(frame.place)
    bytes = frame.bytes
  }
}

private struct SurroundingsObject: Encodable {
  var address: UInt32
  /// Two hexadecimal digits a byte, `..` for what is not known: an array of numbers would take a line for each.
  var bytes: String
  var objects: [BoundedObject]

  init(_ surroundings: Violation.Surroundings) {
    address = surroundings.address
    bytes = surroundings.bytes.map(HexView.cell).joined()
    objects = surroundings.objects.map(BoundedObject.init)
  }
}
