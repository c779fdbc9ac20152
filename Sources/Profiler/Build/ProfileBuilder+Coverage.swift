import Firmware

extension ProfileBuilder {
  /// What the image has and a profile of it has not: code that was never executed, for `Profile.lcov`.
  /// - Returns: lines by file, and functions.
  public func unexecuted(in profile: Profile) -> (lines: [String: Set<Int>], functions: [Profile.Function]) {
    var lines = debug.lines.linesWithCode(in: image)
    for line in profile.lines { lines[line.file]?.remove(line.line) }
    let executed = Set(profile.functions.filter { $0.instructions > 0 }.map(\.address))
    let functions = extents.extents.filter { !executed.contains($0.start) }.map { extent in
      var function = Profile.Function(name: image.symbols[extent.symbol].name, address: extent.start)
      let place = debug.function(at: extent.start)
      (function.file, function.line) = (place?.file, place?.line)
      return function
    }
    return (lines.filter { !$0.value.isEmpty }, functions)
  }
}
