import Firmware
import Foundation

extension ProfileAssembly {
  /// What the profile cannot say, and why.
  mutating func addNotes(_ layers: LayerSelection, sourceDirectory: String?) {
    if builder.extents.extents.isEmpty {
      profile.notes.append("no symbol table: functions are named by their addresses")
    }
    profile.notes += builder.debug.notes
    if !builder.debug.lines.isEmpty { addCoverage() }
    profile.notes += layers.notes
    guard !profile.lines.isEmpty else { return }
    let finder = SourceFinder(imagePath: builder.image.path, directory: sourceDirectory)
    var missing: [String] = []
    var newer: [String] = []
    for file in SourceFinder.files(of: profile) {
      guard let path = finder.find(file) else {
        missing.append(file)
        continue
      }
      if finder.isNewer(path) { newer.append(file) }
    }
    profile.notes += finder.notes(missing: missing, newer: newer)
  }

  /// How many cycles have no line although others have: libraries that were built without.
  private mutating func addCoverage() {
    var without: [Int: UInt64] = [:]
    for instruction in profile.instructions where instruction.line == nil && instruction.cycles > 0 {
      without[instruction.function, default: 0] += instruction.cycles
    }
    let cycles = without.values.reduce(0, +)
    guard cycles > 0 else { return }
    let names = without.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { profile.functions[$0.key].name }
    let share = 100 * Double(cycles) / Double(profile.totalCycles)
    profile.notes.append(
      "no line information for \(grouped(cycles)) of \(grouped(profile.totalCycles)) cycles "
        + "(\(share < 0.1 ? "less than 0.1" : String(format: "%.1f", share)) %), in \(listed(names)): build with -g")
  }
}

/// `1234567` as `1,234,567`.
private func grouped(_ value: UInt64) -> String {
  var digits = Array(String(value))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return String(digits)
}
