import Foundation
import Testing

/// What `thumbprint check --json` writes, as far as these tests look at it.
struct CheckedProgram: Decodable {
  struct Place: Decodable {
    var file: String?
    var line: Int?
    var function: String
  }
  struct Object: Decodable { var name: String }
  struct Violation: Decodable {
    var kind: String
    var stack: [Place]
    var object: Object?
    var nearest: Object?
    var cycle: UInt64
  }
  var violations: [Violation]
  var cycles: UInt64
  var instructions: UInt64

  /// What a check of an image finds, and the command's exit status.
  static func check(_ image: String, on board: String, _ options: [String] = []) throws -> (Self, Int32?) {
    let folder = try TemporaryFolder()
    let file = folder.path("check.json")
    let outcome = try Command(["check", image, "--target", board, "--quiet", "--json", file] + options).run()
    return (try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: file))), outcome.status)
  }
}

/// `Fixtures/faulty`: programs with one bug each, and their fixed twins.
@Suite struct FaultyProgramTests {
  struct Program: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var board: String
    var image: String
    var fixed: String
    var kinds: [String]
    var file: String
    var object: String?
    var testDescription: String { "\(name) on \(board)" }

    /// Lines at which the bug may be seen, from 1: those whose comment says so.
    var lines: Set<Int> {
      get throws {
        let text = try String(contentsOf: FaultyProgramTests.folder.appendingPathComponent(file), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        return Set(lines.filter { $0.element.hasSuffix("// BUG") }.map { $0.offset + 1 })
      }
    }
  }

  private struct List: Decodable { var programs: [Program] }

  static let folder = root.appendingPathComponent("Fixtures/faulty")

  static let programs: [Program] = {
    let list = try? JSONDecoder().decode(
      List.self, from: Data(contentsOf: folder.appendingPathComponent("manifest.json")))
    return list?.programs ?? []
  }()

  @Test func thereAreProgramsOfEveryKind() throws {
    #expect(Set(Self.programs.map(\.name)).count >= 40)
    let schema = try String(
      contentsOf: root.appendingPathComponent("Sources/MemoryGuard/Model/Violation.swift"), encoding: .utf8)
    let kinds = schema.matches(of: /case \w+ = "([a-z-]+)"/).map { String($0.output.1) }
    #expect(kinds.count == 23)
    #expect(Set(kinds).subtracting(Self.programs.flatMap(\.kinds)) == [])
  }

  /// One bug is one report, of its kind, at its line and with its object.
  @Test(arguments: programs)
  func bugIsReportedOnceAtItsLineAndObject(program: Program) throws {
    let image = Self.folder.appendingPathComponent(program.image).path
    let (result, status) = try CheckedProgram.check(image, on: program.board)
    #expect(status == 3)
    #expect(result.violations.count == 1, "\(result.violations)")
    let violation = try #require(result.violations.first)
    #expect(program.kinds.contains(violation.kind), "\(violation)")
    let lines = try program.lines
    #expect(!lines.isEmpty)
    #expect(
      violation.stack.contains { place in
        place.file?.hasSuffix("/\(program.file)") == true && place.line.map(lines.contains) == true
      }, "\(violation), lines \(lines)")
    if let object = program.object {
      #expect([violation.object?.name, violation.nearest?.name].contains(object), "\(violation)")
    }
  }

  @Test(arguments: programs)
  func fixedTwinIsClean(program: Program) throws {
    let image = Self.folder.appendingPathComponent(program.fixed).path
    let (result, status) = try CheckedProgram.check(image, on: program.board)
    #expect(result.violations.isEmpty, "\(result.violations)")
    #expect(status == 0)
  }
}

/// Programs without a bug: no reports, and the same cycles as without checking.
@Suite struct CleanProgramTests {
  /// Images of `Fixtures/clean`, with their boards.
  static let clean: [String] = {
    let folder = root.appendingPathComponent("Fixtures/clean/images").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".elf") }
      .sorted()
  }()

  private static func board(of image: String) -> String { image.contains("an500") ? "mps2-an500" : "mps2-an386" }

  private func expectSameCycles(_ checked: CheckedProgram, _ image: String, _ board: String, _ options: [String] = [])
    throws
  {
    struct Run: Decodable {
      var cycles: UInt64
      var instructions: UInt64
    }
    let folder = try TemporaryFolder()
    let file = folder.path("run.json")
    _ = try Command(["run", image, "--target", board, "--json", file] + options).run()
    let run = try JSONDecoder().decode(Run.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    #expect(run.cycles == checked.cycles && run.instructions == checked.instructions)
  }

  @Test func thereArePrograms() {
    #expect(Self.clean.count >= 20)
    for level in ["O0", "O2", "O3", "Os"] { #expect(Self.clean.count { $0.contains("-\(level)-") } >= 4) }
  }

  @Test(arguments: clean)
  func newlibProgramHasNoReports(name: String) throws {
    let image = root.appendingPathComponent("Fixtures/clean/images/\(name)").path
    let (result, status) = try CheckedProgram.check(image, on: Self.board(of: name))
    #expect(result.violations.isEmpty, "\(result.violations)")
    #expect(status == 0)
    try expectSameCycles(result, image, Self.board(of: name))
  }

  /// Fixtures do what they must not only where they are about just that: by name, the kinds, and how many reports.
  private static let deliberate: [String: (kinds: Set<String>, count: Int)] = [
    "faults": (["misaligned-access", "null-access", "outside-memory", "no-execute", "division-by-zero"], 5),
    "mpu": (["outside-memory", "no-execute"], 10),
    "integer": (["division-by-zero"], 1),
  ]

  @Test(arguments: Manifest.programs)
  func fixtureHasOnlyDeliberateReports(program: Manifest.Program) throws {
    let files = try TemporaryFolder()
    let image = root.appendingPathComponent("Fixtures/\(program.image)").path
    let options = program.hostFiles ? ["--semihosting-dir", files.url.path] : []
    let (result, status) = try CheckedProgram.check(image, on: program.target, options)
    let name = program.name.replacing(/-(mps2|stm32).*/, with: "")
    let expected = Self.deliberate[name]
    #expect(Set(result.violations.map(\.kind)) == expected?.kinds ?? [], "\(result.violations)")
    #expect(result.violations.count == expected?.count ?? 0)
    #expect(status == (expected == nil ? program.exitStatus : 3))
    try expectSameCycles(result, image, program.target, options)
  }

  /// The bench programs run for long; their beginning is enough.
  @Test(arguments: ["convolution", "float", "integer", "memory"])
  func benchHasNoReports(name: String) throws {
    let options = ["--max-cycles", "3000000"]
    let (result, _) = try CheckedProgram.check(fixture("bench-\(name)-mps2-an500"), on: "mps2-an500", options)
    #expect(result.violations.isEmpty, "\(result.violations)")
    try expectSameCycles(result, fixture("bench-\(name)-mps2-an500"), "mps2-an500", options)
  }
}
