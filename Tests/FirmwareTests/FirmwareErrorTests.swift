import Foundation
import Testing

@testable import Firmware

/// Every kind of unusable file gets its own error, which says what, where, expected and found.
struct FirmwareErrorTests {
  private func failure(_ bytes: [UInt8]) -> FirmwareError? {
    do throws(FirmwareError) {
      _ = try FirmwareImage(bytes: bytes, path: "x.elf")
      return nil
    } catch {
      return error
    }
  }

  private func failure(of fixture: Fixture = .gcc, _ change: (inout [UInt8]) -> Void) throws -> FirmwareError? {
    var bytes = try fixture.bytes()
    change(&bytes)
    return failure(bytes)
  }

  private func failure(path: String) -> FirmwareError? {
    do throws(FirmwareError) {
      _ = try FirmwareImage(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func missingFile() {
    let error = failure(path: "/no/such/file.elf")
    #expect(error?.description == "/no/such/file.elf: cannot be read: No such file or directory")
  }

  @Test func directory() { #expect(failure(path: "/")?.problem == .directory) }

  @Test func device() { #expect(failure(path: "/dev/null")?.problem == .notRegularFile) }

  @Test func emptyFile() throws {
    let path = NSTemporaryDirectory() + "thumbprint-empty-\(UUID().uuidString).elf"
    #expect(FileManager.default.createFile(atPath: path, contents: Data()))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(failure(path: path)?.problem == .empty)
  }

  @Test(arguments: [
    (":10000000", "Intel HEX"), ("!<arch>\n", "a static library"), ("hello, world", nil),
    ("S00600004844521B", "S-records"),
  ])
  func notELF(text: String, format: String?) throws {
    let error = try #require(failure(Array(text.utf8)))
    #expect(error.problem == .notELF(firstBytes: Array(text.utf8.prefix(4)), looksLike: format))
    #expect(error.description.contains("expected 7F 45 4C 46"))
  }

  @Test func headerCutShort() throws {
    #expect(
      failure(Array(try Fixture.gcc.bytes().prefix(51)))?.problem
        == .truncated(what: "the ELF header", end: 52, size: 51))
  }

  @Test func truncatedInTheProgramHeaders() throws {
    let error = failure(Array(try Fixture.gcc.bytes().prefix(100)))
    #expect(
      error?.description
        == "x.elf: is truncated: the program header table reaches to byte 116, but the file has 100 bytes; "
        + "copy or link it again")
  }

  @Test func truncatedByOneByte() throws {
    let bytes = try Fixture.gcc.bytes()
    guard case .truncated(let what, _, let size)? = failure(Array(bytes.dropLast()))?.problem else {
      Issue.record("a file without its last byte was accepted")
      return
    }
    #expect(what == "the section header table")
    #expect(size == UInt64(bytes.count - 1))
  }

  @Test func class64Bit() throws {
    #expect(try failure { $0[4] = 2 }?.problem == .wrongClass(found: 2))
  }

  @Test func bigEndian() throws {
    #expect(try failure { $0[5] = 2 }?.problem == .wrongByteOrder(found: 2))
  }

  @Test func version() throws {
    #expect(try failure { $0[6] = 0 }?.problem == .wrongVersion(found: 0))
  }

  @Test func anotherMachine() throws {
    let error = try #require(try failure { $0.setHalf(Header.machine, 243) })
    #expect(error.problem == .wrongMachine(found: 243))
    #expect(error.description.contains("is for machine 243 (RISC-V); expected 40 (Arm)"))
  }

  @Test func relocatableObject() throws {
    let error = try #require(try failure { $0.setHalf(Header.type, 1) })
    #expect(error.problem == .wrongType(found: 1))
    #expect(
      error.description == "x.elf: is a relocatable object; expected a linked executable (ELF type 2): link it first")
  }

  @Test(arguments: [3, 4, 0xFE00])
  func otherTypes(type: Int) throws {
    #expect(try failure { $0.setHalf(Header.type, UInt16(type)) }?.problem == .wrongType(found: UInt16(type)))
  }

  @Test func noProgramHeaders() throws {
    #expect(try failure { $0.setHalf(Header.programHeaderCount, 0) }?.problem == .noLoadableSegments)
  }

  @Test func nothingToLoad() throws {
    let error = try failure {
      $0.setWord(FirstSegment.type, 0)
      $0.setWord(FirstSegment.type + 32, 0)
    }
    #expect(error?.problem == .noLoadableSegments)
  }

  @Test func segmentBeyondTheFile() throws {
    let error = try failure { $0.setWord(FirstSegment.offset, 0xFFFF_FF00) }
    #expect(
      error?.problem == .truncated(what: "segment 0", end: 0x1_0000_001C, size: UInt64(try Fixture.gcc.bytes().count)))
  }

  @Test func moreInTheFileThanInMemory() throws {
    let error = try failure { $0.setWord(FirstSegment.memorySize, 0x10) }
    #expect(
      error?.problem == .inconsistent(what: "segment 0 has 284 bytes in the file but only 16 in memory"))
  }

  @Test(arguments: [FirstSegment.physicalAddress, FirstSegment.virtualAddress])
  func segmentAcrossTheEndOfTheAddressSpace(field: Int) throws {
    let error = try failure { $0.setWord(field, 0xFFFF_FFF0) }
    #expect(
      error?.problem
        == .inconsistent(what: "segment 0 at 0xFFFFFFF0 with 284 bytes leaves the 32-bit address space"))
  }

  @Test func segmentsOverEachOther() throws {
    let error = try failure { $0.setWord(FirstSegment.physicalAddress + 32, 0x0800_011B) }
    #expect(error?.problem == .inconsistent(what: "segments 0 and 1 are both loaded at 0x0800011B"))
  }

  @Test(arguments: [Header.headerSize, Header.programHeaderSize, Header.sectionHeaderSize])
  func wrongEntrySizes(field: Int) throws {
    guard case .inconsistent? = try failure({ $0.setHalf(field, 8) })?.problem else {
      Issue.record("an entry size of 8 at \(field) was accepted")
      return
    }
  }

  @Test(arguments: [Header.programHeaders, Header.sectionHeaders])
  func tablesBeyondTheFile(field: Int) throws {
    guard case .truncated? = try failure({ $0.setWord(field, 0xFFFF_FFF0) })?.problem else {
      Issue.record("a table offset at \(field) was accepted")
      return
    }
  }

  @Test func armCode() throws {
    let error = try #require(failure(path: Fixture.arm.path))
    guard case .armState(_, let address) = error.problem else {
      Issue.record("Arm code gave \(error)")
      return
    }
    #expect(address == 0x0800_0040)
    #expect(error.description.contains("at 0x08000040 is Arm-state code, which Cortex-M cannot execute"))
  }

  /// An even entry point is Arm code, unless mapping symbols say that Thumb code is there.
  @Test func evenEntryPoint() throws {
    #expect(try failure { $0.setWord(Header.entry, 0x0800_00B0) } == nil)
    let stripped = try failure {
      $0.setWord(Header.entry, 0x0800_00B0)
      $0.setWord(Header.sectionHeaders, 0)
      $0.setHalf(Header.sectionHeaderCount, 0)
    }
    #expect(stripped?.problem == .armState(what: "the entry point", address: 0x0800_00B0))
  }
}
