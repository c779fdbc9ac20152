import MemoryGuard
import Testing

@Suite("Violations are grouped: one bug, one report")
struct ViolationGroupsTests {
  private func key(_ kind: Violation.Kind = .globalBounds, place: UInt32 = 0x204, object: UInt32 = 1) -> ViolationKey {
    ViolationKey(kind: kind, place: place, object: object)
  }

  @Test("A repeated violation is made once and counted")
  func repeats() {
    var groups = ViolationGroups()
    var made = 0
    for number in 0..<1_000_000 {
      // Two in turn, so that the last key is not always the same.
      groups.add(key(object: UInt32(number % 2))) {
        made += 1
        var violation = SampleReport.globalWrite
        violation.object?.name = "object \(number % 2)"
        return violation
      }
    }
    #expect(made == 2)
    #expect(groups.violations.map(\.count) == [500_000, 500_000])
    #expect(groups.notes == [])
  }

  @Test("Several accesses at once are counted as such")
  func occurrences() {
    var groups = ViolationGroups()
    groups.add(key(), occurrences: 7) { SampleReport.globalWrite }
    groups.add(key(), occurrences: 3) { SampleReport.globalWrite }
    #expect(groups.violations.map(\.count) == [10])
    #expect(groups.violations.first?.cycle == SampleReport.globalWrite.cycle)
  }

  /// What is changed in a second violation, and whether it is then another bug.
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isOther: Bool
    var change: @Sendable (inout Violation) -> Void

    init(_ name: String, isOther: Bool, _ change: @escaping @Sendable (inout Violation) -> Void) {
      (testDescription, self.isOther, self.change) = (name, isOther, change)
    }
  }

  static let changes = [
    Change("another instruction of the line", isOther: false) { $0.stack[0].address += 2 },
    Change("a read where there was a write", isOther: false) { $0.access = .read },
    Change("further on", isOther: false) { $0.address += 4 },
    Change("another nearest object", isOther: false) { $0.nearest = nil },
    Change("called from elsewhere", isOther: false) { $0.stack[1].function = "other" },
    Change("another line of the function", isOther: false) { $0.stack[0].line = 9 },
    Change("another file", isOther: true) { $0.stack[0].file = "/src/app/other.c" },
    Change("another function", isOther: true) { $0.stack[0].function = "other" },
    Change("another object", isOther: true) { $0.object?.name = "other" },
    Change("an object of another function", isOther: true) { $0.object?.function = "other" },
    Change("an unknown object", isOther: true) { $0.object = nil },
    Change("another kind", isOther: true) { $0.kind = .stackBounds },
  ]

  @Test("What makes a violation another one", arguments: changes)
  func identity(change: Change) {
    var groups = ViolationGroups()
    groups.add(key(place: 1)) { SampleReport.globalWrite }
    for _ in 0..<2 {
      groups.add(key(place: 2)) {
        var violation = SampleReport.globalWrite
        change.change(&violation)
        return violation
      }
    }
    #expect(groups.violations.map(\.count) == (change.isOther ? [1, 2] : [3]))
  }

  @Test("Without lines an instruction is what tells them apart")
  func withoutLines() {
    var groups = ViolationGroups()
    for address: UInt32 in [0x700, 0x702, 0x700] {
      groups.add(key(place: address)) {
        var violation = SampleReport.unknownOrigin
        violation.stack[0] = CodePlace(address: address, function: "f")
        return violation
      }
    }
    #expect(groups.violations.map(\.count) == [2, 1])
  }

  @Test("Within the C library the caller's line is what counts")
  func library() {
    var groups = ViolationGroups()
    // Two loops of strcpy, and two lines that call it.
    for (index, line) in [(0, 9), (1, 9), (0, 10)] {
      groups.add(key(place: UInt32(index * 100 + line))) {
        var violation = SampleReport.useAfterFree
        violation.stack[0].address += UInt32(index)
        violation.stack[1].line = line
        return violation
      }
    }
    #expect(groups.violations.map(\.count) == [3])
    #expect(groups.violations.first?.place == SampleReport.main)
    let place = SampleReport.main
    #expect(groups.violations.first?.notes.last == "also at \(place.file ?? ""):10")
  }

  @Test("Heap blocks are told apart by the line that allocated them, not by its caller or their address")
  func heapBlocks() {
    var groups = ViolationGroups()
    for number in 0..<3 {
      groups.add(key(object: UInt32(number))) {
        var violation = SampleReport.useAfterFree
        violation.object?.address += UInt32(number)
        violation.object?.allocated[2].line = number
        if number == 1 { violation.object?.allocated[0].function = "_malloc_r" }
        if number == 2 { violation.object?.allocated[1].line = 13 }
        return violation
      }
    }
    #expect(groups.violations.map(\.count) == [2, 1])
  }

  @Test(
    "Names of the C library's functions, and some that are not",
    arguments: [
      ("memcpy", true), ("__aeabi_memcpy4", true), ("__aeabi_memclr8", true), ("__memcpy_chk", true),
      ("_strtok_r", true),
      ("strcpy", true), ("qsort", true), ("copy", false), ("my_memcpy", false), ("_memory", false), ("", false),
      ("__aeabi_", false), ("_4", false), ("main", false), ("memcpy_to_flash", false),
    ])
  func libraryNames(name: String, isLibrary: Bool) {
    #expect(LibraryFunction.contains(name) == isLibrary)
    #expect(LibraryFunction.worksForCaller(name) == isLibrary)
  }

  @Test(
    "Functions whose bugs are their callers'",
    arguments: [
      ("malloc", true), ("_free_r", true), ("_ZdlPv", true), ("sprintf", true), ("_svfiprintf_r", true),
      ("vsnprintf", true), ("_printf_i", true), ("__ssputs_r", true), ("sscanf", true), ("printf", true),
      ("my_printf", false), ("log_printf", false), ("ssputs", false), ("free_all", false), ("scan", false),
      ("pool_malloc", false),
    ])
  func callersFunctions(name: String, isCallers: Bool) {
    #expect(LibraryFunction.worksForCaller(name) == isCallers)
    #expect(!LibraryFunction.contains(name))
  }

  @Test("No more are kept than the limit, and how many more there were is said")
  func limit() {
    var groups = ViolationGroups(limit: 10)
    for round in 0..<2 {
      for number in 0..<25 {
        groups.add(key(place: UInt32(round * 100 + number))) {
          var violation = SampleReport.globalWrite
          violation.stack[0].function = "function_\(number)"
          return violation
        }
      }
    }
    #expect(groups.violations.count == 10)
    #expect(groups.violations.allSatisfy { $0.count == 2 })
    #expect(groups.notes.count == 1)
    #expect(groups.notes.first?.hasPrefix("15 more violations not listed: only the first 10 are kept") == true)
  }

  @Test("Any number of different keys costs no more than so many violations made")
  func keyLimit() {
    var groups = ViolationGroups()
    var made = 0
    for place in 0..<100_000 {
      groups.add(key(place: UInt32(place))) {
        made += 1
        return SampleReport.globalWrite
      }
    }
    #expect(made == 16_384)
    #expect(groups.violations.map(\.count) == [16_384])
    #expect(groups.notes.first?.hasPrefix("83,616 more bad accesses not looked at") == true)
  }

  @Test("Suppressed violations are counted as bugs and take no place from others")
  func suppressed() throws {
    let suppressions = try Suppressions(text: "[known]\nkind: global-*\n[other]\nkind: leak\n", path: "s.txt")
    var groups = ViolationGroups(suppressions: suppressions, limit: 1)
    for number in 0..<10 {
      groups.add(key(place: UInt32(number))) {
        var violation = SampleReport.globalWrite
        violation.stack[0].function = "function_\(number / 5)"
        return violation
      }
    }
    groups.add(key(.useAfterFree)) { SampleReport.useAfterFree }
    #expect(
      groups.violations
        == [SampleReport.useAfterFree].map {
          var once = $0; once.count = 1; return once
        })
    #expect(groups.suppressed == 2)
    #expect(groups.notes == ["suppression 'other' (s.txt:3) matched nothing; remove it if the bug is mended"])
  }
}
