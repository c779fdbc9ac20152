import Boards
import Firmware

/// Functions of an image or of a profile by name, for options that name them.
struct FunctionNames {
  /// What they are of, as messages say it: a path.
  let owner: String
  private let functions: [(name: String, address: UInt32)]

  init(_ image: FirmwareImage) {
    owner = image.path
    functions = image.symbols.filter { $0.kind != .object && $0.section != nil }.map { ($0.name, $0.address) }
  }

  init(_ functions: [(name: String, address: UInt32)], of owner: String) {
    self.owner = owner
    self.functions = functions
  }

  /// Addresses of the functions with that name: several where a local function's name is used again.
  func addresses(of name: String) -> [UInt32] {
    Set(functions.filter { $0.name == name }.map(\.address)).sorted()
  }

  /// A usage error that says which names are near.
  func unknown(_ name: String, option: String) -> Failure {
    let isPattern = name.contains { $0 == "*" || $0 == "?" }
    var message = "\(option) \(name): \(owner) has no function \(isPattern ? "that matches " : "")'\(name)'"
    let near = nearest(to: name)
    if let last = near.last {
      let list =
        near.count == 1 ? "'\(last)'" : near.dropLast().map { "'\($0)'" }.joined(separator: ", ") + " or '\(last)'"
      message += "; did you mean \(list)?"
    } else if functions.isEmpty {
      message += ", for it has no symbols; give an address, such as 0x08000100"
    }
    return Failure(status: 64, message: message)
  }

  /// Up to three names: those of which it is a part, or which differ in few characters.
  private func nearest(to name: String) -> [String] {
    let wanted = name.lowercased().filter { $0 != "*" && $0 != "?" }
    guard !wanted.isEmpty else { return [] }
    let most = max(2, wanted.count / 2)
    let ranked = Set(functions.map(\.name)).compactMap { candidate -> (distance: Int, name: String)? in
      let lowercased = candidate.lowercased()
      let distance = editDistance(wanted, lowercased)
      if distance <= most { return (distance, candidate) }
      return lowercased.contains(wanted) ? (most + 1, candidate) : nil
    }
    return ranked.sorted { ($0.distance, $0.name.count, $0.name) < ($1.distance, $1.name.count, $1.name) }
      .prefix(3).map(\.name)
  }
}

/// `0x08000100` as a number; nil if it is anything else or does not fit.
func parseAddress(_ text: some StringProtocol) -> UInt32? {
  guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return nil }
  return UInt32(text.dropFirst(2), radix: 16)
}
