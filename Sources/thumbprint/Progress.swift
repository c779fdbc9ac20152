import Firmware
import Foundation
import Simulator

/// How far a long run is, on one line of the terminal that standard error is: redrawn a few times a second, cleared away
/// before anything else is written.
final class Progress {
  private let image: FirmwareImage
  private let host: StandardHost
  /// Columns that the line takes up now.
  private var width = 0
  private var start = DispatchTime.now()
  private var drawn: (time: DispatchTime, instructions: UInt64)
  /// Nanoseconds before it is drawn first, and between drawings.
  private static let delay: UInt64 = 500_000_000
  private static let interval: UInt64 = 250_000_000

  /// Nil where nobody would see it: standard error is no terminal.
  init?(_ image: FirmwareImage, host: StandardHost) {
    guard isatty(2) == 1 else { return nil }
    self.image = image
    self.host = host
    drawn = (start, 0)
    host.willUseStreams = { [weak self] in self?.erase() }
  }

  /// Draws the line anew if it is time to.
  func show(_ run: RunProgress) {
    let now = DispatchTime.now()
    let since = now.uptimeNanoseconds - drawn.time.uptimeNanoseconds
    guard since >= Self.interval, now.uptimeNanoseconds - start.uptimeNanoseconds >= Self.delay else { return }
    // The firmware's own unfinished line stays as it is.
    guard host.hasEndedLine || isatty(1) == 0 else { return }
    let instructions = run.instructions
    let speed = Double(instructions - drawn.instructions) / Double(since) * 1e3
    drawn = (now, instructions)
    draw(
      String(
        format: "%@ simulated, %.1f MIPS, in %@", Self.time(run.seconds), speed, function(at: run.programCounter)))
  }

  /// Clears the line away.
  func erase() {
    guard width > 0 else { return }
    printError("\r" + String(repeating: " ", count: width) + "\r")
    width = 0
  }

  private func draw(_ line: String) {
    // One column is left free, for there some terminals begin a new line.
    let shown = String(line.prefix(Self.terminalWidth - 1))
    let rest = String(repeating: " ", count: max(width - shown.count, 0))
    printError("\r" + shown + rest)
    width = max(shown.count, width)
  }

  private func function(at address: UInt32) -> String {
    let name = image.symbol(containing: address)?.symbol.name ?? "0x" + String(address, radix: 16)
    return String(name.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) })
  }

  private static func time(_ seconds: Double) -> String {
    seconds >= 1 ? String(format: "%.2f s", seconds) : String(format: "%.1f ms", seconds * 1e3)
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 80 }
    return Int(size.ws_col)
  }
}
