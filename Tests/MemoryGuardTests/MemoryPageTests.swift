import Foundation
import Testing

@testable import MemoryGuard

/// The HTML page: what it is made of, and that nothing in an image can end the element that its data stand in.
@Suite struct MemoryPageTests {
  static let hostile = [
    "</script><script>document.title = 'taken'</script>", "<!--<script>", "\"quoted\" 'name' \\ & &lt;",
    "line\nfeed\r\ttab\u{0}\u{7F}\u{2028}", "__proto__", "",
  ]

  /// Of the fixture, with names that would act where they were written as they are.
  static func hostileAccount() throws -> MemoryAccount {
    var account = try AccountSample.run("painted-mps2-an386", on: "mps2-an386").account
    account.firmware = "build/</title><script>alert(1)</script>.elf"
    account.notes = hostile
    account.warnings = hostile
    account.stacks[0].name = hostile[0]
    account.stacks[0].peak.calls[0].place.function = hostile[1]
    account.memories[0].name = hostile[2]
    account.memories[0].symbols[0].name = hostile[3]
    account.memories[0].sections[0].name = hostile[0]
    return account
  }

  @Test func dataIsTheAccounts() throws {
    let account = try Self.hostileAccount()
    let html = account.html()
    let start = try #require(html.range(of: #"<script type="application/json" id="account">"#))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let data = String(html[start.upperBound..<end.lowerBound])
    #expect(!data.contains { "<>&".contains($0) })
    let object = try #require(try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any])
    let inner = try JSONSerialization.data(withJSONObject: try #require(object["account"]))
    #expect(try JSONDecoder().decode(MemoryAccount.self, from: inner) == account)
    #expect((object["axes"] as? [Any])?.count == account.memories.count)
  }

  @Test func needsNothingElse() throws {
    let html = try Self.hostileAccount().html()
    #expect(html.contains("default-src 'none'"))
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(!html.contains("<script>alert"))
    #expect(html.components(separatedBy: "</script>").count == 3)
  }
}

/// The page as a browser shows it: Debian's `chromium`, without a window.
@Suite(.serialized, .enabled(if: PageBrowser.executable != nil, "chromium is not installed: the page is not opened"))
struct MemoryPageBrowserTests {
  private static let look = #"""
    const found = {};
    const words = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent).join('|');
    const colours = (canvas) => {
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(pixels.data.buffer)).size;
    };
    found.ready = document.documentElement.dataset.ready ?? 'no';
    found.title = document.title;
    found.facts = words('#facts dd');
    found.notes = words('#notes li');
    found.warnings = words('#warnings li');
    found.stacks = words('#areas td:first-child');
    found.memories = words('#memories td:first-child');
    found.maps = words('.map h3');
    found.shapes = [...document.querySelectorAll('.map canvas')].map((each) => each.dataset.shapes).join('|');
    found.colours = String(Math.max(...[...document.querySelectorAll('.map canvas')].map(colours)));
    found.timeColours = String(colours(document.getElementById('time')));
    found.columns = document.getElementById('time').dataset.columns;
    found.boards = words('#boards td:first-child');
    found.paths = words('.paths h3');
    const map = document.querySelectorAll('.map canvas')[1];
    const box = map.getBoundingClientRect();
    const tips = new Set();
    for (let y = 4; y < box.height; y += 6)
      for (let x = 100; x < box.width; x += 40) {
        map.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x, clientY: box.top + y, bubbles: true}));
        const tip = document.getElementById('tip');
        if (!tip.hidden) tips.add(tip.firstChild.textContent);
      }
    found.tips = [...tips].join('|');
    """#

  @Test func isDrawn() throws {
    var (account, _) = try AccountSample.run("painted-mps2-an386", on: "mps2-an386")
    let image = try AccountSample.image("painted-mps2-an386")
    let board = try AccountSample.board("mps2-an386")
    account.boards = BoardFits(account, image: image, built: board).boards(AccountSample.library.boards())
    let view = try PageBrowser.open(account.html(), look: Self.look)
    #expect(view.console == [])
    #expect(view.found["ready"] == "true")
    #expect(view.found["facts"]?.contains("2,640 bytes") == true)
    #expect(view.found["stacks"] == "main stack|process stack|heap")
    #expect(view.found["memories"] == "ssram1|block-ram|ssram23|psram")
    #expect(view.found["notes"] == "")
    #expect(view.found["boards"]?.split(separator: "|").count == account.boards.count)
    #expect(view.found["paths"]?.hasPrefix("live memory") == true)
    // Both memories that are used, the second one with blocks, stacks and sections.
    #expect(view.found["maps"]?.split(separator: "|").count == 2)
    let shapes = (view.found["shapes"] ?? "").split(separator: "|").compactMap { Int($0) }
    #expect(shapes.count == 2 && shapes[1] > 10)
    #expect(try #require(Int(view.found["colours"] ?? "")) > 8)
    #expect(try #require(Int(view.found["timeColours"] ?? "")) > 5)
    let tips = view.found["tips"] ?? ""
    for words in ["block of 2,500 bytes", "main stack", "process stack", ".data", "reserved for the heap"] {
      #expect(tips.contains(words), "\(words) in \(tips)")
    }
  }

  @Test func hostileNamesAreShownAndDoNothing() throws {
    let view = try PageBrowser.open(try MemoryPageTests.hostileAccount().html(), look: Self.look)
    #expect(view.console == [])
    #expect(view.found["ready"] == "true")
    #expect(view.found["title"] == "build/</title><script>alert(1)</script>.elf on mps2-an386: memory")
    #expect(view.found["notes"]?.contains("</script><script>document.title = 'taken'</script>") == true)
    #expect(view.found["stacks"]?.hasPrefix("</script><script>") == true)
  }

  /// Nothing ran, nothing is known: there is a page all the same.
  @Test func withoutARecord() throws {
    let account = MemoryAccountBuilder(
      try AccountSample.image("demo-stm32f746"), on: try AccountSample.board("stm32f746")
    ).account(of: .init(), report: AccountSample.report())
    let view = try PageBrowser.open(
      account.html(),
      look: "const found = {ready: document.documentElement.dataset.ready ?? 'no', maps: "
        + "String(document.querySelectorAll('.map').length)};")
    #expect(view.console == [])
    #expect(view.found["ready"] == "true")
    #expect(view.found["maps"] == "2")
  }
}

/// Opens pages in Chromium without a window.
enum PageBrowser {
  /// The first of its names in PATH; one that is a snap cannot read temporary files and is left out.
  static let executable: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").filter {
      !$0.contains("/snap")
    }
    return ["chromium", "chromium-browser", "google-chrome"].flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What `look`, a script, put into `found`, and what the browser's console said.
  static func open(_ html: String, look: String) throws -> (found: [String: String], console: [String]) {
    let folder = try ScratchFolder()
    let script = """
      <script>addEventListener('load', () => {
      \(look)
      const bytes = new TextEncoder().encode(JSON.stringify(found));
      document.body.textContent = 'found:' + btoa(String.fromCharCode(...bytes)) + ';';
      });</script></body>
      """
    let end = try #require(html.range(of: "</body>", options: .backwards))
    try folder.write("page.html", html.replacingCharacters(in: end, with: script))
    let tool = SystemTool(path: try #require(executable))
    let output = try tool.run([
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
      "--virtual-time-budget=10000", "--window-size=1600,1200", "--user-data-dir=\(folder.path("user"))", "--dump-dom",
      "file://\(folder.path("page.html"))",
    ])
    let console = output.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init)
    guard let start = output.range(of: "found:"),
      let finish = output.range(of: ";", range: start.upperBound..<output.endIndex),
      let data = Data(base64Encoded: String(output[start.upperBound..<finish.lowerBound])),
      let found = try JSONSerialization.jsonObject(with: data) as? [String: String]
    else {
      Issue.record("the page told nothing; chromium said:\n\(output.suffix(2000))")
      return ([:], console)
    }
    return (found, console)
  }
}
