import Foundation

/// A program whose functions keep variables in their frames in every way that is told apart.
enum FrameSource {
  static let text = """
    typedef __builtin_va_list va_list;
    struct pair { int a; short b[3]; };
    struct big { int w[300]; };
    volatile int sink;
    static void *volatile seen[4];
    void *memset(void *to, int value, unsigned count) {
      for (char *p = to; count--; ) *(volatile char *)p++ = (char)value;
      return to;
    }
    void *memcpy(void *to, const void *from, unsigned count) {
      char *p = to;
      for (const char *q = from; count--; ) *(volatile char *)p++ = *q++;
      return to;
    }
    __attribute__((noinline)) void use(void *p) { seen[sink & 3] = p; memset(p, sink, 1); }
    static inline __attribute__((always_inline)) int helper(int n) {
      char text[24];
      use(text);
      sink = n;
      return text[n & 7];
    }
    __attribute__((noinline)) int blocks(int n) {
      int grid[3][4][2];
      use(grid);
      if (n > 3) {
        char first[40];
        use(first);
        sink = first[3];
      } else {
        short second[20];
        use(second);
        sink = second[n & 3];
      }
      return helper(n) + helper(n + 1) + grid[1][2][1];
    }
    __attribute__((noinline)) int vla(int n) {
      int before[4];
      int many[n];
      use(before);
      use(many);
      return many[n - 1] + before[0];
    }
    __attribute__((noinline)) int spill(int a, int b, int c, int d, int e, struct pair p) {
      typedef const volatile struct pair pair_t;
      pair_t q = p;
      struct { int x[10]; } s[2];
      int *empty[0];
      use((void *)&q);
      use(&p);
      use(&e);
      use(s);
      use(empty);
      return q.a + a + b + c + d + e + s[1].x[2];
    }
    __attribute__((noinline)) int arguments(int n, ...) {
      va_list list;
      int store[5], sum = 0;
      __builtin_va_start(list, n);
      use(store);
      while (n--) sum += __builtin_va_arg(list, int);
      __builtin_va_end(list);
      return sum + store[0];
    }
    __attribute__((noinline)) int taker(struct big b, int z) { use(&b); return b.w[z & 127] + z; }
    __attribute__((noinline)) int giver(int n) {
      struct big g;
      char tail[7];
      use(&g);
      use(tail);
      return taker(g, n) + tail[2];
    }
    __attribute__((noinline)) int shrink(int n) {
      if (n == 0) return 5;
      char buffer[100];
      use(buffer);
      return buffer[n & 63];
    }
    __attribute__((noinline)) int aligned(int n) {
      char lines[64] __attribute__((aligned(32)));
      int rest[n];
      use(lines);
      use(rest);
      return lines[1] + rest[0];
    }
    int main(void) {
      struct pair p = {1, {2, 3, 4}};
      return blocks(2) + blocks(5) + vla(3) + spill(1, 2, 3, 4, 5, p) + arguments(2, 3, 4) + giver(2) + shrink(3)
        + aligned(4);
    }
    void Reset_Handler(void) {
      main();
      for (;;)
        ;
    }
    __attribute__((section(".vectors"), used)) void *const vectors[2] = {(void *)0x20008000, (void *)Reset_Handler};

    """

  /// The clang of the Swift toolchain; nil, with the reason printed, if it is not there.
  static func clang() -> String? {
    guard let swift = CompiledImage.tool("swiftc") else { return nil }
    let clang = URL(fileURLWithPath: swift).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("clang").path
    guard FileManager.default.isExecutableFile(atPath: clang) else {
      print("skipped: no clang beside swiftc")
      return nil
    }
    return clang
  }

  static let clangOptions = ["--target=thumbv7em-none-eabi", "-fuse-ld=lld", "-ffreestanding"]
}

extension Fixture {
  /// An image under Fixtures/images.
  static func image(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/images/\(name).elf").path
  }
}
