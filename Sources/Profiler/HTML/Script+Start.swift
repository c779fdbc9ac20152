extension HTMLReport {
  /// The code panel's head, search, theme, link, keys; then everything is drawn once.
  static let startScript = #"""
    const chip = (row, cycles) => make('button', {
      type: 'button',
      class: 'chip',
      title: `${nameOf(row)}: ${plural(cycles, 'cycle')} inclusive`,
      onclick: () => showFunction(row)
    },
      nameOf(row), make('i', {}, percent(cycles)));
    /// Who calls the function and whom it calls, with the cycles of those calls.
    const neighbours = (row) => {
      const [callers, callees] = [new Map(), new Map()];
      for (let path = 0; path < pathCount; path++) {
        const parent = paths.parent[path];
        if (parent < 0) continue;
        const [from, to] = [paths.function[parent], paths.function[path]];
        if (to === row) callers.set(from, (callers.get(from) ?? 0) + paths.inclusive[path]);
        if (from === row) callees.set(to, (callees.get(to) ?? 0) + paths.inclusive[path]);
      }
      const list = (map) => [...map].sort((a, b) => b[1] - a[1]);
      return [list(callers), list(callees)];
    };
    const chips = (title, list) => list.length
      ? make('p', {class: 'chips'}, make('span', {}, title),
          ...list.slice(0, 8).map(([row, cycles]) => chip(row, cycles)),
          list.length > 8 ? make('span', {}, `and ${count(list.length - 8)} more`) : null)
      : null;

    const drawCode = () => {
      const row = state.function;
      if (row < 0 || !functions.name.length) {
        byId('code').hidden = true;
        return;
      }
      const file = fileOf();
      const hasSource = file !== null && sourceFiles.has(file);
      const view = state.view === 'source' && hasSource ? 'source' : 'disassembly';
      byId('code-title')
        .replaceChildren(
          swatch(colourOf(row)), view === 'source' && state.file ? place(file, state.line) : nameOf(row));
      const facts = [
        hexadecimal(functions.address[row]),
        file === null ? 'no source file known' : place(file, state.file ? state.line : functions.line[row]),
        `self ${count(functions.self[row])} (${percent(functions.self[row])})`,
        `inclusive ${count(functions.inclusive[row])} (${percent(functions.inclusive[row])})`,
        plural(functions.calls[row], 'call')
      ];
      const moved = bytesMoved(functions.traffic[row]);
      const [callers, callees] = neighbours(row);
      const about = [
        make('p', {class: 'detail', title: file}, ...facts.map((fact) => make('span', {}, fact)),
          moved ? make('span', {title: trafficText(functions.traffic[row])}, `${bytes(moved)} moved`) : null,
          make('button', {type: 'button', class: 'link', onclick: () => search(nameOf(row))}, 'find in flame graph')),
        chips('called by', callers), chips('calls', callees)
      ];
      if (state.view === 'source' && !hasSource) {
        about.push(make('p', {class: 'missing'},
          file === null
            ? 'Its source is not known: the image has no line information for it (build with -g).'
            : `The source ${file} was not found when the report was written (--source-dir says where sources lie).`,
          ' Shown is the disassembly.'));
      }
      byId('code-about').replaceChildren(...about.filter(Boolean));
      byId('view-source').setAttribute('aria-pressed', String(view === 'source'));
      byId('view-disassembly').setAttribute('aria-pressed', String(view === 'disassembly'));
      byId('view-source').disabled = !hasSource;
      code.rows.replaceChildren();
      code.rows.scrollTop = 0;
      Object.assign(code.rows.dataset, {view, function: nameOf(row)});
      if (view === 'source') drawSource(file);
      else drawDisassembly();
      functionTable.mark();
      lineTable.mark();
      writeLink();
    };

    const searchField = byId('search');
    const search = (words) => {
      if (searchField.value !== words) searchField.value = words;
      state.search = words;
      state.matches = matchFunctions();
      announce('search');
      writeLink();
    };
    const setTheme = (theme) => {
      state.theme = theme;
      if (theme) document.documentElement.dataset.theme = theme;
      else delete document.documentElement.dataset.theme;
      byId('theme').textContent = isDark() ? '☀' : '☾';
      byId('theme').title = isDark() ? 'Light' : 'Dark';
      announce('theme');
    };

    const start = () => {
      const link = readLink();
      if (layers.name.length) startLayers();
      if (regions.name.length) startRegions();
      changed.search.push(drawTables);
      changed.theme.push(drawTables);
      changed.code.push(drawCode);

      for (const [value, title] of heats) byId('code-heat').append(make('option', {value}, title));
      byId('code-heat').onchange = (event) => {
        code.heat = event.target.value;
        drawCode();
      };
      for (const view of ['source', 'disassembly'])
        byId('view-' + view).onclick = () => {
          state.view = view;
          drawCode();
        };
      for (const name of tabs) {
        byId('tab-' + name).onclick = () => {
          selectTab(name);
          writeLink();
        };
        byId('tab-' + name).onkeydown = (event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          selectTab(state.table === 'functions' ? 'lines' : 'functions');
          byId('tab-' + state.table).focus();
        };
      }
      const searchSoon = onceAFrame(() => search(searchField.value));
      searchField.oninput = searchSoon;
      searchField.onkeydown = (event) => {
        if (event.key !== 'Escape') return;
        if (searchField.value) search('');
        else searchField.blur();
        event.stopPropagation();
      };
      document.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '');
        if (event.key === '/' && !typing) {
          event.preventDefault();
          searchField.focus();
          searchField.select();
        } else if (event.key === 'Escape' && !typing) zoomFlame(-1);
      });
      byId('theme').onclick = () => {
        setTheme(isDark() ? 'light' : 'dark');
        writeLink();
      };
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTheme(state.theme));
      // Paper is white: canvases are drawn anew in the colours of the light theme while printing.
      let before = '';
      addEventListener('beforeprint', () => {
        before = state.theme;
        setTheme('light');
      });
      addEventListener('afterprint', () => setTheme(before));

      const apply = (wanted) => {
        if (wanted.theme !== undefined)
          state.theme = wanted.theme === 'dark' || wanted.theme === 'light' ? wanted.theme : '';
        if (tabs.includes(wanted.table)) state.table = wanted.table;
        if (wanted.view === 'source' || wanted.view === 'disassembly') state.view = wanted.view;
        const named = wanted.function ? functions.name.findIndex((name) => strings[name] === wanted.function) : -1;
        if (named >= 0) Object.assign(state, {function: named, file: null, line: 0, picked: true});
        if (wanted.file && fileIndices.has(wanted.file)) {
          Object.assign(state, {file: wanted.file, line: Math.max(0, parseInt(wanted.line, 10) || 0), picked: true});
        }
      };
      apply(link);
      if (state.function < 0) state.function = leading[0] ?? (functions.name.length ? 0 : -1);
      state.search = link.search ?? '';
      searchField.value = state.search;
      state.matches = matchFunctions();
      addEventListener('hashchange', () => {
        const next = readLink();
        apply(next);
        selectTab(state.table);
        setTheme(state.theme);
        search(next.search ?? '');
        drawCode();
      });

      startTimeline();
      startFlame();
      drawOverview();
      selectTab(state.table);
      setTheme(state.theme);
      drawCode();
      document.documentElement.dataset.ready = 'true';
    };
    try {
      start();
    } catch (error) {
      byId('failure').hidden = false;
      byId('failure').append(`This report could not be drawn: ${error.message}. `,
        'A current version of Firefox, Chrome or Safari is needed.');
      throw error;
    }
    """#
}
