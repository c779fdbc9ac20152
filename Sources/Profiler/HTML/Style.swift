extension HTMLReport {
  private static let lightPalette = #"""
    color-scheme: light;
    --page: #f6f6f3; --panel: #ffffff; --inset: #f4f4f0; --rule: #e6e6e0; --strong-rule: #cfcfc8;
    --ink: #1d2024; --muted: #5f656c; --faint: #7d838a; --accent: #1f6a9c; --accent-soft: #e6f0f7; --alarm: #b3372c;
    --share: #dce8f1; --heat-colour: #ee6a45; --all: #deded7; --merged: #cbcbc3; --dim: #ecece7; --below: #e0e5e8;
    --frame-ink: #17191c; --frame-faint: #565c63; --other: #d9d9d2; --area: #8fabc0; --area2: #bba98f;
    --cause0: #4c86b0; --cause1: #d9a93a; --cause2: #de7c3c; --cause3: #c5463f; --cause4: #8a62ad; --cause5: #3d9a85;
    --cause6: #a7adb3; --shadow: 0 1px 2px rgb(20 22 26 / .05);
    --kind-reset: #a9c6dc; --kind-exception: #e8b0a0; --kind-task: #b5d3b0; --kind-jump: #d5c3e2;
    """#

  private static let darkPalette = #"""
    color-scheme: dark;
    --page: #121417; --panel: #191c20; --inset: #202429; --rule: #292d33; --strong-rule: #3d434b;
    --ink: #e4e6e9; --muted: #9da4ac; --faint: #7f868f; --accent: #7db8e0; --accent-soft: #1f303d; --alarm: #ef8a7f;
    --share: #223543; --heat-colour: #d9542f; --all: #2f343a; --merged: #444a52; --dim: #23272b; --below: #2b343b;
    --frame-ink: #f1f2f4; --frame-faint: #b9bec5; --other: #363b42; --area: #4d6c84; --area2: #7a6a52;
    --cause0: #4f8fbd; --cause1: #d3a640; --cause2: #d97b40; --cause3: #cf5850; --cause4: #9a74bd; --cause5: #45a38e;
    --cause6: #737a82; --shadow: none;
    --kind-reset: #36566d; --kind-exception: #7c4437; --kind-task: #3c5e3a; --kind-jump: #5a4670;
    """#

  /// Colours, type, the head of the page and what all its parts share.
  static let style = #"""
    :root {
      --sans: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "Liberation Mono", "DejaVu Sans Mono",
        monospace;
      \#(lightPalette)
    }
    @media (prefers-color-scheme: dark) { :root { \#(darkPalette) } }
    :root[data-theme="light"] { \#(lightPalette) }
    :root[data-theme="dark"] { \#(darkPalette) }

    *, *::before, *::after { box-sizing: border-box; }
    html { scroll-padding-top: 56px; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 13px/1.45 var(--sans);
      font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
    h1, h2, p, dl, dd, ul { margin: 0; padding: 0; }
    ul { list-style: none; }
    button, input, select { font: inherit; color: inherit; }
    button { cursor: pointer; }
    button:disabled { cursor: default; opacity: .45; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 3px; }
    code, kbd, .code { font-family: var(--mono); }
    kbd { font-size: 10.5px; padding: 0 5px; border: 1px solid var(--strong-rule); border-radius: 3px;
      color: var(--muted); }
    .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    .skip { position: absolute; left: -9999px; }
    .skip:focus { left: 8px; top: 8px; z-index: 30; background: var(--panel); padding: 6px 10px; }
    .swatch { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 6px; flex: none; }

    .top { position: sticky; top: 0; z-index: 10; display: flex; align-items: center; gap: 8px 14px; flex-wrap: wrap;
      padding: 8px 20px; background: var(--panel); border-bottom: 1px solid var(--rule); }
    .brand { color: var(--accent); display: flex; }
    .top h1 { font-size: 14px; font-weight: 400; color: var(--muted); white-space: nowrap; overflow: hidden;
      text-overflow: ellipsis; max-width: 44ch; }
    .top h1 b { color: var(--ink); font-weight: 650; }
    .top nav { display: flex; gap: 2px; flex-wrap: wrap; }
    .top nav a { color: var(--muted); text-decoration: none; padding: 3px 8px; border-radius: 4px; }
    .top nav a:hover { background: var(--inset); color: var(--ink); }
    .tools { margin-left: auto; display: flex; gap: 8px; flex: 0 1 340px; }
    .search { position: relative; flex: 1; min-width: 140px; }
    .search input { width: 100%; padding: 4px 30px 4px 10px; border: 1px solid var(--strong-rule); border-radius: 6px;
      background: var(--page); }
    .search input:focus { outline: 2px solid var(--accent); outline-offset: -1px; background: var(--panel); }
    .search kbd { position: absolute; right: 8px; top: 6px; pointer-events: none; }
    .search input:not(:placeholder-shown) + kbd, .search input:focus + kbd { display: none; }
    .icon { width: 30px; border: 1px solid var(--strong-rule); border-radius: 6px; background: var(--page);
      padding: 0; }

    main { padding: 16px 20px 8px; display: grid; gap: 14px; max-width: 2200px; margin: 0 auto; }
    main > *, .split > * { min-width: 0; }
    .panel { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; box-shadow: var(--shadow); }
    .heading { display: flex; align-items: center; flex-wrap: wrap; gap: 4px 12px; padding: 9px 14px;
      min-height: 43px; }
    h2 { font-size: 13px; font-weight: 650; overflow-wrap: anywhere; }
    .summary { color: var(--muted); }
    .controls { margin-left: auto; display: flex; align-items: center; flex-wrap: wrap; gap: 4px 14px;
      color: var(--muted); }
    .controls label { display: inline-flex; align-items: center; gap: 5px; }
    .controls label[hidden] { display: none; }
    .controls input { accent-color: var(--accent); margin: 0; }
    .controls select, .controls > button, .more button,
      .separator button:not(.place) { border: 1px solid var(--strong-rule);
      border-radius: 5px; background: var(--panel); padding: 1px 7px; color: var(--ink); }
    .controls > button:hover:enabled, .more button:hover { background: var(--inset); }
    .tabs { display: inline-flex; border: 1px solid var(--strong-rule); border-radius: 6px; overflow: hidden; }
    .tabs button { border: 0; background: none; padding: 2px 11px; color: var(--muted); }
    .tabs button + button { border-left: 1px solid var(--strong-rule); }
    .tabs button[aria-selected="true"], .tabs button[aria-pressed="true"] { background: var(--accent-soft);
      color: var(--accent);
      font-weight: 600; }
    .legend { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0 14px 8px; color: var(--muted);
      font-size: 12px; }
    .legend span { display: inline-flex; align-items: center; max-width: 100%; overflow-wrap: anywhere; }
    .legend i { font-style: normal; color: var(--faint); margin-left: 5px; }
    .legend .ramp { width: 120px; height: 9px; border-radius: 2px; margin: 0 6px; }
    .detail { display: flex; flex-wrap: wrap; gap: 0 14px; padding: 7px 14px; color: var(--muted); font-size: 12px;
      min-height: 32px; }
    .detail b { color: var(--ink); overflow-wrap: anywhere; }
    .notice { margin: 12px 20px; padding: 10px 14px; border: 1px solid var(--alarm); border-radius: 6px;
      color: var(--alarm); }
    .empty { padding: 14px; color: var(--muted); }
    #tip { position: fixed; z-index: 20; pointer-events: none; max-width: min(480px, 92vw); padding: 7px 10px;
      font-size: 12px;
      background: var(--panel); border: 1px solid var(--strong-rule); border-radius: 6px;
        box-shadow: 0 4px 16px rgb(0 0 0 / .18);
      overflow-wrap: anywhere; }
    footer { color: var(--faint); font-size: 12px; padding: 2px 2px 10px; }
    """#
}
