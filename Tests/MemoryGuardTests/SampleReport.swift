import MemoryGuard

/// Violations as a run could have them, made by hand.
enum SampleReport {
  static let main = CodePlace(address: 0x0000_0210, function: "main", file: "/src/app/main.c", line: 9)
  static let reset = CodePlace(address: 0x0000_0102, function: "Reset_Handler")
  static let buffer = Violation.Object(
    kind: .global, name: "buffer", address: 0x2000_0104, size: 24, file: "/src/app/main.c", line: 3)
  static let next = Violation.Object(kind: .global, name: "limits", address: 0x2000_011C, size: 8)

  static let sources = [
    "/src/app/main.c": [
      "#include <string.h>", "", "static int buffer[6];", "int limits[2];", "", "int main(void) {",
      "\tfor (int i = 0; i <= 6; i++)", "\t\tbuffer[i] = i;", "\tfill(buffer, 6);", "\treturn 0;", "}",
    ]
  ]

  /// A loop that counts one too far.
  static var globalWrite: Violation {
    var bytes = [UInt8?](repeating: nil, count: 48)
    for index in 4..<28 { bytes[index] = index % 4 == 0 ? UInt8(index / 4 - 1) : 0 }
    for index in 28..<36 { bytes[index] = 0xFF }
    var place = main
    (place.address, place.line) = (0x0000_0204, 8)
    return Violation(
      kind: .globalBounds, access: .write, address: 0x2000_011C, size: 4, instruction: "str r3, [r2, r3, lsl #2]",
      stack: [place, reset], object: buffer, nearest: next, distance: 0, count: 3, cycle: 12345,
      surroundings: .init(address: 0x2000_0100, bytes: bytes, objects: [buffer, next]))
  }

  static let allocated = [
    CodePlace(address: 0x0000_0402, function: "malloc"),
    CodePlace(address: 0x0000_0302, function: "make_name", file: "/src/app/names.c", line: 12), main,
  ]
  static let freed = [
    CodePlace(address: 0x0000_0442, function: "free"),
    CodePlace(address: 0x0000_0322, function: "drop_name", file: "/src/app/names.c", line: 20), main,
  ]

  /// strcpy into a block that was freed.
  static var useAfterFree: Violation {
    let block = Violation.Object(
      kind: .heap, name: "block", address: 0x2000_0408, size: 16, allocated: allocated, freed: freed)
    return Violation(
      kind: .useAfterFree, access: .write, address: 0x2000_0408, size: 1, instruction: "strb r3, [r2], #1",
      stack: [CodePlace(address: 0x0000_0512, function: "strcpy"), main, reset], object: block, nearest: block,
      distance: 0, count: 6, cycle: 20_001)
  }

  static func recursion(depth: Int) -> Violation {
    func frame(_ line: Int) -> CodePlace {
      CodePlace(address: 0x0000_0600, function: "walk", file: "/src/app/tree.c", line: line)
    }
    let stack = Array(repeating: frame(31), count: depth) + [main, reset]
    return Violation(
      kind: .stackOverflow, access: .write, address: 0x2000_7FF8, size: 8, instruction: "push {r4, lr}", stack: stack,
      nearest: Violation.Object(kind: .region, name: "heap", address: 0x2000_0400, size: 0x7C00), distance: 0,
      cycle: 1_234_567,
      frames: stack.map { .init(place: $0, bytes: $0.function == "walk" ? 56 : $0.function == "main" ? 1024 : 8) },
      notes: [
        "The linker set aside 4,096 bytes for the main stack, from 0x20008000 to 0x20009000 (symbol __stack_limit)."
      ])
  }

  static var unknownOrigin: Violation {
    Violation(
      kind: .outsideMemory, access: .read, address: 0x6000_0010, size: 2, instruction: "ldrh r0, [r1]",
      stack: [CodePlace(address: 0x0000_0700, function: "0x00000700")], cycle: 99)
  }

  static func report(_ violations: [Violation], suppressed: UInt64 = 0, notes: [String] = []) -> CheckReport {
    CheckReport(
      target: "mps2-an386", firmware: "build/app.elf", violations: violations, suppressed: suppressed,
      stop: "exit, status 0", instructions: 1_234_567, cycles: 2_345_678, notes: notes)
  }

  static var usual: CheckReport {
    report(
      [globalWrite, useAfterFree, recursion(depth: 60), unknownOrigin], suppressed: 1,
      notes: ["No debug information for 3 functions: their frames are checked as a whole."])
  }

  /// What no name should be, but any can be.
  static let hostile = "a\u{0}\u{1B}[31m<b>&\"'*?\\]]>\n# x\t\u{202E}é [ ]"

  /// Every kind once, some with names that have everything in them, and without debug information.
  static var everyKind: CheckReport {
    let accesses: [Violation.Kind: Violation.Access] = [
      .flashWrite: .write, .noExecute: .execute, .stackOverflow: .write, .doubleFree: .free, .badFree: .free,
      .leak: .none, .divisionByZero: .none, .lostExclusive: .write, .peripheralWithoutStub: .write,
    ]
    let objectKinds: [Violation.Object.Kind] = [.global, .stack, .heap, .tensor, .frame, .region]
    let violations = Violation.Kind.allCases.enumerated().map { number, kind in
      let object = Violation.Object(
        kind: objectKinds[number % 6], name: number % 3 == 0 ? hostile : "object \(number)",
        address: 0x2000_0000 + UInt32(number) * 0x100, size: UInt32(number),
        function: number % 4 == 0 ? "f\(number)" : nil,
        allocated: number % 2 == 0 ? allocated : [])
      let place = CodePlace(
        address: UInt32(number) * 2, function: number % 3 == 1 ? hostile : "function_\(number)",
        file: number % 2 == 0 ? hostile + "/" + String(repeating: "long/", count: 60) + "x.c" : nil,
        line: number % 2 == 0 ? number + 1 : nil)
      return Violation(
        kind: kind, access: accesses[kind] ?? .read, address: object.address &+ object.size, size: UInt32(number % 5),
        instruction: number % 7 == 0 ? "" : "ldr r0, [r\(number % 8)]", stack: [place, main],
        object: number % 5 == 4 ? nil : object, nearest: number % 4 == 3 ? nil : object, distance: 1,
        count: UInt64(max(number, 1)), cycle: UInt64(number) * 1000, notes: number % 6 == 0 ? [hostile] : [])
    }
    return report(violations, notes: [hostile])
  }
}
