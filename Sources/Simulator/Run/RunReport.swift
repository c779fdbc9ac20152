import Firmware

/// How a run went: what `thumbprint run` prints on standard error and writes with `--json`.
///
/// The JSON has these keys, in version 1 of its schema:
/// - `schema`: 1. It changes when a key changes its meaning or goes away; new keys may come without.
/// - `target`, `firmware`: the board's name and the image's path as given.
/// - `stop`: `reason`, one of `exit`, `limit`, `fault`, `lockup`, `sleep`, `interrupted` and `output`; `exitStatus`, with
///   which the command ends; `limit` for that reason, one of `cycles`, `instructions`, `timeout` and `output`; `fault` for
///   `fault` and `lockup` (see `Fault`).
/// - `instructions`: instructions executed; those whose condition failed count.
/// - `cycles`: core clock cycles from reset to the end.
/// - `clock`: core clock at the end in hertz; `clocks`: `hertz` and `cycles` of every core clock there was, in order of first
///   use; `seconds`: simulated time, the sum of each clock's cycles divided by it.
/// - `timing`: how time was reckoned (see `Timing`); `counters`: what happened how often (see `Counters`).
/// - `warnings`: in words, settings that a real part would not bear.
/// - `hostSeconds`: time that the run took on the host.
public struct RunReport: Codable, Sendable, Equatable {
  public enum Reason: String, Codable, Sendable { case exit, limit, fault, lockup, sleep, interrupted, output }

  public struct Stop: Codable, Sendable, Equatable {
    public var reason: Reason
    public var exitStatus: Int32
    public var limit: String?
    public var fault: Fault?
  }

  public var schema = 1
  public var target: String
  public var firmware: String
  public var stop: Stop
  public var instructions: UInt64
  public var cycles: UInt64
  public var clock: UInt64
  public var clocks: [ClockSegment]
  public var seconds: Double
  public var timing: Timing?
  public var counters: Counters?
  public var warnings: [String]
  public var hostSeconds: Double
  /// What the host said when the output could no longer be written.
  var outputError: String?

  enum CodingKeys: String, CodingKey {
    case schema, target, firmware, stop, instructions, cycles, clock, clocks, seconds, timing, counters, warnings
    case hostSeconds
  }

  /// - Parameters:
  ///   - clock: core clock at the end in hertz.
  ///   - clocks: cycles at each core clock; without it, all were at `clock`.
  public init(
    target: String, firmware: String, reason: StopReason, fault: Fault? = nil, instructions: UInt64, cycles: UInt64,
    clock: UInt64, clocks: [ClockSegment]? = nil, timing: Timing? = nil, counters: Counters? = nil,
    warnings: [String] = [], hostSeconds: Double
  ) {
    self.target = target
    self.firmware = firmware
    stop = Stop(reason: reason.name, exitStatus: reason.exitStatus, limit: nil, fault: fault)
    if case .limit(let limit) = reason { stop.limit = limit.rawValue }
    if case .outputFailed(let number) = reason { outputError = HostError(number: number).description }
    self.instructions = instructions
    self.cycles = cycles
    self.clock = clock
    self.clocks = clocks ?? [ClockSegment(hertz: clock, cycles: cycles)]
    seconds = self.clocks.seconds
    self.timing = timing
    self.counters = counters
    self.warnings = warnings
    self.hostSeconds = hostSeconds
  }

  /// Millions of instructions in a second of the host's time.
  public var hostMIPS: Double { hostSeconds > 0 ? Double(instructions) / hostSeconds / 1e6 : 0 }
}

extension RunReport {
  /// A fault that the firmware did not handle.
  public struct Fault: Codable, Sendable, Equatable {
    public struct Frame: Codable, Sendable, Equatable {
      public var address: UInt32
      public var function: String?
      /// Bytes from the function's start.
      public var offset: UInt32
      /// The exception taken at this address, where the frame before is its handler.
      public var interruptedBy: String?
      /// Source file and line, where the image has debug information.
      public var file: String?
      public var line: Int?
    }

    /// Name of the exception being handled.
    public var exception: String
    /// What the status registers say, in words.
    public var causes: [String]
    /// `r0`–`r12`, `sp`, `lr`, `pc`, `xpsr`: at the faulting instruction where its exception frame was found, at the
    /// stop otherwise.
    public var registers: [String: UInt32]
    /// `cfsr`, `hfsr`, `mmfar`, `bfar`.
    public var status: [String: UInt32]
    /// Innermost first.
    public var backtrace: [Frame]

    public static let registerNames = (0...12).map { "r\($0)" } + ["sp", "lr", "pc"]

    public init(_ snapshot: CoreSnapshot, backtrace trace: Backtrace, lines: SourceLines? = nil) {
      exception = FaultDescription.exceptionName(snapshot.exceptionNumber)
      causes = FaultDescription.causes(snapshot)
      let context = trace.faultContext ?? (snapshot.registers, snapshot.xpsr)
      registers = Dictionary(uniqueKeysWithValues: zip(Self.registerNames, context.0))
      registers["xpsr"] = context.1
      status = [
        "cfsr": snapshot.configurableFaultStatus, "hfsr": snapshot.hardFaultStatus,
        "mmfar": snapshot.memoryManagementFaultAddress, "bfar": snapshot.busFaultAddress,
      ]
      backtrace = trace.frames.map { frame in
        var interruption: String?
        if case .interrupted(let number) = frame.kind { interruption = FaultDescription.exceptionName(number) }
        let line = lines?.line(at: frame.address)
        return Frame(
          address: frame.address, function: frame.function, offset: frame.offset, interruptedBy: interruption,
          file: line?.file, line: line?.number)
      }
    }
  }
}

extension StopReason {
  var name: RunReport.Reason {
    switch self {
    case .exit: .exit
    case .limit: .limit
    case .lockup: .lockup
    case .unhandledFault: .fault
    case .sleepsForever: .sleep
    case .interrupted: .interrupted
    case .outputFailed: .output
    }
  }

  /// The status with which `thumbprint run` ends.
  public var exitStatus: Int32 {
    switch self {
    case .exit(let status):
      // A process has eight bits for its status. Failure must not become success in them.
      status != 0 && status & 0xFF == 0 ? 255 : status & 0xFF
    case .limit, .sleepsForever: 124
    case .lockup, .unhandledFault: 70
    case .interrupted: 130
    case .outputFailed: 74
    }
  }
}
