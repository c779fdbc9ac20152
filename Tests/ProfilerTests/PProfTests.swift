import Foundation
import Profiler
import Testing

/// Against `protoc`, which decodes by a schema, and pprof itself as Go carries it.
@Suite struct PProfTests {
  static let protoc = Tool.find("protoc")
  static let go = Tool.find("go")

  /// The fields of https://github.com/google/pprof/blob/main/proto/profile.proto that a profile may use.
  private static let schema = """
    syntax = "proto3";
    package perftools.profiles;
    message Profile {
      repeated ValueType sample_type = 1; repeated Sample sample = 2; repeated Mapping mapping = 3;
      repeated Location location = 4; repeated Function function = 5; repeated string string_table = 6;
      int64 drop_frames = 7; int64 keep_frames = 8; int64 time_nanos = 9; int64 duration_nanos = 10;
      ValueType period_type = 11; int64 period = 12; repeated int64 comment = 13; int64 default_sample_type = 14;
    }
    message ValueType { int64 type = 1; int64 unit = 2; }
    message Sample { repeated uint64 location_id = 1; repeated int64 value = 2; repeated Label label = 3; }
    message Label { int64 key = 1; int64 str = 2; int64 num = 3; int64 num_unit = 4; }
    message Mapping {
      uint64 id = 1; uint64 memory_start = 2; uint64 memory_limit = 3; uint64 file_offset = 4; int64 filename = 5;
      int64 build_id = 6; bool has_functions = 7; bool has_filenames = 8; bool has_line_numbers = 9;
      bool has_inline_frames = 10;
    }
    message Location {
      uint64 id = 1; uint64 mapping_id = 2; uint64 address = 3; repeated Line line = 4; bool is_folded = 5;
    }
    message Line { uint64 function_id = 1; int64 line = 2; }
    message Function { uint64 id = 1; int64 name = 2; int64 system_name = 3; int64 filename = 4; int64 start_line = 5; }
    """

  /// A message in protoc's text: numbers and strings of each field, and messages.
  private final class Message {
    var values: [String: [String]] = [:]
    var parts: [String: [Message]] = [:]

    func number(_ field: String) -> Int { values[field]?.first.flatMap { Int($0) } ?? 0 }
    func numbers(_ field: String) -> [Int] { (values[field] ?? []).compactMap { Int($0) } }
    subscript(field: String) -> [Message] { parts[field] ?? [] }
  }

  private func decode(_ profile: Profile) throws -> Message {
    let folder = try TemporaryFolder()
    _ = try folder.write("profile.proto", Self.schema)
    let file = try folder.write("profile.pb", profile.pprof())
    let shell = try #require(Tool.find("sh"))
    let command = "protoc --decode=perftools.profiles.Profile profile.proto < '\(file)'"
    let outcome = try shell.run(["-c", command], in: folder)
    try #require(outcome.status == 0, "\(outcome.text)")
    var stack = [Message()]
    for line in outcome.text.split(separator: "\n") {
      let words = line.drop { $0 == " " }
      if words.hasSuffix(" {") {
        let part = Message()
        stack[stack.count - 1].parts[String(words.dropLast(2)), default: []].append(part)
        stack.append(part)
      } else if words == "}" {
        stack.removeLast()
      } else {
        let colon = try #require(words.range(of: ": "))
        let field = String(words[..<colon.lowerBound])
        // A field that the schema does not have comes as its number.
        #expect(Int(field) == nil)
        stack[stack.count - 1].values[field, default: []].append(Self.unquoted(words[colon.upperBound...]))
      }
    }
    return stack[0]
  }

  /// A string without quotes and C's escapes.
  private static func unquoted(_ text: Substring) -> String {
    guard text.hasPrefix("\"") else { return String(text) }
    var (bytes, rest) = ([UInt8](), Array(text.utf8.dropFirst().dropLast())[...])
    let letters: [UInt8: UInt8] = [UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      if (48..<56).contains(next) {
        let digits = [next] + rest.prefix(2)
        rest = rest.dropFirst(2)
        bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 - 48) })
      } else {
        bytes.append(letters[next] ?? next)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Samples and what they refer to.
  private struct Decoded {
    struct Line: Hashable {
      var function: String
      var file: String
      var line: Int
    }
    struct Sample {
      /// Innermost first; of each place the innermost inlined first.
      var stack: [[Line]]
      var addresses: [Int]
      var calls: UInt64
      var cycles: UInt64
    }
    var samples: [Sample] = []
    var types: [String] = []
    var preferred = ""

    init(_ message: Message) throws {
      let strings = message.values["string_table"] ?? []
      #expect(strings.first == "")
      #expect(Set(strings).count == strings.count)
      types = message["sample_type"].map { "\(strings[$0.number("type")])/\(strings[$0.number("unit")])" }
      preferred = strings[message.number("default_sample_type")]
      var functions: [Int: (name: String, file: String)] = [:]
      for function in message["function"] {
        let known = functions.updateValue(
          (strings[function.number("name")], strings[function.number("filename")]), forKey: function.number("id"))
        #expect(known == nil && function.number("id") > 0)
      }
      var locations: [Int: (address: Int, lines: [Line])] = [:]
      for location in message["location"] {
        let lines = try location["line"].map {
          let function = try #require(functions[$0.number("function_id")])
          return Line(function: function.name, file: function.file, line: $0.number("line"))
        }
        let known = locations.updateValue((location.number("address"), lines), forKey: location.number("id"))
        #expect(known == nil && location.number("id") > 0 && location.number("mapping_id") == 1)
      }
      for sample in message["sample"] {
        let places = try sample.numbers("location_id").map { try #require(locations[$0]) }
        let values = sample.numbers("value")
        try #require(values.count == types.count)
        samples.append(
          Sample(
            stack: places.map(\.lines), addresses: places.map(\.address), calls: UInt64(values[0]),
            cycles: UInt64(values[1])))
      }
    }
  }

  @Test(.enabled(if: protoc != nil, "protoc is not installed"))
  func sample() throws {
    let message = try decode(SampleProfile.make())
    let decoded = try Decoded(message)
    #expect(decoded.types == ["calls/count", "cycles/cycles"])
    #expect(decoded.preferred == "cycles")
    #expect(message.number("duration_nanos") == 4630)
    #expect(message["mapping"].map { $0.number("memory_start") } == [0x0800_0100])
    #expect(message["mapping"].map { $0.number("memory_limit") } == [0x0800_0402])
    let inlined = try #require(decoded.samples.first { $0.cycles == 400 })
    #expect(
      inlined.stack == [
        [
          .init(function: "multiply<a>", file: "src/kernel.c", line: 12),
          .init(function: "convolve", file: "src/kernel.c", line: 14),
        ], [.init(function: "main", file: "src/main.c", line: 5)],
      ])
    #expect(inlined.addresses == [0x0800_0200, 0x0800_0100])
  }

  /// Sums by path, function, instruction and line are those of the profile, to the cycle.
  @Test(.enabled(if: protoc != nil, "protoc is not installed"), arguments: 1...8)
  func randomProfiles(seed: Int) throws {
    let profile = RandomProfile.make(seed: UInt64(seed))
    let decoded = try Decoded(try decode(profile))
    var (byInstruction, byStack, calls): ([Int: UInt64], [[String]: UInt64], [String: UInt64]) = ([:], [:], [:])
    for sample in decoded.samples {
      byInstruction[sample.addresses[0], default: 0] += sample.cycles
      // The outer function is the last of a place's lines.
      let stack = try sample.stack.map { try #require($0.last).function }
      byStack[stack, default: 0] += sample.cycles
      calls[stack[0], default: 0] += sample.calls
    }
    for instruction in profile.instructions {
      #expect(byInstruction[Int(instruction.address), default: 0] == instruction.cycles)
    }
    var expected: [[String]: UInt64] = [:]
    for path in profile.paths {
      var (stack, step) = ([profile.functions[path.function].name], path)
      while let parent = step.parent {
        step = profile.paths[parent]
        stack.append(profile.functions[step.function].name)
      }
      expected[stack, default: 0] += path.selfCycles
    }
    #expect(byStack.filter { $0.value > 0 } == expected.filter { $0.value > 0 })
    let expectedCalls = Dictionary(profile.functions.map { ($0.name, $0.calls) }, uniquingKeysWith: +)
    #expect(calls.filter { $0.value > 0 } == expectedCalls.filter { $0.value > 0 })
    let lines = Dictionary(decoded.samples.map { ($0.stack[0][0], $0.cycles) }, uniquingKeysWith: +)
    for line in profile.lines {
      let cycles = lines.filter { $0.key.file == line.file && $0.key.line == line.line }.values.reduce(0, +)
      #expect(cycles == line.cycles)
    }
    #expect(profile.pprof() == RandomProfile.make(seed: UInt64(seed)).pprof())
  }

  @Test(.enabled(if: protoc != nil, "protoc is not installed"))
  func emptyAndDeep() throws {
    #expect(try Decoded(try decode(SampleProfile.empty())).samples.isEmpty)
    var profile = SampleProfile.deep(5000)
    // Each path that has calls or cycles is a sample with all of its stack.
    for index in 0..<4999 { profile.paths[index].calls = 0 }
    let deep = try Decoded(try decode(profile))
    #expect(deep.samples.map(\.stack.count) == [5000, 5000])
    #expect(deep.samples.map(\.calls) == [1, 0])
    #expect(deep.samples.map(\.cycles) == [0, 10])
  }

  /// Many paths times many instructions: there are no more stacks than both together, and the sums stay.
  @Test(.enabled(if: protoc != nil, "protoc is not installed"))
  func manyPathsToALargeFunction() throws {
    var profile = SampleProfile.empty()
    profile.functions = [.init(name: "main", address: 0x100), .init(name: "large", address: 0x1_0000)]
    profile.paths = [.init(kind: .reset, function: 0, calls: 1)]
    for number in 0..<2100 {
      var instruction = Profile.Instruction(
        address: 0x1_0000 + UInt32(2 * number), size: 2, encoding: "bf00", text: "nop", function: 1)
      instruction.cycles = UInt64(number % 3)
      profile.instructions.append(instruction)
      let site = 0x100 + UInt32(4 * number)
      profile.paths.append(.init(kind: .call, function: 1, parent: 0, callSite: site, selfCycles: 1))
    }
    profile.totalCycles = 2100
    let decoded = try Decoded(try decode(profile))
    #expect(decoded.samples.filter { $0.cycles > 0 }.count < 4200)
    let byInstruction = Dictionary(decoded.samples.map { ($0.addresses[0], $0.cycles) }, uniquingKeysWith: +)
    for instruction in profile.instructions where instruction.cycles > 0 {
      #expect(byInstruction[Int(instruction.address)] == instruction.cycles)
    }
    let bySite = Dictionary(
      decoded.samples.filter { $0.addresses.count == 2 }.map { ($0.addresses[1], $0.cycles) }, uniquingKeysWith: +)
    #expect(bySite.count == 2100 && bySite.values.allSatisfy { $0 == 1 })
  }

  /// pprof's own numbers by function: flat and cumulative.
  @Test(.enabled(if: go != nil, "go, which carries pprof, is not installed"), arguments: 0...4)
  func goToolPProf(seed: Int) throws {
    let profile = seed == 0 ? SampleProfile.make() : RandomProfile.make(seed: UInt64(seed))
    let folder = try TemporaryFolder()
    let file = try folder.write("profile.pb", profile.pprof())
    let tool = try #require(Self.go)
    let options = ["-symbolize=none", "-nodefraction=0", "-edgefraction=0", "-nodecount=1000", "-unit=cycles"]
    let text = try tool.run(["tool", "pprof", "-top", "-noinlines", "-functions"] + options + [file], in: folder).text
    #expect(text.contains("Type: cycles"), "\(text)")
    // A name that functions share is one row or several.
    for name in Set(profile.functions.map(\.name)) where name == name.filter({ !$0.isWhitespace }) {
      let functions = profile.functions.filter { $0.name == name }
      let rows = text.split(separator: "\n").filter { $0.hasSuffix("  \(name)") }
      let flat = rows.compactMap { $0.split(separator: " ").first }.compactMap { UInt64($0.filter(\.isNumber)) }
      #expect(flat.reduce(0, +) == functions.reduce(0) { $0 + $1.selfCycles }, "\(name): \(text)")
      if functions.count == 1 {
        let all = rows.compactMap { $0.split(separator: " ").dropFirst(3).first }.compactMap {
          UInt64($0.filter(\.isNumber))
        }
        #expect(all.reduce(0, +) == functions[0].inclusiveCycles, "\(name): \(text)")
      }
    }
  }
}
