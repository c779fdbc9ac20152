import Testing

@testable import Boards

struct BoardSummaryTests {
  @Test(arguments: [
    (216_000_000, "216 MHz"), (37_500_000, "37.5 MHz"), (32768, "32.768 kHz"), (999, "999 Hz"),
    (1_000_001, "1000.001 kHz"),
    (4_000_000_000, "4000 MHz"), (1_234_567, "1234.567 kHz"), (1_000_000, "1 MHz"),
  ])
  func frequencies(hertz: Int, text: String) {
    #expect(Board.frequency(UInt64(hertz)) == text)
  }

  @Test func detailsOfABoard() throws {
    let details = try BoardLibrary.find(environment: [:]).board(named: "stm32f746").details
    for line in [
      "core         Cortex-M7, single-precision FPU, MPU with 8 regions, 4 KB instruction cache, 4 KB data cache",
      "clock        216 MHz",
      "interrupts   98, 4 priority bits",
      "memory       flash          0x08000000–0x080FFFFF  1 MB flash, read-only, also at 0x00200000",
      "memory       dtcm           0x20000000–0x2000FFFF  64 KB dtcm",
      "peripheral   0x40011000–0x400113FF  USART1 (output)",
    ] {
      #expect(details.contains(line + "\n"), "\(details)")
    }
  }
}
