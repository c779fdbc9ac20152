/// Writes protocol buffer messages field by field.
///
/// Source: https://protobuf.dev/programming-guides/encoding. Fields of the value 0 are left out, as proto3 has it.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ field: Int, _ value: UInt64) {
    guard value != 0 else { return }
    tag(field, wireType: 0)
    variableLength(value)
  }

  mutating func boolean(_ field: Int, _ value: Bool) { integer(field, value ? 1 : 0) }

  /// An element of a repeated field, or a part: written even if it is empty.
  mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var part = ProtobufWriter()
    write(&part)
    lengthDelimited(field, part.bytes)
  }

  /// An element of a repeated field: written even if it is empty.
  mutating func string(_ field: Int, _ text: String) { lengthDelimited(field, Array(text.utf8)) }

  /// A repeated field of integers, packed.
  mutating func integers(_ field: Int, _ values: [UInt64]) {
    guard !values.isEmpty else { return }
    var part = ProtobufWriter()
    for value in values { part.variableLength(value) }
    lengthDelimited(field, part.bytes)
  }

  private mutating func lengthDelimited(_ field: Int, _ content: [UInt8]) {
    tag(field, wireType: 2)
    variableLength(UInt64(content.count))
    bytes += content
  }

  private mutating func tag(_ field: Int, wireType: Int) { variableLength(UInt64(field << 3 | wireType)) }

  /// Base 128, low digits first; the top bit of a byte says that more follow.
  private mutating func variableLength(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
