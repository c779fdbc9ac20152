import Boards
import Foundation
import Testing

@testable import Fidelity

/// The simulator agrees with every measurement that comes with the project, within the row's tolerance.
@Suite struct EveryRowTests {
  /// Names of the tables; empty if they cannot be listed, which a test of its own refuses.
  static let tables = ((try? CatalogueTests.files.tables()) ?? []).map { URL(fileURLWithPath: $0).lastPathComponent }

  @Test func thereAreTables() { #expect(Self.tables.count >= 10) }

  @Test(arguments: tables)
  func withinTolerance(table: String) throws {
    var runner = CaseRunner(images: CatalogueTests.files.images, library: try BoardLibrary.find(environment: [:]))
    let path = try #require(try CatalogueTests.files.tables().first { $0.hasSuffix("/" + table) })
    let measurements = try rows(of: [path], core: nil, runner: &runner)
    #expect(!measurements.isEmpty)
    for measurement in measurements {
      let simulated = try runner.simulate(measurement)
      let row = FidelityReport.Case(measurement, simulated: simulated)
      #expect(
        row.passes,
        "\(row.program) on \(row.board): \(simulated) cycles, measured \(row.measured) within \(row.tolerance)")
    }
  }
}
