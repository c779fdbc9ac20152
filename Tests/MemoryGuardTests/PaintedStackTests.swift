import Testing

@testable import MemoryGuard

/// A program that paints its stacks and counts its heap, and what the account says of it.
@Suite struct PaintedStackTests {
  /// `main stack 816` and so on, as the program prints.
  private func measured(_ output: String) -> [String: UInt64] {
    var values: [String: UInt64] = [:]
    for line in output.split(separator: "\n") {
      guard let space = line.lastIndex(of: " "), let value = UInt64(line[line.index(after: space)...]) else { continue }
      values[String(line[..<space])] = value
    }
    return values
  }

  @Test(arguments: ["mps2-an386", "mps2-an500"])
  func agreesWithTheProgram(board: String) throws {
    let (account, output) = try AccountSample.run("painted-\(board)", on: board)
    let values = measured(output)
    #expect(values.count == 7, "\(output)")
    let main = try #require(account.stacks.first { $0.pointer == .main })
    let process = try #require(account.stacks.first { $0.pointer == .process })
    let heap = try #require(account.heap)
    #expect(account.stacks.count == 2)
    #expect(values["main stack"] == UInt64(main.highWaterBytes))
    #expect(values["process stack"] == UInt64(process.highWaterBytes))
    #expect(values["heap extent"] == heap.extentBytes)
    #expect(values["heap peak"] == heap.peakBytes)
    #expect(values["heap peak blocks"] == UInt64(heap.peakBlocks))
    #expect(values["heap live"] == heap.liveBytes)

    // Limits by the linker's symbols; the process stack by the array that it is.
    #expect(main.reserve?.basis == .linker)
    #expect(main.reserve?.size == 0x1000)
    #expect(main.remainingBytes == 0x1000 - Int64(main.highWaterBytes))
    #expect(process.reserve?.basis == .object)
    #expect(process.reserve?.name == "task_stack")
    #expect(process.reserve?.size == 1200)
    #expect(heap.reserve?.size == 0x4000)
    #expect(account.warnings == [])
  }

  @Test func pathsLeadToTheDeepestFrames() throws {
    let (account, _) = try AccountSample.run("painted-mps2-an386", on: "mps2-an386")
    let main = try #require(account.stacks.first { $0.pointer == .main })
    let functions = main.peak.calls.map(\.place.function)
    // The interrupt's handler recurses on top of the program's own recursion.
    #expect(functions.prefix(3) == ["handle", "handle", "handle"])
    #expect(functions.filter { $0 == "descend" }.count == 21)
    #expect(functions.suffix(2) == ["main", "Reset_Handler"])
    let handler = main.peak.calls.first { $0.kind == .exception }
    #expect(handler?.exception == 14)
    // Frames, and what the exception pushed, are all that is on the stack.
    #expect(main.peak.calls.reduce(0) { $0 + ($1.bytes ?? 0) } == main.highWaterBytes)
    #expect(main.peak.calls.first?.place.file?.hasSuffix("memory/painted.c") == true)
    #expect(main.peak.seconds == Double(main.peak.cycle) / 25e6)

    let process = try #require(account.stacks.first { $0.pointer == .process })
    #expect(process.peak.calls.filter { $0.place.function == "descend" }.count == 10)
    let heap = try #require(account.heap)
    #expect(heap.peak.calls.contains { $0.place.function == "allocate" })
    #expect(heap.blocks.count == 6)
    #expect(heap.blocks.map(\.size) == [100, 1000, 37, 2500, 3, 700])
    #expect(heap.blocks.filter { $0.freedCycle == nil }.map(\.size) == [700])
  }

  /// With less than it takes, the account says by how much.
  @Test func saysWhenTheReserveIsTooSmall() throws {
    let (account, _) = try AccountSample.run("painted-mps2-an386", on: "mps2-an386", stackSize: 512)
    let main = try #require(account.stacks.first { $0.pointer == .main })
    #expect(main.remainingBytes == 512 - Int64(main.highWaterBytes))
    let over = Int64(main.highWaterBytes) - 512
    #expect(account.warnings.count == 1)
    #expect(account.warnings.first?.hasPrefix("the main stack went \(over) bytes beyond its reserve") == true)
    #expect(account.text(width: 100, color: false).contains("WARNING: the main stack went \(over) bytes"))
  }

  @Test func thePeakIsNoMoreThanTheSumOfMaxima() throws {
    for name in ["painted", "newlib", "rtos-port", "scheduler"] {
      let (account, _) = try AccountSample.run("\(name)-mps2-an386", on: "mps2-an386")
      let peak = account.peak
      #expect(peak.bytes <= peak.sumOfMaxima, "\(name)")
      let parts = peak.staticBytes + peak.heapBytes + peak.tensorBytes + peak.stackBytes.reduce(0, +)
      #expect(peak.bytes == parts, "\(name)")
      #expect(peak.bytes > peak.staticBytes, "\(name)")
      #expect(peak.bytes <= account.totals.ramBytes, "\(name)")
    }
  }
}
