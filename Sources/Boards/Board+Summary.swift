extension Board {
  /// What `thumbprint targets NAME` prints: core, clock, memories and peripherals, one fact a line.
  public var details: String {
    var lines = [summary, ""]
    lines.append("core         \(coreText)")
    lines.append("cpuid        \(hexadecimal(core.cpuid))")
    lines.append("clock        \(Self.frequency(clock))")
    lines.append("interrupts   \(core.interrupts), \(core.priorityBits) priority bits")
    lines.append("vector table \(hexadecimal(vectorTable))")
    lines.append("")
    let width = regions.map(\.name.count).max() ?? 0
    for region in regions {
      lines.append("memory       \(pad(region.name, width))  \(describe(region))")
    }
    lines.append("")
    for peripheral in peripherals {
      lines.append(
        "peripheral   \(addressRange(peripheral.base, size: UInt64(peripheral.size)))  \(peripheral.name)"
          + describe(peripheral.model))
    }
    return lines.joined(separator: "\n")
  }

  private var coreText: String {
    var parts = [core.kind == .cortexM4 ? "Cortex-M4" : "Cortex-M7"]
    switch core.floatingPoint {
    case .none: parts.append("no FPU")
    case .single: parts.append("single-precision FPU")
    case .double: parts.append("double-precision FPU")
    }
    parts.append(core.mpuRegions == 0 ? "no MPU" : "MPU with \(core.mpuRegions) regions")
    if core.instructionCache > 0 { parts.append("\(byteCount(UInt64(core.instructionCache))) instruction cache") }
    if core.dataCache > 0 { parts.append("\(byteCount(UInt64(core.dataCache))) data cache") }
    if core.bitBanding { parts.append("bit-banding") }
    return parts.joined(separator: ", ")
  }

  private func describe(_ region: MemoryRegion) -> String {
    var text = "\(addressRange(region.base, size: UInt64(region.size)))  \(byteCount(UInt64(region.size))) "
    text += region.kind.rawValue
    if !region.writable { text += ", read-only" }
    if !region.executable { text += ", no code" }
    if !region.aliases.isEmpty { text += ", also at \(region.aliases.map { hexadecimal($0) }.joined(separator: ", "))" }
    return text
  }

  private func describe(_ model: Peripheral.Model) -> String {
    switch model {
    case .stub(let registers):
      if registers.isEmpty { return " (storage)" }
      let sends = registers.contains { $0.isTransmitData || $0.transmitsFromMemory != nil }
      return sends ? " (output)" : ""
    case .cmsdkUART(let transmit, let receive, _): return " (CMSDK UART, interrupts \(transmit) and \(receive))"
    case .cmsdkTimer(let interrupt): return " (CMSDK timer, interrupt \(interrupt))"
    case .cmsdkDualTimer(let interrupt): return " (CMSDK dual timer, interrupt \(interrupt))"
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `216 MHz`, `37.5 MHz`, `32768 Hz`: the largest unit that needs at most three decimals.
  static func frequency(_ hertz: UInt64) -> String {
    for (unit, factor) in [("MHz", UInt64(1_000_000)), ("kHz", 1000)] where hertz >= factor {
      let thousandths = hertz / (factor / 1000)
      guard thousandths * (factor / 1000) == hertz else { continue }
      var fraction = String(String(thousandths % 1000 + 1000).dropFirst())
      while fraction.hasSuffix("0") { fraction.removeLast() }
      return "\(thousandths / 1000)\(fraction.isEmpty ? "" : ".\(fraction)") \(unit)"
    }
    return "\(hertz) Hz"
  }
}
