extension HTMLReport {
  /// What the pointer, the keyboard and the controls do to the flame graph.
  static let flameEventsScript = #"""
    const redrawFlame = onceAFrame(drawFlame);
    const refreshFlame = () => {
      weighFlame();
      layFlame();
      drawFlame();
      tellFlame();
      drawFlameLegend();
    };
    const tellFlame = () => {
      const all = plural(report.totalCycles, 'cycle');
      const matched = `${count(flame.matched)} of ${all}, ${percent(flame.matched)}`;
      byId('flame-summary').textContent = state.matches ? `“${state.search.trim()}” is on the stack for ${matched}`
                                                        : `${plural(pathCount, 'call path')}, ${all}`;
      byId('flame-reset').disabled = flame.zoom < 0;
      byId('flame-narrow-label').hidden = !state.matches;
    };
    const drawFlameLegend = () => {
      const entry = (colour, words) => make('span', {}, swatch(colour), words);
      const legend = byId('flame-legend');
      if (flame.colour === 'kind') {
        legend.replaceChildren(
          ...['reset', 'exception', 'task', 'jump'].map((kind) => entry(`var(--kind-${kind})`, kinds[kind])));
      } else if (flame.colour === 'stalls') {
        const stops = [0, 0.25, 0.5, 0.75, 1].map(heatColour);
        legend.replaceChildren(make('span', {}, 'own cycles in which nothing was issued: 0%',
          make('span', {class: 'ramp', style: `background:linear-gradient(90deg,${stops.join()})`}), '100%'));
      } else {
        legend.replaceChildren(...leading.slice(0, 8).map((row) => entry(colourOf(row), nameOf(row))));
      }
    };

    const zoomFlame = (path) => {
      flame.zoom = path;
      flame.cursor = path;
      flame.hover = null;
      layFlame();
      flame.scroll.scrollTop = flame.flip ? flame.height : 0;
      drawFlame();
      tellFlame();
      tellFrame(path < 0 ? null : frameOf(path));
    };

    const frameFacts = (frame) => {
      if (!frame) return ['Hover or use the arrow keys to read a frame; click or Enter zooms in, Esc shows all again.'];
      if (frame.path === -1) return [make('b', {}, 'all'), ` ${plural(flame.allWeight, 'cycle')}`];
      if (frame.path === -2) {
        return [
          make('b', {}, plural(frame.hidden, 'narrow path')), plural(frame.cycles, 'cycle'), percent(frame.cycles),
          'zoom in to see'
        ];
      }
      const {path} = frame;
      const owner = paths.function[path];
      const kind = kindOf(path);
      const facts = [
        make('b', {}, nameOf(owner)), kind === 'exception' ? `exception ${paths.exception[path]}` : kinds[kind],
        `inclusive ${count(paths.inclusive[path])}, ${percent(paths.inclusive[path])}`,
        `self ${count(paths.self[path])}, ${percent(paths.self[path])}`,
        kind === 'exception' ? `taken ${plural(paths.calls[path], 'time')}` : plural(paths.calls[path], 'call')
      ];
      if (paths.callSite[path] >= 0) {
        const from = place(text(paths.callFile[path]), paths.callLine[path]);
        const site = hexadecimal(paths.callSite[path]) + (from ? ', ' + from : '');
        facts.push(kind === 'jump' ? `jumped to at ${site}` : `called at ${site}`);
      }
      return facts;
    };
    const factElements = (frame) =>
      frameFacts(frame).map((fact) => typeof fact === 'string' ? make('span', {}, fact) : fact);
    const tellFrame = (frame) => byId('flame-detail').replaceChildren(...factElements(frame));

    const frameAt = (event) => {
      const box = flame.canvas.getBoundingClientRect();
      const x = event.clientX - box.left;
      const y = event.clientY - box.top + flame.scroll.scrollTop;
      const depth = Math.floor((flame.flip ? flame.height - y : y) / flame.rowHeight);
      return (flame.rows[depth] ?? []).find((frame) => x >= frame.x && x < frame.x + frame.width) ?? null;
    };
    /// Zooms to the frame and shows its function's code.
    const openFrame = (frame) => {
      if (!frame) return;
      zoomFlame(frame.path === -2 ? frame.parent : frame.path);
      if (frame.path >= 0) showFunction(paths.function[frame.path]);
    };
    const moveInFlame = (key) => {
      const at = flame.cursor;
      const wide = (path) => frameOf(path) !== null;
      if (key === 'ArrowLeft' || key === 'ArrowRight') {
        if (at < 0) return at;
        const siblings = childrenOf(paths.parent[at]).filter(wide);
        return siblings[siblings.indexOf(at) + (key === 'ArrowLeft' ? -1 : 1)] ?? at;
      }
      const deeper = (key === 'ArrowDown') !== flame.flip;
      if (deeper) return childrenOf(at).filter(wide)[0] ?? at;
      return at < 0 ? -1 : paths.parent[at];
    };

    const startFlame = () => {
      const {canvas} = flame;
      canvas.onpointermove = (event) => {
        flame.hover = frameAt(event);
        canvas.style.cursor = flame.hover ? 'pointer' : 'default';
        if (flame.hover) {
          showTip(event, factElements(flame.hover).map((fact) => make('div', {}, fact)));
          tellFrame(flame.hover);
        } else hideTip();
        redrawFlame();
      };
      canvas.onpointerleave = () => {
        flame.hover = null;
        hideTip();
        redrawFlame();
      };
      canvas.onclick = (event) => {
        hideTip();
        openFrame(frameAt(event));
      };
      canvas.onfocus = () => redrawFlame();
      canvas.onblur = () => redrawFlame();
      canvas.onkeydown = (event) => {
        if (event.key.startsWith('Arrow')) {
          flame.cursor = moveInFlame(event.key);
          const frame = frameOf(flame.cursor);
          if (frame) {
            const y = flame.flip ? flame.height - (frame.row + 1) * flame.rowHeight : frame.row * flame.rowHeight;
            const seen = flame.scroll.scrollTop;
            if (y < seen || y + flame.rowHeight > seen + flame.scroll.clientHeight) flame.scroll.scrollTop = y - 40;
          }
          tellFrame(frame);
          redrawFlame();
        } else if (event.key === 'Enter' || event.key === ' ') openFrame(frameOf(flame.cursor));
        else return;
        event.preventDefault();
      };
      flame.scroll.onscroll = redrawFlame;
      byId('flame-reset').onclick = () => zoomFlame(-1);
      byId('flame-narrow').onchange = (event) => {
        flame.narrow = event.target.checked;
        refreshFlame();
      };
      byId('flame-flip').onchange = (event) => {
        flame.flip = event.target.checked;
        zoomFlame(flame.zoom);
      };
      byId('flame-colour').onchange = (event) => {
        flame.colour = event.target.value;
        drawFlame();
        drawFlameLegend();
      };
      changed.search.push(refreshFlame);
      changed.theme.push(() => {
        drawFlame();
        drawFlameLegend();
      });
      let width = 0;
      new ResizeObserver(() => {
        if (flame.scroll.clientWidth === width) return;
        width = flame.scroll.clientWidth;
        layFlame();
        drawFlame();
      }).observe(flame.scroll);
      refreshFlame();
      tellFrame(null);
    };
    """#
}
