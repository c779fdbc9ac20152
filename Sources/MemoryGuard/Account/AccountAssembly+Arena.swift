import Firmware
import Simulator

extension AccountAssembly {
  mutating func addArena() {
    guard let notes = builder.layers, !notes.tensors.isEmpty else { return }
    // Weights may be in the map too; they are not of the arena.
    let tensors = notes.tensors.filter { tensor in
      tensor.size > 0 && memory(at: tensor.address).map { account.memories[$0].role == .ram } == true
    }
    guard let first = tensors.min(by: { canonical($0.address) < canonical($1.address) }) else { return }
    let low = canonical(first.address)
    let high = tensors.map { UInt64(canonical($0.address)) + UInt64($0.size) }.max() ?? UInt64(low)
    let bytes = Self.bytesByLayer(notes.layers.count, tensors)
    let peakLayer = bytes.indices.max { (bytes[$0], $1) < (bytes[$1], $0) } ?? 0
    let passes = layerPasses(notes)
    let start = passes.compactMap { $0[peakLayer]?.start }.min()
    account.arena = .init(
      memory: memory(at: low).map { account.memories[$0].name }, address: low,
      size: UInt32(clamping: high - UInt64(low)),
      reserve: arenaReserve(tensors), peakBytes: bytes.isEmpty ? 0 : bytes[peakLayer],
      peakLayer: notes.layers.isEmpty ? "" : notes.layers[peakLayer].name, peak: start.map { moment($0, nil) },
      tensors: tensors.map { tensor in
        .init(
          name: tensor.name, address: canonical(tensor.address), size: tensor.size,
          firstLayer: notes.layers[tensor.first].name, lastLayer: notes.layers[tensor.last].name,
          spans: Self.spans(of: tensor, passes))
      })
    if passes.isEmpty {
      account.notes.append("no layer was called: tensors are not followed, their memory counts as static")
    }
  }

  /// Bytes of tensors that each layer needs, those that overlap counted once.
  static func bytesByLayer(_ count: Int, _ tensors: [LayerNotes.Tensor]) -> [UInt64] {
    (0..<count).map { layer in
      Spans.covered(
        tensors.filter { $0.first <= layer && layer <= $0.last }
          .map { UInt64($0.address)..<UInt64($0.address) + UInt64($0.size) })
    }
  }

  private func arenaReserve(_ tensors: [LayerNotes.Tensor]) -> MemoryAccount.Reserve? {
    var objects: [MemoryAccount.Reserve] = []
    for tensor in tensors {
      guard let object = object(at: tensor.address) else { return nil }
      if !objects.contains(object) { objects.append(object) }
    }
    guard let low = objects.map(\.address).min() else { return nil }
    let names = objects.sorted { $0.address < $1.address }.compactMap(\.name)
    return .init(
      basis: .object, address: low, size: UInt32(clamping: objects.reduce(0) { $0 + UInt64($1.size) }),
      name: names.joined(separator: ", "))
  }

  // MARK: Layers over time

  /// Each run of the network: when each of its layers (an index in the notes) ran. A layer that comes before the last one
  /// begins the next.
  func layerPasses(_ notes: LayerNotes) -> [[Int: MemoryAccount.Arena.Span]] {
    var passes: [[Int: MemoryAccount.Arena.Span]] = []
    var last = Int.max
    for span in record.layers where notes.layers.indices.contains(span.layer) {
      if span.layer <= last { passes.append([:]) }
      last = span.layer
      passes[passes.count - 1][span.layer] = .init(start: span.start, end: span.end)
    }
    return passes
  }

  /// When a tensor was in use: in each pass from the first to the last of its layers that ran.
  private static func spans(of tensor: LayerNotes.Tensor, _ passes: [[Int: MemoryAccount.Arena.Span]])
    -> [MemoryAccount.Arena.Span]
  {
    passes.compactMap { pass in
      let ran = (tensor.first...tensor.last).compactMap { pass[$0] }
      guard let start = ran.map(\.start).min(), let end = ran.map(\.end).max() else { return nil }
      return .init(start: start, end: end)
    }
  }
}
