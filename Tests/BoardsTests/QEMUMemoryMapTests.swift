import Foundation
import Testing

@testable import Boards

private let qemu = "/usr/bin/qemu-system-arm"

/// The mps2 boards have the memories that QEMU's machines of the same names have, at the same addresses.
struct QEMUMemoryMapTests {
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: qemu)), arguments: ["mps2-an386", "mps2-an500"])
  func memories(machine: String) throws {
    let board = try BoardLibrary.find(environment: [:]).board(named: machine)
    var ours: Set<String> = []
    for region in board.regions {
      for base in [region.base] + region.aliases { ours.insert("\(hexadecimal(base)) \(region.size)") }
    }
    #expect(try memoryTree(of: machine) == ours)
  }

  /// Base and size of every RAM and alias of one in QEMU's `info mtree`.
  private func memoryTree(of machine: String) throws -> Set<String> {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: qemu)
    process.arguments = [
      "-M", machine, "-display", "none", "-serial", "none", "-monitor", "stdio", "-S",
    ]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    input.fileHandleForWriting.write(Data("info mtree\nquit\n".utf8))
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var found: Set<String> = []
    for match in text.matches(of: #/([0-9a-f]{16})-([0-9a-f]{16}) \(prio 0, ram\): (alias )?mps\./#) {
      guard let first = UInt32(match.1, radix: 16), let last = UInt32(match.2, radix: 16) else { continue }
      found.insert("\(hexadecimal(first)) \(last - first + 1)")
    }
    return found
  }
}
