import Foundation
import Testing

@testable import Simulator

/// What single instructions and exceptions look like in a trace, and its formats.
@Suite struct TraceEventTests {
  private static let start: UInt32 = 0x2000_1000

  /// Steps through code in RAM and gives what was traced, up to a branch to itself.
  private func trace(
    _ code: [UInt16], registers: [Int: UInt32] = [:], prepare: (Machine) -> Void = { _ in }
  ) throws -> [TraceEvent] {
    let fixture = TracedFixture(name: "uart-mps2-an386")
    let machine = try fixture.firmwareRun().makeMachine(host: CapturingHost())
    machine.code(Self.start, code + [0xE7FE])
    machine.pc = Self.start
    for (register, value) in registers { machine.registers[register] = value }
    prepare(machine)
    var events: [TraceEvent] = []
    var selection = TraceSelection()
    selection.to = Self.start + 2 * UInt32(code.count)
    let tracer = InstructionTracer(machine, image: try fixture.image(), selection: selection) {
      events.append($0)
      return events.count < 100
    }
    _ = tracer.run(limits: RunLimits(cycles: 10_000)) { nil }
    return events
  }

  private func lines(_ events: [TraceEvent]) -> [String] {
    events.map { event in
      let words = TraceFormat.text.line(event).split(separator: " ")
      return words.dropFirst(4).joined(separator: " ")
    }
  }

  @Test func registersFlagsAndAccesses() throws {
    let events = try trace(
      [
        0x2005,  // movs r0, #5
        0x2800,  // cmp r0, #0
        0xBF08,  // it eq
        0x3001,  // addeq r0, #1
        0xBF18,  // it ne
        0x3001,  // addne r0, #1
        0x6008,  // str r0, [r1]
        0x780A,  // ldrb r2, [r1]
        0xF8D1, 0x3001,  // ldr.w r3, [r1, #1]
        0xE8B1, 0x0030,  // ldm.w r1!, {r4, r5}
        0x800C,  // strh r4, [r1]
        0x2800,  // cmp r0, #0: nothing changes
      ], registers: [1: 0x2000_2000])
    #expect(
      lines(events) == [
        "movs r0, #0x5 ; r0=0x00000005",
        "cmp r0, #0x0 ; flags=nzCvq",
        "it eq",
        "addeq r0, #0x1 ; (condition failed)",
        "it ne",
        "addne r0, #0x1 ; r0=0x00000006",
        "str r0, [r1] ; st4[0x20002000]=0x00000006",
        "ldrb r2, [r1] ; r2=0x00000006 ld1[0x20002000]=0x06",
        "ldr.w r3, [r1, #0x1] ; ld4[0x20002001]=0x00000000",
        "ldm.w r1!, {r4, r5} ; r1=0x20002008 r4=0x00000006 ld4[0x20002000]=0x00000006 ld4[0x20002004]=0x00000000",
        "strh r4, [r1] ; st2[0x20002008]=0x0006",
        "cmp r0, #0x0",
      ])
    #expect(events.map(\.address).first == Self.start)
    #expect(events.allSatisfy { $0.function == nil })
  }

  @Test func floatingPointAndSpecialRegisters() throws {
    let events = try trace(
      [
        0xEE00, 0x0A90,  // vmov s1, r0
        0xEE70, 0x0AA0,  // vadd.f32 s1, s1, s1
        0xB672,  // cpsid i
        0xF380, 0x8811,  // msr basepri, r0
        0xF381, 0x8809,  // msr psp, r1
      ], registers: [0: 0x3F80_0020, 1: 0x2000_2000]
    ) { machine in
      machine.system.controlBlock.coprocessorAccess = 0xF << 20
    }
    let shown = lines(events)
    #expect(shown.count == 5)
    #expect(shown[0] == "vmov s1, r0 ; s1=0x3f800020 control=0x4")
    #expect(shown[1] == "vadd.f32 s1, s1, s1 ; s1=0x40000020")
    #expect(shown[2] == "cpsid i ; primask=0x1")
    #expect(shown[3] == "msr basepri, r0 ; basepri=0x20")
    #expect(shown[4] == "msr psp, r1 ; psp=0x20002000")
  }

  /// An exception's own accesses and registers are on its own line.
  @Test func supervisorCallAndReturn() throws {
    let handler: UInt32 = 0x2000_3000
    let table: UInt32 = 0x2000_4000
    let events = try trace([0x2007, 0xDF01, 0x2108]) { machine in  // movs r0, #7; svc 1; movs r1, #8
      machine.code(handler, [0x2009, 0x4770])  // movs r0, #9; bx lr
      machine.system.controlBlock.vectorTable = table
      for byte in 0..<4 {
        _ = machine.slowStore(
          table + 44 + UInt32(byte), size: 1, value: (handler | 1) >> (8 * UInt32(byte)) & 0xFF, privileged: true)
      }
    }
    let shown = lines(events)
    #expect(shown.count == 7)
    #expect(shown[1] == "svc #0x1")
    #expect(
      shown[2].hasPrefix("--- exception 11 (SVCall) taken ; sp=0x203fffe0 lr=0xfffffff9 pc=0x20003000 ipsr=0xb st4["))
    #expect(shown[3] == "movs r0, #0x9 ; r0=0x00000009")
    #expect(shown[4] == "bx lr")
    #expect(
      shown[5].hasPrefix("--- exception 11 (SVCall) returned ; r0=0x00000007 sp=0x20400000 lr=0xffffffff pc=0x20001004")
    )
    #expect(
      events.map(\.kind.rawValue) == [
        "instruction", "instruction", "exceptionTaken", "instruction", "instruction", "exceptionReturned",
        "instruction",
      ])
    #expect(events[2].accesses.count == 8 && events[2].accesses.allSatisfy(\.isStore))
    #expect(events[5].accesses.count == 8 && events[5].accesses.allSatisfy { !$0.isStore })
    #expect(events[5].address == handler + 2)
  }

  @Test func faultsSayWhatWasWrong() throws {
    let store = try trace([0x6001], registers: [0: 0x6000_0000])  // str r1, [r0]
    #expect(lines(store)[0] == "str r1, [r0] ; (fault: bus error at 0x60000000)")
    #expect(store[1].text == "exception 3 (HardFault) taken")
    let undefined = try trace([0xDE00])
    #expect(lines(undefined)[0].hasPrefix("udf #0x0"))
    #expect(undefined[0].note == "fault: undefined instruction")
    let nowhere = try trace([0x4700], registers: [0: 0x6000_0001])  // bx r0
    #expect(nowhere[1].text == "<no memory>")
    #expect(nowhere[1].note == "fault: no memory to fetch from")
  }

  // MARK: Formats

  static let eventful = [
    "faults-mps2-an500", "scheduler-mps2-an386", "asleep-mps2-an386", "nested-interrupts-mps2-an500",
  ]

  @Test(arguments: eventful, [TraceFormat.text, .json])
  func readBackAsWritten(name: String, format: TraceFormat) throws {
    let events = try TracedFixture(name: name, cycles: 20_000).trace().events
    var bytes = format.header(firmware: "a \"quoted\"\nname.elf", target: "mps2")
    for event in events { format.append(event, to: &bytes) }
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/trace"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let reader = try TraceReader(path: path)
    var count = 0
    while let event = try reader.next() {
      guard count < events.count, event == events[count] else {
        Issue.record("line \(reader.line): \(format.line(event))")
        return
      }
      count += 1
    }
    #expect(count == events.count && count > 5)
  }

  @Test func namesMayHoldAnything() throws {
    var event = TraceEvent()
    event.function = "operator \"\" <&> \t;é"
    event.offset = 18
    event.text = "bl 0x100 <f(int, int) ; x>"
    event.registers = [.init(.programCounter, 0x100)]
    let text = TraceFormat.text.line(event)
    #expect(text.contains(" operator_\"\"_<&>__;é+0x12 "))
    let read = try TraceParser.text(Array(text.utf8)[...])
    #expect(read.text == event.text && read.registers == event.registers && read.offset == 18)
    let json = TraceFormat.json.line(event)
    #expect(try TraceParser.json(Array(json.utf8)[...]) == event)
  }

  @Test(
    arguments: [
      ("hello", "is no line of a trace"), ("1 +1 0x100", "expected a function"),
      ("1 +1 0x100 main nop ; r77=0x1", "'r77=0x1' is neither"), ("1 +1 0x100 main nop ; (note", "without its end"),
      ("1 +1 0x100 main --- nonsense", "unknown event"), ("{\"kind\":\"other\"}", "unknown kind"),
      ("{\"kind\":\"trace\",\"schema\":2}", "another version"), ("{", "is no line of a trace"),
      ("99999999999999999999 +1 0x1 main nop", "is no line"), ("1 +1 0x1ffffffff main nop", "is no line"),
    ])
  func unreadableLines(line: String, problem: String) throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/trace"
    try "# comment\n\(line)\n".write(toFile: path, atomically: true, encoding: .utf8)
    let reader = try TraceReader(path: path)
    let error = #expect(throws: TraceFileError.self) { _ = try reader.next() }
    #expect(error?.line == 2)
    #expect(error?.description.contains(problem) == true, "\(error.debugDescription)")
  }

  @Test func filesThatCannotBeRead() throws {
    #expect(throws: TraceFileError.self) { _ = try TraceReader(path: "/nowhere/x.trace") }
    let reader = try TraceReader(path: "/")
    #expect(throws: TraceFileError.self) { _ = try reader.next() }
    let endless = try TraceReader(path: "/dev/zero")
    let error = #expect(throws: TraceFileError.self) { _ = try endless.next() }
    #expect(error?.description.contains("too long") == true)
  }

  // MARK: Comparison

  private func event(_ address: UInt32, cycle: UInt64 = 0) -> TraceEvent {
    var event = TraceEvent()
    event.address = address
    event.cycle = cycle
    event.cycles = 1
    event.text = "nop"
    return event
  }

  @Test func divergences() {
    var comparison = TraceComparison(contextLength: 2)
    for index in 0..<5 {
      #expect(comparison.compare(event(UInt32(index)), event(UInt32(index))) == nil)
    }
    #expect(comparison.context.map(\.address) == [3, 4])
    #expect(comparison.equalEvents == 5)
    var other = event(5)
    other.registers = [.init(TracedRegister(rawValue: 3), 7), .init(.flags, 1 << 31)]
    other.accesses = [.init(isStore: true, address: 0x100, size: 2, value: 9)]
    other.cycles = 3
    #expect(
      comparison.compare(event(5), other)?.differences == [
        "cycles: 1, then 3", "r3: unchanged, then 0x00000007", "flags: unchanged, then Nzcvq",
        "access 1: none, then store of 2 at 0x00000100, 0x00000009",
      ])
    #expect(comparison.compare(event(5), event(6))?.differences == ["address: 0x00000005, then 0x00000006"])
    #expect(comparison.compare(event(5), nil)?.differences == ["the second trace ends here"])
    #expect(comparison.compare(nil, event(5))?.differences == ["the first trace ends here"])
    #expect(comparison.compare(nil, nil) == nil)
    #expect(comparison.compare(event(5, cycle: 8), event(5, cycle: 9))?.differences == ["cycle of issue: 8, then 9"])
    comparison.ignoresCycles = true
    #expect(comparison.compare(event(5, cycle: 8), event(5, cycle: 9)) == nil)
  }
}
