import Testing

@testable import Fidelity

/// Comma-separated values as RFC 4180 has them, and what is wrong with others.
@Suite struct CSVReaderTests {
  @Test(arguments: [
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
    ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b", [["a", "b"]]),
    ("a,\n,b\n", [["a", ""], ["", "b"]]),
    ("\"a,b\",\"say \"\"c\"\"\"\r\n", [["a,b", "say \"c\""]]),
    ("\"two\nlines\",x\ny,z\n", [["two\nlines", "x"], ["y", "z"]]),
    ("\u{FEFF}a,b\n", [["a", "b"]]),
    ("\n\r\na\n\n", [["a"]]),
    ("", []),
  ])
  func records(text: String, fields: [[String]]) throws {
    #expect(try CSVReader.records(of: text, file: "t.csv").map(\.fields) == fields)
  }

  @Test func recordsKnowTheirLines() throws {
    let records = try CSVReader.records(of: "a\n\n\"b\nc\"\nd\n", file: "t.csv")
    #expect(records.map(\.line) == [1, 3, 5])
  }

  @Test(arguments: [
    ("a,b\nc,\"d\n", 2, 2, "begins with a quote that is never closed"),
    ("a\n\"b\"c\n", 2, 1, "goes on after its closing quote"),
    ("a,b,c\"d\n", 1, 3, "has a quote within it"),
  ])
  func mistakes(text: String, line: Int, column: Int, says: String) {
    let error = #expect(throws: FidelityError.self) { try CSVReader.records(of: text, file: "t.csv") }
    guard case .badTable("t.csv", line, column, let problem)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.contains(says))
  }

  @Test(arguments: [
    ["a", "b"], ["a,b", ""], ["say \"c\"", "x"], ["two\nlines", "y"], ["with\rreturn", "z"], ["\"", "\"\""],
  ])
  func writtenLinesReadBack(fields: [String]) throws {
    #expect(try CSVReader.records(of: csvLine(fields), file: "t.csv").map(\.fields) == [fields])
  }
}
