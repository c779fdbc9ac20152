extension MemoryPage {
  private static let light = #"""
    color-scheme: light;
    --page: #f6f6f3; --panel: #fff; --inset: #f4f4f0; --rule: #e6e6e0; --strong: #cfcfc8; --ink: #1d2024;
    --muted: #5f656c; --faint: #7d838a; --accent: #1f6a9c; --alarm: #b3372c; --free: #efefea;
    --code: #6d9f71; --constants: #b5cfa5; --initialisers: #9cc4bd; --data: #3d9a85; --bss: #4c86b0; --heap: #e0b04a;
    --heap2: #c98f2c; --stack: #c5564d; --stack2: #e3a59d; --tensors: #8a62ad; --tensors2: #b79bd0; --reserve: #dcdcd5;
    --padding: #cfcfc8;
    """#

  private static let dark = #"""
    color-scheme: dark;
    --page: #121417; --panel: #191c20; --inset: #202429; --rule: #292d33; --strong: #3d434b; --ink: #e4e6e9;
    --muted: #9da4ac; --faint: #7f868f; --accent: #7db8e0; --alarm: #ef8a7f; --free: #23272b;
    --code: #4f8154; --constants: #5d7a4e; --initialisers: #457670; --data: #2f8573; --bss: #3f76a0; --heap: #c99a35;
    --heap2: #9a7222; --stack: #b84b42; --stack2: #7c3f39; --tensors: #7d59a0; --tensors2: #56406e; --reserve: #363b42;
    --padding: #444a52;
    """#

  /// Light and dark by what the reader's system asks for.
  static let style = #"""
    :root { --sans: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "Liberation Mono", "DejaVu Sans Mono",
        monospace;
      \#(light) }
    @media (prefers-color-scheme: dark) { :root { \#(dark) } }
    *, *::before, *::after { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 13px/1.45 var(--sans);
      font-variant-numeric: tabular-nums; }
    h1, h2, p, dl, dd, ul, ol { margin: 0; padding: 0; }
    ul, ol { list-style: none; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 3px; }
    code { font-family: var(--mono); }
    header { padding: 9px 20px; background: var(--panel); border-bottom: 1px solid var(--rule); }
    h1 { font-size: 14px; font-weight: 400; color: var(--muted); overflow-wrap: anywhere; }
    h1 b { color: var(--ink); font-weight: 650; }
    main { padding: 16px 20px 24px; display: grid; gap: 14px; max-width: 1800px; margin: 0 auto; }
    main > * { min-width: 0; }
    .panel { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; }
    .heading { display: flex; align-items: baseline; flex-wrap: wrap; gap: 2px 14px; padding: 9px 14px; }
    h2 { font-size: 13px; font-weight: 650; }
    .summary { color: var(--muted); }
    #facts { display: flex; flex-wrap: wrap; gap: 12px 40px; padding: 2px; }
    #facts dt { color: var(--muted); font-size: 12px; }
    #facts dd { font-size: 20px; font-weight: 600; line-height: 1.3; }
    #facts small { display: block; font-size: 12px; font-weight: 400; color: var(--faint); }
    .meter { height: 6px; width: 190px; margin-top: 4px; border-radius: 3px; background: var(--reserve);
      overflow: hidden; }
    .meter i { display: block; height: 100%; background: var(--accent); }
    #warnings li { padding: 8px 14px; border: 1px solid var(--alarm); border-left-width: 4px; border-radius: 6px;
      color: var(--alarm); font-weight: 600; margin-bottom: 6px; background: var(--panel); }
    #notes { padding: 8px 14px; background: var(--panel); border: 1px solid var(--rule);
      border-left: 3px solid var(--heap); border-radius: 6px; color: var(--muted); }
    .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0 14px 8px; color: var(--muted); font-size: 12px; }
    .legend span { display: inline-flex; align-items: center; }
    .swatch { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 6px; flex: none; }
    canvas { display: block; width: 100%; }
    .map { border-top: 1px solid var(--rule); padding: 8px 0 0; }
    .map h3 { margin: 0; padding: 0 14px 4px; font-size: 12px; font-weight: 600; }
    .map h3 span { color: var(--muted); font-weight: 400; margin-left: 10px; }
    #tip { position: fixed; z-index: 20; pointer-events: none; max-width: min(520px, 92vw); padding: 7px 10px;
      font-size: 12px; background: var(--panel); border: 1px solid var(--strong); border-radius: 6px;
      box-shadow: 0 4px 16px rgb(0 0 0 / .18); overflow-wrap: anywhere; }
    .scroll { overflow: auto; border-top: 1px solid var(--rule); border-radius: 0 0 8px 8px; max-height: 420px; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 12px; }
    th, td { padding: 3px 8px; text-align: right; white-space: nowrap; font-weight: 400;
      border-bottom: 1px solid var(--rule); }
    .words { text-align: left; }
    .wrap { white-space: normal; min-width: 260px; color: var(--muted); }
    th:first-child, td:first-child { padding-left: 14px; }
    th:last-child, td:last-child { padding-right: 14px; }
    thead th { position: sticky; top: 0; background: var(--panel); color: var(--muted);
      border-bottom-color: var(--strong); padding-block: 5px; }
    tr.empty td { color: var(--faint); }
    td.over { color: var(--alarm); font-weight: 650; }
    td.good { color: var(--code); font-weight: 600; }
    td b { font-weight: 600; }
    .share { background: linear-gradient(90deg, var(--reserve) var(--part), transparent 0); border-radius: 3px;
      display: inline-block; min-width: 130px; padding: 0 4px; }
    .paths { display: grid; gap: 10px 28px; grid-template-columns: repeat(auto-fill, minmax(360px, 1fr));
      padding: 0 14px 12px; }
    .paths h3 { margin: 0; font-size: 12px; font-weight: 600; }
    .paths h3 span { color: var(--muted); font-weight: 400; margin-left: 8px; }
    .paths li { display: grid; grid-template-columns: 5.5em 1fr; gap: 8px; font-size: 12px; }
    .paths li i { font-style: normal; text-align: right; color: var(--muted); }
    .paths small { color: var(--faint); margin-left: 6px; }
    .failure { margin: 12px 20px; padding: 10px 14px; border: 1px solid var(--alarm); border-radius: 6px;
      color: var(--alarm); }
    @media (max-width: 700px) { main { padding: 12px; } .paths { grid-template-columns: 1fr; } }
    @media print {
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      .scroll { max-height: none; overflow: visible; }
      thead th { position: static; }
      .map, .paths > * { break-inside: avoid; }
    }
    """#

  /// What the page's script fills.
  static let body = #"""
    <header><h1 id="title"></h1></header>
    <noscript><p class="failure">This report is drawn by the script within it. Allow scripts for this file.</p></noscript>
    <p id="failure" class="failure" role="alert" hidden></p>
    <main>
      <ul id="warnings" aria-label="Warnings" hidden></ul>
      <dl id="facts"></dl>
      <ul id="notes" aria-label="Notes" hidden></ul>
      <section class="panel"><div class="heading"><h2>Use of RAM over time</h2>
        <span class="summary" id="time-summary"></span></div>
        <div class="legend" id="time-legend"></div>
        <canvas id="time" tabindex="0" role="img" aria-label="Bytes in use over time"></canvas></section>
      <section class="panel"><div class="heading"><h2>Address space over time</h2>
        <span class="summary">addresses upwards, time to the right; long free stretches are cut out</span></div>
        <div class="legend" id="map-legend"></div><div id="maps"></div></section>
      <section class="panel"><div class="heading"><h2>Peaks</h2>
        <span class="summary">the calls that were running, innermost first, with the bytes of their frames</span></div>
        <div class="paths" id="paths"></div></section>
      <section class="panel"><div class="heading"><h2>Memories</h2></div>
        <div class="scroll" id="memories"></div></section>
      <section class="panel"><div class="heading"><h2>Stacks, heap and tensors</h2></div>
        <div class="scroll" id="areas"></div></section>
      <section class="panel"><div class="heading"><h2>Sections</h2></div>
        <div class="scroll" id="sections"></div></section>
      <section class="panel"><div class="heading"><h2>Symbols</h2>
        <span class="summary" id="symbols-summary"></span></div><div class="scroll" id="symbols"></div></section>
      <section class="panel" id="boards-panel" hidden><div class="heading"><h2>Boards</h2>
        <span class="summary">by size, not by addresses: the program in one flash memory; in RAM each section, the heap’s
          extent and each stack in one piece</span></div><div class="scroll" id="boards"></div></section>
    </main>
    <div id="tip" role="tooltip" hidden></div>
    """#
}
