import Foundation

/// The llvm-objdump of the Swift toolchain: the oracle of the decoder tests.
struct Objdump {
  var executable: URL

  /// Next to the Swift compiler in use, in the usual place of the toolchain, or nil.
  static func find() -> Objdump? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    var candidates: [URL] = []
    for folder in folders {
      let compiler = folder.appendingPathComponent("swiftc")
      guard FileManager.default.isExecutableFile(atPath: compiler.path) else { continue }
      candidates.append(compiler.resolvingSymlinksInPath().deletingLastPathComponent())
      candidates.append(folder)
    }
    candidates.append(URL(fileURLWithPath: "/opt/swift/usr/bin"))
    for candidate in candidates {
      let executable = candidate.appendingPathComponent("llvm-objdump")
      if FileManager.default.isExecutableFile(atPath: executable.path) { return Objdump(executable: executable) }
    }
    return nil
  }

  /// The disassembly of code at address 0, as objdump's text: one line for each instruction after some headers.
  func disassemble(_ code: [UInt8], cpu: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
    let stem = "thumbprint-objdump-\(UUID().uuidString)"
    let object = folder.appendingPathComponent(stem + ".o")
    let listing = folder.appendingPathComponent(stem + ".s")
    defer {
      try? FileManager.default.removeItem(at: object)
      try? FileManager.default.removeItem(at: listing)
    }
    try Data(ObjectFile.contents(code: code)).write(to: object)
    guard FileManager.default.createFile(atPath: listing.path, contents: nil) else {
      throw OracleError(problem: "cannot create \(listing.path)")
    }
    let process = Process()
    process.executableURL = executable
    process.arguments = [
      "-d", "-z", "--no-show-raw-insn", "--no-leading-addr", "--triple=thumbv7em", "--mcpu=\(cpu)", object.path,
    ]
    let output = try FileHandle(forWritingTo: listing)
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    try output.close()
    guard process.terminationStatus == 0 else {
      throw OracleError(problem: "\(executable.path) exited with \(process.terminationStatus)")
    }
    return [UInt8](try Data(contentsOf: listing))
  }
}

struct OracleError: Error, CustomStringConvertible {
  var problem: String
  var description: String { problem }
}

/// Steps through objdump's lines, each brought to "mnemonic operands" without comments and symbols.
struct ObjdumpLines {
  private let text: [UInt8]
  private var position: Int
  /// The line last returned, where there was a comment: the address after "@", such as a literal's.
  private(set) var commentAddress: UInt32?

  init(_ text: [UInt8]) {
    self.text = text
    // The code follows the line "<.text>:".
    let label = Array("<.text>:\n".utf8)
    position = text.count
    var start = 0
    while start + label.count <= text.count {
      if text[start] == label[0], text[start..<(start + label.count)].elementsEqual(label) {
        position = start + label.count
        break
      }
      start += 1
    }
  }

  private static let tab = UInt8(ascii: "\t")
  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
  private static let at = UInt8(ascii: "@")
  private static let symbol = Array(" <.text".utf8)

  /// Puts the next line into `line`; false at the end.
  mutating func next(into line: inout [UInt8]) -> Bool {
    line.removeAll(keepingCapacity: true)
    commentAddress = nil
    let range = text.withUnsafeBufferPointer { text -> (found: Bool, comment: Int?, end: Int) in
      var index = position
      while index < text.count && (text[index] == Self.space || text[index] == Self.tab) { index += 1 }
      guard index < text.count, text[index] != Self.newline else { return (false, nil, index) }
      while index < text.count && text[index] != Self.newline && text[index] != Self.at {
        line.append(text[index] == Self.tab ? Self.space : text[index])
        index += 1
      }
      let comment = index < text.count && text[index] == Self.at ? index + 1 : nil
      while index < text.count && text[index] != Self.newline { index += 1 }
      return (true, comment, index)
    }
    guard range.found else { return false }
    position = range.end + 1
    if let comment = range.comment { commentAddress = Self.address(text[comment..<range.end]) }
    trim(&line)
    return true
  }

  private func trim(_ line: inout [UInt8]) {
    if line.last == UInt8(ascii: ">") || line.last == Self.space, let angle = line.lastIndex(of: UInt8(ascii: "<")),
      angle > 0, line[(angle - 1)...].starts(with: Self.symbol)
    {
      line.removeSubrange(angle...)
    }
    while line.last == Self.space { line.removeLast() }
  }

  /// The number of " 0x1c <.text+0x1c>".
  private static func address(_ comment: ArraySlice<UInt8>) -> UInt32? {
    let word = String(decoding: comment, as: UTF8.self).split(separator: " ").first ?? ""
    return word.hasPrefix("0x") ? UInt32(word.dropFirst(2), radix: 16) : nil
  }
}
