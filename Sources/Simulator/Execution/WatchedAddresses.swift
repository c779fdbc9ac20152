/// Addresses at which a run hands over to whoever steps through it. No block lies across the start of a range, and none in a
/// range is entered by chaining: the run loop sees each of these addresses before it is executed.
struct WatchedAddresses {
  /// Sorted, apart from each other.
  private var ranges: [Range<UInt32>] = []

  init(_ ranges: [Range<UInt32>] = []) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound {
        self.ranges[self.ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  var isEmpty: Bool { ranges.isEmpty }

  func contains(_ address: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= address { low = middle + 1 } else { high = middle }
    }
    return low > 0 && ranges[low - 1].contains(address)
  }
}

extension Machine {
  /// Whether the next instruction is watched; not while the core sleeps before it.
  var isAtWatchedAddress: Bool {
    !watchedAddresses.isEmpty && !isAsleep && watchedAddresses.contains(registers[RegisterFile.programCounter])
  }
}
