import CUnicorn

/// Operands of one floating-point instruction, in registers d0 to d2 (whose low halves are s0, s2 and s4), and FPSCR.
/// Laid out as the guest program reads and writes it; 32 bytes.
struct FloatingPointCase: Equatable {
  var d0: UInt64 = 0
  var d1: UInt64 = 0
  var d2: UInt64 = 0
  var fpscr: UInt32 = 0
  var unused: UInt32 = 0

  var s0: UInt32 {
    get { UInt32(truncatingIfNeeded: d0) }
    set { d0 = d0 & 0xFFFF_FFFF_0000_0000 | UInt64(newValue) }
  }
  var s2: UInt32 { UInt32(truncatingIfNeeded: d1) }
  var s4: UInt32 { UInt32(truncatingIfNeeded: d2) }
}

struct UnicornError: Error, CustomStringConvertible {
  let call: String
  let code: uc_err

  var description: String { "\(call): \(String(cString: uc_strerror(code)))" }
}

/// Executes real Arm floating-point instructions in Unicorn, on a Cortex-M7, whole arrays of operands at a time.
final class FloatingPointOracle {
  private static let codeBase: UInt64 = 0x1000
  private static let dataBase: UInt64 = 0x2000_0000
  private static let dataSize = 1 << 20
  private static let casesPerRun = dataSize / MemoryLayout<FloatingPointCase>.stride

  private let engine: OpaquePointer

  init() throws {
    var opened: OpaquePointer?
    // With UC_MODE_MCLASS, Unicorn 2.0.1 takes a Cortex-M33 whatever the model asked for, which lacks double precision.
    // The Cortex-M7 model brings its M profile with it.
    try Self.check("uc_open", uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &opened))
    guard let opened else { throw UnicornError(call: "uc_open", code: UC_ERR_HANDLE) }
    engine = opened
    try Self.check("cpu model", unicorn_set_cpu_model(engine, Int32(UC_CPU_ARM_CORTEX_M7.rawValue)))
    try Self.check("map code", uc_mem_map(engine, Self.codeBase, 0x1000, UC_PROT_ALL.rawValue))
    try Self.check("map data", uc_mem_map(engine, Self.dataBase, Self.dataSize, UC_PROT_ALL.rawValue))
  }

  deinit { uc_close(engine) }

  private static func check(_ call: String, _ code: uc_err) throws {
    if code != UC_ERR_OK { throw UnicornError(call: call, code: code) }
  }

  /// What the instruction makes of each case: d0 and FPSCR. An oracle serves one encoding only, since Unicorn may keep what it has
  /// translated.
  func execute(_ encoding: UInt32, _ cases: [FloatingPointCase]) throws -> [FloatingPointCase] {
    let program: [UInt16] = [
      0x6983,  // loop: ldr r3, [r0, #24]
      0xEEE1, 0x3A10,  // vmsr fpscr, r3
      0xED90, 0x0B00,  // vldr d0, [r0]
      0xED90, 0x1B02,  // vldr d1, [r0, #8]
      0xED90, 0x2B04,  // vldr d2, [r0, #16]
      UInt16(encoding >> 16), UInt16(encoding & 0xFFFF),
      0xEEF1, 0x3A10,  // vmrs r3, fpscr
      0xED80, 0x0B00,  // vstr d0, [r0]
      0x6183,  // str r3, [r0, #24]
      0x3020,  // adds r0, #32
      0x3901,  // subs r1, #1
      0xD1EC,  // bne loop
    ]
    try Self.check("write code", uc_mem_write(engine, Self.codeBase, program, program.count * 2))

    var results = cases
    var start = 0
    while start < results.count {
      let end = min(start + Self.casesPerRun, results.count)
      try results[start..<end].withUnsafeMutableBytes { bytes in
        try Self.check("write data", uc_mem_write(engine, Self.dataBase, bytes.baseAddress, bytes.count))
        var pointer = UInt32(truncatingIfNeeded: Self.dataBase)
        var count = UInt32(end - start)
        try Self.check("set r0", uc_reg_write(engine, Int32(UC_ARM_REG_R0.rawValue), &pointer))
        try Self.check("set r1", uc_reg_write(engine, Int32(UC_ARM_REG_R1.rawValue), &count))
        let stop = Self.codeBase + UInt64(program.count * 2)
        try Self.check("uc_emu_start", uc_emu_start(engine, Self.codeBase | 1, stop, 0, 0))
        try Self.check("read data", uc_mem_read(engine, Self.dataBase, bytes.baseAddress, bytes.count))
      }
      start = end
    }
    return results
  }
}
