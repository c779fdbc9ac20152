/// Functions of the C library that work on memory for their caller: a bug seen inside one is the caller's.
public enum LibraryFunction {
  /// Whether a function is one of them, by its name as C, the run-time ABI for Arm (`__aeabi_memcpy4`, IHI 0043, section
  /// 5.3.4) or newlib's own parts (`_memcpy_r`, `__memcpy_fast`) have it.
  public static func contains(_ name: String) -> Bool {
    if names.contains(name) { return true }
    guard name.hasPrefix("_") else { return false }
    var part = name.drop { $0 == "_" }
    if part.hasPrefix("aeabi_") { part = part.dropFirst("aeabi_".count) }
    // 4 and 8: the variants for aligned memory.
    while let last = part.last, last.isNumber { part = part.dropLast() }
    for suffix in ["_r", "_chk", "_fast", "_impl", "_armv7m", "_thumb"] where part.hasSuffix(suffix) {
      part = part.dropLast(suffix.count)
    }
    return names.contains(String(part)) || part == "memclr"
  }

  /// ISO C 7.24 (strings), 7.29 (wide strings) and 7.22.5 (sorting), with what POSIX and BSD add to them.
  private static let names: Set<String> = [
    "memcpy", "memmove", "memset", "memcmp", "memchr", "memrchr", "memccpy", "mempcpy", "memmem", "memclr",
    "bcopy", "bzero", "bcmp", "strcpy", "strncpy", "strcat", "strncat", "strcmp", "strncmp", "strcasecmp",
    "strncasecmp", "strcoll", "strxfrm", "strchr", "strrchr", "strchrnul", "strspn", "strcspn", "strpbrk", "strstr",
    "strnstr", "strcasestr", "strtok", "strtok_r", "strlen", "strnlen", "strlcpy", "strlcat", "stpcpy", "stpncpy",
    "strdup", "strndup", "strsep", "wcscpy", "wcsncpy", "wcslen", "wmemcpy", "wmemset", "wmemmove", "qsort", "bsearch",
  ]

  /// Whether it may read past the end of what it searches, as assembly versions do that take whole words: within aligned
  /// 8 bytes no page or memory ends.
  public static func readsPastEnds(_ name: String) -> Bool {
    contains(name) && !name.contains("cpy") && !name.contains("move") && !name.contains("set") && !name.contains("clr")
      || name.contains("strcpy") || name.contains("stpcpy") || name.contains("strncpy") || name.contains("strlcpy")
  }
}
