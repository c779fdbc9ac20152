/// One limit, held against one thing.
public struct LimitCheck: Sendable, Equatable {
  public enum Kind: String, Encodable, Sendable {
    /// Whether the firmware ended as before; the total; one function; one layer.
    case stop, total, function, layer
  }

  public enum Outcome: Sendable, Equatable {
    case within, breach
    /// Why it could not be broken, in words.
    case notChecked(String)
  }

  public var kind: Kind
  /// The function's or layer's label; empty for the others.
  public var label: String
  /// What is counted: `self cycles`.
  public var measure: String
  public var change: Change
  public var limit: ChangeLimit?
  public var outcome: Outcome
  /// Where the function, or the layer's function, is defined.
  public var file: String?
  public var line: Int?
  /// How the firmware ended before and after, for `stop`.
  var stops: (from: Profile.Stop, to: Profile.Stop)?

  public var isBreach: Bool { outcome == .breach }

  public static func == (one: LimitCheck, other: LimitCheck) -> Bool {
    (one.kind, one.label, one.measure, one.limit, one.change) == (
      other.kind, other.label, other.measure, other.limit, other.change
    ) && one.outcome == other.outcome && (one.file, one.line) == (other.file, other.line)
      && one.stops?.from == other.stops?.from && one.stops?.to == other.stops?.to
  }

  /// What was checked: `function convolve: self cycles`. Names are as the firmware has them.
  public var subject: String {
    switch kind {
    case .stop: "the firmware's end"
    case .total: "total cycles"
    case .function: "function \(label): \(measure)"
    case .layer: "layer \(label): \(measure)"
    }
  }

  /// In one line: what, from, to, change and limit.
  public var text: String {
    if let stops {
      return stops.from == stops.to
        ? "\(subject) \(stops.to.text)"
        : "\(subject): \(stops.from.text) → \(stops.to.text), so that its cycles do not compare"
    }
    let limit = limit.map { ", limit \($0.amount.text)" } ?? ""
    return "\(ChangeText.printable(subject)) \(ChangeText.sentence(change))\(limit)"
  }
}

extension LimitCheck: Encodable {
  private enum CodingKeys: String, CodingKey {
    case kind, label, measure, cycles, limit, file, line, text
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(text, forKey: .text)
    if kind != .stop {
      try container.encode(measure, forKey: .measure)
      try container.encode(change, forKey: .cycles)
      try container.encodeIfPresent(limit?.amount.text, forKey: .limit)
    }
    if !label.isEmpty { try container.encode(label, forKey: .label) }
    try container.encodeIfPresent(file, forKey: .file)
    try container.encodeIfPresent(line, forKey: .line)
  }
}

extension ProfileDifference {
  /// A limit for a function or layer that neither profile has.
  public struct UnknownName: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// Holds limits against the difference: a check for each function or layer that a limit is for, in the order of the
  /// limits; before them, if there are any, whether the firmware ended as before, as cycles do not compare otherwise.
  /// - Parameter floor: functions and layers may always grow by fewer cycles than this.
  public func check(_ limits: [ChangeLimit], ignoringBelow floor: UInt64 = 0) throws(UnknownName) -> [LimitCheck] {
    guard !limits.isEmpty else { return [] }
    var checks = [stopCheck]
    for limit in limits {
      switch limit.subject {
      case .total: checks.append(totalCheck(limit))
      case .everyFunction:
        checks += functions.map {
          check($0, "self cycles", $0.selfCycles, limit, floor, isNamed: false)
        }
      case .function(let name):
        let named = functions.filter { $0.name == name || $0.label == name }
        guard !named.isEmpty else { throw unknown("function", name, functions.map(\.name)) }
        checks += named.map { check($0, "inclusive cycles", $0.inclusiveCycles, limit, floor, isNamed: true) }
      case .everyLayer: checks += layers.map { check($0, limit, floor, isNamed: false) }
      case .layer(let name):
        let named = layers.filter { $0.name == name || $0.label == name }
        guard !named.isEmpty else { throw unknown("layer", name, layers.map(\.name)) }
        checks += named.map { check($0, limit, floor, isNamed: true) }
      }
    }
    return checks
  }

  private var stopCheck: LimitCheck {
    LimitCheck(
      kind: .stop, label: "", measure: "", change: Change(from: 0, to: 0), limit: nil,
      outcome: from.stop == to.stop ? .within : .breach, stops: (from.stop, to.stop))
  }

  private func totalCheck(_ limit: ChangeLimit) -> LimitCheck {
    LimitCheck(
      kind: .total, label: "", measure: "cycles", change: totalCycles, limit: limit,
      outcome: limit.isBroken(by: totalCycles) ? .breach : .within)
  }

  private func check(
    _ function: Function, _ measure: String, _ change: Change, _ limit: ChangeLimit, _ floor: UInt64, isNamed: Bool
  ) -> LimitCheck {
    LimitCheck(
      kind: .function, label: function.label, measure: measure, change: change, limit: limit,
      outcome: outcome(change, limit, floor, isNamed: isNamed), file: function.file, line: function.line)
  }

  private func check(_ layer: Layer, _ limit: ChangeLimit, _ floor: UInt64, isNamed: Bool) -> LimitCheck {
    LimitCheck(
      kind: .layer, label: layer.label, measure: "cycles", change: layer.cycles, limit: limit,
      outcome: outcome(layer.cycles, limit, floor, isNamed: isNamed), file: layer.file, line: layer.line)
  }

  private func outcome(_ change: Change, _ limit: ChangeLimit, _ floor: UInt64, isNamed: Bool) -> LimitCheck.Outcome {
    if change.to > change.from, change.magnitude < floor {
      return .notChecked("grew by \(ChangeText.count(change.magnitude)) cycles, fewer than --ignore-below")
    }
    if change.from == 0, change.to > 0, case .millionthsOfPercent = limit.amount {
      // Nothing new is a percentage of what was not there. Of what was asked for by name, it is a surprise.
      return isNamed ? .breach : .notChecked("had no cycles before, of which growth could be a percentage")
    }
    return limit.isBroken(by: change) ? .breach : .within
  }

  private func unknown(_ kind: String, _ name: String, _ names: [String]) -> UnknownName {
    let wanted = name.lowercased()
    let similar = Set(names).filter { other in
      let other = other.lowercased()
      return other.contains(wanted) || (other.count > 3 && wanted.contains(other))
    }
    let hint = similar.isEmpty ? "" : "; similar: \(similar.sorted().prefix(3).joined(separator: ", "))"
    return UnknownName(
      description: "neither profile has a \(kind) named '\(name)'\(ChangeText.printable(hint))")
  }
}
