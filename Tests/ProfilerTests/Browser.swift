import Foundation
import Profiler
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Opens pages in Chromium without a window.
enum Browser {
  /// What a page came to: what its script found there, and what the browser's console said.
  struct View {
    var found: [String: String]
    var console: [String]

    subscript(name: String) -> String { found[name] ?? "not told" }
  }

  /// The first of its names in PATH; one that is a snap cannot read temporary files and is left out.
  static let executable: URL? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").filter {
      !$0.contains("/snap")
    }
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return names.flatMap { name in folders.map { URL(fileURLWithPath: "\($0)/\(name)") } }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  /// Looks at the page once it is drawn, as a reader would: by what is shown, not by what it was made from.
  private static let look = #"""
    const found = {};
    const tell = (name, value) => { found[name] = value ?? ''; };
    const byId = (id) => document.getElementById(id);
    const words = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent).join(' ');
    const colours = (id) => {
      const canvas = byId(id);
      if (!canvas.width || !canvas.height || canvas.clientHeight === 0) return 0;
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(pixels.data.buffer)).size;
    };
    tell('ready', document.documentElement.dataset.ready);
    tell('title', document.title);
    tell('cycles', words('#facts .main dd:not(.detail)'));
    tell('notes', words('#notes li'));
    tell('search', byId('search').value);
    for (const table of ['functions', 'lines']) tell(table, words(`#${table} .pick`));
    tell('layers', words('#layers-table .pick'));
    tell('tab', words('#tables [aria-selected="true"]'));
    tell('tables say', byId('tables-summary').textContent);
    const flame = byId('flame-canvas').dataset;
    tell('flame drawn', flame.drawn);
    tell('flame frames', flame.frames);
    tell('flame names', flame.names?.replaceAll('\n', ' '));
    tell('flame says', byId('flame-summary').textContent);
    tell('flame colours', String(colours('flame-canvas')));
    tell('timeline columns', byId('timeline-canvas').dataset.columns);
    tell('timeline colours', String(colours('timeline-canvas')));
    const code = byId('code-rows').dataset;
    tell('code', `${code.view} of ${code.function}`);
    tell('missing', words('#code-about .missing'));
    tell('target line', document.querySelector('#code-rows .target')?.dataset.line);
    """#

  /// Opens the profile's page at `#link`, does `actions` there, which may `tell(name, value)`, and gives what it found.
  static func open(
    _ profile: Profile, _ sources: SourceText, link: String = "", actions: String = "", timeLimit: Double = 120
  ) throws -> View {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("thumbprint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (page, output, errors) = (
      folder.appendingPathComponent("page.html"), folder.appendingPathComponent("dom"),
      folder.appendingPathComponent("log")
    )
    let script = """
      <script>addEventListener('load', () => {
      \(look)
      \(actions)
      const bytes = new TextEncoder().encode(JSON.stringify(found));
      document.body.textContent = 'found:' + btoa(String.fromCharCode(...bytes)) + ';';
      });</script></body>
      """
    let html = profile.html(sources: sources)
    let end = try #require(html.range(of: "</body>", options: .backwards))
    try html.replacingCharacters(in: end, with: script).write(to: page, atomically: false, encoding: .utf8)

    let process = Process()
    process.executableURL = executable
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
      "--virtual-time-budget=10000", "--window-size=1600,1200",
      "--user-data-dir=\(folder.appendingPathComponent("user").path)", "--dump-dom",
      page.absoluteString + (link.isEmpty ? "" : "#" + link),
    ]
    for file in [output, errors] { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let deadline = Date().addingTimeInterval(timeLimit)
    while process.isRunning, Date() < deadline { usleep(20_000) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      Issue.record("chromium did not end within \(timeLimit) s")
    }

    let log = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    let dom = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    let console = log.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init)
    guard let start = dom.range(of: "found:"), let end = dom.range(of: ";", range: start.upperBound..<dom.endIndex),
      let data = Data(base64Encoded: String(dom[start.upperBound..<end.lowerBound])),
      let found = try JSONSerialization.jsonObject(with: data) as? [String: String]
    else {
      Issue.record("the page told nothing; chromium said:\n\(log.suffix(2000))")
      return View(found: [:], console: console)
    }
    return View(found: found, console: console)
  }
}
