import Profiler

/// Profiles of random shape in which every sum holds: recursion, handlers, tasks, inlined code, names that are hard on
/// syntaxes. Inclusive cycles are added up here from the leaves, one call chain after the other.
enum RandomProfile {
  /// Names of functions that demangled C++, assembly and damaged images can have.
  static let names = [
    "main", "operator<<(std::ostream&, int)", "f; g", "a \"quoted\" name", "pipe|tick`s`", "(12) numbered", "größe",
    "two\nlines", "tab\there", "back\\slash", "$math$ @mention #1 *bold*", "static_one", "static_one",
    "(anonymous namespace)::run", " led by a space", "__aeabi_memcpy__",
  ]
  static let files = ["src/main.c", "src/kernel one.c", "inc/<inline>.h", "src/ünïcode.cpp"]

  static func make(seed: UInt64, paths count: Int = 60) -> Profile {
    var generator = SeededGenerator(seed: seed)
    var profile = Profile(
      firmware: "build/\"app\" & co.elf", target: "stm32f407", core: "cortex-m4",
      stop: .init(reason: "exit", exitStatus: 0),
      clock: 168_000_000, seconds: 0, totalCycles: 0, totalInstructions: 0, stalls: .init(),
      memories: ["flash", "sram"])
    addFunctions(to: &profile, &generator)
    addPaths(to: &profile, count, &generator)
    addInclusive(to: &profile)
    for function in profile.functions.indices { addInstructions(to: &profile, function, &generator) }
    addLines(to: &profile)
    profile.seconds = Double(profile.totalCycles) / 168e6
    addTimeline(to: &profile, &generator)
    return profile
  }

  private static func addFunctions(to profile: inout Profile, _ generator: inout SeededGenerator) {
    for (index, name) in names.enumerated() {
      var function = Profile.Function(name: name, address: 0x0800_0000 + UInt32(index) * 0x100)
      if index % 5 != 4 {
        // Two functions of one name share a file.
        function.file = name == "static_one" ? files[0] : files.randomElement(using: &generator)
        function.line = index * 20 + 1
      }
      profile.functions.append(function)
    }
  }

  private static func addPaths(to profile: inout Profile, _ count: Int, _ generator: inout SeededGenerator) {
    profile.paths = [
      .init(kind: .reset, function: 0, calls: 1), .init(kind: .exception, function: 3, exception: 15, calls: 9),
      .init(kind: .exception, function: 4, exception: 3, calls: 2), .init(kind: .task, function: 5, calls: 1),
      .init(kind: .task, function: 6, calls: 1),
    ]
    var known: Set<[Int]> = []
    while profile.paths.count < count {
      let parent = Int.random(in: 0..<profile.paths.count, using: &generator)
      let function = Int.random(in: 0..<names.count, using: &generator)
      let caller = profile.functions[profile.paths[parent].function]
      let site = caller.address + 2 * UInt32.random(in: 0..<4, using: &generator)
      guard known.insert([parent, function, Int(site)]).inserted else { continue }
      let kind = Bool.random(using: &generator) ? Profile.Path.Kind.call : .jump
      profile.paths.append(
        .init(
          kind: kind, function: function, parent: parent, callSite: site,
          calls: UInt64.random(in: 1...5, using: &generator)))
    }
    for index in profile.paths.indices {
      profile.paths[index].selfCycles = UInt64.random(in: 0...400, using: &generator)
      profile.functions[profile.paths[index].function].selfCycles += profile.paths[index].selfCycles
      profile.functions[profile.paths[index].function].calls += profile.paths[index].calls
      profile.totalCycles += profile.paths[index].selfCycles
    }
  }

  private static func addInclusive(to profile: inout Profile) {
    for index in profile.paths.indices {
      let cycles = profile.paths[index].selfCycles
      var seen: Set<Int> = []
      var step: Int? = index
      while let path = step {
        profile.paths[path].inclusiveCycles += cycles
        if seen.insert(profile.paths[path].function).inserted {
          profile.functions[profile.paths[path].function].inclusiveCycles += cycles
        }
        step = profile.paths[path].parent
      }
    }
  }

  /// Six instructions, their cycles at random; every second one inlined from another file.
  private static func addInstructions(
    to profile: inout Profile, _ index: Int, _ generator: inout SeededGenerator
  ) {
    let function = profile.functions[index]
    var left = function.selfCycles
    for number in 0..<6 {
      var instruction = Profile.Instruction(
        address: function.address + UInt32(2 * number), size: 2, encoding: "bf00", text: "nop", function: index)
      let cycles = number == 5 ? left : UInt64.random(in: 0...left, using: &generator)
      left -= cycles
      instruction.cycles = cycles
      instruction.executions = UInt64.random(in: 1...50, using: &generator)
      instruction.stalls.issue = cycles / 2
      instruction.stalls.dataWait = cycles - cycles / 2
      instruction.dataMisses = UInt64(number)
      if let file = function.file, let line = function.line {
        (instruction.file, instruction.line) = (file, line + number)
        if number % 2 == 1 {
          instruction.file = files[2]
          instruction.inlined = [.init(function: "min<int>", callFile: file, callLine: line + number)]
        }
      }
      profile.stalls += instruction.stalls
      profile.functions[index].stalls += instruction.stalls
      profile.functions[index].instructions += instruction.executions
      profile.functions[index].dataMisses += instruction.dataMisses
      profile.totalInstructions += instruction.executions
      profile.instructions.append(instruction)
    }
  }

  private static func addLines(to profile: inout Profile) {
    var lines: [String: [Int: Profile.Line]] = [:]
    for instruction in profile.instructions {
      guard let file = instruction.file, let number = instruction.line else { continue }
      var line = lines[file]?[number] ?? Profile.Line(file: file, line: number)
      line.cycles += instruction.cycles
      line.instructions += instruction.executions
      line.executions = max(line.executions, instruction.executions)
      line.stalls += instruction.stalls
      lines[file, default: [:]][number] = line
    }
    profile.lines = lines.values.flatMap(\.values).sorted {
      ($1.cycles, $0.file, $0.line) < ($0.cycles, $1.file, $1.line)
    }
  }

  /// Each path's cycles in up to three stretches, in random order, now and then with a gap that is not profiled.
  private static func addTimeline(to profile: inout Profile, _ generator: inout SeededGenerator) {
    var stretches: [(path: Int, cycles: UInt64)] = []
    for (index, path) in profile.paths.enumerated() {
      let first = path.selfCycles / 3
      for cycles in [first, first, path.selfCycles - 2 * first] where cycles > 0 { stretches.append((index, cycles)) }
    }
    stretches.shuffle(using: &generator)
    var timeline = Profile.Timeline(intervalCycles: 1000, intervals: [])
    var cycle: UInt64 = 0
    for stretch in stretches {
      if UInt8.random(in: 0..<10, using: &generator) == 0 {
        timeline.changes.append(.init(cycle: cycle, path: nil))
        cycle += 17
      }
      timeline.changes.append(.init(cycle: cycle, path: stretch.path))
      cycle += stretch.cycles
    }
    for number in 0..<(cycle + 999) / 1000 {
      timeline.intervals.append(.init(paths: [], cycles: [], depth: Int(number % 7), stackBytes: UInt32(number * 8)))
    }
    profile.timeline = timeline
  }
}

/// SplitMix64, for the same profiles each time. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}

extension SampleProfile {
  /// A run that ended before its first instruction.
  static func empty() -> Profile {
    Profile(
      firmware: "", target: "stm32f407", core: "cortex-m4", stop: .init(reason: "fault", exitStatus: 1), clock: 0,
      seconds: 0, totalCycles: 0, totalInstructions: 0, stalls: .init(), memories: [])
  }

  /// Two functions that call each other, `depth` calls deep; the innermost has all cycles.
  static func deep(_ depth: Int) -> Profile {
    var profile = empty()
    profile.firmware = "deep.elf"
    profile.clock = 1_000_000
    profile.totalCycles = 10
    for (index, name) in ["even", "odd"].enumerated() {
      var function = Profile.Function(name: name, address: UInt32(index) * 0x10)
      function.inclusiveCycles = 10
      function.calls = UInt64(depth / 2)
      profile.functions.append(function)
      profile.instructions.append(
        .init(address: function.address, size: 2, encoding: "bf00", text: "nop", function: index))
    }
    for level in 0..<depth {
      var path = Profile.Path(
        kind: level == 0 ? .reset : .call, function: level % 2, parent: level == 0 ? nil : level - 1, calls: 1,
        inclusiveCycles: 10)
      if level > 0 { path.callSite = UInt32(1 - level % 2) * 0x10 }
      profile.paths.append(path)
    }
    let last = (depth - 1) % 2
    profile.paths[depth - 1].selfCycles = 10
    profile.functions[last].selfCycles = 10
    profile.instructions[last].cycles = 10
    profile.timeline = .init(
      intervalCycles: 10, intervals: [.init(paths: [depth - 1], cycles: [10], depth: depth, stackBytes: 8)],
      changes: [.init(cycle: 0, path: depth - 1)])
    return profile
  }
}
