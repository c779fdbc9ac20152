/// Why a file is no firmware image that Thumbprint can load. Each ends the command with exit status 65.
public struct FirmwareError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Error, Equatable, Sendable {
    /// The operating system would not open or read the file.
    case unreadable(reason: String)
    case directory
    /// A device, pipe or socket.
    case notRegularFile
    case empty
    case tooLarge(bytes: UInt64, limit: UInt64)
    /// The first bytes are not the ELF magic number; `looksLike` names the format when it is a known one.
    case notELF(firstBytes: [UInt8], looksLike: String?)
    /// `what` ends at byte `end` of a file of `size` bytes.
    case truncated(what: String, end: UInt64, size: UInt64)
    /// Headers that contradict each other or themselves.
    case inconsistent(what: String)
    case wrongClass(found: UInt8)
    case wrongByteOrder(found: UInt8)
    case wrongVersion(found: UInt32)
    case wrongMachine(found: UInt16)
    /// Not an executable: relocatable (1), shared object (3), core dump (4) or another type.
    case wrongType(found: UInt16)
    case noLoadableSegments
    /// `what` is Arm (A32) code, which no Cortex-M executes.
    case armState(what: String, address: UInt32)
  }

  public var path: String
  public var problem: Problem

  public init(path: String, problem: Problem) {
    self.path = path
    self.problem = problem
  }

  public var description: String { "\(path.isEmpty ? "''" : path): \(problem.text)" }
}

extension FirmwareError.Problem {
  fileprivate var text: String {
    switch self {
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .directory:
      "is a directory; name the ELF file that your linker wrote"
    case .notRegularFile:
      "is not a regular file; name the ELF file that your linker wrote"
    case .empty:
      "is empty; expected a linked ELF image"
    case .tooLarge(let bytes, let limit):
      "is \(bytes) bytes long; images of at most \(limit) bytes are read"
    case .notELF(let firstBytes, let looksLike):
      notELF(firstBytes, looksLike)
    case .truncated(let what, let end, let size):
      "is truncated: \(what) reaches to byte \(end), but the file has \(size) bytes; copy or link it again"
    case .inconsistent(let what):
      "contradicts itself: \(what); link it again"
    case .wrongClass(let found):
      "has ELF class \(found)\(found == 2 ? " (64-bit)" : ""); expected 1 (32-bit): it was not built for Cortex-M"
    case .wrongByteOrder(let found):
      "has ELF data encoding \(found)\(found == 2 ? " (big-endian)" : ""); expected 1 (little-endian): "
        + "build it without -mbig-endian"
    case .wrongVersion(let found):
      "has ELF version \(found); expected 1"
    case .wrongMachine(let found):
      "is for machine \(found)\(machineName(found)); expected 40 (Arm): build it with an Arm compiler, "
        + "for instance -mcpu=cortex-m4 -mthumb"
    case .wrongType(let found):
      "\(typeName(found)); expected a linked executable (ELF type 2)\(found == 1 ? ": link it first" : "")"
    case .noLoadableSegments:
      "has no loadable segments, so there is nothing to run; check the linker script"
    case .armState(let what, let address):
      "\(what) at \(hexadecimal(address)) is Arm-state code, which Cortex-M cannot execute; build it with -mthumb"
    }
  }

  private func notELF(_ firstBytes: [UInt8], _ looksLike: String?) -> String {
    let found = firstBytes.map { hexadecimal($0) }.joined(separator: " ")
    let guess = looksLike.map { " (this looks like \($0))" } ?? ""
    return "is not an ELF file: it starts with \(found)\(guess), expected 7F 45 4C 46; "
      + "name the ELF file that your linker wrote, not a .bin or .hex made from it"
  }

  private func machineName(_ machine: UInt16) -> String {
    let names: [UInt16: String] = [
      3: "x86", 8: "MIPS", 20: "PowerPC", 62: "x86-64", 83: "AVR", 94: "Xtensa", 105: "MSP430", 183: "AArch64",
      243: "RISC-V",
    ]
    return names[machine].map { " (\($0))" } ?? ""
  }

  private func typeName(_ type: UInt16) -> String {
    switch type {
    case 1: "is a relocatable object"
    case 3: "is a shared object or position-independent executable"
    case 4: "is a core dump"
    default: "has ELF type \(type)"
    }
  }
}

/// `0x0800_1234` without the underscore: eight digits for addresses, two (and no prefix) for bytes.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

func hexadecimal(_ value: UInt8) -> String {
  (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
}
