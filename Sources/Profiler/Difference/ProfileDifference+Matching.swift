extension ProfileDifference {
  /// Two things of one name, or one that is in one profile only.
  private struct Pair<Item> {
    var label: String
    var from: Item?
    var to: Item?

    var presence: Presence { from == nil ? .added : to == nil ? .removed : .both }

    func change(_ value: (Item) -> UInt64) -> Change {
      Change(from: from.map(value) ?? 0, to: to.map(value) ?? 0)
    }
  }

  /// Pairs by name. Within a name, those that agree in `detail` come together first; the rest in the order given.
  private static func pairs<Item>(
    _ from: [Item], _ to: [Item], name: (Item) -> String, detail: (Item) -> String?
  ) -> [Pair<Item>] {
    let (before, after) = (Dictionary(grouping: from, by: name), Dictionary(grouping: to, by: name))
    return Set(before.keys).union(after.keys).sorted().flatMap { name in
      pair(before[name] ?? [], after[name] ?? [], detail: detail).enumerated().map { number, pair in
        Pair(label: number == 0 ? name : "\(name) #\(number + 1)", from: pair.from, to: pair.to)
      }
    }
  }

  private static func pair<Item>(
    _ from: [Item], _ to: [Item], detail: (Item) -> String?
  ) -> [(from: Item?, to: Item?)] {
    if from.count <= 1, to.count <= 1 { return [(from.first, to.first)] }
    var partner = [Int?](repeating: nil, count: from.count)
    var isTaken = [Bool](repeating: false, count: to.count)
    func match(_ agree: (Item, Item) -> Bool) {
      for index in from.indices where partner[index] == nil {
        if let other = to.indices.first(where: { !isTaken[$0] && agree(from[index], to[$0]) }) {
          partner[index] = other
          isTaken[other] = true
        }
      }
    }
    match { detail($0) == detail($1) }
    match { _, _ in true }
    return from.indices.map { (from[$0], partner[$0].map { to[$0] }) }
      + to.indices.filter { !isTaken[$0] }.map { (nil, to[$0]) }
  }

  static func functions(_ from: Profile, _ to: Profile) -> [Function] {
    func byAddress(_ profile: Profile) -> [Profile.Function] {
      profile.functions.sorted { ($0.address, $0.name) < ($1.address, $1.name) }
    }
    return pairs(byAddress(from), byAddress(to), name: \.name, detail: \.file).map { pair in
      let place = pair.to ?? pair.from
      return Function(
        label: pair.label, name: place?.name ?? pair.label, presence: pair.presence, file: place?.file,
        line: place?.line, selfCycles: pair.change(\.selfCycles), inclusiveCycles: pair.change(\.inclusiveCycles),
        calls: pair.change(\.calls), instructions: pair.change(\.instructions),
        stalls: Cause.changes(from: pair.from?.stalls, to: pair.to?.stalls).filter { $0.cycles.magnitude > 0 })
    }.sorted {
      (
        $1.selfCycles.magnitude, $1.inclusiveCycles.magnitude, $1.calls.magnitude, $0.label
      ) < ($0.selfCycles.magnitude, $0.inclusiveCycles.magnitude, $0.calls.magnitude, $1.label)
    }
  }

  static func layers(_ from: Profile, _ to: Profile) -> [Layer] {
    func located(_ profile: Profile) -> [(layer: Profile.Layer, file: String?, line: Int?)] {
      profile.layers.map { layer in
        let function = profile.functions.indices.contains(layer.function) ? profile.functions[layer.function] : nil
        return (layer, function?.file, function?.line)
      }
    }
    return pairs(located(from), located(to), name: \.layer.name, detail: { _ in nil }).map { pair in
      let place = pair.to ?? pair.from
      return Layer(
        label: pair.label, name: place?.layer.name ?? pair.label, presence: pair.presence,
        operator: place?.layer.operator, file: place?.file, line: place?.line, cycles: pair.change(\.layer.cycles),
        instructions: pair.change(\.layer.instructions), calls: pair.change(\.layer.calls),
        bytesMoved: pair.change(\.layer.bytesMoved),
        stalls: Cause.changes(from: pair.from?.layer.stalls, to: pair.to?.layer.stalls)
          .filter { $0.cycles.magnitude > 0 })
    }.sorted {
      ($1.cycles.magnitude, $1.calls.magnitude, $0.label) < ($0.cycles.magnitude, $0.calls.magnitude, $1.label)
    }
  }

  static func regions(_ from: Profile, _ to: Profile) -> [Region] {
    pairs(from.regions, to.regions, name: \.name, detail: { _ in nil }).map { pair in
      var median: Change?
      if let before = pair.from?.medianCycles, let after = pair.to?.medianCycles {
        median = Change(from: before, to: after)
      }
      return Region(
        label: pair.label, presence: pair.presence, count: pair.change(\.count),
        totalCycles: pair.change(\.totalCycles), medianCycles: median)
    }.sorted { ($1.totalCycles.magnitude, $0.label) < ($0.totalCycles.magnitude, $1.label) }
  }
}

extension ProfileDifference.Cause {
  /// All causes, that which changed most first.
  static func changes(from: CyclesByCause?, to: CyclesByCause?) -> [ProfileDifference.Cause] {
    let changes = CyclesByCause.causes.map { cause in
      ProfileDifference.Cause(
        key: cause.key, title: cause.title,
        cycles: Change(from: from?[keyPath: cause.path] ?? 0, to: to?[keyPath: cause.path] ?? 0))
    }
    // Equal ones stay in the order of the causes.
    return changes.enumerated().sorted {
      ($1.element.cycles.magnitude, $0.offset) < ($0.element.cycles.magnitude, $1.offset)
    }.map(\.element)
  }
}
