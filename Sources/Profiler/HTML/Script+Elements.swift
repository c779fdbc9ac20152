extension HTMLReport {
  /// Makes elements, bars, colours and the tip beside the pointer.
  static let elementsScript = #"""
    const byId = (id) => document.getElementById(id);
    /// An element with properties (`class`, `title`, `onclick`, …) and children; text is never read as HTML.
    const make = (tag, properties = {}, ...children) => {
      const element = document.createElement(tag);
      for (const [key, value] of Object.entries(properties)) {
        if (value === null || value === undefined) continue;
        if (key === 'style') element.style.cssText = value;
        else if (key.startsWith('on')) element[key] = value;
        else element.setAttribute(key, value);
      }
      element.append(...children.filter((child) => child !== null && child !== undefined));
      return element;
    };

    /// A background in the colours of the causes; `whole` is the number that fills it.
    const stallGradient = (stalls, whole) => {
      let at = 0;
      const stops = [];
      stalls.forEach((cycles, cause) => {
        if (!cycles) return;
        const end = at + (100 * cycles) / whole;
        stops.push(`var(--cause${cause}) ${at.toFixed(2)}% ${end.toFixed(2)}%`);
        at = end;
      });
      return `linear-gradient(90deg, ${stops.join(', ')}${stops.length ? ', ' : ''}transparent ${at.toFixed(2)}%)`;
    };
    const stallBar = (stalls, kind = 'mini') => {
      const sum = stalls.reduce((a, b) => a + b, 0);
      if (!sum) return make('span', {class: kind});
      const words = stallText(stalls);
      return make('span', {
        class: kind,
        title: words,
        role: 'img',
        'aria-label': words.replaceAll('\n', ', '),
        style: `background:${stallGradient(stalls, sum)}`
      });
    };
    /// A number with its share as a bar behind it.
    const shareCell = (cycles, whole = total) => make('span', {
      class: 'share',
      style: `--part:${(100 * Math.min(cycles / whole, 1)).toFixed(2)}%`,
    },
      make('b', {}, count(cycles)), make('i', {}, percent(cycles, whole)));

    let styles = new Map();
    changed.theme.push(() => {
      styles = new Map();
    });
    const styleOf = (name) => {
      if (!styles.has(name)) styles.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
      return styles.get(name);
    };
    const isDark = () =>
      state.theme === 'dark' || (state.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);

    /// The functions with the most cycles have a hue each, as far apart as can be; the others a pale one of their name.
    const leadingHues = [250, 45, 155, 320, 95, 205, 15, 285, 125, 70];
    const leading = functions.self.map((_, row) => row)
                      .sort((a, b) => functions.self[b] - functions.self[a] || a - b)
                      .slice(0, leadingHues.length)
                      .filter((row) => functions.self[row] > 0);
    const rankOf = new Map(leading.map((row, rank) => [row, rank]));
    let colours = [];
    changed.theme.push(() => {
      colours = [];
    });
    const colourOf = (row) => {
      if (colours[row]) return colours[row];
      const dark = isDark();
      const rank = rankOf.get(row);
      if (rank !== undefined) {
        const shade = rank % 2 ? 0.03 : 0;
        colours[row] = `oklch(${dark ? 0.48 + shade : 0.79 + shade} ${dark ? 0.09 : 0.088} ${leadingHues[rank]})`;
      } else {
        let hash = 7;
        for (const letter of nameOf(row)) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
        colours[row] = `oklch(${(dark ? 0.38 : 0.87) + (hash % 7) * 0.006} 0.03 ${hash % 360})`;
      }
      return colours[row];
    };

    const tip = byId('tip');
    const showTip = (event, rows) => {
      tip.replaceChildren(...rows);
      tip.hidden = false;
      const box = tip.getBoundingClientRect();
      const left = event.clientX + 16 + box.width > innerWidth ? event.clientX - 16 - box.width : event.clientX + 16;
      const top = event.clientY + 18 + box.height > innerHeight ? event.clientY - 12 - box.height : event.clientY + 18;
      tip.style.left = Math.max(4, left) + 'px';
      tip.style.top = Math.max(4, top) + 'px';
    };
    const hideTip = () => {
      tip.hidden = true;
    };

    /// Sets a canvas to a size in CSS pixels and gives its context, scaled to the screen's pixels.
    const prepareCanvas = (canvas, width, height) => {
      const ratio = Math.min(devicePixelRatio || 1, 3);
      const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, {width: w, height: h});
      canvas.style.height = height + 'px';
      const context = canvas.getContext('2d');
      context.setTransform(w / width, 0, 0, h / height, 0, 0);
      context.clearRect(0, 0, width, height);
      return context;
    };
    /// Draws at most once a frame, however often it is asked for.
    const onceAFrame = (draw) => {
      let waiting = false;
      return () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          draw();
        });
      };
    };
    const swatch = (colour) => make('span', {class: 'swatch', style: `background:${colour}`, 'aria-hidden': 'true'});
    """#
}
