extension MemoryPage {
  /// Numbers for people, elements, the head of the page and the picture of use over time.
  static let pageScript = #"""
    const {account, axes} = JSON.parse(document.getElementById('account').textContent);
    const byId = (id) => document.getElementById(id);
    const grouped = new Intl.NumberFormat('en-US');
    const count = (number) => grouped.format(number);
    const bytes = (number) => number === 1 ? '1 byte' : `${count(number)} bytes`;
    const size = (number) => number >= 1048576 && number % 1048576 === 0 ? `${count(number / 1048576)} MB`
      : number >= 1024 && number % 1024 === 0 ? `${count(number / 1024)} KB` : `${count(number)} B`;
    const percent = (part, whole) => whole ? `${((100 * part) / whole).toFixed(1)}%` : '–';
    const plural = (number, one) => `${count(number)} ${one}${number === 1 ? '' : 's'}`;
    const hexadecimal = (address) => '0x' + Math.min(address, 0xffffffff).toString(16).padStart(8, '0');
    const duration = (seconds) => seconds >= 1 ? `${seconds.toFixed(3)} s`
      : seconds >= 1e-3 ? `${(seconds * 1e3).toFixed(3)} ms` : `${(seconds * 1e6).toFixed(3)} µs`;
    const timeOf = (cycle) => duration(cycle / Math.max(account.clock, 1));
    const when = (moment) => `at cycle ${count(moment.cycle)}, ${duration(moment.seconds)}`;
    const make = (tag, properties = {}, ...children) => {
      const element = document.createElement(tag);
      for (const [key, value] of Object.entries(properties)) {
        if (value === null || value === undefined || value === false) continue;
        if (key === 'style') element.style.cssText = value;
        else element.setAttribute(key, value);
      }
      element.append(...children.filter((child) => child !== null && child !== undefined));
      return element;
    };
    const swatch = (name) => make('span', {class: 'swatch', style: `background:var(--${name})`, 'aria-hidden': 'true'});
    const entry = (name, words) => make('span', {}, swatch(name), words);
    const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const kindWords = {code: 'code', constants: 'read-only data', initialisers: 'initialisers of .data', data: 'data',
      bss: 'bss', reserve: 'reserved', padding: 'padding', heap: 'heap', stack: 'stack', tensors: 'tensors'};

    const tip = byId('tip');
    const showTip = (event, lines) => {
      tip.replaceChildren(...lines.map((line, index) => make('div', {}, index === 0 ? make('b', {}, line) : line)));
      tip.hidden = false;
      const box = tip.getBoundingClientRect();
      const left = event.clientX + 16 + box.width > innerWidth ? event.clientX - 16 - box.width : event.clientX + 16;
      const top = event.clientY + 18 + box.height > innerHeight ? event.clientY - 12 - box.height : event.clientY + 18;
      tip.style.left = Math.max(4, left) + 'px';
      tip.style.top = Math.max(4, top) + 'px';
    };
    const hideTip = () => { tip.hidden = true; };
    /// Sets a canvas to a size in CSS pixels and gives its context, scaled to the screen's pixels.
    const prepare = (canvas, width, height) => {
      const ratio = Math.min(devicePixelRatio || 1, 3);
      Object.assign(canvas, {width: Math.round(width * ratio), height: Math.round(height * ratio)});
      canvas.style.height = height + 'px';
      const context = canvas.getContext('2d');
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      context.font = '11px ' + styleOf('--sans');
      return context;
    };

    const drawHead = () => {
      const stop = {exit: `exit, status ${account.stop.exitStatus}`, limit: 'stopped by a limit',
        fault: 'unhandled fault', lockup: 'lockup', sleep: 'asleep for ever', interrupted: 'interrupted',
        output: 'output failed'}[account.stop.reason] ?? account.stop.reason;
      byId('title').append(make('b', {}, account.firmware.split('/').pop()), ` on ${account.target}: memory · ${stop}`);
      const {totals, peak, linked} = account;
      const fact = (name, value, detail, share) => make('div', {}, make('dt', {}, name),
        make('dd', {}, value, make('small', {}, detail),
          share === undefined ? null
            : make('div', {class: 'meter'}, make('i', {style: `width:${Math.min(100 * share, 100).toFixed(2)}%`}))));
      byId('facts').append(
        fact('flash', bytes(totals.flashBytes),
          `of ${size(totals.flashSize)}, ${count(totals.flashSize - totals.flashBytes)} left`,
          totals.flashBytes / Math.max(totals.flashSize, 1)),
        fact('RAM, each part at its most', bytes(totals.ramBytes),
          `of ${size(totals.ramSize)}, ${count(totals.ramSize - totals.ramBytes)} left`,
          totals.ramBytes / Math.max(totals.ramSize, 1)),
        fact('peak of live memory', bytes(peak.bytes),
          `${when(peak.moment)}; sum of maxima ${count(peak.sumOfMaxima)}`),
        ...account.stacks.slice(0, 1).map((stack) => fact(stack.name, bytes(stack.highWaterBytes),
          stack.reserve && stack.reserve.basis !== 'undeclared'
            ? `of ${count(stack.reserve.size)} reserved, ${count(stack.remainingBytes)} left` : 'no reserve declared')),
        ...(account.heap ? [fact('heap', bytes(account.heap.peakBytes),
          `in ${plural(account.heap.peakBlocks, 'block')}; extent ${count(account.heap.extentBytes)}`)] : []),
        fact('linked', `${count(linked.text + linked.data)} / ${count(linked.data + linked.bss)}`,
          `text ${count(linked.text)}, data ${count(linked.data)}, bss ${count(linked.bss)}`));
      for (const [id, list] of [['warnings', account.warnings], ['notes', account.notes]]) {
        byId(id).hidden = !list.length;
        byId(id).append(...list.map((words) => make('li', {}, words)));
      }
    };

    const inBlock = account.stacks.map((stack) => stack.reserve?.basis === 'block');
    const intervals = account.timeline.intervals;
    const span = Math.max(account.timeline.intervalCycles * intervals.length, account.cycles, 1);
    const partsOf = (interval) => [
      ['bss', account.peak.staticBytes], ['tensors', interval.tensorBytes], ['heap', interval.heapBytes],
      ['stack', interval.stackBytes.reduce((sum, own, index) => sum + (inBlock[index] ? 0 : own), 0)]];
    const frame = {left: 92, right: 14};
    const timeAxis = (context, width, bottom) => {
      const plot = width - frame.left - frame.right;
      const marks = Math.max(2, Math.floor(plot / 180));
      context.textBaseline = 'top';
      for (let mark = 0; mark <= marks; mark++) {
        const x = frame.left + (plot * mark) / marks;
        context.fillStyle = styleOf('--strong');
        context.fillRect(Math.min(x, frame.left + plot - 1), bottom, 1, 4);
        context.fillStyle = styleOf('--muted');
        context.textAlign = mark === 0 ? 'left' : mark === marks ? 'right' : 'center';
        context.fillText(mark === 0 ? '0' : timeOf((span * mark) / marks), x, bottom + 7);
      }
    };
    const drawTime = () => {
      const canvas = byId('time');
      const width = canvas.clientWidth;
      if (!width || !intervals.length) return;
      const [top, tall] = [12, 190];
      const context = prepare(canvas, width, top + tall + 28);
      const plot = width - frame.left - frame.right;
      const totals = intervals.map((interval) => partsOf(interval).reduce((sum, [, own]) => sum + own, 0));
      const most = Math.max(...totals, account.peak.bytes, 1);
      const step = (plot * account.timeline.intervalCycles) / span;
      intervals.forEach((interval, index) => {
        // Whole pixels, so that neighbours neither overlap nor leave a gap.
        const x = Math.round(frame.left + index * step);
        const wide = Math.max(Math.round(frame.left + (index + 1) * step) - x, 1);
        let y = top + tall;
        for (const [kind, own] of partsOf(interval)) {
          const high = (own / most) * tall;
          context.fillStyle = styleOf('--' + kind);
          context.fillRect(x, y - high, wide, high);
          y -= high;
        }
      });
      for (const share of [0, 0.5, 1]) {
        const y = Math.round(top + tall * (1 - share));
        context.fillStyle = styleOf('--rule');
        context.fillRect(frame.left, y, plot, 1);
        context.fillStyle = styleOf('--muted');
        context.textAlign = 'right';
        context.textBaseline = 'middle';
        context.fillText(count(Math.round(most * share)), frame.left - 8, y);
      }
      const peak = frame.left + (plot * account.peak.moment.cycle) / span;
      context.fillStyle = styleOf('--ink');
      context.fillRect(peak, top - 8, 1, tall + 8);
      context.textAlign = peak > width / 2 ? 'right' : 'left';
      context.textBaseline = 'bottom';
      context.fillText('peak', peak + (peak > width / 2 ? -4 : 4), top);
      timeAxis(context, width, top + tall);
      canvas.dataset.columns = intervals.length;
      canvas.onpointermove = (event) => {
        const x = event.clientX - canvas.getBoundingClientRect().left - frame.left;
        const index = Math.floor(x / step);
        const interval = intervals[index];
        if (!interval) return hideTip();
        const from = index * account.timeline.intervalCycles;
        showTip(event, [`cycle ${count(from)}, ${timeOf(from)}: ${bytes(totals[index])}`,
          ...partsOf(interval).map(([kind, own]) => `${kind === 'bss' ? 'static' : kindWords[kind]} ${bytes(own)}`)]);
      };
      canvas.onpointerleave = hideTip;
    };
    """#
}
