import Boards
import Firmware
import Simulator
import Testing

@testable import MemoryGuard

/// On which boards an image would fit, and by how many bytes.
@Suite struct BoardFitsTests {
  private let image: FirmwareImage
  private let built: Board
  /// Program 3,600 bytes; .data 8, .bss 5,328; a main stack of 256.
  private let account: MemoryAccount

  init() throws {
    image = try AccountSample.image("rtos-port-mps2-an386")
    built = try AccountSample.board("mps2-an386")
    var record = MemoryRecord()
    record.stacks = [AccountSample.stack(.main, image, top: 0x2040_0000, bytes: 256)]
    account = MemoryAccountBuilder(image, on: built).account(of: record, report: AccountSample.report())
  }

  private func board(
    _ name: String, flash: UInt32 = 1 << 16, _ ram: [MemoryRegion], kind: Core.Kind = .cortexM4,
    floatingPoint: Core.FloatingPoint = .single
  ) -> Board {
    let core = Core(
      kind: kind, floatingPoint: floatingPoint, mpuRegions: 8, priorityBits: 4, interrupts: 32, cpuid: 0)
    let regions = [MemoryRegion(name: "flash", kind: .flash, base: 0x0800_0000, size: flash, writable: false)] + ram
    return Board(
      name: name, summary: "", core: core, clock: 1, vectorTable: 0x0800_0000, regions: regions, peripherals: [])
  }

  private func ram(
    _ base: UInt32, _ size: UInt32, _ kind: MemoryRegion.Kind = .sram, isExecutable: Bool = true
  ) -> MemoryRegion {
    MemoryRegion(name: "ram", kind: kind, base: base, size: size, executable: isExecutable, writable: true)
  }

  private func fit(_ board: Board) throws -> MemoryAccount.BoardFit {
    try #require(BoardFits(account, image: image, built: built).boards([board]).first)
  }

  /// 8 + 5,328 + 256 are 5,592 bytes.
  @Test func toTheByte() throws {
    let exact = try fit(board("exact", flash: 3600, [ram(0x2000_0000, 5592)]))
    #expect(exact.fits)
    #expect(exact.ramSpareBytes == 0)
    #expect(exact.flashSpareBytes == 0)
    let small = try fit(board("small", flash: 3599, [ram(0x2000_0000, 5591)]))
    #expect(!small.fits)
    #expect(small.ramSpareBytes == -1)
    #expect(small.flashSpareBytes == -1)
  }

  @Test func sectionsNeedOnePiece() throws {
    let apart = try fit(board("apart", [ram(0x2000_0000, 5000), ram(0x3000_0000, 5000)]))
    #expect(!apart.fits)
    #expect(apart.ramSpareBytes == 10000 - 5592)
    #expect(apart.unplaced == [.init(name: ".bss", bytes: 5328, largestFree: 5000)])
    // Memories that adjoin are one.
    let together = try fit(board("together", [ram(0x2000_0000, 5000), ram(0x2000_0000 + 5000, 5000)]))
    #expect(together.fits)
  }

  @Test func instructionMemoryAndExternalMemoryHoldNoData() throws {
    let itcm = try fit(board("itcm", [ram(0, 65536, .itcm), ram(0x2000_0000, 5000)]))
    #expect(!itcm.fits)
    #expect(itcm.ramSpareBytes == 5000 - 5592)
    let external = try fit(board("external", [ram(0x6000_0000, 1 << 20, .external), ram(0x2000_0000, 5000)]))
    #expect(!external.fits)
    #expect(external.ramSize == 5000)
    let ccm = try fit(board("ccm", [ram(0x1000_0000, 5400, .ccm, isExecutable: false), ram(0x2000_0000, 300)]))
    #expect(ccm.fits)
  }

  /// With greedy placing alone, largest first where it leaves least, these would not be found: 6 in 6, 4 and 4 in 8, 3 … .
  @Test func allWaysAreTried() throws {
    var record = MemoryRecord()
    // .bss 5,328 and stacks of 3,000, 2,336 and 2,992: 5,328 + 2,992 and 3,000 + 2,336 + 8.
    record.stacks = [(0x2030_0000, 3000), (0x2038_0000, 2336), (0x2040_0000, 2992)].map {
      AccountSample.stack(.process, image, top: $0.0, bytes: $0.1)
    }
    let account = MemoryAccountBuilder(image, on: built).account(of: record, report: AccountSample.report())
    let board = board("two", [ram(0x2000_0000, 5328 + 2992), ram(0x3000_0000, 3000 + 2336 + 8)])
    let fit = try #require(BoardFits(account, image: image, built: built).boards([board]).first)
    #expect(fit.ramSpareBytes == 0)
    #expect(fit.fits, "\(fit.unplaced)")
  }

  @Test func cores() throws {
    #expect(try fit(board("no FPU", [ram(0x2000_0000, 8192)], floatingPoint: .none)).core?.contains("lacks") == true)
    #expect(try fit(board("M7", [ram(0x2000_0000, 8192)], kind: .cortexM7, floatingPoint: .double)).fits)
    let double = try AccountSample.image("double-mps2-an500")
    let m7 = try AccountSample.board("mps2-an500")
    let account = MemoryAccountBuilder(double, on: m7).account(of: .init(), report: AccountSample.report())
    let fits = BoardFits(account, image: double, built: m7).boards(AccountSample.library.boards())
    let reasons = Dictionary(uniqueKeysWithValues: fits.map { ($0.board, $0.core) })
    #expect(reasons["stm32f407"] == "built for FPv5 instructions (Cortex-M7)")
    #expect(reasons["stm32f746"] == "built for double precision, which its FPU lacks")
    #expect(reasons["stm32h743"] == .some(nil))
    #expect(fits.first { $0.board == "stm32h743" }?.fits == true)
  }

  /// Boards with the least RAM first.
  @Test func inOrderOfSize() {
    let fits = BoardFits(account, image: image, built: built).boards(AccountSample.library.boards())
    #expect(fits.count == AccountSample.library.names.count)
    #expect(zip(fits, fits.dropFirst()).allSatisfy { ($0.ramSize, $0.flashSize) <= ($1.ramSize, $1.flashSize) })
    #expect(fits.allSatisfy { $0.fits })
  }

  @Test func attributesOfImages() throws {
    let single = try #require(BuildAttributes(try AccountSample.image("integer-mps2-an386")))
    #expect(single.architecture == 13)
    #expect(single.usesFloatingPoint && !single.usesFPv5 && !single.usesDoublePrecision)
    let double = try #require(BuildAttributes(try AccountSample.image("double-mps2-an500")))
    #expect(double.usesFPv5 && double.usesDoublePrecision)
    let m7 = try #require(BuildAttributes(try AccountSample.image("demo-stm32f746")))
    #expect(m7.usesFPv5 && !m7.usesDoublePrecision)
    // Damaged ones are as none.
    let bytes = try #require(try AccountSample.image("demo-stm32f746").bytes(ofSection: BuildAttributes.section))
    for length in 0..<bytes.count { _ = BuildAttributes(section: Array(bytes.prefix(length))) }
    #expect(BuildAttributes(section: []) == nil)
    #expect(BuildAttributes(section: [0x42] + bytes.dropFirst()) == nil)
    #expect(BuildAttributes(section: [0x41, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
  }
}
