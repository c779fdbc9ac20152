extension MemoryPage {
  /// A picture for each memory: addresses upwards, time to the right; sections as bands, blocks and tensors as rectangles,
  /// stacks as areas under their tops.
  static let mapScript = #"""
    /// What is drawn: {kind, start, end (addresses), from, to (cycles), words}; later ones lie over earlier ones.
    const shapes = [];
    const collect = () => {
      const always = {from: 0, to: span};
      const reserves = [...account.stacks.map((stack) => [stack.name, stack.reserve]), ['heap', account.heap?.reserve]];
      for (const [name, reserve] of reserves) {
        if (!reserve || reserve.basis === 'undeclared' || ['object', 'block', 'section'].includes(reserve.basis)) continue;
        shapes.push({...always, kind: 'reserve', start: reserve.address, end: reserve.address + reserve.size,
          words: [`reserved for the ${name}`, bytes(reserve.size), reserve.name]});
      }
      for (const memory of account.memories)
        for (const section of memory.sections)
          shapes.push({...always, kind: section.use, start: section.address, end: section.address + section.size,
            isSection: true, name: section.name,
            words: [section.name, kindWords[section.use], bytes(section.size)]});
      const {heap, arena} = account;
      if (heap) {
        shapes.push({...always, kind: 'heap', isFaint: true, start: heap.address, end: heap.address + heap.extentBytes,
          words: ['heap', `extent ${bytes(heap.extentBytes)}`]});
        for (const block of heap.blocks) {
          const {function: caller, file, line} = block.caller;
          shapes.push({kind: 'heap', start: block.address, end: block.address + Math.max(block.size, 1),
            from: block.allocatedCycle, to: block.freedCycle ?? span, isBlock: true,
            words: [`block of ${bytes(block.size)}`,
              `asked for in ${caller}${file ? ` ${file.split('/').pop()}:${line}` : ''}`,
              `cycle ${count(block.allocatedCycle)} to ` +
                (block.freedCycle === undefined ? 'the end, not freed' : count(block.freedCycle))]});
        }
      }
      for (const tensor of arena?.tensors ?? [])
        for (const life of tensor.spans)
          shapes.push({kind: 'tensors', start: tensor.address, end: tensor.address + tensor.size, from: life.start,
            to: life.end, isBlock: true, words: [`tensor ${tensor.name}`, bytes(tensor.size),
              `from ${tensor.firstLayer} to ${tensor.lastLayer}`]});
      account.stacks.forEach((stack, index) => {
        const words = [stack.name, `at most ${bytes(stack.highWaterBytes)}`, when(stack.peak)];
        shapes.push({...always, kind: 'stack', isFaint: true, start: stack.lowest, end: stack.top, words});
        intervals.forEach((interval, at) => {
          const own = interval.stackBytes[index] ?? 0;
          if (own)
            shapes.push({kind: 'stack', start: stack.top - own, end: stack.top,
              from: at * account.timeline.intervalCycles, to: (at + 1) * account.timeline.intervalCycles,
              words: [stack.name, `${bytes(own)} in use`, words[1]]});
        });
      });
    };

    const drawMap = (memory, parts, canvas) => {
      const width = canvas.clientWidth;
      if (!width) return;
      const drawn = parts.reduce((sum, part) => sum + part.end - part.start, 0);
      const [top, gap] = [8, 22];
      // What never changes needs no room.
      const isSteady = !shapes.some((shape) => (shape.isBlock || shape.kind === 'stack') &&
        shape.end > memory.address && shape.start < memory.address + memory.size);
      const tall = isSteady ? Math.max(72, 22 * parts.length)
        : Math.min(Math.max(90, 26 * parts.length, Math.sqrt(drawn) * 2.2), 380);
      const ends = memory.address + memory.size;
      const cuts = parts.length - 1 + (parts.at(-1).end < ends ? 1 : 0) + (parts[0].start > memory.address ? 1 : 0);
      const height = top + tall + cuts * gap + 26;
      const context = prepare(canvas, width, height);
      const plot = width - frame.left - frame.right;
      const xOf = (cycle) => frame.left + (plot * Math.min(cycle, span)) / span;
      // From the bottom up; a part has room by its size, and never less than can be seen.
      const least = 14;
      const spare = Math.max(tall - least * parts.length, 0);
      let y = top + tall + cuts * gap;
      const cut = (from, to) => {
        context.fillStyle = styleOf('--faint');
        context.textAlign = 'left';
        context.textBaseline = 'middle';
        context.fillText(`⋯ ${bytes(to - from)} free ⋯`, frame.left + 6, y - gap / 2);
        y -= gap;
      };
      const bands = [];
      if (parts[0].start > memory.address) cut(memory.address, parts[0].start);
      parts.forEach((part, index) => {
        if (index > 0) cut(parts[index - 1].end, part.start);
        const high = least + (spare * (part.end - part.start)) / Math.max(drawn, 1);
        bands.push({...part, bottom: y, high});
        y -= high;
      });
      if (parts.at(-1).end < ends) cut(parts.at(-1).end, ends);

      const placed = [];
      for (const band of bands) {
        context.fillStyle = styleOf('--free');
        context.fillRect(frame.left, band.bottom - band.high, plot, band.high);
        const yOf = (address) => band.bottom - (band.high * (address - band.start)) / (band.end - band.start);
        for (const shape of shapes) {
          if (shape.end <= band.start || shape.start >= band.end) continue;
          const [low, high] = [yOf(Math.max(shape.start, band.start)), yOf(Math.min(shape.end, band.end))];
          const [x, right] = [xOf(shape.from), xOf(shape.to)];
          const box = {x, y: high, width: Math.max(right - x, 1), height: Math.max(low - high, 0.75), shape};
          context.globalAlpha = shape.isFaint ? 0.28 : shape.isBlock ? 0.9 : 1;
          context.fillStyle = styleOf('--' + shape.kind);
          context.fillRect(box.x, box.y, box.width + (shape.isBlock ? 0 : 0.3), box.height);
          context.globalAlpha = 1;
          if (shape.isBlock && box.height > 3 && box.width > 3) {
            context.strokeStyle = styleOf(`--${shape.kind}2`);
            context.lineWidth = 1;
            context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
          }
          if (shape.isSection && box.height > 15) {
            context.fillStyle = styleOf('--panel');
            context.textAlign = 'left';
            context.textBaseline = 'middle';
            context.fillText(shape.name, box.x + 6, box.y + box.height / 2);
          }
          placed.push(box);
        }
        context.fillStyle = styleOf('--muted');
        context.textAlign = 'right';
        context.textBaseline = 'bottom';
        context.fillText(hexadecimal(band.start), frame.left - 8, band.bottom);
        if (band.high > 26) {
          context.textBaseline = 'top';
          context.fillText(hexadecimal(band.end), frame.left - 8, band.bottom - band.high);
        }
      }
      timeAxis(context, width, height - 24);
      canvas.dataset.shapes = placed.length;
      canvas.onpointermove = (event) => {
        const bounds = canvas.getBoundingClientRect();
        const [x, at] = [event.clientX - bounds.left, event.clientY - bounds.top];
        let found = null;
        for (const box of placed)
          if (x >= box.x && x < box.x + box.width && at >= box.y && at < box.y + Math.max(box.height, 2)) found = box;
        if (!found) return hideTip();
        const {shape} = found;
        const range = `${hexadecimal(shape.start)} to ${hexadecimal(shape.end - 1)}`;
        showTip(event, [shape.words[0], range, ...shape.words.slice(1).filter(Boolean)]);
      };
      canvas.onpointerleave = hideTip;
    };

    const maps = [];
    const startMaps = () => {
      collect();
      account.memories.forEach((memory, index) => {
        if (!axes[index].length) return;
        const canvas = make('canvas', {role: 'img', 'aria-label': `Use of ${memory.name} over time`});
        const left = memory.remainingBytes;
        byId('maps').append(make('div', {class: 'map'},
          make('h3', {}, memory.name, make('span', {},
            `${memory.kind}, ${size(memory.size)} at ${hexadecimal(memory.address)} · ${bytes(memory.usedBytes)} used, ` +
            `${count(left)} left`)),
          canvas));
        maps.push(() => drawMap(memory, axes[index], canvas));
      });
      const kinds = ['code', 'constants', 'initialisers', 'data', 'bss', 'tensors', 'heap', 'stack', 'reserve'];
      const shown = new Set(shapes.map((shape) => shape.kind));
      byId('map-legend').append(
        ...kinds.filter((kind) => shown.has(kind)).map((kind) => entry(kind, kindWords[kind])), entry('free', 'free'),
        account.heap || account.stacks.length
          ? make('span', {}, 'pale: reached at some time by the heap or a stack') : '');
    };
    """#
}
