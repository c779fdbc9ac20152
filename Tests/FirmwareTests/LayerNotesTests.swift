import Foundation
import Testing

@testable import Firmware

/// The layer table that an image carries.
@Suite struct LayerNotesTests {
  private static let text = """
    {"version": 1, "layers": [
      {"name": "conv_0", "operator": "CONV_2D", "macs": 27648, "function": "layer_0", "later": true},
      {"name": "größe/\\"0\\"", "function": "layer_1"}],
     "tensors": [{"name": "input", "address": 536870912, "size": 3072, "first": 0, "last": 1}]}
    """

  private func problem(_ text: String) -> LayerNotesError.Problem? {
    do throws(LayerNotesError.Problem) {
      _ = try LayerNotes(json: Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test func contents() throws {
    let notes = try LayerNotes(json: Array(Self.text.utf8) + [0, 0, 0])
    #expect(
      notes.layers == [
        .init(name: "conv_0", operator: "CONV_2D", macs: 27648, function: "layer_0"),
        .init(name: "größe/\"0\"", function: "layer_1"),
      ])
    #expect(notes.tensors == [.init(name: "input", address: 0x2000_0000, size: 3072, first: 0, last: 1)])
    #expect(try LayerNotes(json: notes.json()) == notes)
  }

  @Test func withoutTensors() throws {
    let notes = try LayerNotes(json: Array(#"{"version": 1, "layers": []}"#.utf8))
    #expect(notes.layers.isEmpty && notes.tensors.isEmpty)
  }

  @Test func damaged() {
    #expect(problem("") == .empty)
    #expect(problem("\0\0") == .empty)
    #expect(problem(#"{"version": 2, "layers": 3}"#) == .version(found: 2))
    #expect(problem("nonsense") == .malformed(reason: "it is not JSON, or a number in it is out of range"))
    #expect(
      problem(String(Self.text.dropLast(5))) == .malformed(reason: "it is not JSON, or a number in it is out of range"))
    #expect(problem("{}") == .malformed(reason: "version is missing"))
    #expect(problem(#"{"version": 1}"#) == .malformed(reason: "layers is missing"))
    #expect(
      problem(#"{"version": 1, "layers": [{"name": "a"}]}"#) == .malformed(reason: "layers[0].function is missing"))
    #expect(
      problem(#"{"version": 1, "layers": [{"name": 5, "function": "f"}]}"#)
        == .malformed(reason: "layers[0].name is of the wrong type; expected text"))
    #expect(
      problem(#"{"version": 1, "layers": [{"name": "a", "function": ""}]}"#)
        == .malformed(reason: "layers[0].function is empty"))
    guard
      case .malformed(let reason)? = problem(#"{"version": 1, "layers": [{"name": "a", "function": "f", "macs": -1}]}"#)
    else {
      Issue.record("negative MACs were accepted")
      return
    }
    #expect(reason.contains("macs") || reason.contains("out of range"))
    #expect(throws: LayerNotesError.Problem.notUTF8) { _ = try LayerNotes(json: [0x7B, 0xFF, 0x7D]) }
    #expect(problem(String(repeating: "[", count: 100_000)) != nil)
  }

  @Test(arguments: [(0, 1), (-1, 0), (1, 0), (Int.max, Int.max)]) func tensorsOfNoLayer(first: Int, last: Int) {
    let text = """
      {"version": 1, "layers": [{"name": "a", "function": "f"}],
       "tensors": [{"name": "t", "address": 0, "size": 1, "first": \(first), "last": \(last)}]}
      """
    guard case .malformed(let reason)? = problem(text) else {
      Issue.record("\(first)…\(last) was accepted")
      return
    }
    #expect(reason.contains("tensors[0] (t)") && reason.contains("there are 1 layers"))
  }

  @Test func tensorBeyondTheAddressSpace() {
    let text = """
      {"version": 1, "layers": [{"name": "a", "function": "f"}],
       "tensors": [{"name": "t", "address": 4294967295, "size": 2, "first": 0, "last": 0}]}
      """
    guard case .malformed? = problem(text) else {
      Issue.record("was accepted")
      return
    }
  }

  @Test func imageWithout() throws {
    #expect(try LayerNotes.read(from: FirmwareImage(path: Fixture.gcc.path)) == nil)
  }

  /// Put into an image as a model compiler's linker step would, the section is not loaded.
  @Test func inAnImage() throws {
    guard let objcopy = CompiledImage.tool("arm-none-eabi-objcopy") else { return }
    let folder = try CompiledImage.Folder()
    try folder.write("layers.json", Self.text)
    func image(_ contents: String) throws -> FirmwareImage {
      try folder.write("layers.json", contents)
      _ = try CompiledImage.run(
        objcopy, ["--add-section", ".thumbprint.layers=layers.json", Fixture.gcc.path, "image.elf"], in: folder)
      return try FirmwareImage(path: folder.path("image.elf"))
    }
    let good = try image(Self.text)
    #expect(good.segments == (try FirmwareImage(path: Fixture.gcc.path)).segments)
    #expect(try LayerNotes.read(from: good)?.layers.map(\.function) == ["layer_0", "layer_1"])
    let bad = try image("{")
    do throws(LayerNotesError) {
      _ = try LayerNotes.read(from: bad)
      Issue.record("was accepted")
    } catch {
      #expect(
        "\(error)"
          == "\(bad.path): section .thumbprint.layers cannot be used: it is not JSON, or a number in it is out of range"
      )
    }
  }
}
