extension MemoryPage {
  /// The call paths of the peaks, all tables, and the start of everything.
  static let tablesScript = #"""
    /// Columns are names, those with '<' to the left; rows are lists of text or of {words, class, share}.
    const table = (id, columns, rows) => {
      const isLeft = (index) => index === 0 || columns[index].startsWith('<');
      const cell = (value, index) => {
        const {words, style, share} = typeof value === 'object' && value !== null ? value : {words: value};
        const inner = share === undefined ? words
          : make('span', {class: 'share', style: `--part:${(100 * Math.min(share, 1)).toFixed(1)}%`}, words);
        return make('td', {class: [isLeft(index) ? 'words' : '', style ?? ''].join(' ').trim() || null}, inner ?? '–');
      };
      byId(id).append(make('table', {},
        make('thead', {}, make('tr', {}, ...columns.map((name, index) =>
          make('th', {scope: 'col', class: isLeft(index) ? 'words' : null}, name.replace('<', ''))))),
        make('tbody', {}, ...rows.map((row) => make('tr', {class: row.isEmpty ? 'empty' : null}, ...row.map(cell))))));
    };
    const left = (number) => number === undefined ? '–'
      : number < 0 ? {words: `${count(-number)} missing`, style: 'over'} : count(number);
    const orNone = (number) => number ? count(number) : '–';
    const basisWords = (reserve) => !reserve ? 'outside all memories' : {
      linker: `linker: ${reserve.name}`, option: reserve.name, object: `object ${reserve.name}`,
      block: `heap block of ${reserve.name}`, section: `section ${reserve.name}`,
      undeclared: 'nothing: all that is free'}[reserve.basis];

    const drawPath = (name, detail, moment) => {
      const calls = moment?.calls ?? [];
      byId('paths').append(make('div', {}, make('h3', {}, name, make('span', {}, detail)),
        make('ol', {}, ...calls.map((call) => {
          const {file, line, function: owner} = call.place;
          const kind = {inlined: 'inlined', exception: `exception ${call.exception}`, task: 'task'}[call.kind];
          return make('li', {}, make('i', {}, call.bytes === undefined ? '' : count(call.bytes)),
            make('span', {}, owner, make('small', {}, [kind, file ? `${file.split('/').pop()}:${line}` : null]
              .filter(Boolean).join(' · '))));
        }))));
    };

    const drawTables = () => {
      const {peak, heap, arena} = account;
      drawPath('live memory', `${bytes(peak.bytes)} ${when(peak.moment)}`, peak.moment);
      for (const stack of account.stacks)
        drawPath(stack.name, `${bytes(stack.highWaterBytes)} ${when(stack.peak)}`, stack.peak);
      if (heap) drawPath('heap', `${bytes(heap.peakBytes)} ${when(heap.peak)}`, heap.peak);
      if (arena)
        drawPath('tensors', `${bytes(arena.peakBytes)} in layer ${arena.peakLayer}` +
          (arena.peak ? ` ${when(arena.peak)}` : ''), arena.peak);

      table('memories', ['memory', '<kind', 'address', 'size', 'sections', 'heap', 'stacks', 'used', 'left', 'share'],
        account.memories.map((memory) => {
          const row = [memory.name, memory.role === 'flash' ? `${memory.kind}, program` : memory.kind,
            hexadecimal(memory.address), size(memory.size), orNone(memory.sectionBytes), orNone(memory.heapBytes),
            orNone(memory.stackBytes), orNone(memory.usedBytes), left(memory.remainingBytes),
            {words: percent(memory.usedBytes, memory.size), share: memory.usedBytes / memory.size}];
          row.isEmpty = !memory.usedBytes;
          return row;
        }));
      const areas = account.stacks.map((stack) => [stack.name, stack.memory ?? 'outside', hexadecimal(stack.lowest),
        stack.reserve && stack.reserve.basis !== 'undeclared' ? count(stack.reserve.size) : 'not declared',
        {words: count(stack.highWaterBytes), style: stack.remainingBytes < 0 ? 'over' : ''}, left(stack.remainingBytes),
        basisWords(stack.reserve)]);
      if (heap)
        areas.push(['heap', heap.memory ?? 'outside', hexadecimal(heap.address),
          heap.reserve && heap.reserve.basis !== 'undeclared' ? count(heap.reserve.size) : 'not declared',
          `${count(heap.extentBytes)} (${count(heap.peakBytes)} live)`, left(heap.remainingBytes),
          basisWords(heap.reserve)]);
      if (arena)
        areas.push(['tensors', arena.memory ?? 'outside', hexadecimal(arena.address),
          count(arena.reserve?.size ?? arena.size), count(arena.peakBytes),
          left((arena.reserve?.size ?? arena.size) - arena.peakBytes),
          arena.reserve ? basisWords(arena.reserve) : 'tensor map']);
      table('areas', ['area', '<memory', 'lowest address', 'reserved', 'peak', 'left', '<set aside by'], areas);
      table('sections', ['section', '<memory', '<use', 'address', 'bytes', 'of memory'],
        account.memories.flatMap((memory) => memory.sections.map((section) => [section.name, memory.name,
          kindWords[section.use], hexadecimal(section.address), count(section.size),
          {words: percent(section.size, memory.size), share: section.size / memory.size}])));
      const symbols = account.memories.flatMap((memory) => memory.symbols.map((symbol) => ({memory, symbol})))
        .sort((a, b) => b.symbol.size - a.symbol.size);
      byId('symbols-summary').textContent = `${plural(symbols.length, 'row')}, largest first` +
        (symbols.length > 1000 ? '; the first 1,000' : '');
      table('symbols', ['symbol', '<section', '<memory', '<use', 'address', 'bytes', 'of memory’s sections'],
        symbols.slice(0, 1000).map(({memory, symbol}) => [symbol.name, symbol.section, memory.name,
          kindWords[symbol.use], symbol.address === undefined ? '–' : hexadecimal(symbol.address), count(symbol.size),
          {words: percent(symbol.size, memory.sectionBytes), share: symbol.size / memory.sectionBytes}]));
      if (account.boards.length) {
        byId('boards-panel').hidden = false;
        table('boards', ['board', '<fits', 'flash', 'to spare', 'RAM', 'to spare', '<why not'],
          account.boards.map((fit) => [fit.board, {words: fit.fits ? 'yes' : 'no', style: fit.fits ? 'good' : 'over'},
            size(fit.flashSize), left(fit.flashSpareBytes), size(fit.ramSize), left(fit.ramSpareBytes),
            {style: 'wrap', words: [fit.core, ...fit.unplaced.map((need) =>
              `${need.name} (${bytes(need.bytes)}) in one piece, most free ${count(need.largestFree)}`)]
              .filter(Boolean).join('; ')}]));
      }
    };

    const start = () => {
      drawHead();
      startMaps();
      drawTables();
      byId('time-summary').textContent = `${plural(intervals.length, 'interval')} of ` +
        `${plural(account.timeline.intervalCycles, 'cycle')}; static ${bytes(account.peak.staticBytes)}; in each the most of each kind within it`;
      byId('time-legend').append(entry('bss', 'static'),
        ...['tensors', 'heap', 'stack'].filter((kind) => intervals.some((interval) => partsOf(interval)
          .some(([own, value]) => own === kind && value > 0))).map((kind) => entry(kind, kindWords[kind])));
      const draw = () => {
        drawTime();
        for (const map of maps) map();
      };
      let width = document.querySelector('main').clientWidth;
      new ResizeObserver(() => {
        const now = document.querySelector('main')?.clientWidth;
        if (!now || now === width) return;
        width = now;
        draw();
      }).observe(document.querySelector('main'));
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
      draw();
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
