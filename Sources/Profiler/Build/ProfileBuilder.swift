import Boards
import Firmware
import Simulator

/// Makes a profile of what a run recorded: gives every cycle its instruction, line, function, path and layer.
public struct ProfileBuilder: Sendable {
  public let image: FirmwareImage
  public let board: Board
  let debug: DebugInformation
  let extents: FunctionExtents

  /// Reads the image's debug information; without any the profile has functions and instructions only.
  public init(image: FirmwareImage, board: Board) {
    self.image = image
    self.board = board
    debug = DebugInformation(image)
    extents = FunctionExtents(image)
  }

  /// - Parameters:
  ///   - layers: those whose addresses were in `RecordingOptions.layers`.
  ///   - watched: what to call the functions of `RecordingOptions.watched`, in the same order.
  ///   - passes: what to call the passes between the markers; nil if there were no markers.
  ///   - sourceDirectory: where the sources lie if not where they were compiled; for notes about them.
  ///   - memory: the halfword at an address that the image has no bytes for, such as code copied to RAM.
  public func profile(
    report: RunReport, record: ExecutionRecord, layers: LayerSelection = LayerSelection(), watched: [String] = [],
    passes: String? = nil, sourceDirectory: String? = nil, memory: ((UInt32) -> UInt16?)? = nil
  ) -> Profile {
    var assembly = ProfileAssembly(builder: self, report: report, record: record)
    assembly.addInstructions(memory: memory)
    assembly.addLines()
    assembly.addPaths()
    assembly.addCalls()
    assembly.addLayers(layers)
    assembly.addRegions(watched: watched, passes: passes)
    assembly.addTimeline()
    assembly.sortFunctions()
    assembly.addNotes(layers, sourceDirectory: sourceDirectory)
    return assembly.profile
  }
}

/// A profile while it is being made.
struct ProfileAssembly {
  let builder: ProfileBuilder
  let record: ExecutionRecord
  var profile: Profile
  var tally: FunctionTally
  /// Index in `tally` of each of the record's functions.
  let functions: [Int]
  /// Index in `profile.paths` of each of the record's nodes; nil for those in which nothing was recorded.
  var paths: [Int?] = []

  init(builder: ProfileBuilder, report: RunReport, record: ExecutionRecord) {
    self.builder = builder
    self.record = record
    var tally = FunctionTally(
      image: builder.image, extents: builder.extents, board: builder.board, recorded: record.functions)
    functions = record.functions.map { tally.index(of: $0) }
    self.tally = tally
    profile = Profile(
      firmware: report.firmware, target: report.target, core: builder.board.core.kind.rawValue,
      stop: .init(reason: report.stop.reason.rawValue, exitStatus: report.stop.exitStatus), clock: report.clock,
      seconds: report.seconds, totalCycles: 0, totalInstructions: 0, stalls: CyclesByCause(),
      memories: record.memories)
  }
}

extension ProfileAssembly {
  /// Calls and times of one call, as recorded.
  mutating func addCalls() {
    for (index, function) in record.functions.enumerated() where function.returns > 0 {
      let place = functions[index]
      tally[place].minimumCycles = min(tally[place].minimumCycles ?? .max, function.minimumCycles)
      tally[place].maximumCycles = max(tally[place].maximumCycles ?? 0, function.maximumCycles)
    }
  }

  mutating func addLayers(_ selection: LayerSelection) {
    var layers: [(first: Int, layer: Profile.Layer)] = []
    for (index, layer) in selection.layers.enumerated() {
      let function = tally.index(containing: layer.address)
      var result = Profile.Layer(
        name: layer.name, operator: layer.operator, function: function, macs: layer.macs)
      var first = Int.max
      for (index, node) in record.nodes.enumerated() where functions[node.function] == function && node.calls > 0 {
        first = min(first, index)
        result.calls += node.calls
      }
      if record.parts.indices.contains(1 + index) { result.add(record.parts[1 + index]) }
      layers.append((first, result))
    }
    // Nodes are in order of first execution; what never ran comes last, as named.
    profile.layers = layers.enumerated().sorted { ($0.element.first, $0.offset) < ($1.element.first, $1.offset) }
      .map(\.element.layer)
  }

  mutating func addRegions(watched: [String], passes: String?) {
    for (name, cycles) in zip(watched, record.callCycles) {
      profile.regions.append(Profile.Region(name: name, cycles: cycles))
    }
    if let passes { profile.regions.append(Profile.Region(name: passes, cycles: record.passCycles)) }
  }

  mutating func addTimeline() {
    guard !record.intervals.isEmpty || !record.changes.isEmpty else { return }
    let intervals = record.intervals.map { interval in
      var kept = Profile.Timeline.Interval(
        paths: [], cycles: [], depth: interval.depth, stackBytes: interval.stackBytes)
      for (node, cycles) in zip(interval.nodes, interval.cycles) {
        guard let path = path(of: node) else { continue }
        kept.paths.append(path)
        kept.cycles.append(cycles)
      }
      return kept
    }
    profile.timeline = Profile.Timeline(
      intervalCycles: record.intervalCycles, intervals: intervals,
      changes: record.changes.map { .init(cycle: $0.cycle, path: path(of: $0.node)) },
      changesAreCut: record.changesAreCut)
  }

  private func path(of node: Int32) -> Int? { paths.indices.contains(Int(node)) ? paths[Int(node)] : nil }

  /// Where the source defines functions, and their final order.
  mutating func sortFunctions() {
    let places = tally.sort()
    profile.functions = tally.functions
    for index in profile.functions.indices {
      let address = profile.functions[index].address
      if let place = builder.debug.function(at: address), place.file != nil {
        (profile.functions[index].file, profile.functions[index].line) = (place.file, place.line)
      } else if let line = builder.debug.lines.line(at: address) {
        (profile.functions[index].file, profile.functions[index].line) = (line.file, line.number)
      }
    }
    for index in profile.instructions.indices {
      profile.instructions[index].function = places[profile.instructions[index].function]
    }
    for index in profile.paths.indices { profile.paths[index].function = places[profile.paths[index].function] }
    for index in profile.layers.indices { profile.layers[index].function = places[profile.layers[index].function] }
  }
}

extension Profile.Layer {
  fileprivate mutating func add(_ part: ExecutionRecord.Part) {
    for entry in part.ledger.entries.values {
      instructions += entry.executions
      stalls.add(entry)
    }
    cycles = stalls.total
    for accesses in part.accesses.values {
      traffic.add(accesses)
      fetchMisses += accesses.fetchMisses
      dataMisses += accesses.dataMisses
    }
  }
}

extension Profile.Region {
  fileprivate init(name: String, cycles: [UInt64]) {
    let sorted = cycles.sorted()
    self.init(
      name: name, count: UInt64(sorted.count), totalCycles: sorted.reduce(0, +), minimumCycles: sorted.first,
      medianCycles: sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2], maximumCycles: sorted.last)
  }
}
