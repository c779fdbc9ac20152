import Firmware
import Simulator

/// Calls in words: functions, lines, inlined functions and the bytes of frames.
struct CallPlaces {
  private let image: FirmwareImage
  private let debug: DebugInformation

  init(_ image: FirmwareImage) {
    self.image = image
    debug = DebugInformation(image)
  }

  /// The function and line of an instruction.
  func place(at address: UInt32, function symbol: Int? = nil) -> CodePlace {
    let name = symbol.flatMap { image.symbols.indices.contains($0) ? image.symbols[$0].name : nil }
    let line = debug.lines.line(at: address)
    return CodePlace(
      address: address, function: name ?? image.symbol(containing: address)?.symbol.name ?? MemoryText.address(address),
      file: line?.file, line: line?.number)
  }

  /// Innermost first, with the functions that were inlined.
  func calls(_ stack: CallStack) -> [MemoryAccount.Call] {
    var calls: [MemoryAccount.Call] = []
    for (index, frame) in stack.frames.enumerated() {
      // Where an outer frame was when it called; nothing tells where an exception interrupted it.
      let at = index == 0 ? stack.programCounter : stack.frames[index - 1].callSite
      let own = place(at: at ?? frame.function, function: frame.symbol)
      var (file, line) = (at == nil ? nil : own.file, at == nil ? nil : own.line)
      for inlined in at.map(debug.inlinedFrames) ?? [] {
        let place = CodePlace(address: own.address, function: inlined.function, file: file, line: line)
        calls.append(.init(place: place, kind: .inlined, exception: nil, bytes: nil))
        (file, line) = (inlined.callFile, inlined.callLine)
      }
      var call = MemoryAccount.Call(
        place: CodePlace(address: own.address, function: own.function, file: file, line: line), kind: .call,
        exception: nil, bytes: stack.bytes(ofFrame: index))
      switch frame.kind {
      case .reset: call.kind = .reset
      case .task: call.kind = .task
      case .call: call.kind = .call
      case .jump: call.kind = .jump
      case .exception(let number):
        call.kind = .exception
        call.exception = number
      }
      calls.append(call)
    }
    return calls
  }
}
