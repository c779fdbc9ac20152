import Foundation
import ReportFormats

extension RunReport {
  /// The report as lines of text, each with its end.
  public var text: String {
    var lines = stopLines
    lines.append("instructions: \(grouped(instructions))")
    lines.append("cycles: \(grouped(cycles))")
    lines.append(timeLine)
    lines += timingLines + counterLines
    let speed = String(format: "%.1f", hostMIPS)
    lines.append("host time: \(duration(hostSeconds)), \(speed) MIPS")
    lines += warnings.map { "warning: \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }

  /// How the run ended, as in `text`: a fault with its registers and backtrace.
  public var stopDescription: String { stopLines.map { $0 + "\n" }.joined() }

  private var stopLines: [String] { ["stopped: \(stopText)"] + (stop.fault?.lines ?? []) }

  var stopText: String {
    switch stop.reason {
    case .exit: "exit, status \(stop.exitStatus)"
    case .limit: "limit, \(limitOption) reached"
    case .fault: "unhandled fault, in \(stop.fault?.exception ?? "a fault handler")"
    case .lockup: "lockup, a fault while \(stop.fault?.exception ?? "HardFault") was being handled"
    case .sleep: "sleep, and nothing can wake the core"
    case .interrupted: "interrupted"
    case .output: "output, which could not be written: \(outputError ?? "unknown error")"
    }
  }

  private var limitOption: String {
    switch stop.limit {
    case "cycles": "--max-cycles"
    case "instructions": "--max-instructions"
    case "timeout": "--timeout"
    default: "--max-output"
    }
  }
}

extension RunReport.Fault {
  fileprivate var lines: [String] {
    var lines = causes.map { "  \($0)" }
    func value(_ name: String) -> String { hex(registers[name] ?? 0) }
    let names = Self.registerNames + ["xpsr"]
    for start in stride(from: 0, to: names.count, by: 4) {
      let row = names[start..<min(start + 4, names.count)]
      lines.append("  " + row.map { "\(padded($0, 4)) \(value($0))" }.joined(separator: "  "))
    }
    let status = ["cfsr", "hfsr", "mmfar", "bfar"].map { "\(padded($0, 4)) \(hex(self.status[$0] ?? 0))" }
    lines.append("  " + status.joined(separator: "  "))
    lines.append("backtrace:")
    for (index, frame) in backtrace.enumerated() {
      if let exception = frame.interruptedBy { lines.append("      --- \(exception) taken at ---") }
      let place = frame.function.map { "\($0)\(frame.offset == 0 ? "" : "+0x\(String(frame.offset, radix: 16))")" }
      let source = frame.file.flatMap { file in frame.line.map { " at \(file):\($0)" } }
      lines.append("  #\(index) \(hex(frame.address)) \(place ?? "(no symbol)")\(source ?? "")")
    }
    return lines
  }
}

private func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(width - text.count, 0))
}

/// `1234567` as `1,234,567`.
func grouped(_ value: UInt64) -> String { FormatText.grouped(value) }

/// A time with its unit, four digits.
func duration(_ seconds: Double) -> String {
  switch seconds {
  case 1...: String(format: "%.3f s", seconds)
  case 1e-3...: String(format: "%.3f ms", seconds * 1e3)
  default: String(format: "%.3f µs", seconds * 1e6)
  }
}

func frequency(_ hertz: UInt64) -> String {
  hertz >= 1_000_000 ? String(format: "%g MHz", Double(hertz) / 1e6) : "\(hertz) Hz"
}
