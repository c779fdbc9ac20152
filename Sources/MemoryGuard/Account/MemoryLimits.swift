import ReportFormats

/// Bytes that a build may not exceed, each nil where it may take what it likes.
public struct MemoryLimits: Sendable, Equatable {
  /// Of every stack at its deepest.
  public var stack: UInt64?
  /// Of RAM: sections, the heap's extent, stacks at their deepest.
  public var sram: UInt64?
  /// Of flash.
  public var flash: UInt64?

  public init(stack: UInt64? = nil, sram: UInt64? = nil, flash: UInt64? = nil) {
    self.stack = stack
    self.sram = sram
    self.flash = flash
  }

  /// What an account exceeds, a sentence each; empty if nothing.
  public func broken(by account: MemoryAccount) -> [String] {
    var broken: [String] = []
    func check(_ what: String, _ bytes: UInt64, _ limit: UInt64?, _ option: String) {
      guard let limit, bytes > limit else { return }
      broken.append(
        "\(what) \(MemoryText.bytes(bytes)), \(FormatText.grouped(bytes - limit)) more than \(option) "
          + "\(FormatText.grouped(limit)) allows")
    }
    for stack in account.stacks {
      check("the \(TextLayout.printable(stack.name)) took", UInt64(stack.highWaterBytes), self.stack, "--max-stack")
    }
    check("RAM needed was", account.totals.ramBytes, sram, "--max-sram")
    check("the program takes", account.totals.flashBytes, flash, "--max-flash")
    // Bytes that are set aside by an option are a limit like the others.
    for stack in account.stacks where stack.reserve?.basis == .option {
      guard let size = stack.reserve?.size else { continue }
      check("the \(stack.name) took", UInt64(stack.highWaterBytes), UInt64(size), "--stack-size")
    }
    return broken
  }
}
