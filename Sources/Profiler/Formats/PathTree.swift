/// The calling context tree as the formats walk it. No walk recurses: a chain of calls may be thousands deep.
struct PathTree {
  private let paths: [Profile.Path]
  /// By path: how many paths are above it.
  let depths: [Int]
  /// By path: the path without a parent that it hangs from.
  let roots: [Int]
  /// By path: whether its function is already running further up.
  let isRecursive: [Bool]

  init(_ paths: [Profile.Path]) {
    self.paths = paths
    var (depths, roots) = ([Int](), [Int]())
    depths.reserveCapacity(paths.count)
    roots.reserveCapacity(paths.count)
    for (index, path) in paths.enumerated() {
      if let parent = path.parent {
        depths.append(depths[parent] + 1)
        roots.append(roots[parent])
      } else {
        depths.append(0)
        roots.append(index)
      }
    }
    self.depths = depths
    self.roots = roots
    isRecursive = Self.recursion(in: paths)
  }

  /// From the outermost function to `path` itself.
  func chain(to path: Int) -> [Int] {
    var chain = [path]
    while let parent = paths[chain[chain.count - 1]].parent { chain.append(parent) }
    return chain.reversed()
  }

  /// How a stack at `old` becomes one at `new`: what ends, innermost first, and what begins, outermost first. Nil is
  /// the empty stack.
  func steps(from old: Int?, to new: Int?) -> (end: [Int], begin: [Int]) {
    var (end, begin) = ([Int](), [Int]())
    var (old, new) = (old, new)
    while old != new {
      if let path = old, new.map({ depths[path] >= depths[$0] }) ?? true {
        end.append(path)
        old = paths[path].parent
      } else if let path = new {
        begin.append(path)
        new = paths[path].parent
      }
    }
    return (end, begin.reversed())
  }

  /// A walk through the tree that keeps count of the functions it is inside of.
  private static func recursion(in paths: [Profile.Path]) -> [Bool] {
    var children = [[Int]](repeating: [], count: paths.count)
    var stack: [(path: Int, isLeaving: Bool)] = []
    for index in paths.indices.reversed() {
      if let parent = paths[index].parent { children[parent].append(index) } else { stack.append((index, false)) }
    }
    var isRecursive = [Bool](repeating: false, count: paths.count)
    var active: [Int: Int] = [:]
    while let (path, isLeaving) = stack.popLast() {
      let function = paths[path].function
      if isLeaving {
        active[function, default: 0] -= 1
      } else {
        isRecursive[path] = active[function, default: 0] > 0
        active[function, default: 0] += 1
        stack.append((path, true))
        for child in children[path] { stack.append((child, false)) }
      }
    }
    return isRecursive
  }
}

extension Profile {
  /// What a path without a parent is, in words.
  func contextTitle(_ root: Int) -> String {
    let path = paths[root]
    let name = functions[path.function].name
    switch path.kind {
    case .exception: return path.exception.map { "exception \($0): \(name)" } ?? "exception: \(name)"
    case .task: return "task: \(name)"
    default: return name
    }
  }

  /// A time during which one path ran, in cycles.
  struct Stretch {
    var start: UInt64
    var end: UInt64
    var path: Int
  }

  /// The stretches that the timeline's changes tell of, in order. What ran after the last change ends where all
  /// profiled cycles have passed; if changes were cut that is not known, and it is left out.
  var stretches: [Stretch] {
    guard let timeline else { return [] }
    let changes = timeline.changes
    var stretches: [Stretch] = []
    var passed: UInt64 = 0
    for (index, change) in changes.enumerated() {
      guard let path = change.path else { continue }
      var end = change.cycle
      if index + 1 < changes.count {
        end = max(end, changes[index + 1].cycle)
      } else if !timeline.changesAreCut, totalCycles > passed {
        end += totalCycles - passed
      }
      guard end > change.cycle else { continue }
      passed += end - change.cycle
      stretches.append(Stretch(start: change.cycle, end: end, path: path))
    }
    return stretches
  }
}
