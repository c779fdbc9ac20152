/// A path of a line table with the directory that it starts from.
///
/// libdw adds the compilation directory to files that have none of their own, but not to those in a directory that the
/// compiler was given as a relative path.
func sourcePath(_ path: String, directory: String?) -> String {
  guard let directory, !directory.isEmpty, !path.hasPrefix("/") else { return path }
  // The compilation directory may itself be relative (-fdebug-prefix-map), and libdw may have added it.
  if !directory.hasPrefix("/"), path.hasPrefix(directory + "/") { return path }
  var parts: [Substring] = []
  for part in (directory + "/" + path).split(separator: "/") where part != "." {
    if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
  }
  return (directory.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
}
