/// Semihosting operation numbers, in R0 at BKPT 0xAB (Arm, Semihosting for AArch32 and AArch64, chapter 6).
enum SemihostingOperation: UInt32 {
  case open = 0x01
  case close = 0x02
  case writeCharacter = 0x03
  case writeString = 0x04
  case write = 0x05
  case read = 0x06
  case readCharacter = 0x07
  case isError = 0x08
  case isTerminal = 0x09
  case seek = 0x0A
  case fileLength = 0x0C
  case temporaryName = 0x0D
  case remove = 0x0E
  case rename = 0x0F
  case clock = 0x10
  case time = 0x11
  case system = 0x12
  case errorNumber = 0x13
  case commandLine = 0x15
  case heapInformation = 0x16
  case exit = 0x18
  case exitExtended = 0x20
  case elapsed = 0x30
  case tickFrequency = 0x31
}

/// Why an operation failed, with the number that SYS_ERRNO reports: newlib's, which differ from Linux's above 34.
public enum SemihostingError: Int32, Error, Sendable {
  case noSuchFile = 2
  case inputOutput = 5
  case badHandle = 9
  case accessDenied = 13
  case badAddress = 14
  case exists = 17
  case notDirectory = 20
  case isDirectory = 21
  case invalidArgument = 22
  case tooManyOpenFiles = 24
  case fileTooLarge = 27
  case noSpace = 28
  case illegalSeek = 29
  case readOnlyFileSystem = 30
  case resultTooLarge = 34
  case notImplemented = 88
  case notEmpty = 90
  case nameTooLong = 91

  /// The failure of a host system call.
  init(host number: Int32) {
    switch number {
    case 36: self = .nameTooLong
    case 39: self = .notEmpty
    // ELOOP: a symbolic link, and none is followed. EPERM and ENXIO: not for the guest either.
    case 40, 1, 6: self = .accessDenied
    case 23: self = .tooManyOpenFiles
    case 122: self = .noSpace
    case ...34: self = SemihostingError(rawValue: number) ?? .inputOutput
    default: self = .inputOutput
    }
  }
}
