import Firmware
import ReportFormats
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
      address: address, function: name ?? image.symbol(containing: address)?.symbol.name ?? FormatText.address(address),
      file: line?.file, line: line?.number)
  }

  /// Innermost first, with the functions that were inlined.
  /// - Parameters:
  ///   - stacks: those of the run, from their lowest addresses to their tops: frames are measured on the stack that they
  ///     are on.
  ///   - peak: the one of them that was at its lowest address then, if one was.
  func calls(
    _ stack: CallStack, on stacks: [ClosedRange<UInt32>], peakOf peak: ClosedRange<UInt32>? = nil
  ) -> [MemoryAccount.Call] {
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
        exception: nil, bytes: bytes(ofFrame: index, in: stack, on: stacks, peak))
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

  /// Down to where the next inner frame on the same stack begins, or to the stack pointer; nil of a stack that is not the one
  /// in use, unless it is known where that was.
  private func bytes(
    ofFrame index: Int, in stack: CallStack, on stacks: [ClosedRange<UInt32>], _ peak: ClosedRange<UInt32>?
  ) -> UInt32? {
    let pointer = stack.frames[index].stackPointer
    guard let own = stacks.first(where: { $0.contains(pointer) }) else { return stack.bytes(ofFrame: index) }
    if let inner = stack.frames[..<index].last(where: { own.contains($0.stackPointer) }) {
      return inner.stackPointer <= pointer ? pointer - inner.stackPointer : nil
    }
    if own == peak { return pointer - own.lowerBound }
    return own.contains(stack.stackPointer) && stack.stackPointer <= pointer ? pointer - stack.stackPointer : nil
  }
}
