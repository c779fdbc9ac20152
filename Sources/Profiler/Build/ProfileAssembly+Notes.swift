import Firmware
import ReportFormats
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

  /// How many cycles have no line although others have: libraries that were built without, and instructions that the
  /// compiler ascribes to no line.
  private mutating func addCoverage() {
    var without: [Int: UInt64] = [:]
    var withLines: Set<Int> = []
    for instruction in profile.instructions {
      if instruction.line != nil { withLines.insert(instruction.function) }
      if instruction.line == nil, instruction.cycles > 0 {
        without[instruction.function, default: 0] += instruction.cycles
      }
    }
    let bare = without.filter { !withLines.contains($0.key) }
    let bareCycles = bare.values.reduce(0, +)
    if bareCycles > 0 {
      let names = bare.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { profile.functions[$0.key].name }
      profile.notes.append("no line information for \(share(bareCycles)), in \(listed(names)): build with -g")
    }
    let others = without.values.reduce(0, +) - bareCycles
    if others > 0 { profile.notes.append("\(share(others)) are of instructions that the compiler ascribes to no line") }
  }

  private func share(_ cycles: UInt64) -> String {
    let share = 100 * Double(cycles) / Double(profile.totalCycles)
    return "\(FormatText.grouped(cycles)) of \(FormatText.grouped(profile.totalCycles)) cycles "
      + "(\(share < 0.1 ? "less than 0.1" : String(format: "%.1f", share)) %)"
  }
}
