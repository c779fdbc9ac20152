/// Functions of the C library that work on memory for their caller: a bug seen inside one is the caller's.
public enum LibraryFunction {
  /// Whether a function is one of them, by its name as C, the run-time ABI for Arm (`__aeabi_memcpy4`, IHI 0043, section
  /// 5.3.4) or newlib's own parts (`_memcpy_r`, `__memcpy_fast`) have it.
  public static func contains(_ name: String) -> Bool {
    if names.contains(name) { return true }
    guard name.hasPrefix("_") else { return false }
    let part = plain(name)
    return names.contains(part) || part == "memclr"
  }

  /// Whether what a function does to memory is its caller's doing: besides those above, it allocates, frees, prints to a
  /// string or scans one, or is a part of newlib that does.
  public static func worksForCaller(_ name: String) -> Bool {
    contains(name) || allocating.contains(name) || isOfStandardIO(name)
      || (name.hasPrefix("_") && allocating.contains(plain(name)))
  }

  /// A name without what marks the forms of a library's own functions.
  private static func plain(_ name: String) -> String {
    var part = name.drop { $0 == "_" }
    if part.hasPrefix("aeabi_") { part = part.dropFirst("aeabi_".count) }
    // 4 and 8: the variants for aligned memory.
    while let last = part.last, last.isNumber { part = part.dropLast() }
    for suffix in ["_r", "_chk", "_fast", "_impl", "_armv7m", "_thumb"] where part.hasSuffix(suffix) {
      part = part.dropLast(suffix.count)
    }
    return String(part)
  }

  /// `vsnprintf`, `_svfiprintf_r`, `sscanf`, and what newlib's nano form makes them of (`nano-vfprintf.c`).
  private static func isOfStandardIO(_ name: String) -> Bool {
    if name.hasPrefix("_printf_") || name.hasPrefix("_scanf_") { return true }
    let part = plain(name)
    if ["ssputs", "sfputs", "ssprint", "sprint", "sfvwrite"].contains(part) { return name.hasPrefix("_") }
    guard let suffix = ["printf", "scanf"].first(where: part.hasSuffix) else { return false }
    let form = part.dropLast(suffix.count)
    return form.count <= 5 && form.allSatisfy("vsnfadi".contains)
  }

  /// ISO C 7.22.3, POSIX, FreeRTOS (`portable.h`), and C++ by the Itanium C++ ABI, 5.1.5.
  private static let allocating: Set<String> = [
    "malloc", "calloc", "realloc", "reallocarray", "free", "cfree", "aligned_alloc", "memalign", "valloc", "sbrk",
    "pvPortMalloc", "pvPortCalloc", "vPortFree", "_Znwj", "_Znaj", "_ZdlPv", "_ZdlPvj", "_ZdaPv", "_ZdaPvj",
    "_ZnwjRKSt9nothrow_t", "_ZnajRKSt9nothrow_t", "operator new", "operator new[]", "operator delete",
    "operator delete[]",
  ]

  /// ISO C 7.24 (strings), 7.29 (wide strings) and 7.22.5 (sorting), with what POSIX and BSD add to them.
  private static let names: Set<String> = [
    "memcpy", "memmove", "memset", "memcmp", "memchr", "memrchr", "memccpy", "mempcpy", "memmem", "memclr",
    "bcopy", "bzero", "bcmp", "strcpy", "strncpy", "strcat", "strncat", "strcmp", "strncmp", "strcasecmp",
    "strncasecmp", "strcoll", "strxfrm", "strchr", "strrchr", "strchrnul", "strspn", "strcspn", "strpbrk", "strstr",
    "strnstr", "strcasestr", "strtok", "strtok_r", "strlen", "strnlen", "strlcpy", "strlcat", "stpcpy", "stpncpy",
    "strdup", "strndup", "strsep", "wcscpy", "wcsncpy", "wcslen", "wmemcpy", "wmemset", "wmemmove", "qsort", "bsearch",
  ]
}
