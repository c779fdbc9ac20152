import Foundation
import Profiler
import Testing

/// The page as a browser shows it: Debian's `chromium`, without a window.
@Suite(.serialized, .enabled(if: Browser.executable != nil, "chromium is not installed: the HTML report is not opened"))
struct HTMLBrowserTests {
  static let sources = SourceText(files: ["src/kernel.c": (1...40).map { "  kernel line \($0);" }])

  @Test func isDrawn() throws {
    let view = try Browser.open(SampleProfile.make(), Self.sources)
    #expect(view.console == [])
    #expect(view["ready"] == "true")
    #expect(view["flame drawn"] == "true")
    #expect(view["flame frames"] == "5")
    #expect(view["functions"] == "convolve main SysTick_Handler memcpy")
    #expect(view["lines"] == "kernel.c:12 kernel.c:11 main.c:5 main.c:31")
    #expect(view["layers"] == "conv_0")
    #expect(view["timeline columns"] == "2")
    #expect(view["notes"] == "no line information for 100 of 1,000 cycles: build with -g")
    #expect(view["code"] == "source of convolve")
    #expect(view["cycles"] == "1,000")
    // Frames of four functions, "all" and the ground at least; a blank canvas has one colour.
    #expect(try #require(Int(view["flame colours"])) > 5)
    #expect(try #require(Int(view["timeline colours"])) > 5)
  }

  /// A search narrows the flame graph and both tables, and says the matched share; the link gives the search.
  @Test func searchNarrows() throws {
    let view = try Browser.open(SampleProfile.make(), Self.sources, link: "search=convolve")
    #expect(view.console == [])
    #expect(view["search"] == "convolve")
    #expect(view["flame names"] == "main convolve memcpy")
    #expect(view["flame frames"] == "3")
    #expect(view["flame says"] == "“convolve” is on the stack for 650 of 1,000 cycles, 65.0%")
    #expect(view["functions"] == "convolve")
    #expect(view["lines"] == "kernel.c:12 kernel.c:11")
    #expect(view["tables say"] == "1 of 4 functions match")

    let none = try Browser.open(SampleProfile.make(), Self.sources, link: "search=no%20such%20thing")
    #expect(none.console == [])
    #expect(none["flame frames"] == "0")
    #expect(none["functions"] == "")
    // Names, files and inlined functions are searched, whatever their case.
    let file = try Browser.open(SampleProfile.make(), Self.sources, link: "search=MAIN.C&table=lines")
    #expect(file["functions"] == "main SysTick_Handler")
    #expect(file["tab"] == "Lines")
    #expect(file["tables say"] == "2 of 4 lines match")
    #expect(file["lines"] == "main.c:5 main.c:31")
    let inlined = try Browser.open(SampleProfile.make(), Self.sources, link: "search=multiply%3Ca%3E")
    #expect(inlined["lines"] == "kernel.c:12")
    #expect(inlined["functions"] == "")
  }

  /// A click zooms, Escape shows all again; headers sort; '/' goes to the search box; a line shows its instructions.
  @Test func answersTheHand() throws {
    let actions = """
      const canvas = document.getElementById('flame-canvas');
      const point = (type, x, y) => {
        const box = canvas.getBoundingClientRect();
        const at = { clientX: box.left + x * box.width, clientY: box.top + y, bubbles: true };
        canvas.dispatchEvent(type === 'click' ? new MouseEvent(type, at) : new PointerEvent(type, at));
      };
      const press = (key, on = document) => on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      point('pointermove', 0.1, 45);
      tell('hover', document.getElementById('flame-detail').textContent);
      tell('tip', String(!document.getElementById('tip').hidden));
      point('click', 0.1, 45);
      tell('zoomed', canvas.dataset.frames);
      press('Escape');
      tell('reset', canvas.dataset.frames);
      canvas.focus();
      ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter'].forEach((key) => press(key, canvas));
      tell('by keys', document.getElementById('code-title').textContent);
      press('Escape', canvas);
      const header = (table, title) =>
        [...document.querySelectorAll(`#${table} th button`)].find((each) => each.textContent === title);
      for (const title of ['calls', 'function', 'inclusive', 'CPI', 'misses']) {
        header('functions', title).click();
        tell('by ' + title, words('#functions .pick'));
      }
      header('functions', 'misses').click();
      tell('by misses again', words('#functions .pick'));
      tell('sort', header('functions', 'misses').closest('th').getAttribute('aria-sort'));
      document.activeElement.blur();
      press('/');
      tell('focus', document.activeElement.id);
      document.querySelector('#functions [data-row="0"] .pick').click();
      document.querySelector('#code-rows [data-line="12"] button').click();
      tell('instructions', words('#code-rows .instruction .text'));
      document.getElementById('view-disassembly').click();
      tell('view', document.getElementById('code-rows').dataset.view);
      tell('inlined', document.querySelector('#code-rows .inlined').textContent);
      const theme = () => getComputedStyle(document.body).backgroundColor;
      const before = theme();
      document.getElementById('theme').click();
      tell('other theme', String(theme() !== before));
      tell('link', location.hash);
      """
    let view = try Browser.open(SampleProfile.make(), Self.sources, actions: actions)
    #expect(view.console == [])
    #expect(view["hover"].hasPrefix("convolvecallinclusive 650, 65.0%self 600, 60.0%2 calls"), "\(view["hover"])")
    #expect(view["hover"].hasSuffix("called at 0x08000100, main.c:5"), "\(view["hover"])")
    #expect(view["tip"] == "true")
    #expect(view["zoomed"] == "3")
    #expect(view["reset"] == "5")
    #expect(view["by keys"] == "memcpy")
    #expect(view["by calls"] == "SysTick_Handler memcpy convolve main")
    #expect(view["by function"] == "convolve main memcpy SysTick_Handler")
    #expect(view["by inclusive"] == "main convolve SysTick_Handler memcpy")
    #expect(view["by CPI"] == "memcpy main SysTick_Handler convolve")
    #expect(view["by misses"] == "convolve main SysTick_Handler memcpy")
    #expect(view["by misses again"] == "main SysTick_Handler memcpy convolve")
    #expect(view["sort"] == "ascending")
    #expect(view["focus"] == "search")
    #expect(view["instructions"] == "ldr     r0, [r1], #4")
    #expect(view["view"] == "disassembly")
    #expect(view["inlined"] == "multiply<a> inlined at kernel.c:14")
    #expect(view["other theme"] == "true")
    #expect(view["link"].hasPrefix("#function=convolve&view=disassembly&theme="), "\(view["link"])")
  }

  /// Where there is no source, the page says so and shows the disassembly; a line of a file can be linked.
  @Test func missingSource() throws {
    let absent = try Browser.open(SampleProfile.make(), Self.sources, link: "function=main")
    #expect(absent.console == [])
    #expect(absent["code"] == "disassembly of main")
    #expect(absent["missing"].hasPrefix("The source src/main.c was not found"))
    let unknown = try Browser.open(SampleProfile.make(), Self.sources, link: "function=memcpy")
    #expect(unknown["code"] == "disassembly of memcpy")
    #expect(unknown["missing"].contains("no line information"))
    let line = try Browser.open(SampleProfile.make(), Self.sources, link: "file=src/kernel.c&line=12&theme=dark")
    #expect(line["code"] == "source of convolve")
    #expect(line["target line"] == "12")
  }

  /// Names are shown as they are and do nothing.
  @Test func hostileNames() throws {
    let profile = HTMLTests.hostileProfile()
    let view = try Browser.open(profile, SourceText(files: [HTMLTests.hostile[2]: HTMLTests.hostile]))
    #expect(view.console == [])
    #expect(view["ready"] == "true")
    #expect(view["title"] == "build/</title><script>alert(1)</script>.elf on stm32f746: profile")
    #expect(view["functions"].contains(HTMLTests.hostile[0]) && view["functions"].contains(HTMLTests.hostile[1]))
    #expect(view["layers"] == HTMLTests.hostile[0])
  }

  @Test func emptyProfile() throws {
    let nothing = Profile(
      firmware: "", target: "", core: "", stop: .init(reason: "limit", exitStatus: 3), clock: 0, seconds: 0,
      totalCycles: 0, totalInstructions: 0, stalls: CyclesByCause(), memories: [])
    let view = try Browser.open(nothing, SourceText())
    #expect(view.console == [])
    #expect(view["ready"] == "true")
    #expect(view["flame frames"] == "0")
  }

  /// Recursion of 4,000 calls and 30,000 paths beside each other: drawn, and no more frames than there is room for.
  @Test func manyPaths() throws {
    var profile = SampleProfile.make()
    let (deep, wide) = (4000, 30_000)
    profile.paths = (0..<deep).map { depth in
      .init(
        kind: depth == 0 ? .reset : .call, function: depth % 4, parent: depth == 0 ? nil : depth - 1, calls: 1,
        selfCycles: 1, inclusiveCycles: UInt64(deep - depth))
    }
    for index in 0..<wide {
      profile.paths.append(
        .init(kind: .call, function: index % 4, parent: 0, calls: 1, selfCycles: 1, inclusiveCycles: 1))
    }
    profile.paths[0].inclusiveCycles += UInt64(wide)
    profile.totalCycles = UInt64(deep + wide)
    let view = try Browser.open(profile, Self.sources)
    #expect(view.console == [])
    #expect(view["flame drawn"] == "true")
    let frames = try #require(Int(view["flame frames"]))
    #expect((1000...20_000).contains(frames), "\(frames)")
  }
}
