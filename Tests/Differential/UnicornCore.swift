import CUnicorn

struct UnicornError: Error, CustomStringConvertible {
  let call: String
  let code: uc_err

  var description: String { "\(call): \(String(cString: uc_strerror(code)))" }
}

/// A Cortex-M4 or Cortex-M7 of Unicorn, with the test's two memories.
final class UnicornCore {
  let code: UnsafeMutableRawPointer
  let data: UnsafeMutableRawPointer
  private let engine: OpaquePointer
  private let values: UnsafeMutablePointer<UInt64>
  private let pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  private var written: [Int32]
  private var read: [Int32]

  init(_ core: TestedCore) throws {
    var opened: OpaquePointer?
    // With UC_MODE_MCLASS, Unicorn 2.0.1 takes a Cortex-M33 whatever the model asked for. The models asked for here bring
    // their M profile with them.
    try Self.check("uc_open", uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &opened))
    guard let opened else { throw UnicornError(call: "uc_open", code: UC_ERR_HANDLE) }
    engine = opened
    code = .allocate(byteCount: Int(GuestLayout.codeSize), alignment: 4096)
    data = .allocate(byteCount: Int(GuestLayout.dataSize), alignment: 4096)
    code.initializeMemory(as: UInt8.self, repeating: 0, count: Int(GuestLayout.codeSize))
    data.initializeMemory(as: UInt8.self, repeating: 0, count: Int(GuestLayout.dataSize))
    let general = (0..<13).map { Int32(UC_ARM_REG_R0.rawValue) + Int32($0) }
    let names = [UC_ARM_REG_SP, UC_ARM_REG_LR].map { Int32($0.rawValue) }
    let doubles = (0..<16).map { Int32(UC_ARM_REG_D0.rawValue) + Int32($0) }
    let status = [UC_ARM_REG_XPSR, UC_ARM_REG_XPSR_NZCVQG, UC_ARM_REG_FPSCR].map { Int32($0.rawValue) }
    let statusRead = [UC_ARM_REG_PC, UC_ARM_REG_XPSR, UC_ARM_REG_FPSCR].map { Int32($0.rawValue) }
    written = general + names + status + doubles
    read = general + names + statusRead + doubles
    values = .allocate(capacity: written.count)
    values.initialize(repeating: 0, count: written.count)
    pointers = .allocate(capacity: written.count)
    for index in written.indices { (pointers + index).initialize(to: UnsafeMutableRawPointer(values + index)) }
    try Self.check("cpu model", unicorn_set_cpu_model(engine, core.unicornModel))
    try Self.map(engine, GuestLayout.codeBase, GuestLayout.codeSize, code)
    try Self.map(engine, GuestLayout.dataBase, GuestLayout.dataSize, data)
    try startFloatingPoint()
  }

  deinit {
    uc_close(engine)
    values.deallocate()
    pointers.deallocate()
    code.deallocate()
    data.deallocate()
  }

  /// To be called after code has changed, from `start` up to `end`.
  func forgetCode(from start: UInt32, to end: UInt32) throws {
    try Self.check("remove cache", unicorn_remove_cache(engine, UInt64(start), UInt64(end)))
  }

  /// How it ended; a branch to where nothing is mapped, or to an even address, ends in an error at the target.
  enum Ending: Equatable {
    case done
    case error(UInt32)
  }

  /// Executes from `start` until the program counter is `end`, or one instruction if that is nil. `timeout` is in
  /// microseconds, 0 for none: it costs more than a short run.
  func run(
    _ values: CoreValues, from start: UInt32, to end: UInt32?, timeout: UInt64 = 0
  ) throws -> (CoreValues, Ending) {
    try write(values)
    let code =
      if let end {
        uc_emu_start(engine, UInt64(start) | 1, UInt64(end), timeout, 0)
      } else {
        uc_emu_start(engine, UInt64(start) | 1, UInt64.max, 0, 1)
      }
    return (try readValues(), code == UC_ERR_OK ? .done : .error(code.rawValue))
  }

  private func write(_ given: CoreValues) throws {
    for index in 0..<15 { values[index] = UInt64(given.core[index]) }
    // XPSR clears IT, but does not write GE; the other does.
    values[15] = 1 << 24
    values[16] = UInt64(given.xpsr & CoreValues.flagMask)
    values[17] = UInt64(given.fpscr)
    for index in 0..<16 { values[18 + index] = given.double[index] }
    try Self.check("write registers", uc_reg_write_batch(engine, &written, pointers, Int32(written.count)))
  }

  private func readValues() throws -> CoreValues {
    for index in read.indices { values[index] = 0 }
    try Self.check("read registers", uc_reg_read_batch(engine, &read, pointers, Int32(read.count)))
    var result = CoreValues()
    for index in 0..<16 { result.core[index] = UInt32(truncatingIfNeeded: values[index]) }
    result.xpsr = UInt32(truncatingIfNeeded: values[16])
    result.fpscr = UInt32(truncatingIfNeeded: values[17])
    for index in 0..<16 { result.double[index] = values[18 + index] }
    return result
  }

  /// The first floating-point instruction after reset starts a new context and so resets FPSCR; it is done here.
  private func startFloatingPoint() throws {
    code.storeBytes(of: 0x0A40_EEB0, as: UInt32.self)  // vmov.f32 s0, s0
    let (_, ending) = try run(CoreValues(), from: GuestLayout.codeBase, to: GuestLayout.codeBase + 4)
    if ending != .done { throw UnicornError(call: "first floating-point instruction", code: UC_ERR_EXCEPTION) }
  }

  private static func map(
    _ engine: OpaquePointer, _ base: UInt32, _ size: UInt32, _ bytes: UnsafeMutableRawPointer
  ) throws {
    try check("map", uc_mem_map_ptr(engine, UInt64(base), Int(size), UC_PROT_ALL.rawValue, bytes))
  }

  private static func check(_ call: String, _ code: uc_err) throws {
    if code != UC_ERR_OK { throw UnicornError(call: call, code: code) }
  }
}
