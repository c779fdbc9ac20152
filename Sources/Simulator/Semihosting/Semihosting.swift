/// Semihosting (Arm, Semihosting for AArch32 and AArch64, version 2.0): the operation is in R0, its parameter or the
/// address of its parameter block in R1, the result goes to R0.
extension Machine {
  /// Bytes copied between guest and host at a time.
  private static let pieceSize: UInt32 = 64 * 1024

  /// Serves the request that BKPT 0xAB makes. Returns whether it was one; execution goes on after the BKPT, unless
  /// `stop` is set.
  func semihost() -> Bool {
    let session = host.semihosting
    do throws(SemihostingError) {
      guard let operation = SemihostingOperation(rawValue: registers[0]) else { throw .notImplemented }
      registers[0] = try serve(operation, parameter: registers[1])
    } catch {
      session.lastError = error
      registers[0] = .max
    }
    if stop == nil { stop = host.stopRequest }
    return true
  }

  private func serve(_ operation: SemihostingOperation, parameter: UInt32) throws(SemihostingError) -> UInt32 {
    switch operation {
    case .open, .close, .write, .read, .isTerminal, .seek, .fileLength, .temporaryName, .remove, .rename:
      return try serveFile(operation, block: parameter)
    case .writeCharacter:
      emit([try firstByte(at: parameter)])
      return parameter
    case .writeString:
      writeString(at: parameter)
      return parameter
    case .readCharacter:
      // At the end of input there is no character: the result is -1.
      return host.input(count: 1).first.map(UInt32.init) ?? .max
    case .isError:
      return try word(at: parameter) & 1 << 31
    case .clock:
      return UInt32(truncatingIfNeeded: timing.clocks(at: now).ticks(perSecond: 100))
    case .time:
      return UInt32(truncatingIfNeeded: Self.epoch + timing.clocks(at: now).ticks(perSecond: 1))
    case .system:
      // No command is ever run on the host.
      throw .accessDenied
    case .errorNumber:
      return UInt32(bitPattern: host.semihosting.lastError?.rawValue ?? 0)
    case .commandLine:
      return try giveCommandLine(block: parameter)
    case .heapInformation:
      return try giveHeapInformation(block: parameter)
    case .exit:
      exit(reason: parameter, code: 0)
      return 0
    case .exitExtended:
      exit(reason: try word(at: parameter), code: try argument(1, of: parameter))
      return 0
    case .elapsed:
      try checkBuffer(parameter, count: 8, forWriting: true)
      try setWord(at: parameter, UInt32(truncatingIfNeeded: now))
      try setWord(at: parameter &+ 4, UInt32(truncatingIfNeeded: now >> 32))
      return 0
    case .tickFrequency:
      return UInt32(truncatingIfNeeded: timing.setting.clock.value)
    }
  }

  private func serveFile(_ operation: SemihostingOperation, block: UInt32) throws(SemihostingError) -> UInt32 {
    let session = host.semihosting
    switch operation {
    case .open:
      return try session.open(try name(block, 0, 2), mode: try argument(1, of: block))
    case .close:
      try session.closeFile(try argument(0, of: block))
      return 0
    case .write:
      return try transfer(block, writeFile)
    case .read:
      return try transfer(block, readFile)
    case .isTerminal:
      switch try session.file(try argument(0, of: block)) {
      case .input, .output, .errorOutput: return 1
      case .features, .host: return 0
      }
    case .seek:
      try session.seek(try argument(0, of: block), to: try argument(1, of: block))
      return 0
    case .fileLength:
      return try session.length(try argument(0, of: block))
    case .temporaryName:
      return try giveTemporaryName(block: block)
    case .remove:
      // Failure may be any number but 0 by the specification; newlib expects -1.
      try session.remove(try name(block, 0, 1))
      return 0
    case .rename:
      try session.rename(try name(block, 0, 1), to: try name(block, 2, 3))
      return 0
    default:
      throw .notImplemented
    }
  }

  // MARK: Parameters

  private func argument(_ index: UInt32, of block: UInt32) throws(SemihostingError) -> UInt32 {
    let (address, overflow) = block.addingReportingOverflow(4 * index)
    guard !overflow else { throw .badAddress }
    return try word(at: address)
  }

  /// A file name, given by the block's fields for its address and its length.
  private func name(_ block: UInt32, _ address: UInt32, _ length: UInt32) throws(SemihostingError) -> [UInt8] {
    let count = try argument(length, of: block)
    guard count <= 4096 else { throw .nameTooLong }
    let name = bytes(at: try argument(address, of: block), limit: count)
    guard name.count == count else { throw .badAddress }
    return name
  }

  private func firstByte(at address: UInt32) throws(SemihostingError) -> UInt8 {
    guard let byte = bytes(at: address, limit: 1).first else { throw .badAddress }
    return byte
  }

  // MARK: Reading and writing

  /// SYS_READ and SYS_WRITE: handle, buffer and length in the block. The result is the number of bytes left undone.
  private func transfer(
    _ block: UInt32, _ body: (UInt32, UInt32, UInt32) throws(SemihostingError) -> UInt32
  ) throws(SemihostingError) -> UInt32 {
    let (handle, buffer) = (try argument(0, of: block), try argument(1, of: block))
    let length = try argument(2, of: block)
    do throws(SemihostingError) {
      return length - (try body(handle, buffer, length))
    } catch {
      host.semihosting.lastError = error
      return length
    }
  }

  private func writeFile(_ handle: UInt32, _ buffer: UInt32, _ length: UInt32) throws(SemihostingError) -> UInt32 {
    try checkBuffer(buffer, count: length)
    let file = try host.semihosting.file(handle)
    var done: UInt32 = 0
    while done < length && stop == nil {
      let piece = bytes(at: buffer &+ done, limit: min(length - done, Self.pieceSize))
      switch file {
      case .output: emit(piece)
      case .errorOutput: emitError(piece)
      case .host: try host.semihosting.write(handle, piece)
      case .input, .features: throw .badHandle
      }
      done += UInt32(piece.count)
    }
    return done
  }

  private func readFile(_ handle: UInt32, _ buffer: UInt32, _ length: UInt32) throws(SemihostingError) -> UInt32 {
    try checkBuffer(buffer, count: length, forWriting: true)
    let file = try host.semihosting.file(handle)
    var done: UInt32 = 0
    while done < length {
      let wanted = Int(min(length - done, Self.pieceSize))
      // A console read gives what there is, a line for instance.
      if case .input = file {
        let typed = host.input(count: wanted)
        try setBytes(at: buffer, typed)
        return UInt32(typed.count)
      }
      let piece = try host.semihosting.read(handle, count: wanted)
      try setBytes(at: buffer &+ done, piece)
      done += UInt32(piece.count)
      if piece.count < wanted { break }
    }
    return done
  }

  private func emitError(_ bytes: [UInt8]) {
    host.errorOutput(bytes)
    if stop == nil { stop = host.stopRequest }
  }

  /// SYS_WRITE0: up to a zero byte, or to where memory ends.
  private func writeString(at address: UInt32) {
    var start = address
    while stop == nil {
      let piece = bytes(at: start, limit: 1024)
      let text = piece.prefix { $0 != 0 }
      if !text.isEmpty { emit(Array(text)) }
      let (next, overflow) = start.addingReportingOverflow(1024)
      if text.count < 1024 || overflow { return }
      start = next
    }
  }

  // MARK: Information

  /// SYS_TIME counts simulated seconds from here, 2025-01-01T00:00:00Z, so that every run sees the same time.
  private static let epoch: UInt64 = 1_735_689_600

  private func giveCommandLine(block: UInt32) throws(SemihostingError) -> UInt32 {
    let text = Array(host.semihosting.commandLine.utf8)
    let (buffer, room) = (try argument(0, of: block), try argument(1, of: block))
    guard text.count < room else { throw .resultTooLarge }
    try checkBuffer(buffer, count: UInt32(text.count) + 1, forWriting: true)
    try setBytes(at: buffer, text + [0])
    try setWord(at: block &+ 4, UInt32(text.count))
    return 0
  }

  private func giveTemporaryName(block: UInt32) throws(SemihostingError) -> UInt32 {
    let (buffer, identifier) = (try argument(0, of: block), try argument(1, of: block))
    guard identifier <= 255 else { throw .invalidArgument }
    let name = Array("tmp\(identifier).tmp".utf8) + [0]
    guard try argument(2, of: block) >= UInt32(name.count) else { throw .resultTooLarge }
    try checkBuffer(buffer, count: UInt32(name.count), forWriting: true)
    try setBytes(at: buffer, name)
    return 0
  }

  /// SYS_HEAPINFO: the memory that the initial stack pointer points into is the firmware's. The heap grows from the end
  /// of its data upwards, the stack from the top down.
  private func giveHeapInformation(block: UInt32) throws(SemihostingError) -> UInt32 {
    let initialStack = try word(at: initialVectorTable)
    guard initialStack > 0, let place = memory.place(of: initialStack - 1) else { throw .badAddress }
    let base = initialStack - 1 - place.offset
    let heapBase = host.semihosting.heapBase
    let inRegion = heapBase >= base && heapBase < initialStack
    let fields = try word(at: block)
    try checkBuffer(fields, count: 16, forWriting: true)
    let values = [inRegion ? heapBase : 0, initialStack, initialStack, inRegion ? heapBase : base]
    try setBytes(at: fields, values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } })
    return 0
  }

  /// ADP_Stopped_ApplicationExit with its code; any other reason is a failure, status 1.
  private func exit(reason: UInt32, code: UInt32) {
    guard stop == nil else { return }
    stop = .exit(status: reason == 0x20026 ? Int32(bitPattern: code) : 1)
  }
}
