/// How an access to an exception frame failed.
enum StackFault: Error {
  case memoryManagement
  case bus
}

/// What an exception frame was being accessed for: it decides the status bit.
enum StackFaultOccasion {
  case stacking
  case unstacking
  case lazySave
}

extension Machine {
  /// Stores a word of an exception frame with the rights of the interrupted context.
  func stackStore(_ address: UInt32, _ value: UInt32, privileged: Bool) -> StackFault? {
    let entry = memory.tables[privileged ? 1 : 0].write[Int(address >> AddressSpace.pageBits)]
    // In bounds: an entry covers its whole page, and frames are word-aligned.
    if entry != 0, let host = UnsafeMutableRawPointer(bitPattern: entry &+ UInt(address)) {
      host.storeBytes(of: value, as: UInt32.self)
      return nil
    }
    guard slowStore(address, size: 4, value: value, privileged: privileged) == .fault else { return nil }
    return takeStackFault()
  }

  /// Loads a word of an exception frame with the rights of the context returned to.
  func stackLoad(_ address: UInt32, privileged: Bool) -> Result<UInt32, StackFault> {
    let entry = memory.tables[privileged ? 1 : 0].read[Int(address >> AddressSpace.pageBits)]
    if entry != 0, let host = UnsafeRawPointer(bitPattern: entry &+ UInt(address)) {
      return .success(host.load(as: UInt32.self))
    }
    let (value, status) = slowLoad(address, size: 4, privileged: privileged)
    return status == .fault ? .failure(takeStackFault()) : .success(value)
  }

  private func takeStackFault() -> StackFault {
    let fault = state.pointee.fault
    state.pointee.fault = nil
    if case .dataAccess = fault { return .memoryManagement }
    return .bus
  }

  /// Notes a failed frame access (DDI 0403E, B3.2.15: the address registers do not change) and makes its exception
  /// pending. False: the core locks up.
  @discardableResult
  func pendStackFault(_ fault: StackFault, _ occasion: StackFaultOccasion) -> Bool {
    system.controlBlock.faultStatus |= FaultStatus.bit(fault, occasion)
    return pendDerived(fault == .bus ? ExceptionNumber.busFault : ExceptionNumber.memoryManagement)
  }
}
