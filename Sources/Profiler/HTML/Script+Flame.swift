extension HTMLReport {
  /// Lays the calling context tree out and draws it.
  static let flameScript = #"""
    const flame = {
      canvas: byId('flame-canvas'),
      scroll: byId('flame-scroll'),
      space: byId('flame-space'),
      rowHeight: 19,
      zoom: -1,
      hover: null,
      cursor: -1,
      colour: 'function',
      flip: false,
      narrow: true,
      weights: [],
      allWeight: 0,
      matched: 0,
      frames: [],
      rows: [],
    };
    const pathCount = paths.function.length;
    const kinds = {
      reset: 'from reset',
      exception: 'exception',
      task: 'task',
      call: 'call',
      jump: 'tail call'
    };
    /// Paths below each path, most cycles first; at `pathCount` those without a parent.
    const children = Array.from({length: pathCount + 1}, () => []);
    const rootOf = new Int32Array(pathCount);
    for (let path = 0; path < pathCount; path++) {
      const parent = paths.parent[path];
      rootOf[path] = parent < 0 ? path : rootOf[parent];
      children[parent < 0 ? pathCount : parent].push(path);
    }
    for (const list of children) list.sort((a, b) => paths.inclusive[b] - paths.inclusive[a] || a - b);
    const childrenOf = (path) => children[path < 0 ? pathCount : path];
    const kindOf = (path) => text(paths.kind[path]);

    /// How wide each path is: its cycles, or while narrowed to a search those of paths through a match.
    /// A path comes after its parent, so that two loops do what a recursion would, at any depth.
    const weighFlame = () => {
      const matches = state.matches;
      flame.matched = 0;
      const below = new Float64Array(pathCount);
      const covered = new Uint8Array(pathCount);
      if (matches) {
        for (let path = pathCount - 1; path >= 0; path--) {
          if (matches[paths.function[path]]) below[path] = paths.inclusive[path];
          if (paths.parent[path] >= 0) below[paths.parent[path]] += below[path];
          else flame.matched += below[path];
        }
        for (let path = 0; path < pathCount; path++) {
          const parent = paths.parent[path];
          covered[path] = matches[paths.function[path]] || (parent >= 0 && covered[parent]) ? 1 : 0;
        }
      }
      flame.narrowed = Boolean(matches) && flame.narrow;
      flame.weights = flame.narrowed
        ? Float64Array.from(below, (weight, path) => (covered[path] ? paths.inclusive[path] : weight))
        : paths.inclusive;
      flame.covered = matches ? covered : null;
      const roots = childrenOf(-1).reduce((sum, path) => sum + flame.weights[path], 0);
      flame.allWeight = flame.narrowed ? roots : Math.max(roots, report.totalCycles);
      if (flame.zoom >= 0 && !flame.weights[flame.zoom]) flame.zoom = -1;
    };

    /// Frames from the zoomed one on: { path (-1 all, -2 several narrow ones), x, width, row, hidden }. What is
    /// narrower than a pixel is merged with its neighbours, and nothing below it is visited: the work is bounded by
    /// the pixels.
    const layFlame = () => {
      const width = flame.scroll.clientWidth;
      const frames = [];
      const ancestors = [];
      for (let path = flame.zoom; path >= 0; path = paths.parent[path]) ancestors.unshift(path);
      ancestors.unshift(-1);
      ancestors.forEach((path, row) => frames.push({path, x: 0, width, row}));
      const weight = flame.zoom < 0 ? flame.allWeight : flame.weights[flame.zoom];
      const scale = weight > 0 ? width / weight : 0;
      const waiting = [frames[frames.length - 1]];
      let deepest = ancestors.length - 1;
      while (waiting.length) {
        const frame = waiting.pop();
        let x = frame.x;
        const row = frame.row + 1;
        const below = childrenOf(frame.path);
        for (let index = 0; index < below.length; index++) {
          const path = below[index];
          const own = flame.weights[path] * scale;
          if (own <= 0) continue;
          if (own < 1 && !(flame.narrowed && below.length === 1)) {
            if (flame.narrowed) {
              // The order is that of all cycles, so that narrow ones stand between wide ones here: merge runs of them.
              let [merged, hidden, cycles] = [0, 0, 0];
              for (; index < below.length && flame.weights[below[index]] * scale < 1; index++) {
                merged += flame.weights[below[index]] * scale;
                cycles += flame.weights[below[index]];
                hidden += flame.weights[below[index]] > 0 ? 1 : 0;
              }
              index--;
              if (merged >= 0.4) frames.push({path: -2, x, width: merged, row, hidden, cycles, parent: frame.path});
              x += merged;
            } else {
              let cycles = 0;
              for (let rest = index; rest < below.length; rest++) cycles += flame.weights[below[rest]];
              const merged = cycles * scale;
              if (merged >= 0.4) {
                frames.push(
                  {path: -2, x, width: merged, row, hidden: below.length - index, cycles, parent: frame.path});
              }
              break;
            }
          } else {
            const next = {path, x, width: own, row};
            frames.push(next);
            waiting.push(next);
            x += own;
          }
          deepest = Math.max(deepest, row);
        }
      }
      flame.frames = frames;
      flame.rows = Array.from({length: deepest + 1}, () => []);
      for (const frame of frames) flame.rows[frame.row]?.push(frame);
      for (const row of flame.rows) row.sort((a, b) => a.x - b.x);
      flame.height = flame.rows.length * flame.rowHeight;
      flame.space.style.height = flame.height + 'px';
      const canvas = flame.canvas.dataset;
      canvas.frames = frames.filter((frame) => frame.path >= 0).length;
      canvas.names = [
        ...new Set(
          frames.filter((frame) => frame.path >= 0).slice(0, 60).map((frame) => nameOf(paths.function[frame.path])))
      ].join('\n');
      canvas.matchedCycles = flame.matched;
    };

    const flameFill = (frame) => {
      const {path} = frame;
      if (path === -1) return styleOf('--all');
      if (path === -2) return styleOf('--merged');
      if (flame.covered && !state.matches[paths.function[path]])
        return styleOf(flame.covered[path] ? '--below' : '--dim');
      const owner = paths.function[path];
      if (flame.colour === 'function') return colourOf(owner);
      if (flame.colour === 'kind') return styleOf(`--kind-${kindOf(path) === 'jump' ? 'jump' : kindOf(rootOf[path])}`);
      return heatOf(owner);
    };
    /// From cool to hot by the share of a function's own cycles in which nothing was issued.
    const heatColour = (share) => isDark()
      ? `oklch(${0.4 + 0.1 * share} ${0.03 + 0.11 * share} ${230 - 200 * share})`
      : `oklch(${0.85 - 0.08 * share} ${0.03 + 0.12 * share} ${230 - 200 * share})`;
    const heatOf = (owner) => {
      const own = functions.self[owner];
      return heatColour(own ? 1 - functions.stalls[owner * causeCount] / own : 0);
    };

    const drawFlame = () => {
      const width = flame.scroll.clientWidth;
      const height = Math.min(flame.height, flame.scroll.clientHeight || flame.height);
      if (!width || !flame.rows.length) return;
      const context = prepareCanvas(flame.canvas, width, height);
      const top = flame.scroll.scrollTop;
      context.font = '11px ' + styleOf('--mono');
      context.textBaseline = 'middle';
      const letter = context.measureText('M').width;
      const ink = styleOf('--frame-ink');
      const faint = styleOf('--frame-faint');
      const fills = new Map();
      const first = flame.rowHeight;
      flame.rows.forEach((row, depth) => {
        const y = (flame.flip ? flame.height - (depth + 1) * first : depth * first) - top;
        if (y > height || y + first < 0) return;
        for (const frame of row) {
          let fill = fills.get(frame.path);
          if (fill === undefined) fills.set(frame.path, (fill = flameFill(frame)));
          context.fillStyle = fill;
          const gap = frame.width > 3 ? 1 : 0;
          context.fillRect(frame.x, y, Math.max(frame.width - gap, 0.5), first - 1);
          if (frame.path === -2 || frame.width < 4 * letter) continue;
          const room = Math.floor((frame.width - 8) / letter);
          const label = frameLabel(frame.path);
          const short = label.length > room ? label.slice(0, Math.max(room - 1, 1)) + '…' : label;
          const dimmed = flame.covered && frame.path >= 0 && !state.matches[paths.function[frame.path]];
          context.fillStyle = dimmed ? faint : ink;
          context.fillText(short, frame.x + 4, y + first / 2);
          const share = frame.path < 0 ? '' : percent(flame.weights[frame.path]);
          if (room > label.length + share.length + 3 && share) {
            context.fillStyle = faint;
            context.fillText(share, frame.x + frame.width - 6 - share.length * letter, y + first / 2);
          }
        }
      });
      const focused = document.activeElement === flame.canvas;
      for (const frame of [flame.hover, focused ? frameOf(flame.cursor) : null]) {
        if (!frame) continue;
        const y = (flame.flip ? flame.height - (frame.row + 1) * first : frame.row * first) - top;
        context.strokeStyle = styleOf('--ink');
        context.lineWidth = 1.5;
        context.strokeRect(frame.x + 0.75, y + 0.75, Math.max(frame.width - 2.5, 1), first - 2.5);
      }
      flame.canvas.dataset.drawn = 'true';
    };
    const frameLabel = (path) => {
      if (path < 0) return flame.narrowed ? 'all that match' : 'all';
      const name = nameOf(paths.function[path]);
      const kind = kindOf(path);
      if (kind === 'exception') return `exception ${paths.exception[path]} · ${name}`;
      return kind === 'task' ? `task · ${name}` : kind === 'reset' ? `reset · ${name}` : name;
    };
    const frameOf = (path) => flame.frames.find((frame) => frame.path === path) ?? null;
    """#
}
