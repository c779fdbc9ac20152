extension HTMLReport {
  /// What the page's script fills.
  static let body = #"""
    <a class="skip" href="#main">Skip to the report</a>
    <header class="top">
      <div class="brand" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.7"
          stroke-linecap="round"><path d="M4 13a8 8 0 0 1 16 0v2"/>
          <path d="M7 16v-3a5 5 0 0 1 10 0c0 2.5-.3 4.5-1 7"/>
          <path d="M10 20c.6-2 1-4.3 1-7a1 1 0 0 1 2 0c0 3-.4 5.5-1.2 8"/><path d="M6.5 20c.2-.6.3-1.2.4-1.8"/></svg>
      </div>
      <h1 id="firmware"></h1>
      <nav id="nav" aria-label="Sections"></nav>
      <div class="tools">
        <label class="search"><span class="visually-hidden">Search functions, files and lines</span>
          <input id="search" type="search" placeholder="Search functions and files" autocomplete="off"
            spellcheck="false">
          <kbd aria-hidden="true">/</kbd></label>
        <button id="theme" type="button" class="icon" aria-label="Light or dark"></button>
      </div>
    </header>
    <noscript><p class="notice">This report is drawn by the script within it. Allow scripts for this
      file.</p></noscript>
    <p id="failure" class="notice" role="alert" hidden></p>
    <main id="main">
      <section id="overview" aria-label="Overview">
        <dl id="facts"></dl>
        <div id="stalls"></div>
        <ul id="notes" aria-label="Notes" hidden></ul>
      </section>
      <section id="layers" class="panel" data-title="Layers" hidden>
        <div class="heading"><h2>Layers</h2><span class="summary" id="layers-summary"></span></div>
        <div class="scroll" id="layers-table"></div>
      </section>
      <section id="regions" class="panel" data-title="Regions" hidden>
        <div class="heading"><h2>Regions of interest</h2></div>
        <div class="scroll" id="regions-table"></div>
      </section>
      <section id="flame" class="panel" data-title="Flame graph">
        <div class="heading"><h2>Flame graph</h2><span class="summary" id="flame-summary" aria-live="polite"></span>
          <div class="controls">
            <label class="check" id="flame-narrow-label" hidden><input type="checkbox" id="flame-narrow" checked>
              only matches</label>
            <label>colour <select id="flame-colour"><option value="function">function</option>
              <option value="kind">kind</option><option value="stalls">stalls</option></select></label>
            <label class="check"><input type="checkbox" id="flame-flip"> root below</label>
            <button type="button" id="flame-reset" disabled>Reset zoom <kbd>Esc</kbd></button>
          </div></div>
        <div id="flame-legend" class="legend"></div>
        <div id="flame-scroll"><div id="flame-space">
          <canvas id="flame-canvas" tabindex="0" role="application"
            aria-label="Flame graph. Arrow keys move, Enter zooms, Escape resets."></canvas></div></div>
        <p class="detail" id="flame-detail" aria-live="polite"></p>
      </section>
      <div class="split">
        <section id="tables" class="panel" data-title="Functions and lines">
          <div class="heading"><div class="tabs" role="tablist" aria-label="Tables">
            <button type="button" role="tab" id="tab-functions" aria-controls="functions">Functions</button>
            <button type="button" role="tab" id="tab-lines" aria-controls="lines">Lines</button></div>
            <span class="summary" id="tables-summary" aria-live="polite"></span></div>
          <div class="scroll tall" id="functions" role="tabpanel" aria-labelledby="tab-functions" tabindex="0"></div>
          <div class="scroll tall" id="lines" role="tabpanel" aria-labelledby="tab-lines" tabindex="0" hidden></div>
        </section>
        <section id="code" class="panel" data-title="Code" aria-label="Annotated code">
          <div class="heading"><h2 id="code-title"></h2>
            <div class="controls"><label>heat <select id="code-heat"></select></label>
              <div class="tabs" role="group" aria-label="Shown as">
                <button type="button" id="view-source" aria-pressed="false">Source</button>
                <button type="button" id="view-disassembly"
                  aria-pressed="false">Disassembly</button></div></div></div>
          <div id="code-about"></div>
          <div class="scroll tall" id="code-rows" tabindex="0" role="region" aria-label="Annotated code"></div>
        </section>
      </div>
      <section id="timeline" class="panel" data-title="Timeline" hidden>
        <div class="heading"><h2>Timeline</h2><span class="summary" id="timeline-summary"></span></div>
        <div id="timeline-legend" class="legend"></div>
        <canvas id="timeline-canvas" tabindex="0" role="application"
          aria-label="Function activity, call depth and stack over time. Left and right arrow keys move."></canvas>
        <p class="detail" id="timeline-detail" aria-live="polite"></p>
      </section>
      <footer><p>Simulated by Thumbprint. Every cycle belongs to one instruction and one cause.</p></footer>
    </main>
    <div id="tip" role="tooltip" hidden></div>
    """#
}
