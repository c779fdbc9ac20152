import Firmware
import Simulator

// Which object an address meant. What the code fixes is the address from which a variable one is made: mostly the object's
// own, but compilers reach one variable from another's address, and begin loops before an array. So an access is wrong if
// it is in none of the objects that it may have meant, or if one instruction reaches two objects from one base.

extension Judge {
  /// An object by an address in it.
  struct Found {
    var range: Range<UInt32>
    var object: Violation.Object
  }

  /// Beginnings of larger objects are not met by chance: a biased base would have to be off by as much.
  private static let surelyMeant = 16

  func bounds(for access: CheckedAccess, bound: Range<UInt32>?) -> Range<UInt32>? {
    let origin = access.origin
    let frame = origin.kind == .frame ? frameLayout(access) : nil
    if origin.kind == .frame, frame == nil { return Self.anywhere }
    let own = object(at: origin.base, frame)
    func holds(_ range: Range<UInt32>) -> Bool {
      access.address >= range.lowerBound && UInt64(access.address) + UInt64(access.size) <= UInt64(range.upperBound)
    }

    if origin.isExact {
      guard let own else { return dead(access, origin.base) ?? Self.anywhere }
      let isBeginning = origin.base == own.range.lowerBound
      if isBeginning, beginnings.frame != machine.frameNumber { beginnings = (machine.frameNumber, []) }
      if holds(own.range) {
        if isBeginning { beginnings.addresses.insert(origin.base) }
        return own.range
      }
      // The address may be that of the end of the object before, from which the function goes down, unless it has used it
      // for the object that begins there.
      if isBeginning, !beginnings.addresses.contains(origin.base),
        let before = object(at: origin.base &- 1, frame), holds(before.range)
      {
        return before.range
      }
      return leave(own, access)
    }

    let fixed = access.fixedAddress == origin.base ? own : object(at: access.fixedAddress, frame)
    if let fixed, holds(fixed.range) { return fixed.range }
    if let own, holds(own.range) { return own.range }
    if let bound, bound != Self.anywhere {
      if holds(bound) { return bound }
      if let known = object(at: bound.lowerBound, frame) { return leave(known, access) }
    }
    if let fixed, access.fixedAddress == fixed.range.lowerBound,
      fixed.range.count >= Self.surelyMeant || fixed.object.kind == .tensor
    {
      return leave(fixed, access)
    }
    if fixed == nil, let range = dead(access, access.fixedAddress) { return range }
    if let reached = object(at: access.address, frame) {
      if holds(reached.range) { return reached.range }
      return leave(reached, access)
    }
    if let meant = fixed ?? own, meant.range.count >= Self.surelyMeant, isData(access.address) {
      return leave(meant, access)
    }
    return Self.anywhere
  }

  static let anywhere: Range<UInt32> = 0..<UInt32.max

  /// Whether memory there is the firmware's variables and nothing else, so that what is in no object is a gap.
  private func isData(_ address: UInt32) -> Bool {
    guard let location = board.location(of: address) else { return false }
    return board.regions[location.region].writable && address < dataEnd
  }

  /// Compilers copy structures by words, and read the rest of the last one with it.
  func endsInLastWord(_ access: CheckedAccess, of range: Range<UInt32>) -> Bool {
    !access.isStore && access.size >= 4 && access.address & 3 == 0 && access.address >= range.lowerBound
      && UInt64(access.address) + UInt64(access.size) <= (UInt64(range.upperBound) + 3) & ~3
  }

  /// An access outside of the object that it meant.
  private func leave(_ found: Found, _ access: CheckedAccess) -> Range<UInt32>? {
    if endsInLastWord(access, of: found.range) { return found.range }
    if readsPastEnds(access.programCounter), !access.isStore,
      UInt64(access.address & ~7) < UInt64(found.range.upperBound),
      UInt64(access.address & ~7) + 8 > UInt64(found.range.lowerBound)
    {
      return found.range
    }
    let kind: Violation.Kind =
      switch found.object.kind {
      case .stack, .frame: .stackBounds
      case .tensor: .tensorBounds
      case .heap: .heapBounds
      case .global, .region: .globalBounds
      }
    report(kind, access, object: found.object)
    return nil
  }

  /// An access by way of a tensor that is not live in the running layer.
  /// - Returns: nil if there is none; the empty range if it was noted.
  private func dead(_ access: CheckedAccess, _ address: UInt32) -> Range<UInt32>? {
    guard let layer, let tensor = tensors.last(where: { address &- $0.address < $0.size }) else { return nil }
    guard !tensors.contains(where: { isLive($0, in: layer) && address &- $0.address < $0.size }) else { return nil }
    report(
      .tensorLifetime, access, object: object(tensor),
      notes: [
        "\(tensor.name) is used by \(tensor.first == tensor.last ? "layer" : "layers \(tensor.first) to") \(tensor.last); "
          + "layer \(layer) was running"
      ])
    return 0..<0
  }

  // MARK: Objects

  private func object(at address: UInt32, _ frame: FrameLayout?) -> Found? {
    if let frame { return frame.variable(at: address) }
    if let layer {
      let live = tensors.filter { isLive($0, in: layer) && address &- $0.address < $0.size }
      if let first = live.first {
        // Operators that work in place have two tensors at one place.
        let low = live.map(\.address).min() ?? first.address
        let high = live.map { $0.address + $0.size }.max() ?? first.address + first.size
        return Found(range: low..<high, object: object(first))
      }
      if tensors.contains(where: { address &- $0.address < $0.size }) { return nil }
    }
    guard let entry = objects.entry(at: address) else { return nil }
    // While a layer runs, the arena is its tensors and nothing else.
    if layer != nil, tensors.contains(where: { entry.range.contains($0.address) }) { return nil }
    return Found(range: entry.range, object: objects.object(entry))
  }

  func isLive(_ tensor: LayerNotes.Tensor, in layer: Int) -> Bool { tensor.first <= layer && layer <= tensor.last }

  func object(_ tensor: LayerNotes.Tensor) -> Violation.Object {
    Violation.Object(kind: .tensor, name: tensor.name, address: tensor.address, size: tensor.size)
  }

  func liveTensors(in range: Range<UInt32>) -> [Violation.Object] {
    guard let layer else { return [] }
    return tensors.filter {
      isLive($0, in: layer) && $0.address < range.upperBound && $0.address &+ $0.size > range.lowerBound
    }.map(object)
  }

  // MARK: Frames

  /// The variables of a frame that are in scope.
  struct FrameLayout {
    var variables: [Found]

    func variable(at address: UInt32) -> Found? {
      variables.filter { $0.range.contains(address) }.max { $0.range.count < $1.range.count }
    }
  }

  private func frameLayout(_ access: CheckedAccess) -> FrameLayout? {
    let identity = access.origin.identity
    guard let frame = machine.frame(identity, programCounter: access.programCounter) else { return nil }
    var layout = layout(frame.stackPointer, at: frame.programCounter, livesOnly: true)
    for address in [access.origin.base, access.fixedAddress, access.address] {
      guard let area = machine.area(containing: address, frame: identity) else { continue }
      let name = "variable-length array"
      let object = Violation.Object(
        kind: .stack, name: name, address: area.lowerBound, size: UInt32(area.count),
        function: places.name(of: frame.function))
      layout = FrameLayout(variables: (layout?.variables ?? []) + [Found(range: area, object: object)])
    }
    return layout
  }

  /// What an access is by, as far as its pointer tells, for kinds that have nothing to do with bounds.
  func meant(by access: CheckedAccess?) -> Violation.Object? {
    guard let access else { return nil }
    switch access.origin.kind {
    case .heap: return block(access.origin.identity)
    case .constant, .frame:
      let frame = access.origin.kind == .frame ? frameLayout(access) : nil
      if access.origin.kind == .frame, frame == nil { return nil }
      return (object(at: access.fixedAddress, frame) ?? object(at: access.origin.base, frame))?.object
    default: return nil
    }
  }

  private func layout(_ canonical: UInt32, at programCounter: UInt32, livesOnly: Bool) -> FrameLayout? {
    let known = variables.variables(at: programCounter)
    guard !known.isEmpty else { return nil }
    return FrameLayout(
      variables: known.filter { !livesOnly || $0.isLive(at: programCounter) }.map { variable in
        let address = canonical &+ UInt32(bitPattern: variable.offset)
        return Found(
          range: address..<max(address, address &+ variable.size),
          object: Violation.Object(
            kind: .stack, name: variable.name, address: address, size: variable.size, function: variable.function,
            file: variable.file, line: variable.line))
      })
  }

  /// Variables of running functions that touch a range.
  func frameVariables(around range: Range<UInt32>) -> [Violation.Object] {
    let calls = machine.calls(at: 0)
    var found: [Violation.Object] = []
    for (index, frame) in calls.frames.enumerated().prefix(64) {
      let inside = index > 0 ? calls.frames[index - 1].callSite : nil
      guard frame.stackPointer > range.lowerBound, let at = inside ?? Optional(frame.function) else { continue }
      let layout = layout(frame.stackPointer, at: at, livesOnly: inside != nil)
      found += (layout?.variables ?? []).filter { $0.range.overlaps(range) }.map(\.object)
      if frame.stackPointer > range.upperBound &+ 4096 { break }
    }
    return found
  }

  /// An access through a pointer to a local variable of a function that has returned.
  func usedAfterReturn(_ access: CheckedAccess) {
    var object: Violation.Object?
    if let frame = machine.frameBefore(access.origin.identity) {
      let candidates = layout(frame.stackPointer, at: frame.function, livesOnly: false)?.variables ?? []
      let meant = [access.address, access.origin.base].lazy.compactMap { address in
        candidates.filter { $0.range.contains(address) }.min { $0.range.count < $1.range.count }
      }.first
      object =
        meant?.object
        ?? Violation.Object(
          kind: .frame, name: "frame of \(places.name(of: frame.function))", address: access.origin.base, size: 0,
          function: places.name(of: frame.function))
    }
    report(.useAfterReturn, access, object: object)
  }

  func overwroteReturnAddress(_ access: CheckedAccess) {
    report(.stackBounds, access, notes: ["a return address that a running function had saved was overwritten"])
  }
}
