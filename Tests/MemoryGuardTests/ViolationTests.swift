import MemoryGuard
import Testing

@Suite("Violations")
struct ViolationTests {
  @Test("Kinds have names of their own, in words joined by hyphens")
  func names() {
    let names = Violation.Kind.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.allSatisfy { $0.isLowercase || $0 == "-" }, "\(name)") }
  }
}
