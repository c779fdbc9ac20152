import Foundation
import Testing

/// `Fixtures/manifest.json`.
struct Manifest: Decodable {
  struct Program: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var image: String
    var target: String
    var expected: String
    var exitStatus: Int32
    var ignoredLinePrefix: String?
    var hostFiles: Bool
    var testDescription: String { name }
  }
  var fixtures: [Program]
  var demos: [Program]

  static let programs: [Program] = {
    let file = root.appendingPathComponent("Fixtures/manifest.json")
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file)) else { return [] }
    return manifest.fixtures + manifest.demos
  }()
}

/// Every program, on the board it was built for.
@Suite struct FixtureTests {
  @Test func thereArePrograms() { #expect(Manifest.programs.count >= 30) }

  @Test(arguments: Manifest.programs)
  func outputAndStatusAreTheRecorded(program: Manifest.Program) throws {
    let files = try TemporaryFolder()
    var command = Command("run", "Fixtures/\(program.image)", "--target", program.target)
    if program.hostFiles { command.arguments += ["--semihosting-dir", files.url.path] }
    let outcome = try command.run()
    let expected = try Data(contentsOf: root.appendingPathComponent("Fixtures/\(program.expected)"))
    #expect(outcome.status == program.exitStatus)
    #expect(outcome.errors.hasPrefix("stopped: exit, status \(program.exitStatus)\n"), "\(outcome.errors)")
    if let prefix = program.ignoredLinePrefix {
      let lines = outcome.text.split(separator: "\n").filter { !$0.hasPrefix(prefix) }
      #expect(lines == String(decoding: expected, as: UTF8.self).split(separator: "\n"))
    } else {
      #expect(outcome.output == Array(expected))
    }
    #expect(files.files == [])
  }

  /// The same image gives the same cycles on every run: with interrupts, sleep and floating point.
  @Test(arguments: ["rtos-port-mps2-an500", "nested-interrupts-mps2-an386", "newlib-mps2-an386"])
  func runsAreAlike(name: String) throws {
    let runs = try (0..<2).map { _ in
      try Command("run", fixture(name), "--target", name.hasSuffix("an500") ? "mps2-an500" : "mps2-an386").run()
    }
    let counts = runs.map { $0.errors.split(separator: "\n").filter { !$0.hasPrefix("host time") } }
    #expect(counts[0].contains { $0.hasPrefix("cycles: ") })
    #expect(counts[0] == counts[1])
    #expect(runs[0].output == runs[1].output)
  }

  @Test func anyWorkingDirectoryAndALinkToTheCommand() throws {
    let folder = try TemporaryFolder()
    let link = folder.path("tp")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: Command.built)
    var command = Command("run", fixture("uart-mps2-an386"), "--target", "mps2-an386")
    command.workingDirectory = folder.url.path
    command.executable = link
    let outcome = try command.run()
    #expect(outcome.status == 5)
    #expect(folder.files == ["tp"])
  }
}
