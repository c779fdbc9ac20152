extension Profile {
  /// A profile for `pprof`, not compressed: calls and cycles by stack, with lines and inlined functions.
  ///
  /// The innermost place of a stack is an instruction. The profile knows cycles of paths and cycles of instructions, not of both
  /// at once: a function reached by several paths has those of each spread over its instructions in proportion, as far as the file stays small. Sums by
  /// function, path, line and instruction are exact.
  ///
  /// Source of the format: https://github.com/google/pprof, `proto/profile.proto`.
  public func pprof() -> [UInt8] {
    var writer = PProfWriter(self)
    writer.write()
    return writer.message.bytes
  }
}

/// Numbers of the messages' fields, from profile.proto.
private enum Field {
  enum Profile {
    static let (sampleType, sample, mapping, location, function, stringTable) = (1, 2, 3, 4, 5, 6)
    static let (durationNanos, periodType, period, comment, defaultSampleType) = (10, 11, 12, 13, 14)
  }
  enum ValueType { static let (type, unit) = (1, 2) }
  enum Sample { static let (locationID, value, label) = (1, 2, 3) }
  enum Label { static let (key, string) = (1, 2) }
  enum Mapping {
    static let (id, memoryStart, memoryLimit, filename) = (1, 2, 3, 5)
    static let (hasFunctions, hasFilenames, hasLineNumbers, hasInlineFrames) = (7, 8, 9, 10)
  }
  enum Location { static let (id, mappingID, address, line) = (1, 2, 3, 4) }
  enum Line { static let (functionID, line) = (1, 2) }
  enum Function { static let (id, name, systemName, filename, startLine) = (1, 2, 3, 4, 5) }
}

private struct PProfWriter {
  private struct Named: Hashable {
    var name: String
    var file: String
  }

  /// Where a frame of a stack is: at an instruction of a function, or nowhere in particular in it.
  private struct Place: Hashable {
    var function: Int
    var address: UInt32?
  }

  let profile: Profile
  let tree: PathTree
  var message = ProtobufWriter()
  private var strings: [String] = [""]
  private var stringIndices: [String: Int] = ["": 0]
  /// Functions that only exist inlined; their numbers come after those of the profile's functions.
  private var inlined: [Named] = []
  private var inlinedNumbers: [Named: Int] = [:]
  /// Instruction by address, and by function those that have cycles.
  private var instructionAt: [UInt32: Int] = [:]
  private var instructionsOf: [[Int]]
  /// In the order of their numbers, which begin at 1.
  private var places: [Place] = []
  private var placeNumbers: [Place: UInt64] = [:]

  /// By path: the number of the place that called it, 0 if none did.
  private var callPlaces: [UInt64] = []

  /// Frames of stacks in all. Where a function's paths crossed with its instructions would take more than is left, each
  /// path gets the first of them that have cycles: fewer stacks, the same sums.
  private var framesLeft = 4_000_000

  init(_ profile: Profile) {
    self.profile = profile
    tree = PathTree(profile.paths)
    instructionsOf = [[Int]](repeating: [], count: profile.functions.count)
    for (index, instruction) in profile.instructions.enumerated() {
      instructionAt[instruction.address] = index
      if instruction.cycles > 0 { instructionsOf[instruction.function].append(index) }
    }
  }

  mutating func write() {
    write(type: Field.Profile.sampleType, "calls", "count")
    write(type: Field.Profile.sampleType, "cycles", "cycles")
    writeMapping()
    writeSamples()
    for index in places.indices { writePlace(index) }
    for (index, function) in profile.functions.enumerated() {
      writeFunction(index + 1, function.name, file: function.file ?? "", line: function.line ?? 0)
    }
    for (index, function) in inlined.enumerated() {
      writeFunction(profile.functions.count + index + 1, function.name, file: function.file, line: 0)
    }
    message.integer(Field.Profile.durationNanos, Self.nanoseconds(profile.seconds))
    write(type: Field.Profile.periodType, "cycles", "cycles")
    message.integer(Field.Profile.period, 1)
    let about = "\(profile.firmware) on \(profile.target) (\(profile.core)), ended by \(profile.stop.reason)"
    message.integers(Field.Profile.comment, ([about] + profile.notes).map { string($0) })
    message.integer(Field.Profile.defaultSampleType, string("cycles"))
    for text in strings { message.string(Field.Profile.stringTable, text) }
  }

  private mutating func write(type field: Int, _ type: String, _ unit: String) {
    let (type, unit) = (string(type), string(unit))
    message.message(field) {
      $0.integer(Field.ValueType.type, type)
      $0.integer(Field.ValueType.unit, unit)
    }
  }

  private mutating func writeMapping() {
    let start = profile.instructions.first?.address ?? 0
    let limit = profile.instructions.last.map { UInt64($0.address) + UInt64($0.size) } ?? 0
    let file = string(profile.firmware)
    message.message(Field.Profile.mapping) {
      $0.integer(Field.Mapping.id, 1)
      $0.integer(Field.Mapping.memoryStart, UInt64(start))
      $0.integer(Field.Mapping.memoryLimit, limit)
      $0.integer(Field.Mapping.filename, file)
      // All that can be known is here; a reader need not look for it in the image.
      $0.boolean(Field.Mapping.hasFunctions, true)
      $0.boolean(Field.Mapping.hasFilenames, true)
      $0.boolean(Field.Mapping.hasLineNumbers, true)
      $0.boolean(Field.Mapping.hasInlineFrames, true)
    }
  }

  private mutating func writeSamples() {
    callPlaces = profile.paths.indices.map { path in
      guard let parent = profile.paths[path].parent else { return 0 }
      return place(profile.paths[parent].function, profile.paths[path].callSite)
    }
    let pathsOf = Dictionary(grouping: profile.paths.indices) { profile.paths[$0].function }
    for function in profile.functions.indices {
      let paths = pathsOf[function] ?? []
      var split = CycleSplit(profile, instructionsOf[function])
      let frames = paths.reduce(0) { $0 + tree.depths[$1] + 1 } * instructionsOf[function].count
      let isCrossed = frames <= framesLeft
      if isCrossed { framesLeft -= frames }
      let entry = place(function, nil)
      for path in paths {
        let stack = callers(of: path)
        let calls = profile.paths[path].calls
        if calls > 0 { writeSample([entry] + stack, path, calls: calls, cycles: 0) }
        var rest = profile.paths[path].selfCycles
        for (instruction, cycles) in split.take(rest, inProportion: isCrossed) {
          let leaf = place(function, profile.instructions[instruction].address)
          writeSample([leaf] + stack, path, calls: 0, cycles: cycles)
          rest -= cycles
        }
        if rest > 0 { writeSample([entry] + stack, path, calls: 0, cycles: rest) }
      }
    }
  }

  /// Where each function above a path called the next, innermost first.
  private func callers(of path: Int) -> [UInt64] {
    var callers: [UInt64] = []
    callers.reserveCapacity(tree.depths[path])
    var step = path
    while let parent = profile.paths[step].parent {
      callers.append(callPlaces[step])
      step = parent
    }
    return callers
  }

  private mutating func writeSample(_ stack: [UInt64], _ path: Int, calls: UInt64, cycles: UInt64) {
    let (key, context) = (string("context"), string(profile.contextTitle(tree.roots[path])))
    message.message(Field.Profile.sample) {
      $0.integers(Field.Sample.locationID, stack)
      $0.integers(Field.Sample.value, [calls, cycles].map { min($0, UInt64(Int64.max)) })
      $0.message(Field.Sample.label) {
        $0.integer(Field.Label.key, key)
        $0.integer(Field.Label.string, context)
      }
    }
  }

  private mutating func place(_ function: Int, _ address: UInt32?) -> UInt64 {
    let place = Place(function: function, address: address)
    if let number = placeNumbers[place] { return number }
    places.append(place)
    placeNumbers[place] = UInt64(places.count)
    return UInt64(places.count)
  }

  private mutating func writePlace(_ index: Int) {
    let (function, address) = (places[index].function, places[index].address)
    var lines: [(function: Int, line: Int)] = []
    if let known = address.flatMap({ instructionAt[$0] }), profile.instructions[known].function == function {
      let instruction = profile.instructions[known]
      var (file, line) = (instruction.file, instruction.line)
      for frame in instruction.inlined {
        lines.append((number(ofInlined: Named(name: frame.function, file: file ?? "")), line ?? 0))
        (file, line) = (frame.callFile, frame.callLine)
      }
      lines.append((function + 1, line ?? 0))
    } else {
      lines.append((function + 1, profile.functions[function].line ?? 0))
    }
    let start = address ?? profile.functions[function].address
    message.message(Field.Profile.location) {
      $0.integer(Field.Location.id, UInt64(index + 1))
      $0.integer(Field.Location.mappingID, 1)
      $0.integer(Field.Location.address, UInt64(start))
      for line in lines {
        $0.message(Field.Location.line) {
          $0.integer(Field.Line.functionID, UInt64(line.function))
          $0.integer(Field.Line.line, UInt64(max(line.line, 0)))
        }
      }
    }
  }

  private mutating func number(ofInlined function: Named) -> Int {
    if let number = inlinedNumbers[function] { return number }
    inlined.append(function)
    let number = profile.functions.count + inlined.count
    inlinedNumbers[function] = number
    return number
  }

  private mutating func writeFunction(_ number: Int, _ name: String, file: String, line: Int) {
    let (name, file) = (string(name), string(file))
    message.message(Field.Profile.function) {
      $0.integer(Field.Function.id, UInt64(number))
      $0.integer(Field.Function.name, name)
      $0.integer(Field.Function.systemName, name)
      $0.integer(Field.Function.filename, file)
      $0.integer(Field.Function.startLine, UInt64(max(line, 0)))
    }
  }

  private mutating func string(_ text: String) -> UInt64 {
    if let index = stringIndices[text] { return UInt64(index) }
    strings.append(text)
    stringIndices[text] = strings.count - 1
    return UInt64(strings.count - 1)
  }

  private static func nanoseconds(_ seconds: Double) -> UInt64 {
    seconds >= 0 && seconds < 9e9 ? UInt64((seconds * 1e9).rounded()) : 0
  }
}

/// Hands out the cycles of a function's instructions to its paths, so that neither loses one.
private struct CycleSplit {
  private var left: [(instruction: Int, cycles: UInt64)]
  private var total: UInt64

  init(_ profile: Profile, _ instructions: [Int]) {
    left = instructions.map { ($0, profile.instructions[$0].cycles) }
    total = left.reduce(0) { $0 + $1.cycles }
  }

  /// `cycles` of what is left, or all if that is less: of each instruction in proportion to what it has left, rounded so
  /// that the sum is exact; else of the first that have any.
  mutating func take(_ cycles: UInt64, inProportion: Bool) -> [(instruction: Int, cycles: UInt64)] {
    let wanted = min(cycles, total)
    guard wanted > 0 else { return [] }
    var taken: [(instruction: Int, cycles: UInt64)] = []
    var (passed, given): (UInt64, UInt64) = (0, 0)
    for index in left.indices where left[index].cycles > 0 {
      passed += left[index].cycles
      // Rounding the running sum, not each part, gives no instruction more than it has, and all `wanted` in the end.
      let upTo = inProportion ? Self.scaled(passed, wanted, total) : min(passed, wanted)
      guard upTo > given else { continue }
      taken.append((left[index].instruction, upTo - given))
      left[index].cycles -= upTo - given
      given = upTo
      if given == wanted { break }
    }
    total -= wanted
    left.removeAll { $0.cycles == 0 }
    return taken
  }

  /// `value` × `part` ÷ `whole`, rounded down; `part` is at most `whole`, so that it fits.
  private static func scaled(_ value: UInt64, _ part: UInt64, _ whole: UInt64) -> UInt64 {
    whole.dividingFullWidth(value.multipliedFullWidth(by: part)).quotient
  }
}
