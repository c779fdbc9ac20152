import Foundation
import Profiler
import Testing

@Suite struct ProfileTests {
  /// What is written is read again, and the sums that the schema promises hold in the sample.
  @Test func roundTrips() throws {
    let profile = SampleProfile.make()
    let decoded = try JSONDecoder().decode(Profile.self, from: JSONEncoder().encode(profile))
    #expect(decoded == profile)
    #expect(profile.functions.reduce(0) { $0 + $1.selfCycles } == profile.totalCycles)
    #expect(profile.paths.reduce(0) { $0 + $1.selfCycles } == profile.totalCycles)
    #expect(profile.instructions.reduce(0) { $0 + $1.cycles } == profile.totalCycles)
    #expect(profile.instructions.reduce(0) { $0 + $1.executions } == profile.totalInstructions)
    #expect(profile.stalls.total == profile.totalCycles)
  }
}
