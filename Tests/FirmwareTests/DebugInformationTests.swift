import Foundation
import Testing

@testable import Firmware

/// Inlined frames and declarations, compared at every instruction with what other readers of DWARF say.
@Suite struct DebugInformationTests {
  /// A function and the place in it, innermost first.
  private typealias Chain = [String]

  private func chain(_ debug: DebugInformation, _ address: UInt32) -> Chain {
    var place = debug.lines.line(at: address).map { "\(name($0.file)):\($0.number)" } ?? "??:?"
    var chain: Chain = []
    for frame in debug.inlinedFrames(at: address) {
      chain.append("\(frame.function) \(place)")
      place = "\(name(frame.callFile ?? "??")):\(frame.callLine ?? 0)"
    }
    return chain + ["\(debug.function(at: address)?.name ?? "??") \(place)"]
  }

  private func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  private func instructions(_ image: FirmwareImage) -> [UInt32] {
    image.contents.filter { $0.kind == .thumb }.flatMap {
      Array(stride(from: $0.addresses.lowerBound, to: $0.addresses.upperBound, by: 2))
    }
  }

  /// What `addr2line -a -f -i`, or llvm-symbolizer in the same style, says of all addresses.
  private func oracle(_ tool: String, _ arguments: [String], _ addresses: [UInt32], in folder: CompiledImage.Folder)
    throws -> [UInt32: Chain]
  {
    let input = addresses.map { "0x\(String($0, radix: 16))\n" }.joined()
    let text = try CompiledImage.run(tool, arguments + ["-e", "image.elf"], in: folder, input: input)
    var chains: [UInt32: Chain] = [:]
    var current: UInt32?
    var function: Substring?
    for line in text.split(separator: "\n") {
      if line.hasPrefix("0x"), !line.contains(" "), let address = UInt32(line.dropFirst(2), radix: 16) {
        current = address
      } else if let address = current {
        if let name = function {
          let place = line.split(separator: " ").first.map(String.init) ?? ""
          // Line 0: the compiler ascribes the instruction to none.
          chains[address, default: []].append("\(name) \(place.hasSuffix(":0") ? "??:?" : self.name(place))")
          function = nil
        } else {
          function = line
        }
      }
    }
    return chains
  }

  private static let addr2line = ["-a", "-f", "-i"]
  private static let symbolizer = ["-a", "--inlines", "--functions=short", "--output-style=GNU"]

  @Test(
    arguments: [
      ["-O2", "-g"], ["-O2", "-gdwarf-4"], ["-O3", "-gdwarf-5"], ["-Os", "-g3"], ["-O2", "-g", "-gz"],
      ["-O2", "-g", "-gsplit-dwarf"], ["-O2", "-gdwarf-4", "-gsplit-dwarf"], ["-O0", "-g"],
    ])
  func framesOfEveryInstruction(options: [String]) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc"),
      let symbolizer = CompiledImage.tool("llvm-symbolizer"),
      let addr2line = CompiledImage.tool("arm-none-eabi-addr2line")
    else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(options, in: folder, with: compiler)
    let debug = DebugInformation(image)
    #expect(debug.notes.isEmpty)
    let addresses = instructions(image)
    #expect(addresses.count > 40)
    let expected = try oracle(symbolizer, Self.symbolizer, addresses, in: folder)
    for address in addresses { #expect(chain(debug, address) == expected[address]) }
    // Both levels of inlining, at both calls in one function.
    let frames = addresses.flatMap { debug.inlinedFrames(at: $0) }
    #expect(frames.contains { $0.function == "add" && $0.callLine == 9 })
    #expect(frames.contains { $0.function == "twice" && $0.callLine == 13 })
    // The addr2line of binutils 2.40 does not find inlined functions in split units, nor names in DWARF 5 ones.
    guard !options.contains("-gsplit-dwarf") else { return }
    let second = try oracle(addr2line, Self.addr2line, addresses, in: folder)
    for address in addresses { #expect(chain(debug, address) == second[address]) }
  }

  /// clang numbers files from 0 in DWARF 5.
  @Test(arguments: ["-g", "-gdwarf-4"]) func framesFromClang(option: String) throws {
    guard let swift = CompiledImage.tool("swiftc"), let symbolizer = CompiledImage.tool("llvm-symbolizer") else {
      return
    }
    let clang = URL(fileURLWithPath: swift).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("clang").path
    guard FileManager.default.isExecutableFile(atPath: clang) else { return print("skipped: no clang beside swiftc") }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      ["--target=thumbv7em-none-eabi", "-fuse-ld=lld", "-O2", option, "-Wl,--gc-sections"], in: folder, with: clang)
    let debug = DebugInformation(image)
    #expect(debug.notes.isEmpty)
    let addresses = instructions(image)
    let expected = try oracle(symbolizer, Self.symbolizer, addresses, in: folder)
    for address in addresses { #expect(chain(debug, address) == expected[address]) }
    let work = try #require(image.symbol(named: "work"))
    #expect(debug.function(at: work.address)?.file == folder.url.resolvingSymlinksInPath().path + "/a.c")
  }

  /// Methods, templates and lambdas: the declaration is in a class, the code elsewhere.
  @Test(arguments: ["-g", "-gdwarf-4"]) func framesOfCPlusPlus(option: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-g++"),
      let symbolizer = CompiledImage.tool("llvm-symbolizer")
    else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      ["-O2", option, "-fno-rtti", "-fno-exceptions"], in: folder, with: compiler,
      source: """
        namespace deep {
        template <typename T> struct Ring {
          T data[8];
          unsigned at = 0;
          inline __attribute__((always_inline)) void push(T value) { data[at++ & 7] = clamp(value); }
          static inline __attribute__((always_inline)) T clamp(T value) { return value > 100 ? 100 : value; }
          __attribute__((noinline)) T first() const;
        };
        template <typename T> T Ring<T>::first() const {
          return data[0];
        }
        }
        volatile int out;
        deep::Ring<int> ring;
        extern "C" void Reset_Handler() {
          auto put = [&](int value) { ring.push(value); return value * 2; };
          for (;;)
            out = put(out) + ring.first();
        }
        __attribute__((section(".vectors"), used)) void *const vectors[2] = {(void *)0x20001000, (void *)Reset_Handler};

        """, file: "a.cpp")
    let debug = DebugInformation(image)
    let addresses = instructions(image)
    let expected = try oracle(symbolizer, Self.symbolizer, addresses, in: folder)
    for address in addresses { #expect(chain(debug, address) == expected[address]) }
    #expect(addresses.contains { debug.inlinedFrames(at: $0).contains { $0.function == "push" } })
    let first = try #require(image.symbols.first { $0.name.contains("first") })
    #expect(debug.function(at: first.address)?.name == "first")
    #expect(debug.function(at: first.address)?.line == 9)
  }

  @Test func declarations() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(["-O2", "-g"], in: folder, with: compiler)
    let debug = DebugInformation(image)
    for (function, line) in [("work", 12), ("unused", 15), ("main", 23), ("Reset_Handler", 26)] {
      let symbol = try #require(image.symbol(named: function))
      let place = try #require(debug.function(at: symbol.address | 1))
      #expect(place.name == function)
      #expect(place.line == line)
      #expect(place.file?.hasSuffix("/a.c") == true)
    }
    #expect(debug.function(at: 0x0700_0000) == nil)
    #expect(debug.inlinedFrames(at: 0xFFFF_FFFF).isEmpty)
  }

  /// What the linker discarded stays in DWARF, at 0, where here is code that counts.
  @Test(arguments: ["-g", "-gdwarf-4", "-gsplit-dwarf"]) func discardedFunctionsAtZero(option: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let (whole, cut) = (try CompiledImage.Folder(), try CompiledImage.Folder())
    let options = ["-O2", "-g", option]
    let expected = try CompiledImage.make(options, in: whole, with: compiler, flash: "0x08000000")
    let image = try CompiledImage.make(options + ["-Wl,--gc-sections"], in: cut, with: compiler, flash: "0x0")
    #expect(image.symbol(named: "unused") == nil)
    let (one, other) = (DebugInformation(expected), DebugInformation(image))
    for function in ["work", "main", "Reset_Handler"] {
      let (from, to) = (
        try #require(expected.symbol(named: function)), try #require(image.symbol(named: function))
      )
      #expect(from.size == to.size && to.address < 0x100)
      for offset in stride(from: 0, to: from.size, by: 2) {
        #expect(chain(one, from.address + offset) == chain(other, to.address + offset))
      }
    }
  }

  // MARK: What is missing

  @Test func withoutDebugInformation() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(["-O2", "-s"], in: folder, with: compiler)
    let debug = DebugInformation(image)
    #expect(debug.notes == ["no line information: build with -g"])
    #expect(debug.function(at: 0x0800_0010) == nil)
  }

  @Test(arguments: ["-gdwarf-4", "-gdwarf-5"]) func splitUnitIsMissingOrMoved(option: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(["-O2", option, "-gsplit-dwarf"], in: folder, with: compiler)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasSuffix(".dwo") }
    let name = try #require(names.first)
    let work = try #require(image.symbol(named: "work")).address
    let frames = DebugInformation(image).inlinedFrames(at: work)
    #expect(!frames.isEmpty)

    // Image and split unit are moved together.
    let moved = try CompiledImage.Folder()
    for file in ["image.elf", name] {
      try FileManager.default.moveItem(atPath: folder.path(file), toPath: moved.path(file))
    }
    let beside = DebugInformation(try FirmwareImage(path: moved.path("image.elf")))
    #expect(beside.notes.isEmpty)
    #expect(beside.inlinedFrames(at: work) == frames)

    try FileManager.default.removeItem(atPath: moved.path(name))
    let alone = DebugInformation(try FirmwareImage(path: moved.path("image.elf")))
    #expect(alone.notes.count == 1)
    #expect(alone.notes.first?.contains("1 of 1 compilation units") == true)
    #expect(alone.notes.first?.contains(name) == true)
    #expect(alone.inlinedFrames(at: work).isEmpty)
    #expect(alone.lines.line(at: work) == beside.lines.line(at: work))

    // A pipe of that name must not keep anyone waiting.
    #expect(mkfifo(moved.path(name), 0o600) == 0)
    #expect(DebugInformation(try FirmwareImage(path: moved.path("image.elf"))).notes == alone.notes)
  }

  // MARK: Damage and size

  /// Bytes of the debug sections replaced: a crash or an endless loop ends the test run.
  @Test(arguments: [1, UInt64.random(in: 0...UInt64.max)]) func damaged(seed: UInt64) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    print("damaging debug information with seed \(seed)")
    var random = SplitMix64(state: seed)
    var noted = 0
    for options in [["-O2", "-g"], ["-O2", "-gdwarf-4"], ["-O2", "-g", "-gsplit-dwarf"]] {
      let folder = try CompiledImage.Folder()
      let image = try CompiledImage.make(options, in: folder, with: compiler)
      let original = try readFile(folder.path("image.elf"))
      let ranges = image.sections.filter { $0.name.hasPrefix(".debug_") && !$0.fileRange.isEmpty }.map(\.fileRange)
      for round in 0..<400 {
        var bytes = original
        for _ in 0..<(round % 8 + 1) {
          guard let range = ranges.randomElement(using: &random), let place = range.randomElement(using: &random) else {
            continue
          }
          bytes[place] =
            [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
        }
        let debug = DebugInformation(try FirmwareImage(bytes: bytes, path: folder.path("image.elf")))
        for address in stride(from: UInt32(0x0800_0000), to: 0x0800_0200, by: 2) {
          #expect(debug.inlinedFrames(at: address).count < 300)
          _ = debug.function(at: address)
        }
        if debug.notes.contains(where: { $0.contains("damaged") || $0.contains("not understood") }) { noted += 1 }
      }
    }
    #expect(noted > 50)
  }

  /// 300 functions with three inlined calls each.
  @Test func manyFunctions() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let folder = try CompiledImage.Folder()
    let functions = (0..<300).map { "int f\($0)(int n) { return twice(n + \($0)) + add(n, \($0)); }\n" }.joined()
    let image = try CompiledImage.make(
      ["-O1", "-g"], in: folder, with: compiler,
      source: CompiledImage.source.replacingOccurrences(of: "int main", with: functions + "int main"))
    let start = Date()
    let debug = DebugInformation(image)
    let seconds = Date().timeIntervalSince(start)
    print("debug information of 300 functions read in \(seconds) s")
    #expect(seconds < 5)
    for index in [0, 150, 299] {
      let symbol = try #require(image.symbol(named: "f\(index)"))
      #expect(debug.function(at: symbol.address)?.name == "f\(index)")
      let inlined = stride(from: symbol.address, to: symbol.address + symbol.size, by: 2).flatMap {
        debug.inlinedFrames(at: $0).map(\.function)
      }
      #expect(Set(inlined) == ["twice", "add"])
    }
  }
}
