import ArgumentParser
import Firmware
import Simulator

/// Functions that allocate, besides those that are known by name.
struct AllocatorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      FUNCTION, a name or an address, allocates or frees as NAME does, such as malloc=pool_alloc. NAME is malloc, calloc, \
      realloc, reallocarray, aligned_alloc, free or sbrk; or _malloc_r and so on if FUNCTION takes another argument before \
      those. Repeatable.
      """, valueName: "name=function"))
  var allocator: [String] = []

  /// What the functions that can be named do.
  private static let roles: [(name: String, role: Allocator.Role)] = [
    ("malloc", .allocate), ("calloc", .allocateZeroed), ("realloc", .reallocate), ("reallocarray", .reallocateArray),
    ("aligned_alloc", .allocateAligned), ("free", .free), ("sbrk", .moveEnd),
  ]

  private struct Named {
    var role: Allocator.Role
    var firstArgument: Int
    var function: String
  }

  private func named(_ text: String) throws -> Named {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw ValidationError("--allocator \(text): expected a known name and a function, such as malloc=pool_alloc.")
    }
    // newlib's forms are told the thread's state first.
    let hasMore = parts[0].hasPrefix("_") && parts[0].hasSuffix("_r") && parts[0].count > 3
    let name = hasMore ? String(parts[0].dropFirst().dropLast(2)) : parts[0]
    guard let role = Self.roles.first(where: { $0.name == name })?.role else {
      let names = Self.roles.map { "'\($0.name)'" }.joined(separator: ", ")
      throw ValidationError(
        "--allocator \(text): '\(parts[0])' is not known; expected one of \(names), or one of them as '_malloc_r'.")
    }
    return Named(role: role, firstArgument: hasMore ? 1 : 0, function: parts[1])
  }

  func validate() throws { for text in allocator { _ = try named(text) } }

  /// The functions in an image.
  /// - Throws: a usage error if it does not have one of them.
  func allocators(in image: FirmwareImage) throws -> [Allocator] {
    let names = FunctionNames(image)
    return try allocator.flatMap { text in
      let named = try named(text)
      let addresses = parseAddress(named.function).map { [$0] } ?? names.addresses(of: named.function)
      guard !addresses.isEmpty else { throw names.unknown(named.function, option: "--allocator") }
      return addresses.map { Allocator(role: named.role, function: $0, firstArgument: named.firstArgument) }
    }
  }
}
