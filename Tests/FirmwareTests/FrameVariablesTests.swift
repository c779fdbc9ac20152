import Foundation
import Testing

@testable import Firmware

/// Variables of stack frames, compared at every instruction with what gdb and readelf say.
@Suite struct FrameVariablesTests {
  /// A variable as both sides have it.
  private struct Seen: Hashable, CustomStringConvertible {
    var name: String
    var offset: Int
    var size: Int

    var description: String { "\(name) at \(offset), \(size) bytes" }
  }

  private func instructions(_ image: FirmwareImage) -> [UInt32] {
    image.contents.filter { $0.kind == .thumb }.flatMap {
      Array(stride(from: $0.addresses.lowerBound, to: $0.addresses.upperBound, by: 2))
    }
  }

  private func function(_ name: String, in image: FirmwareImage) throws -> FirmwareImage.Symbol {
    try #require(image.symbol(named: name), "\(name)")
  }

  // MARK: Oracles

  /// What gdb's `info scope` says of the innermost function, inlined or not, at each address.
  private func scopes(_ gdb: String, _ addresses: [UInt32], _ image: FirmwareImage, in folder: CompiledImage.Folder)
    throws -> [UInt32: Set<Seen>]
  {
    let tool = try #require(CompiledImage.tool(DumpedFrames.tool))
    let rows = try DumpedFrames(tool, folder.path("image.elf"), in: folder).rows
    /// Bytes from a register to the CFA after the prologue.
    func distance(_ register: UInt8, _ address: UInt32) throws -> Int {
      let symbol = try #require(image.symbol(containing: address)?.symbol)
      let own = rows.filter { image.addresses(of: symbol).contains($0.addresses.lowerBound) }
      return try Int(#require(own.compactMap(\.rule).filter { $0.register == register }.map(\.offset).max()))
    }
    let script = addresses.map { "echo @\($0)\\n\ninfo scope *\($0)\n" }.joined()
    try folder.write("script", script)
    let text = try CompiledImage.run(gdb, ["-nx", "-batch", "-x", "script", "image.elf"], in: folder)
    var result: [UInt32: Set<Seen>] = [:]
    var address: UInt32 = 0
    var name = ""
    var offset: Int?
    var isHere = true
    var operations = 0
    for line in text.split(separator: "\n") {
      if line.hasPrefix("@") {
        address = try #require(UInt32(line.dropFirst()))
        result[address] = []
      }
      if line.hasPrefix("Symbol ") {
        name = String(line.split(separator: " ")[1])
        (offset, isHere, operations) = (nil, true, 0)
      }
      if let place = line.range(of: " Range 0x") {
        let bounds = line[place.lowerBound...].dropFirst(7).prefix { $0 != ":" }.split(separator: "-").map {
          UInt32($0.dropFirst(2), radix: 16)
        }
        let (low, high) = (try #require(bounds[0]), try #require(bounds[1]))
        isHere = low <= address && address < high
        operations = 0
      }
      if isHere, let place = line.range(of: "frame base reg $") {
        let words = line[place.upperBound...].split { " ,".contains($0) }
        let register: UInt8 = words[0] == "sp" ? 13 : try #require(UInt8(words[0].dropFirst()))
        let parts = words[2].split(separator: "+").map { Int($0) ?? 0 }
        offset = parts[0] + parts[1] - (try distance(register, address))
      }
      if isHere, line.contains(": DW_OP_") {
        operations += 1
        let words = line.split(separator: " ")
        if operations > 1 {
          offset = nil
        } else if words[1] == "DW_OP_fbreg" {
          offset = Int(words[2])
        } else if words[1] == "DW_OP_breg13" {
          // clang's, in frames without a frame pointer; elsewhere the distance is not known.
          let rule = rows.first { $0.addresses.contains(address) }?.rule
          offset = rule?.register == 13 ? Int(words[2]).flatMap { number in rule.map { number - Int($0.offset) } } : nil
        }
      }
      if isHere, line.contains("piece]") { offset = nil }
      if let place = line.range(of: "length "), line.hasSuffix("."),
        let length = Int(line[place.upperBound...].dropLast())
      {
        if let offset, length > 0 { result[address]?.insert(Seen(name: name, offset: offset, size: length)) }
        offset = nil
      }
    }
    return result
  }

  /// Compares with gdb at all instructions.
  /// - Returns: names of all variables.
  private func compare(_ image: FirmwareImage, in folder: CompiledImage.Folder, with gdb: String) throws -> Set<String>
  {
    let frames = FrameVariables(image)
    let debug = DebugInformation(image)
    let addresses = instructions(image)
    let expected = try scopes(gdb, addresses, image, in: folder)
    var names: Set<String> = []
    for address in addresses {
      let innermost = debug.inlinedFrames(at: address).first?.function ?? debug.function(at: address)?.name
      let live = frames.variables(at: address).filter { $0.isLive(at: address) && $0.function == innermost }
      func seen(_ variable: FrameVariables.Variable) -> Seen {
        Seen(name: variable.name, offset: Int(variable.offset), size: Int(variable.size))
      }
      let found = Set(live.map(seen))
      // Values that are also within a variable with a place of its own are left out.
      let others = try #require(expected[address]).subtracting(found)
      let copies = others.filter { other in
        frames.variables(at: address).contains {
          $0.isFixed && Int($0.offset) < other.offset + other.size && other.offset < Int($0.offset) + Int($0.size)
        }
      }
      let place = "at \(hexadecimal(address)) in \(innermost ?? "nothing")"
      #expect(found.isSubset(of: expected[address] ?? []) && copies == others, "\(place): \(found), \(others)")
      names.formUnion(found.map(\.name))
    }
    return names
  }

  /// In every build; optimised ones keep more of the others in registers.
  private static let always: Set<String> = [
    "grid", "first", "second", "text", "before", "q", "s", "p", "e", "store", "g", "tail", "buffer",
  ]

  // MARK: Tests

  @Test(
    arguments: [
      ["-O0", "-g"], ["-O2", "-g"], ["-O3", "-g"], ["-Os", "-gdwarf-4"], ["-O2", "-g", "-gz"],
      ["-Og", "-g3", "-fno-omit-frame-pointer"], ["-O2", "-g", "-flto"], ["-O2", "-g", "-fdebug-types-section"],
    ])
  func variablesFromGCC(options: [String]) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc"), let gdb = CompiledImage.tool("gdb-multiarch"),
      CompiledImage.tool(DumpedFrames.tool) != nil
    else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(options, in: folder, with: compiler, source: FrameSource.text)
    // At -O0 what is aligned beyond the stack's 8 bytes is addressed by the frame pointer, at no fixed distance.
    let notes = FrameVariables(image).notes
    #expect(
      notes.isEmpty || options[0] == "-O0" && notes.count == 1 && notes[0].contains("of aligned left out"), "\(notes)")
    let names = try compare(image, in: folder, with: gdb)
    #expect(names.isSuperset(of: Self.always))
    #expect(!names.contains("many") && !names.contains("rest") && !names.contains("empty"))
  }

  @Test(arguments: [["-O0", "-g"], ["-O2", "-g"], ["-O3", "-gdwarf-4"]])
  func variablesFromClang(options: [String]) throws {
    guard let clang = FrameSource.clang(), let gdb = CompiledImage.tool("gdb-multiarch"),
      CompiledImage.tool(DumpedFrames.tool) != nil
    else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      FrameSource.clangOptions + options, in: folder, with: clang,
      source: FrameSource.text)
    // What is aligned beyond the stack's 8 bytes is at no fixed distance.
    let notes = FrameVariables(image).notes
    #expect(notes.count == 1 && notes[0].contains(" in the stack frames of aligned left out"), "\(notes)")
    let names = try compare(image, in: folder, with: gdb)
    #expect(names.isSuperset(of: Self.always))
    #expect(!names.contains("many") && !names.contains("rest") && !names.contains("lines"))
  }

  /// Where variables of disjoint blocks share their place, and one function is inlined twice.
  @Test func scopes() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(["-O2", "-g"], in: folder, with: compiler, source: FrameSource.text)
    let frames = FrameVariables(image)
    let blocks = try function("blocks", in: image)
    let variables = frames.variables(at: blocks.address + 4)
    #expect(variables == frames.variables(at: blocks.address | 1))
    func named(_ name: String) -> [FrameVariables.Variable] { variables.filter { $0.name == name } }
    let (first, second) = (try #require(named("first").first), try #require(named("second").first))
    #expect(first.offset == second.offset && first.size == 40 && second.size == 40)
    #expect(!first.overlaps(second))
    #expect(named("text").count == 2 && named("text").allSatisfy { $0.function == "helper" && $0.size == 24 })
    let grid = try #require(named("grid").first)
    #expect(grid.size == 96 && grid.function == "blocks" && grid.scope == [image.addresses(of: blocks)])
    #expect(
      grid.line == 1
        + FrameSource.text.prefix(upTo: FrameSource.text.range(of: "int grid")!.lowerBound)
        .count { $0 == "\n" })
    #expect(grid.file?.hasSuffix("/a.c") == true)
    let frame = try #require(frames.frame(at: blocks.address + 2))
    #expect(frame.function == image.addresses(of: blocks) && frame.variables == variables)
    #expect(frames.frame(at: 0x2000_0000) == nil && frames.variables(at: 0xFFFF_FFFF).isEmpty)
  }

  /// Parameters on the stack are at the CFA, those of variadic functions that came in registers below it.
  @Test(arguments: ["-O0", "-O2"]) func parameters(level: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make([level, "-g"], in: folder, with: compiler, source: FrameSource.text)
    let frames = FrameVariables(image)
    func offset(_ name: String, of function: String) throws -> Int32 {
      let symbol = try self.function(function, in: image)
      return try #require(frames.variables(at: symbol.address).first { $0.name == name }).offset
    }
    // AAPCS32, 6.5: four words in R0 to R3, then the stack.
    #expect(try offset("e", of: "spill") == 0)
    #expect(try offset("p", of: "spill") == 4)
    #expect(try offset("b", of: "taker") == -16)
    #expect(try offset("n", of: "arguments") == -16)
  }

  /// clang addresses variables by the stack pointer also where its call frame information is about the frame pointer.
  @Test func unknownDistance() throws {
    guard let clang = FrameSource.clang() else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      FrameSource.clangOptions + ["-Os", "-g", "-fno-omit-frame-pointer"], in: folder, with: clang,
      source: FrameSource.text)
    let frames = FrameVariables(image)
    let shrink = try function("shrink", in: image)
    #expect(!frames.variables(at: shrink.address).contains { $0.name == "buffer" })
    #expect(
      frames.notes.count == 1 && frames.notes[0].contains("left out: the call frame information does not say"))
    let vla = try function("vla", in: image)
    #expect(frames.variables(at: vla.address).contains { $0.name == "before" && $0.size == 16 })
  }

  @Test func withoutCallFrames() throws {
    guard let clang = FrameSource.clang(), let objcopy = CompiledImage.tool("arm-none-eabi-objcopy") else { return }
    let folder = try CompiledImage.Folder()
    _ = try CompiledImage.make(
      FrameSource.clangOptions + ["-O2", "-g"], in: folder, with: clang, source: FrameSource.text)
    _ = try CompiledImage.run(objcopy, ["-R", ".debug_frame", "image.elf", "bare.elf"], in: folder)
    let image = try FirmwareImage(path: folder.path("bare.elf"))
    let frames = FrameVariables(image)
    #expect(frames.notes.count == 1 && frames.notes[0].contains("no call frame information (section .debug_frame)"))
    #expect(frames.variables(at: try function("blocks", in: image).address).isEmpty)
    #expect(frames.cfaOffset(at: try function("blocks", in: image).address) == nil)
  }

  @Test(arguments: ["-gdwarf-4", "-gdwarf-5"]) func splitUnits(option: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let (whole, split) = (try CompiledImage.Folder(), try CompiledImage.Folder())
    let options = ["-O2", option]
    let expected = FrameVariables(try CompiledImage.make(options, in: whole, with: compiler, source: FrameSource.text))
    let image = try CompiledImage.make(options + ["-gsplit-dwarf"], in: split, with: compiler, source: FrameSource.text)
    let frames = FrameVariables(image)
    #expect(frames.notes.isEmpty)
    for name in ["blocks", "spill", "giver", "arguments"] {
      let address = try function(name, in: image).address
      let (one, other) = (expected.variables(at: address), frames.variables(at: address))
      #expect(one.map(\.name) == other.map(\.name) && one.map(\.offset) == other.map(\.offset))
      #expect(one.map(\.scope) == other.map(\.scope) && !one.isEmpty)
    }
    for file in try FileManager.default.contentsOfDirectory(atPath: split.url.path) where file.hasSuffix(".dwo") {
      try FileManager.default.removeItem(atPath: split.path(file))
    }
    let alone = FrameVariables(try FirmwareImage(path: split.path("image.elf")))
    #expect(alone.notes.count == 1 && alone.notes[0].hasPrefix("variables of stack frames are not known for 1 of 1"))
    #expect(alone.variables(at: try function("blocks", in: image).address).isEmpty)
  }

  /// DWARF 2 has no operation for the CFA, so frame bases are lists of registers.
  @Test func frameBaseAsList() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let (one, other) = (try CompiledImage.Folder(), try CompiledImage.Folder())
    let expected = FrameVariables(
      try CompiledImage.make(["-O2", "-g"], in: one, with: compiler, source: FrameSource.text))
    let image = try CompiledImage.make(
      ["-O2", "-gdwarf-2", "-gstrict-dwarf"], in: other, with: compiler, source: FrameSource.text)
    let frames = FrameVariables(image)
    #expect(frames.notes.isEmpty)
    for name in ["blocks", "vla", "spill", "arguments", "taker", "giver", "shrink"] {
      let address = try function(name, in: image).address
      func fixed(_ frames: FrameVariables) -> [Seen] {
        frames.variables(at: address).filter(\.isFixed).map {
          Seen(name: $0.name, offset: Int($0.offset), size: Int($0.size))
        }
      }
      #expect(!fixed(frames).isEmpty && fixed(frames) == fixed(expected), "\(name)")
    }
  }

  /// A committed image, compared with what its source says (Fixtures/profile/calls.c).
  @Test func committedImage() throws {
    let image = try FirmwareImage(path: Fixture.image("calls-mps2-an386"))
    let frames = FrameVariables(image)
    #expect(frames.notes.isEmpty)
    let dig = frames.variables(at: try function("dig", in: image).address)
    let local = try #require(dig.first { $0.name == "local" })
    #expect(local.size == 16 && local.function == "dig" && local.file?.hasSuffix("calls.c") == true)
    // Its first element holds `depth`, which has no place of its own.
    #expect(!dig.contains { $0.name == "depth" && $0.offset == local.offset })
    let words = frames.variables(at: try function("main", in: image).address)
    #expect(words.contains { $0.name == "words" && $0.size == 64 })
    let text = try #require(frames.variables(at: try function("print_hex", in: image).address).first)
    #expect(text.name == "text" && text.function == "print_digits")
  }

  @Test func withoutDebugInformation() throws {
    let image = try FirmwareImage(path: Fixture.image("newlib-mps2-an386"))
    let frames = FrameVariables(image)
    #expect(frames.notes == ["no variables of stack frames are known: build with -g"])
    #expect(frames.variables(at: try function("main", in: image).address).isEmpty)
    #expect(frames.cfaOffset(at: try function("main", in: image).address) == nil)
  }

  // MARK: Damage and size

  /// Damaged debug information is read without a crash, and in bounded time.
  @Test(arguments: [0x6672_616D_6573_2121, UInt64.random(in: 0...UInt64.max)]) func damaged(seed: UInt64) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc"), let clang = FrameSource.clang() else { return }
    print("damaging debug information with seed \(seed)")
    var random = SplitMix64(state: seed)
    for (tool, options) in [(compiler, []), (clang, FrameSource.clangOptions)] {
      let folder = try CompiledImage.Folder()
      let image = try CompiledImage.make(options + ["-O2", "-g"], in: folder, with: tool, source: FrameSource.text)
      let debug = image.sections.filter { $0.name.hasPrefix(".debug") }
      #expect(debug.contains { $0.name == ".debug_frame" })
      let sound = FrameVariables(image)
      let addresses = instructions(image)
      var changes = 0
      for _ in 0..<150 {
        var bytes = image.file
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          let section = debug[Int.random(in: 0..<debug.count, using: &random)]
          bytes[Int.random(in: section.fileRange, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let frames = FrameVariables(try FirmwareImage(bytes: bytes))
        var isSame = frames.notes == sound.notes
        var areWhole = true
        for address in addresses {
          let variables = frames.variables(at: address)
          areWhole = areWhole && variables.allSatisfy { $0.size > 0 && !$0.scope.isEmpty }
          let (one, other) = (frames.cfaOffset(at: address), sound.cfaOffset(at: address))
          isSame =
            isSame && variables == sound.variables(at: address) && one?.register == other?.register
            && one?.offset == other?.offset
        }
        #expect(areWhole)
        if !isSame { changes += 1 }
      }
      // Otherwise the damage is too weak to test anything.
      #expect(changes > 50)
    }
  }

  /// Many functions are read in a moment.
  @Test func manyFunctions() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let functions = (0..<500).map {
      "__attribute__((noinline)) int f\($0)(int n) { char a[\($0 + 4)]; int b[4]; use(a); use(b); return a[n] + b[n & 3]; }\n"
    }.joined()
    let calls = (0..<500).map { "sink += f\($0)(sink & 1);" }.joined(separator: "\n")
    let image = try CompiledImage.make(
      ["-O1", "-g"], in: folder, with: compiler,
      source: FrameSource.text.replacingOccurrences(
        of: "int main(void) {", with: functions + "int main(void) {\n" + calls))
    let start = Date()
    let frames = FrameVariables(image)
    let seconds = Date().timeIntervalSince(start)
    print("frames of 500 functions read in \(seconds) s")
    #expect(seconds < 5)
    for index in [0, 250, 499] {
      let symbol = try function("f\(index)", in: image)
      let array = try #require(frames.variables(at: symbol.address).first { $0.name == "a" })
      #expect(array.size == UInt32(index + 4))
    }
  }
}
