import Foundation
import Testing

@testable import Boards
@testable import Firmware

/// Where an image goes on a board, and every way in which it does not fit or cannot start.
struct LoadPlanTests {
  let library: BoardLibrary

  init() throws {
    library = try BoardLibrary.find(environment: [:])
  }

  /// Fixtures/loader: flash at 0x08000000, initial stack pointer 0x20020000, Reset_Handler at 0x080000B0.
  private func bytes() throws -> [UInt8] {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: root.appendingPathComponent("Fixtures/loader/gcc.elf")))
  }

  /// The image with words of the file changed: 64 to 72 are the first segment's address and sizes, 96 to 104 the
  /// second's; its contents start at 0x1000.
  private func image(_ words: [Int: UInt32] = [:]) throws -> FirmwareImage {
    var bytes = try bytes()
    for (offset, value) in words {
      for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }
    return try FirmwareImage(bytes: bytes, path: "x.elf")
  }

  private func failure(_ words: [Int: UInt32] = [:], on name: String = "stm32f405") throws -> LoadError? {
    let board = try library.board(named: name)
    let image = try image(words)
    do throws(LoadError) {
      _ = try LoadPlan.make(image, on: board, alternatives: library.boards())
      return nil
    } catch {
      return error
    }
  }

  @Test func bytesGoToTheirLoadAddresses() throws {
    let board = try library.board(named: "stm32f405")
    let image = try image()
    let plan = try LoadPlan.make(image, on: board)
    #expect(plan.pieces.map { board.regions[$0.region].name } == ["flash", "flash"])
    #expect(plan.pieces.map(\.offset) == [0, 0x11C])
    #expect(plan.pieces.map(\.bytes) == image.segments.map(\.bytes))
    #expect(plan.initialStackPointer == 0x2002_0000)
    #expect(plan.resetVector == 0x0800_00B1)
    #expect(plan.vectorTable == 0)
  }

  /// The F7 boots from the ITCM alias of the flash, where the same table appears.
  @Test(arguments: [
    ("stm32f746", 0x0020_0000), ("stm32f767", 0x0020_0000), ("stm32h743", 0x0800_0000), ("stm32l4r5", 0),
  ])
  func vectorTableByAlias(name: String, address: Int) throws {
    let plan = try LoadPlan.make(image(), on: library.board(named: name))
    #expect(plan.vectorTable == UInt32(address))
    #expect(plan.resetVector == 0x0800_00B1)
  }

  /// An application behind a boot loader: the board's own table is empty, the image brings one at 0x08008000.
  @Test func applicationBehindABootLoader() throws {
    var bytes = try bytes()
    func set(_ offset: Int, _ value: UInt32) {
      for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }
    set(60, 0x0800_8000)
    set(64, 0x0800_8000)
    set(96, 0x0800_8200)
    set(0x1004, 0x0800_80B1)
    let plan = try LoadPlan.make(
      withTableSymbol(at: 0x0800_8000, FirmwareImage(bytes: bytes)), on: library.board(named: "stm32f405"))
    #expect(plan.vectorTable == 0x0800_8000)
    #expect(plan.resetVector == 0x0800_80B1)
  }

  /// The image with `g_pfnVectors` and its section moved.
  private func withTableSymbol(at address: UInt32, _ image: FirmwareImage) throws -> FirmwareImage {
    var bytes = image.file
    func word(_ offset: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) } }
    func set(_ offset: Int, _ value: UInt32) {
      for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }
    let headers = Int(word(32))
    set(headers + 40 + 12, address)
    let symbols = try #require(image.sections.first { $0.name == ".symtab" }).fileRange
    for entry in stride(from: symbols.lowerBound, to: symbols.upperBound, by: 16)
    where word(entry + 4) == 0x0800_0000 && word(entry + 8) == 64 {
      set(entry + 4, address)
    }
    return try FirmwareImage(bytes: bytes)
  }

  @Test func outsideTheMemory() throws {
    let error = try #require(try failure(on: "mps2-an386"))
    guard case .doesNotFit(let misfit) = error.problem else {
      Issue.record("found \(error)")
      return
    }
    #expect(misfit.region == nil)
    #expect(misfit.missing == 0x11C)
    #expect(
      misfit.fittingBoards == [
        "stm32f405", "stm32f407", "stm32f412", "stm32f746", "stm32f765", "stm32f767", "stm32h743", "stm32l4r5",
      ])
    let text = error.description
    #expect(text.hasPrefix("x.elf: segment 0 (load address 0x08000000, 284 bytes) is outside the memory of mps2-an386"))
    #expect(text.contains("ssram1 0x00000000–0x003FFFFF"))
    #expect(text.contains("as it is, the image fits stm32f405, "))
  }

  /// .bss of 200,000 bytes: 128 KB of SRAM are too few, the 256 KB of the F412 and the larger parts suffice.
  @Test func zeroedDataLargerThanTheRAM() throws {
    let error = try #require(try failure([104: 200_004]))
    guard case .doesNotFit(let misfit) = error.problem else {
      Issue.record("found \(error)")
      return
    }
    #expect(misfit.missing == 200_004 - (128 << 10))
    #expect(misfit.region?.name == "sram2")
    #expect(misfit.isLoadAddress == false)
    #expect(
      misfit.fittingBoards == ["stm32f412", "stm32f746", "stm32f765", "stm32f767", "stm32l4r5"])
    let text = error.description
    #expect(text.contains("is 68932 bytes too large for memory 'sram2' (0x2001C000–0x2001FFFF, 16 KB) of stm32f405"))
  }

  @Test func tooLargeForTheFlashByOneByte() throws {
    #expect(try failure([96: 0x080F_FFFC]) == nil)
    let error = try #require(try failure([96: 0x080F_FFFD]))
    #expect(
      error.description.contains(
        "segment 1 (load address 0x080FFFFD, 4 bytes) is 1 byte too large for memory 'flash'"))
    #expect(error.description.contains("the image fits stm32f765, stm32f767, stm32h743, stm32l4r5"))
  }

  /// The initialised data's load address is the flash's alias at 0, where the code already is.
  @Test func segmentsThatMeetByAnAlias() throws {
    #expect(try failure([96: 0x0000_011C]) == nil)
    let error = try #require(try failure([96: 0x0000_0118]))
    #expect(error.problem == .segmentsMeet(first: 0, second: 1, region: "flash", offset: 0x118))
  }

  @Test func noVectorTable() throws {
    var bytes = try bytes()
    // Without sections there is no symbol to go by, and nothing is loaded at the start of the flash.
    for offset in 32..<36 { bytes[offset] = 0 }
    for offset in 48..<52 { bytes[offset] = 0 }
    for (offset, value) in [(60, 0x08_00_80_00), (64, 0x08_00_80_00), (96, 0x08_00_82_00)] {
      for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
    }
    let image = try FirmwareImage(bytes: bytes, path: "x.elf")
    let error = #expect(throws: LoadError.self) { try LoadPlan.make(image, on: library.board(named: "stm32f405")) }
    #expect(error?.problem == .noVectorTable(expected: 0, lowestAddress: 0x0800_8000))
    #expect(error?.description.contains("has no vector table") == true)
  }

  @Test(arguments: [
    (0x2002_0002, LoadError.BadStackPointer.unaligned), (0x2002_0004, .outsideRAM), (0x2000_0000, .outsideRAM),
    (0, .outsideRAM), (0xFFFF_FFFC, .outsideRAM), (0x0800_0100, .outsideRAM), (0x1000_0000, .outsideRAM),
  ])
  func badStackPointer(value: Int, why: LoadError.BadStackPointer) throws {
    let error = try #require(try failure([0x1000: UInt32(value)]))
    #expect(error.problem == .badStackPointer(table: 0, value: UInt32(value), why: why))
    #expect(error.description.contains("the vector table at 0x00000000 points nowhere: the initial stack pointer"))
  }

  @Test(arguments: [0x2000_0004, 0x1001_0000, 0x2001_C000, 0x2001_FFF8])
  func goodStackPointer(value: Int) throws {
    #expect(try failure([0x1000: UInt32(value)]) == nil)
  }

  @Test(arguments: [
    (0x0800_00B0, LoadError.BadResetVector.even), (0, .even), (0xFFFF_FFFF, .noMemory), (0x0900_0001, .noMemory),
    (0x1000_0001, .notExecutable(region: "ccm")), (0x0800_1001, .notLoaded), (0x2000_0001, .notLoaded),
  ])
  func badResetVector(value: Int, why: LoadError.BadResetVector) throws {
    let error = try #require(try failure([0x1004: UInt32(value)]))
    #expect(error.problem == .badResetVector(table: 0, value: UInt32(value), why: why))
    #expect(error.description.contains("points nowhere: the reset vector"))
  }
}
