extension HTMLReport {
  /// Function activity over time, call depth and stack bytes, one above the other.
  static let timelineScript = #"""
    const time = {
      canvas: byId('timeline-canvas'),
      left: 62,
      right: 10,
      activity: 150,
      small: 44,
      gap: 24,
      cursor: -1,
      bins: []
    };

    /// Intervals put together until each is some pixels wide.
    const binTimeline = (width) => {
      const intervals = timeline.functions.length;
      const each = Math.max(1, Math.ceil(intervals / Math.max(width / 3, 1)));
      time.each = each;
      time.bins = [];
      for (let first = 0; first < intervals; first += each) {
        const end = Math.min(first + each, intervals);
        const cycles = new Map();
        let [depth, stack] = [0, 0];
        for (let at = first; at < end; at++) {
          const list = timeline.functions[at];
          for (let i = 0; i < list.length; i += 2) cycles.set(list[i], (cycles.get(list[i]) ?? 0) + list[i + 1]);
          depth = Math.max(depth, timeline.depth[at]);
          stack = Math.max(stack, timeline.stackBytes[at]);
        }
        time.bins.push({first, end, cycles, depth, stack});
      }
    };
    /// The functions that have a colour of their own here, from the bottom: those with the most cycles in the timeline.
    const timelineSums = new Map();
    const timelineFunctions = () => {
      if (!timelineSums.size) {
        for (const list of timeline.functions) {
          for (let i = 0; i < list.length; i += 2)
            timelineSums.set(list[i], (timelineSums.get(list[i]) ?? 0) + list[i + 1]);
        }
      }
      const order = [...timelineSums.keys()].sort((a, b) => timelineSums.get(b) - timelineSums.get(a) || a - b);
      const matching = state.matches ? order.filter((row) => state.matches[row]) : order;
      return matching.slice(0, 8);
    };

    const drawTimeline = () => {
      const width = time.canvas.clientWidth;
      if (!width) return;
      const plot = width - time.left - time.right;
      const height = time.activity + 2 * (time.small + time.gap) + 30;
      binTimeline(plot);
      const {bins} = time;
      const context = prepareCanvas(time.canvas, width, height);
      context.font = '11px ' + styleOf('--sans');
      const shown = timelineFunctions();
      const step = plot / bins.length;
      const whole = timeline.intervalCycles * time.each;
      const [ink, faint, rule] = [styleOf('--muted'), styleOf('--faint'), styleOf('--rule')];
      const label = (words, y) => {
        context.fillStyle = ink;
        context.textAlign = 'right';
        context.textBaseline = 'middle';
        context.fillText(words, time.left - 8, y);
      };
      const line = (y) => {
        context.fillStyle = rule;
        context.fillRect(time.left, Math.round(y), plot, 1);
      };

      const base = 8 + time.activity;
      for (const share of [0, 0.5, 1]) {
        line(base - share * time.activity);
        label(`${100 * share}%`, base - share * time.activity);
      }
      bins.forEach((bin, index) => {
        // Whole pixels, so that neighbours neither overlap nor leave a gap.
        const x = Math.round(time.left + index * step);
        const wide = Math.max(Math.round(time.left + (index + 1) * step) - x - (step > 5 ? 1 : 0), 1);
        let y = base;
        const fill = (cycles, colour) => {
          const tall = Math.min((cycles / whole) * time.activity, y - 8);
          context.fillStyle = colour;
          context.fillRect(x, y - tall, wide, tall);
          y -= tall;
        };
        let others = 0;
        let matchingOthers = 0;
        for (const [row, cycles] of bin.cycles) {
          if (shown.includes(row)) continue;
          if (state.matches && state.matches[row]) matchingOthers += cycles;
          else others += cycles;
        }
        for (const row of shown)
          if (bin.cycles.has(row)) fill(bin.cycles.get(row), colourOf(row));
        if (matchingOthers) fill(matchingOthers, faint);
        if (others) fill(others, styleOf('--other'));
      });

      const area = (top, value, most, colour, words) => {
        const bottom = top + time.small;
        line(bottom);
        label('0', bottom);
        label(words, top + 1);
        context.fillStyle = colour;
        bins.forEach((bin, index) => {
          const tall = most ? (value(bin) / most) * time.small : 0;
          const x = Math.round(time.left + index * step);
          context.fillRect(x, bottom - tall, Math.max(Math.round(time.left + (index + 1) * step) - x, 1), tall);
        });
      };
      const deepest = bins.reduce((most, bin) => Math.max(most, bin.depth), 0);
      const stack = bins.reduce((most, bin) => Math.max(most, bin.stack), 0);
      const depthTop = base + time.gap;
      const stackTop = depthTop + time.small + time.gap;
      area(depthTop, (bin) => bin.depth, deepest, styleOf('--area'), `${count(deepest)}`);
      area(stackTop, (bin) => bin.stack, stack, styleOf('--area2'), bytes(stack));
      context.fillStyle = ink;
      context.textAlign = 'left';
      context.textBaseline = 'alphabetic';
      context.fillText('call depth', time.left + 2, depthTop - 5);
      context.fillText('stack in use', time.left + 2, stackTop - 5);

      const bottom = stackTop + time.small;
      const span = timeline.intervalCycles * timeline.functions.length;
      const marks = Math.max(2, Math.floor(plot / 180));
      context.textBaseline = 'top';
      for (let mark = 0; mark <= marks; mark++) {
        const x = time.left + (plot * mark) / marks;
        context.fillStyle = rule;
        context.fillRect(Math.min(Math.round(x), time.left + plot - 1), bottom, 1, 4);
        context.fillStyle = ink;
        context.textAlign = mark === 0 ? 'left' : mark === marks ? 'right' : 'center';
        const at = (span * mark) / marks;
        const cycles = plural(Math.round(at), 'cycle');
        context.fillText(mark === 0 ? '0' : timeAt(at) || cycles, x, bottom + 8);
      }
      if (time.cursor >= 0 && time.cursor < bins.length) {
        context.fillStyle = styleOf('--ink');
        context.globalAlpha = 0.6;
        context.fillRect(time.left + (time.cursor + 0.5) * step - 0.5, 6, 1, bottom - 6);
        context.globalAlpha = 1;
      }
      Object.assign(time, {step, base});
      time.canvas.dataset.columns = bins.length;
      time.canvas.dataset.names = shown.map(nameOf).join('\n');
      byId('timeline-legend')
        .replaceChildren(...shown.map((row) => make('span', {}, swatch(colourOf(row)), nameOf(row),
                                        make('i', {}, percent(timelineSums.get(row))))),
          make('span', {}, swatch('var(--other)'), state.matches ? 'no match' : 'other functions'));
      const each = steadyClock ? `, ${timeAt(timeline.intervalCycles)} each` : '';
      byId('timeline-summary').textContent =
        `${plural(timeline.functions.length, 'interval')} of ${plural(timeline.intervalCycles, 'cycle')}${each}` +
        ` · depth at most ${count(deepest)} · stack at most ${bytes(stack)}`;
    };

    const binFacts = (index) => {
      const bin = time.bins[index];
      if (!bin) return ['Hover or use the left and right arrow keys to read an interval.'];
      const from = bin.first * timeline.intervalCycles;
      const sum = [...bin.cycles.values()].reduce((a, b) => a + b, 0);
      const most = [...bin.cycles].sort((a, b) => b[1] - a[1]).slice(0, 6);
      const share = ([row, cycles]) =>
        make('span', {}, swatch(colourOf(row)), `${nameOf(row)} ${percent(cycles, sum)}`);
      return [
        make('b', {}, `cycle ${count(from)}${steadyClock ? ', ' + timeAt(from) : ''}`), ...most.map(share),
        bin.cycles.size > 6 ? `${count(bin.cycles.size - 6)} more` : null, `depth ${count(bin.depth)}`,
        `stack ${bytes(bin.stack)}`
      ].filter((fact) => fact !== null);
    };
    const startTimeline = () => {
      if (!timeline || !timeline.functions.length) return;
      byId('timeline').hidden = false;
      const {canvas} = time;
      const redraw = onceAFrame(drawTimeline);
      const tell = () => byId('timeline-detail')
                           .replaceChildren(...binFacts(
                             time.cursor).map((fact) => typeof fact === 'string' ? make('span', {}, fact) : fact));
      const at = (event) => {
        const x = event.clientX - canvas.getBoundingClientRect().left - time.left;
        const index = Math.floor(x / time.step);
        return index >= 0 && index < time.bins.length ? index : -1;
      };
      canvas.onpointermove = (event) => {
        time.cursor = at(event);
        if (time.cursor >= 0) showTip(event, binFacts(time.cursor).map((fact) => make('div', {}, fact)));
        else hideTip();
        tell();
        redraw();
      };
      canvas.onpointerleave = () => {
        time.cursor = -1;
        hideTip();
        tell();
        redraw();
      };
      canvas.onclick = () => {
        const bin = time.bins[time.cursor];
        const most = bin && [...bin.cycles].sort((a, b) => b[1] - a[1])[0];
        if (most) showFunction(most[0]);
      };
      canvas.onkeydown = (event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        const next = time.cursor + (event.key === 'ArrowLeft' ? -1 : 1);
        time.cursor = Math.max(0, Math.min(time.bins.length - 1, next));
        event.preventDefault();
        tell();
        redraw();
      };
      changed.search.push(drawTimeline);
      changed.theme.push(drawTimeline);
      let width = 0;
      new ResizeObserver(() => {
        if (canvas.clientWidth === width) return;
        width = canvas.clientWidth;
        drawTimeline();
      }).observe(canvas);
      drawTimeline();
      tell();
    };
    """#
}
