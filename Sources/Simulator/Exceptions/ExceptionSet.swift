/// A set of exception numbers, 0…255, as a bitmap.
struct ExceptionSet: Equatable {
  private var words = SIMD4<UInt64>(repeating: 0)

  /// The 16 system exceptions and 240 external interrupts (DDI 0403E, B1.5.2).
  static let capacity = 256

  var isEmpty: Bool { words == SIMD4(repeating: 0) }
  var count: Int { (0..<4).reduce(0) { $0 + words[$1].nonzeroBitCount } }

  subscript(number: Int) -> Bool {
    get { words[number >> 6 & 3] >> UInt64(number & 63) & 1 != 0 }
    set {
      let bit: UInt64 = 1 << UInt64(number & 63)
      if newValue { words[number >> 6 & 3] |= bit } else { words[number >> 6 & 3] &= ~bit }
    }
  }

  func intersection(_ other: ExceptionSet) -> ExceptionSet {
    var result = self
    result.words &= other.words
    return result
  }

  /// 32 consecutive members as a word: exception `first` is bit 0.
  func word(from first: Int) -> UInt32 {
    guard first < Self.capacity else { return 0 }
    let index = first >> 6
    let shift = UInt64(first & 63)
    let next = shift > 32 && index < 3 ? words[index + 1] << (64 - shift) : 0
    return UInt32(truncatingIfNeeded: words[index] >> shift | next)
  }

  /// Calls `body` with each member, lowest first.
  @inline(__always)
  func forEach(_ body: (Int) -> Void) {
    for index in 0..<4 {
      var word = words[index]
      while word != 0 {
        body(index << 6 | word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }
}
