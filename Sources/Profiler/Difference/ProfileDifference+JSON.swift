import Foundation

extension ProfileDifference: Encodable {
  private enum CodingKeys: String, CodingKey {
    case schema, from, to, totalCycles, totalInstructions, stalls, functions, layers, regions, warnings
  }

  /// What changed; functions, layers and regions that did not are left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(1, forKey: .schema)
    try container.encode(from, forKey: .from)
    try container.encode(to, forKey: .to)
    try container.encode(totalCycles, forKey: .totalCycles)
    try container.encode(totalInstructions, forKey: .totalInstructions)
    try container.encode(stalls, forKey: .stalls)
    try container.encode(functions.filter(\.isChanged), forKey: .functions)
    try container.encode(layers.filter(\.isChanged), forKey: .layers)
    try container.encode(regions.filter(\.isChanged), forKey: .regions)
    try container.encode(warnings, forKey: .warnings)
  }

  /// The difference as JSON: keys sorted, indented, a newline at the end.
  /// - Parameter checks: the limits that were checked; the breaches among them are in it, under `breaches`.
  public func json(_ checks: [LimitCheck] = []) -> [UInt8] {
    struct Report: Encodable {
      var difference: ProfileDifference
      var checks: [LimitCheck]

      enum CodingKeys: String, CodingKey {
        case breaches, limitsChecked
      }

      func encode(to encoder: any Encoder) throws {
        try difference.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(checks.filter(\.isBreach), forKey: .breaches)
        try container.encode(checks.count, forKey: .limitsChecked)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // From a profile that was read, `seconds` is finite.
    guard let data = try? encoder.encode(Report(difference: self, checks: checks)) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
