import Foundation
import Testing

@testable import Firmware

/// What the readelf of binutils says of call frame information. (llvm-dwarfdump 14 does not restore the canonical frame
/// address with the remembered state.)
struct DumpedFrames {
  static let tool = "arm-none-eabi-readelf"

  /// Where the canonical frame address is in some code; nil: not a register plus an offset.
  var rows: [(addresses: Range<UInt32>, rule: CallFrames.Rule?)] = []

  /// Reads headers of entries, such as `00000010 00000024 00000000 FDE cie=00000000 pc=000001e8..00000222`, and rows such as
  /// `000001ea r13+20   c-4`.
  init(_ tool: String, _ file: String, in folder: CompiledImage.Folder) throws {
    var common: [Substring: CallFrames.Rule?] = [:]
    var entry: Substring?
    var end: UInt32 = 0
    for line in try CompiledImage.run(tool, ["--debug-dump=frames-interp", file], in: folder).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.contains("CIE") {
        entry = words[0]
      } else if let cie = words.first(where: { $0.hasPrefix("cie=") }),
        let pc = words.first(where: { $0.hasPrefix("pc=") })
      {
        entry = nil
        let bounds = pc.dropFirst(3).components(separatedBy: "..")
        let start = try #require(UInt32(bounds[0], radix: 16))
        end = try #require(UInt32(bounds[1], radix: 16))
        // Without a row of its own an entry has that of the common one.
        if start < end { rows.append((start..<end, try #require(common[cie.dropFirst(4)]))) }
      } else if words.count >= 2, words[0].count == 8, let start = UInt32(words[0], radix: 16) {
        let rule = Self.rule(words[1])
        if let entry {
          common[entry] = .some(rule)
        } else if let last = rows.last, start < end {
          if last.addresses.lowerBound < start {
            rows[rows.count - 1].addresses = last.addresses.lowerBound..<start
          } else {
            rows.removeLast()
          }
          rows.append((start..<end, rule))
        }
      } else if line.hasPrefix("Contents of") {
        common = [:]
      }
    }
  }

  private static func rule(_ text: Substring) -> CallFrames.Rule? {
    guard text.first == "r", let sign = text.firstIndex(where: { "+-".contains($0) }),
      let register = UInt8(text[..<sign].dropFirst()), let offset = Int32(text[sign...])
    else { return nil }
    return .init(register: register, offset: offset)
  }
}

/// Where the canonical frame address is, compared at every instruction with readelf.
@Suite struct CallFramesTests {
  /// - Returns: at how many instructions the frame is known.
  private func compare(_ image: FirmwareImage, with tool: String) throws -> Int {
    let rows = try DumpedFrames(tool, image.path, in: CompiledImage.Folder()).rows
      .filter { $0.addresses.lowerBound > 1 }.sorted { $0.addresses.lowerBound < $1.addresses.lowerBound }
    let frames = FrameVariables(image)
    var known = 0
    for content in image.contents where content.kind == .thumb {
      for address in stride(from: content.addresses.lowerBound, to: content.addresses.upperBound, by: 2) {
        let next = rows.partitioningIndex { $0.addresses.lowerBound > address }
        let row = next > 0 && rows[next - 1].addresses.contains(address) ? rows[next - 1] : nil
        let expected = row?.rule.flatMap { [7, 11, 13].contains($0.register) ? $0 : nil }
        let found = frames.cfaOffset(at: address | 1).map { CallFrames.Rule(register: $0.register, offset: $0.offset) }
        if found != expected { Issue.record("at \(hexadecimal(address)): \(found as Any), \(expected as Any)") }
        if found != nil { known += 1 }
      }
    }
    return known
  }

  @Test(arguments: ["-O0", "-O2", "-O3", "-Os"]) func framesFromGCC(level: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc"), let tool = CompiledImage.tool(DumpedFrames.tool)
    else {
      return
    }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make([level, "-g"], in: folder, with: compiler, source: FrameSource.text)
    #expect(try compare(image, with: tool) > 300)
    // Compressed sections say the same.
    let compressed = try CompiledImage.make([level, "-g", "-gz"], in: folder, with: compiler, source: FrameSource.text)
    let (one, other) = (FrameVariables(image), FrameVariables(compressed))
    for content in image.contents where content.kind == .thumb {
      for address in stride(from: content.addresses.lowerBound, to: content.addresses.upperBound, by: 2) {
        #expect(one.cfaOffset(at: address)?.offset == other.cfaOffset(at: address)?.offset)
      }
    }
  }

  /// With unwind tables clang writes `.eh_frame` beside or instead of `.debug_frame`.
  @Test(arguments: [["-O2", "-g"], ["-O0", "-g"], ["-O2", "-g0", "-fasynchronous-unwind-tables", "-fno-exceptions"]])
  func framesFromClang(options: [String]) throws {
    guard let clang = FrameSource.clang(), let tool = CompiledImage.tool(DumpedFrames.tool) else { return }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      FrameSource.clangOptions + options, in: folder, with: clang, source: FrameSource.text)
    let known = try compare(image, with: tool)
    let hasFrames = image.sections.contains { [".debug_frame", ".eh_frame"].contains($0.name) }
    #expect(hasFrames ? known > 300 : known == 0)
  }

  /// What assemblers write for directives, in either section.
  @Test(arguments: [".debug_frame", ".eh_frame"]) func framesFromAssembly(section: String) throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc"), let tool = CompiledImage.tool(DumpedFrames.tool)
    else {
      return
    }
    let folder = try CompiledImage.Folder()
    let image = try CompiledImage.make(
      [], in: folder, with: compiler,
      source: """
        .syntax unified
        .cfi_sections \(section)
        .section .vectors, "a"
        .word 0x20001000, Reset_Handler
        .text
        .thumb
        .global Reset_Handler
        .type Reset_Handler, %function
        .thumb_func
        Reset_Handler:
          .cfi_startproc
          push {r7, lr}
          .cfi_def_cfa_offset 8
          .cfi_remember_state
          mov r7, sp
          .cfi_def_cfa_register 7
          sub sp, #8
          mov sp, r7
          .cfi_def_cfa_register 13
          pop {r6, r7}
          .cfi_restore_state
          .cfi_def_cfa_offset 0
          mov r3, sp
          .cfi_def_cfa 3, 4
          nop
          .cfi_escape 0x0f, 3, 0x7d, 4, 0x06
          nop
          .cfi_def_cfa 11, -12
          .cfi_window_save
          .space 1000
          .cfi_def_cfa 13, 70000
          .space 70000
          .cfi_adjust_cfa_offset 8
          bx lr
          .cfi_endproc
        .size Reset_Handler, .-Reset_Handler

        """, file: "a.s")
    #expect(image.sections.contains { $0.name == section })
    let start = try #require(image.symbol(named: "Reset_Handler")).address
    let frames = FrameVariables(image)
    func rule(_ offset: UInt32) -> String {
      frames.cfaOffset(at: start + offset).map { "\($0.register)+\($0.offset)" } ?? "?"
    }
    #expect([0, 2, 4, 6, 8].map { rule($0) } == ["13+0", "13+8", "7+8", "7+8", "13+8"])
    #expect(rule(10) == "13+0")
    #expect(rule(12) == "?" && rule(14) == "?")
    #expect(rule(16) == "11+-12" && rule(1014) == "11+-12")
    #expect(rule(1016) == "13+70000" && rule(71014) == "13+70000")
    #expect(rule(71016) == "13+70008")
    #expect(rule(71018) == "?")
    // What .space fills counts as data.
    #expect(try compare(image, with: tool) == 7)
  }

  @Test func committedImages() throws {
    guard let tool = CompiledImage.tool(DumpedFrames.tool) else { return }
    let folder = URL(fileURLWithPath: Fixture.image("calls-mps2-an386")).deletingLastPathComponent()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".elf") }
      .sorted()
    var known = 0
    for name in names {
      known += try compare(FirmwareImage(path: folder.appendingPathComponent(name).path), with: tool)
    }
    #expect(known > 1000)
  }

  /// Where code begins near 0, what the linker leaves of discarded functions lies over it.
  @Test func discardedFunctionsAtZero() throws {
    guard let compiler = CompiledImage.tool("arm-none-eabi-gcc") else { return }
    let (whole, cut) = (try CompiledImage.Folder(), try CompiledImage.Folder())
    let expected = try CompiledImage.make(["-O2", "-g"], in: whole, with: compiler, source: FrameSource.text)
    let image = try CompiledImage.make(
      ["-O2", "-g", "-Wl,--gc-sections"], in: cut, with: compiler, flash: "0x0",
      source: FrameSource.text.replacingOccurrences(of: "+ shrink(3)", with: ""))
    #expect(image.symbol(named: "shrink") == nil && expected.symbol(named: "shrink") != nil)
    let (one, other) = (FrameVariables(expected), FrameVariables(image))
    for function in ["use", "blocks", "spill", "giver"] {
      let (from, to) = (
        try #require(expected.symbol(named: function)), try #require(image.symbol(named: function))
      )
      #expect(from.size == to.size && to.address < 0x400)
      for offset in stride(from: 0, to: from.size, by: 2) {
        let (a, b) = (one.cfaOffset(at: from.address + offset), other.cfaOffset(at: to.address + offset))
        #expect(a?.register == b?.register && a?.offset == b?.offset)
      }
      #expect(
        one.variables(at: from.address).map(\.offset) == other.variables(at: to.address).map(\.offset))
    }
  }
}
