import Profiler

/// A small profile made by hand, in which every sum holds: for tests of renderings.
enum SampleProfile {
  static func make() -> Profile {
    var stalls = CyclesByCause()
    (stalls.issue, stalls.dataWait, stalls.branchRefill, stalls.exception) = (700, 200, 80, 20)
    var profile = Profile(
      firmware: "build/app <v1>.elf", target: "stm32f746", core: "cortex-m7",
      stop: .init(reason: "exit", exitStatus: 0),
      clock: 216_000_000, seconds: 1000 / 216e6, totalCycles: 1000, totalInstructions: 800, stalls: stalls,
      memories: ["flash", "dtcm", "peripherals"])
    profile.functions = [
      function(
        "convolve", 0x0800_0200, file: "src/kernel.c", line: 10, own: 600, all: 650, calls: 2, instructions: 500),
      function("main", 0x0800_0100, file: "src/main.c", line: 3, own: 200, all: 900, calls: 1, instructions: 150),
      function(
        "SysTick_Handler", 0x0800_0300, file: "src/main.c", line: 30, own: 100, all: 100, calls: 4, instructions: 80),
      function("memcpy", 0x0800_0400, file: nil, line: nil, own: 100, all: 100, calls: 3, instructions: 70),
    ]
    profile.functions[0].stalls = cycles(issue: 430, dataWait: 150, branchRefill: 20)
    profile.functions[1].stalls = cycles(issue: 150, dataWait: 20, branchRefill: 30)
    profile.functions[2].stalls = cycles(issue: 70, dataWait: 0, branchRefill: 10, exception: 20)
    profile.functions[3].stalls = cycles(issue: 50, dataWait: 30, branchRefill: 20)
    profile.functions[0].traffic = [Traffic(memory: 1, loads: 200, stores: 20, bytesLoaded: 800, bytesStored: 80)]
    profile.functions[0].dataMisses = 7
    profile.instructions = [
      instruction(0x0800_0100, "bl\t0x08000200 <convolve>", 1, "src/main.c", 5, executions: 2, cycles: 200, size: 4),
      instruction(0x0800_0200, "ldr\tr0, [r1], #4", 0, "src/kernel.c", 12, executions: 250, cycles: 400),
      instruction(0x0800_0202, "bne\t0x08000200 <convolve>", 0, "src/kernel.c", 11, executions: 250, cycles: 200),
      instruction(0x0800_0300, "bx\tlr", 2, "src/main.c", 31, executions: 80, cycles: 100),
      instruction(0x0800_0400, "ldmia\tr1!, {r2, r3}", 3, nil, nil, executions: 70, cycles: 100),
    ]
    profile.instructions[0].executions = 150
    profile.instructions[1].inlined = [.init(function: "multiply<a>", callFile: "src/kernel.c", callLine: 14)]
    profile.instructions[1].stalls = cycles(issue: 250, dataWait: 150, branchRefill: 0)
    profile.lines = [
      line("src/kernel.c", 12, cycles: 400, instructions: 250),
      line("src/kernel.c", 11, cycles: 200, instructions: 250),
      line("src/main.c", 5, cycles: 200, instructions: 150), line("src/main.c", 31, cycles: 100, instructions: 80),
    ]
    profile.paths = [
      .init(kind: .reset, function: 1, calls: 1, selfCycles: 200, inclusiveCycles: 900),
      .init(
        kind: .call, function: 0, parent: 0, callSite: 0x0800_0100, calls: 2, selfCycles: 600, inclusiveCycles: 650),
      .init(kind: .jump, function: 3, parent: 1, callSite: 0x0800_0202, calls: 1, selfCycles: 50, inclusiveCycles: 50),
      .init(kind: .call, function: 3, parent: 0, callSite: 0x0800_0100, calls: 2, selfCycles: 50, inclusiveCycles: 50),
      .init(kind: .exception, function: 2, exception: 15, calls: 4, selfCycles: 100, inclusiveCycles: 100),
    ]
    profile.paths[1].callFile = "src/main.c"
    profile.paths[1].callLine = 5
    var layer = Profile.Layer(name: "conv_0", operator: "CONV_2D", function: 0, macs: 1000)
    (layer.calls, layer.cycles, layer.instructions) = (2, 650, 550)
    layer.stalls = cycles(issue: 460, dataWait: 170, branchRefill: 20)
    layer.traffic = profile.functions[0].traffic
    profile.layers = [layer]
    profile.regions = [
      .init(
        name: "--function convolve", count: 2, totalCycles: 650, minimumCycles: 300, medianCycles: 300,
        maximumCycles: 350)
    ]
    profile.timeline = .init(
      intervalCycles: 500,
      intervals: [
        .init(paths: [0, 1], cycles: [150, 350], depth: 2, stackBytes: 64),
        .init(paths: [1, 2, 0, 3, 4], cycles: [250, 50, 50, 50, 100], depth: 3, stackBytes: 128),
      ],
      changes: [
        .init(cycle: 0, path: 0), .init(cycle: 150, path: 1), .init(cycle: 700, path: 4), .init(cycle: 800, path: 1),
        .init(cycle: 850, path: 2), .init(cycle: 900, path: 0), .init(cycle: 950, path: 3),
      ])
    profile.notes = ["no line information for 100 of 1,000 cycles: build with -g"]
    return profile
  }

  private static func cycles(issue: UInt64, dataWait: UInt64, branchRefill: UInt64, exception: UInt64 = 0)
    -> CyclesByCause
  {
    var cycles = CyclesByCause()
    (cycles.issue, cycles.dataWait, cycles.branchRefill, cycles.exception) = (issue, dataWait, branchRefill, exception)
    return cycles
  }

  private static func function(
    _ name: String, _ address: UInt32, file: String?, line: Int?, own: UInt64, all: UInt64, calls: UInt64,
    instructions: UInt64
  ) -> Profile.Function {
    var function = Profile.Function(name: name, address: address)
    (function.file, function.line) = (file, line)
    (function.selfCycles, function.inclusiveCycles, function.calls) = (own, all, calls)
    function.instructions = instructions
    return function
  }

  private static func instruction(
    _ address: UInt32, _ text: String, _ function: Int, _ file: String?, _ line: Int?, executions: UInt64,
    cycles: UInt64, size: Int = 2
  ) -> Profile.Instruction {
    var instruction = Profile.Instruction(
      address: address, size: size, encoding: size == 2 ? "6808" : "f000 f87e", text: text, function: function)
    (instruction.file, instruction.line) = (file, line)
    (instruction.executions, instruction.cycles) = (executions, cycles)
    instruction.stalls.issue = cycles
    return instruction
  }

  private static func line(_ file: String, _ number: Int, cycles: UInt64, instructions: UInt64) -> Profile.Line {
    var line = Profile.Line(file: file, line: number)
    (line.cycles, line.instructions, line.executions) = (cycles, instructions, instructions)
    line.stalls.issue = cycles
    return line
  }
}
