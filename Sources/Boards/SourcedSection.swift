import Microarchitecture

/// A mapping of numbers that each say where they come from: `{value: 7, source: "...", confirmed: derived}`, or a plain
/// number where the mapping itself has `source` and `confirmed`. It may be put together from several files, the last to
/// have a key being believed.
struct SourcedSection {
  /// A value and the mapping whose source covers it.
  struct Entry {
    let value: YAMLValue
    let section: YAMLMapping
  }

  private var entries: [String: Entry] = [:]
  /// Where the last file has it; nil if none does.
  private(set) var place: Place?

  init(_ mapping: YAMLMapping) {
    place = mapping.place
    section = mapping
  }

  private var section: YAMLMapping?

  init(_ files: [YAMLMapping], _ name: String, keys: [String]) throws(BoardFileError) {
    for file in files {
      guard let value = file[name] else { continue }
      let mapping = try value.mapping(keys: keys + ["source", "confirmed"])
      place = mapping.place
      for key in keys {
        if let value = mapping[key] { entries[key] = Entry(value: value, section: mapping) }
      }
    }
  }

  subscript(key: String) -> Entry? {
    entries[key] ?? section.flatMap { section in section[key].map { Entry(value: $0, section: section) } }
  }

  /// A number; `otherwise` if the key is not there, which is an error without it.
  func number(_ key: String, in range: ClosedRange<UInt64>, otherwise: UInt64? = nil) throws(BoardFileError) -> UInt64 {
    guard let entry = self[key] else {
      if let otherwise { return otherwise }
      throw (place ?? Place(file: "", line: nil)).error(.missingKey, "memory-timing: the key '\(key)' is missing")
    }
    return try entry.plain().integer(in: range)
  }

  /// `true` or `false`; false if the key is not there.
  func flag(_ key: String) throws(BoardFileError) -> Bool { try self[key]?.plain().bool() ?? false }
}

extension SourcedSection.Entry {
  /// The value without its source, which must be there.
  func plain() throws(BoardFileError) -> YAMLValue { try value.withoutSource(section: section) }
}

extension YAMLValue {
  /// The value of `{value:, source:, confirmed:}`, or this one if `section` has the source.
  fileprivate func withoutSource(section: YAMLMapping?) throws(BoardFileError) -> YAMLValue {
    if case .mapping = node {
      let mapping = try self.mapping(keys: ["value", "source", "confirmed"])
      try mapping.checkSource()
      return try mapping.require("value").named(name)
    }
    guard let section, section["source"] != nil || section["confirmed"] != nil else {
      throw place.error(
        .missingKey, "\(name): has no source; write {value: …, source: \"…\", confirmed: …}, or give the mapping both")
    }
    try section.checkSource()
    return self
  }

  /// A number on its own with its source.
  func sourced(in range: ClosedRange<UInt64>) throws(BoardFileError) -> UInt64 {
    try withoutSource(section: nil).integer(in: range)
  }
}

extension YAMLMapping {
  fileprivate func checkSource() throws(BoardFileError) {
    _ = try require("source").string()
    _ = try require("confirmed").choice(CostTable.Confirmation.self)
  }
}

extension [YAMLMapping] {
  /// The value of a key in the last file that has it.
  func last(having key: String) -> YAMLValue? { last { $0[key] != nil }?[key] }
}

extension Place {
  /// The error for a name that nothing has.
  func unknown(_ name: String, _ what: String, among known: [String]) -> BoardFileError {
    let hint = nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    return error(.unknownName, "\(what): there is no \(what) '\(name)'\(hint)")
  }
}
