extension HTMLReport {
  /// The parts of the page, narrow screens and paper.
  static let sectionStyle = #"""
    #facts { display: flex; flex-wrap: wrap; gap: 12px 40px; padding: 2px 2px 14px; }
    #facts dt { color: var(--muted); font-size: 12px; }
    #facts dd { font-size: 17px; font-weight: 600; line-height: 1.35; }
    #facts .main dd:not(.detail) { font-size: 24px; line-height: 1.15; letter-spacing: -.01em; }
    #facts .detail { display: block; padding: 0; min-height: 0; font-size: 12px; font-weight: 400;
      color: var(--faint); }
    .ended::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 50%;
      margin-right: 7px;
      background: var(--cause5); }
    .ended.alarm::before { background: var(--alarm); }
    #stalls { padding: 12px 14px 11px; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px;
      box-shadow: var(--shadow); }
    .bar { display: flex; gap: 1px; height: 26px; margin: 8px 0 9px; border-radius: 4px; overflow: hidden; }
    .bar span { flex: 1 1 0; min-width: 2px; overflow: hidden; white-space: nowrap; color: #fff; font-size: 12px;
      container-type: inline-size;
      font-weight: 600; line-height: 26px; text-shadow: 0 0 2px rgb(0 0 0 / .45); }
    .bar b { padding-left: 8px; font-weight: 600; }
    .bar i { padding-left: 6px; font-style: normal; }
    @container (max-width: 150px) { .bar b { display: none; } }
    @container (max-width: 50px) { .bar i { display: none; } }
    .causes { display: flex; flex-wrap: wrap; gap: 3px 26px; }
    .causes li { display: flex; align-items: center; gap: 0 7px; }
    .causes .swatch { margin-right: 0; }
    .causes b { font-weight: 600; }
    .causes i { font-style: normal; color: var(--muted); }
    .causes .none { opacity: .5; }
    #notes { margin-top: 12px; padding: 8px 14px; background: var(--panel); border: 1px solid var(--rule);
      border-left: 3px solid var(--cause1); border-radius: 6px; color: var(--muted); overflow-wrap: anywhere; }
    #notes li + li { margin-top: 3px; }

    #flame-scroll { overflow-y: auto; overflow-x: hidden; max-height: min(66vh, 640px); margin: 0 14px; }
    #flame-space { position: relative; }
    #flame-canvas { position: sticky; top: 0; display: block; width: 100%; border-radius: 3px; touch-action: pan-y; }
    #timeline-canvas { display: block; width: 100%; }
    canvas:focus-visible { outline-offset: -2px; }

    .split { display: grid; gap: 14px; grid-template-columns: minmax(0, 1fr); }
    @media (min-width: 1880px) {
      .split { grid-template-columns: minmax(0, 11fr) minmax(0, 9fr); align-items: start; }
      .split .share { width: 126px; }
      #functions .name { max-width: 30ch; }
      #functions small { display: none; }
    }
    .scroll { overflow: auto; border-top: 1px solid var(--rule); border-radius: 0 0 8px 8px; }
    .scroll.tall { max-height: min(72vh, 900px); }
    @media (max-width: 1879px) { #functions, #lines { max-height: min(46vh, 460px); } }
    #code-rows { position: relative; }

    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 12px; }
    th, td { padding: 3px 8px; text-align: right; white-space: nowrap; font-weight: 400;
      border-bottom: 1px solid var(--rule); }
    th.words, td.words, th.left { text-align: left; }
    th:first-child, td:first-child { padding-left: 14px; }
    .code thead th:last-child { padding-left: 14px; }
    th:last-child, td:last-child { padding-right: 14px; }
    thead th { position: sticky; top: 0; z-index: 2; background: var(--panel); color: var(--muted); padding-block: 0;
      border-bottom-color: var(--strong-rule); }
    thead button { border: 0; background: none; padding: 5px 0; color: var(--muted); }
    thead button:hover { color: var(--ink); }
    th[aria-sort="descending"] button, th[aria-sort="ascending"] button { color: var(--accent); font-weight: 600; }
    th[aria-sort="descending"] button::after { content: " ↓"; }
    th[aria-sort="ascending"] button::after { content: " ↑"; }
    tbody tr[data-row] { cursor: pointer; }
    .scroll tbody tr[data-row]:hover > * { background: var(--inset); }
    .scroll tbody tr[data-current] > * { background: var(--accent-soft); }
    tr[data-dim] > * { opacity: .4; }
    .name { display: flex; align-items: baseline; gap: 8px; max-width: 46ch; overflow: hidden; }
    .name small, .name code { color: var(--faint); font-size: 11px; overflow: hidden; text-overflow: ellipsis;
      flex: 0 20 auto; }
    #lines .name { max-width: 64ch; }
    .tall th:first-child { position: sticky; left: 0; z-index: 1; background: var(--panel); }
    .tall thead th:first-child { z-index: 3; }
    .pick { border: 0; background: none; padding: 0; text-align: left; font-weight: 550; overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap; flex: 0 1 auto; }
    #lines .pick { flex: none; }
    .share { display: inline-grid; grid-template-columns: auto 4.4em; width: 150px; justify-content: end;
      border-radius: 3px;
      padding: 0 4px; background: linear-gradient(90deg, var(--share) var(--part), transparent 0); }
    .share b { font-weight: 550; }
    .share i { font-style: normal; color: var(--muted); }
    .mini { display: inline-block; width: 64px; height: 9px; border-radius: 2px; vertical-align: -1px; }
    .code .mini { width: 44px; }
    .track { display: block; min-width: 150px; width: 100%; }
    .fill { display: block; height: 13px; min-width: 2px; border-radius: 2px; }
    #layers-table th:nth-child(4), #layers-table td:nth-child(4) { width: 42%; text-align: left; }
    #layers-table th:first-child { color: var(--faint); }
    .more { display: flex; gap: 12px; align-items: center; padding: 8px 14px; color: var(--muted); }
    .more:empty { display: none; }

    #code-about .detail { padding-top: 0; min-height: 0; }
    .link { border: 0; background: none; padding: 0; color: var(--accent); }
    .link:hover { text-decoration: underline; }
    .chips { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 6px; padding: 0 14px 7px;
      font-size: 12px; color: var(--faint); }
    .chip { border: 1px solid var(--rule); border-radius: 10px; background: var(--inset); padding: 0 8px;
      max-width: 36ch; overflow: hidden;
      text-overflow: ellipsis; white-space: nowrap; }
    .chip i { font-style: normal; color: var(--faint); margin-left: 6px; }
    .chip:hover { border-color: var(--accent); }
    .missing { margin: 0 14px 9px; padding: 6px 10px; background: var(--inset);
      border-left: 3px solid var(--cause1); border-radius: 4px;
      color: var(--muted); overflow-wrap: anywhere; }
    .code { font-size: 11.5px; line-height: 1.5; }
    .code td, .code tbody th { padding-block: 0; border-bottom: 0; }
    .code thead { font-family: var(--sans); }
    .code thead th { padding-block: 4px; }
    .code .text { text-align: left; white-space: pre; tab-size: 4; padding-left: 14px; width: 99%; }
    .code .address, .code .encoding { text-align: left; color: var(--faint); }
    .code .number { color: var(--faint); }
    .code .number button { border: 0; background: none; padding: 0; color: var(--accent); }
    .code .heat { background: color-mix(in oklab, var(--heat-colour) calc(var(--heat, 0%) * .62), transparent); }
    .code .idle .text { color: var(--muted); }
    .code .own .number { box-shadow: inset 3px 0 var(--accent); }
    .code .target > * { background-color: var(--accent-soft); }
    .code tbody tr:hover > td:not(.heat) { background: var(--inset); }
    .code .separator td, .code .gap td { max-width: 1px; }
    .code .separator td { text-align: left; padding-block: 5px 1px; color: var(--faint); white-space: pre; }
    .code .separator td > * { margin-right: 14px; }
    .code .separator code { color: var(--muted); }
    .place { border: 0; background: none; padding: 0; }
    button.place { color: var(--accent); }
    .inlined { color: var(--cause4); }
    .code .gap td { text-align: left; color: var(--faint); font-family: var(--sans); font-style: italic; }
    .code .inner > td { padding: 2px 0 6px 30px; }
    .code .inner table { border-left: 2px solid var(--rule); }
    .code .inner thead { display: none; }

    @media (max-width: 700px) {
      .top { padding: 7px 12px; position: static; }
      .top nav { order: 3; width: 100%; margin-left: -8px; }
      .tools { flex-basis: 100%; margin: 0; }
      .search kbd { display: none; }
      main { padding: 12px; }
      #facts { display: grid; grid-template-columns: 1fr 1fr; gap: 10px 14px; }
      #facts .main { grid-column: 1 / -1; }
      .controls { margin-left: 0; }
      #functions .name, #lines .name { max-width: 21ch; }
      .name small, #lines .name code { display: none; }
      #layers-table th:nth-child(1), #layers-table td:nth-child(1), #layers-table th:nth-child(3),
        #layers-table td:nth-child(3) { display: none; }
      .causes { display: grid; }
      .legend { max-height: 66px; overflow: auto; }
      .code .encoding, .code thead th:nth-child(2):nth-last-child(8) { display: none; }
      .code .instruction td:nth-child(n+6):nth-child(-n+8) { display: none; }
      .code thead th:nth-child(n+6):nth-child(-n+8):not(:last-child) { display: none; }
    }
    @media print {
      @page { margin: 10mm; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      body { background: #fff; font-size: 11px; }
      .top { position: static; }
      .tools, .top nav, .controls, .more, #flame-detail, #timeline-detail { display: none; }
      .split { display: block; }
      .split > * + * { margin-top: 14px; }
      .scroll.scroll, #functions, #lines, #flame-scroll { overflow: visible; max-height: none; }
      thead th, .tall th:first-child { position: static; }
      table { font-size: 10px; }
      th, td { padding: 2px 4px; }
      .share { width: 104px; }
      .track { min-width: 90px; }
      .name small { display: none; }
      .code { font-size: 9px; }
      .code .text { white-space: pre-wrap; }
      .panel { break-inside: auto; box-shadow: none; }
      tr, #stalls, #flame, #timeline { break-inside: avoid; }
    }
    """#
}
