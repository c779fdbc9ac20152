import Boards
import Foundation

extension Board {
  /// The board in words, for a person to read: core, clock, memories, peripherals.
  public var description: String {
    var lines = ["\(name): \(summary)", "core: \(core.description)", "clock: \(frequency(clock))"]
    let oscillators = clocks.oscillators.map { "\($0.name) \(frequency($0.hertz))" }
    if !oscillators.isEmpty { lines.append("oscillators: \(oscillators.joined(separator: ", "))") }
    lines.append("vector table: \(hex(vectorTable))")
    lines.append("memory:")
    let width = regions.map { size($0.size).count }.max() ?? 0
    for region in regions.sorted(by: { $0.base < $1.base }) {
      let access = (region.writable ? "rw" : "r-") + (region.executable ? "x" : "-")
      let aliases = region.aliases.isEmpty ? "" : ", also at " + region.aliases.map(hex).joined(separator: ", ")
      let kind = "(\(region.kind.rawValue)\(aliases))"
      let bytes = size(region.size)
      let gap = String(repeating: " ", count: width - bytes.count)
      lines.append("  \(hex(region.base)) \(access) \(gap)\(bytes) \(region.name) \(kind)")
    }
    lines.append("peripherals:")
    lines += peripherals.map { "  \(hex($0.base)) \($0.name): \($0.model.name)" }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Core {
  fileprivate var description: String {
    var parts = [kind == .cortexM4 ? "Cortex-M4" : "Cortex-M7"]
    switch floatingPoint {
    case .none: parts.append("no FPU")
    case .single: parts.append("single-precision FPU")
    case .double: parts.append("double-precision FPU")
    }
    parts.append(mpuRegions == 0 ? "no MPU" : "MPU with \(mpuRegions) regions")
    parts.append("\(interrupts) interrupts with \(priorityBits) priority bits")
    if instructionCache > 0 { parts.append("\(instructionCache / 1024) KB instruction cache") }
    if dataCache > 0 { parts.append("\(dataCache / 1024) KB data cache") }
    return parts.joined(separator: ", ")
  }
}

extension Peripheral.Model {
  fileprivate var name: String {
    switch self {
    case .stub(let registers) where registers.isEmpty: "reads back what was written"
    case .stub(let registers): "registers (\(registers.count) described)"
    case .cmsdkUART: "CMSDK UART"
    case .cmsdkTimer: "CMSDK timer"
    case .cmsdkDualTimer: "CMSDK dual timer"
    }
  }
}

/// `64 KB` or `1 MB` where that is exact.
private func size(_ bytes: UInt32) -> String {
  if bytes >= 1 << 20 && bytes % (1 << 20) == 0 { return "\(bytes >> 20) MB" }
  return bytes % 1024 == 0 ? "\(bytes >> 10) KB" : "\(bytes) bytes"
}
