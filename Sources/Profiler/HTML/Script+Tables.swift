extension HTMLReport {
  /// The tables of functions, lines, layers and regions, and what shows a function's or a file's code.
  static let tablesScript = #"""
    const optional = (number) => (number < 0 ? null : number);
    const shown = (number) => (number === null || number < 0 ? '' : count(number));
    const numberColumn = (title, tip, values) =>
      ({title, tip, value: (row) => values[row], cell: (row) => count(values[row])});
    const stallColumn = (rows, sum) => ({
      title: 'stalls',
      tip: 'Cycles by cause; sorted by the share in which nothing was issued',
      value: (row) => (sum[row] ? 1 - rows.stalls[row * causeCount] / sum[row] : null),
      cell: (row) => stallBar(stallsOf(rows, row)),
    });
    const missColumn = (rows) => ({
      title: 'misses',
      tip: 'Misses of caches and flash lines, of fetches and of data accesses',
      value: (row) => rows.fetchMisses[row] + rows.dataMisses[row],
      cell: (row) => {
        return make('span', {title: missWords(rows, row)}, missText(rows, row));
      },
    });
    const perInstruction = (cycles, number) => (number ? cycles / number : null);
    const ratioColumn = (title, tip, ratio, digits = 2) => ({
      title,
      tip,
      value: ratio,
      cell: (row) => {
        const value = ratio(row);
        return value === null ? '' : fixed(value, digits);
      },
    });

    const functionTable = makeTable({
      host: byId('functions'),
      caption: 'Functions',
      sortedBy: 1,
      rows: () => functions.name.map((_, row) => row).filter((row) => !state.matches || state.matches[row]),
      pick: (row) => showFunction(row, true),
      current: () => (state.file ? -1 : state.function),
      columns: [
        {
          title: 'function',
          tip: 'Name; where the source defines it',
          words: true,
          value: (row) => nameOf(row).toLowerCase(),
          cell: (row) => {
            const button = pickButton(swatch(colourOf(row)), nameOf(row));
            button.title =
              [nameOf(row), hexadecimal(functions.address[row]), text(functions.file[row])].filter(Boolean).join('\n');
            return make('span', {class: 'name'}, button,
              make('small', {}, place(text(functions.file[row]), functions.line[row])));
          }
        },
        {
          title: 'self',
          tip: 'Cycles of its own instructions',
          value: (row) => functions.self[row],
          cell: (row) => shareCell(functions.self[row])
        },
        {
          title: 'inclusive',
          tip: 'The same and those of all that it called',
          value: (row) => functions.inclusive[row],
          cell: (row) => shareCell(functions.inclusive[row])
        },
        numberColumn('calls', 'Times it was called', functions.calls),
        {
          title: 'min',
          tip: 'Cycles of the shortest call',
          value: (row) => optional(functions.minimum[row]),
          cell: (row) => shown(functions.minimum[row])
        },
        {
          title: 'max',
          tip: 'Cycles of the longest call',
          value: (row) => optional(functions.maximum[row]),
          cell: (row) => shown(functions.maximum[row])
        },
        numberColumn('instr.', 'Instructions of its own executed', functions.instructions),
        ratioColumn('CPI', 'Cycles per instruction, its own',
          (row) => perInstruction(functions.self[row], functions.instructions[row])),
        stallColumn(functions, functions.self),
        missColumn(functions),
      ],
    });

    const lineMatches = (row) => {
      if (!state.matches) return true;
      if (wordMatches(lines.file[row])) return true;
      const owners = lineFunctions.get(lineKey(lines.file[row], lines.line[row]));
      for (const name of owners ?? [])
        if (wordMatches(name)) return true;
      return query().includes(':') && `${text(lines.file[row])}:${lines.line[row]}`.toLowerCase().includes(query());
    };
    const lineTable = makeTable({
      host: byId('lines'),
      caption: 'Source lines',
      sortedBy: 1,
      rows: () => lines.line.map((_, row) => row).filter(lineMatches),
      pick: (row) => showLine(text(lines.file[row]), lines.line[row], true),
      current: () => (state.file ? lineRows.get(lineKey(fileIndices.get(state.file), state.line)) ?? -1 : -1),
      columns: [
        {
          title: 'line',
          tip: 'File and line; the source',
          words: true,
          value: (row) => `${text(lines.file[row])}:${String(lines.line[row]).padStart(8, '0')}`,
          cell: (row) => {
            const file = text(lines.file[row]);
            const button = pickButton(place(file, lines.line[row]));
            button.title = `${file}:${lines.line[row]}`;
            return make('span', {class: 'name'}, button,
              make('code', {}, sourceFiles.get(file)?.[lines.line[row] - 1]?.trim() ?? ''));
          }
        },
        {
          title: 'cycles',
          tip: 'Cycles of all instructions of the line',
          value: (row) => lines.cycles[row],
          cell: (row) => shareCell(lines.cycles[row])
        },
        numberColumn('runs', 'The most times that an instruction of the line was executed', lines.executions),
        numberColumn('instr.', 'Instructions executed', lines.instructions),
        ratioColumn(
          'CPI', 'Cycles per instruction', (row) => perInstruction(lines.cycles[row], lines.instructions[row])),
        stallColumn(lines, lines.cycles),
        missColumn(lines),
      ],
    });

    const startLayers = () => {
      const sums = layers.cycles;
      const most = sums.reduce((a, b) => Math.max(a, b), 1);
      const all = sums.reduce((a, b) => a + b, 0);
      const macs = (row) => (layers.macs[row] < 0 ? null : layers.macs[row]);
      const perMAC = (row) => (macs(row) && layers.calls[row] ? sums[row] / (macs(row) * layers.calls[row]) : null);
      byId('layers').hidden = false;
      byId('layers-summary').textContent =
        `${plural(sums.length, 'layer')}, ${plural(all, 'cycle')}, ${percent(all)} of the profile`;
      const moved = layers.traffic.map(bytesMoved);
      const table = makeTable({
        host: byId('layers-table'),
        caption: 'Layers',
        rows: () => sums.map((_, row) => row),
        step: 200,
        pick: (row) => showFunction(layers.function[row], true),
        dim: (row) => state.matches && !state.matches[layers.function[row]] && !wordMatches(layers.name[row]) &&
          !wordMatches(layers.operator[row]),
        columns: [
          {title: '#', tip: 'In order of first execution', value: (row) => row, cell: (row) => String(row + 1)},
          {
            title: 'layer',
            tip: 'Name; function',
            words: true,
            value: (row) => text(layers.name[row]).toLowerCase(),
            cell: (row) => make('span', {class: 'name'}, pickButton(text(layers.name[row])),
              make('small', {}, nameOf(layers.function[row])))
          },
          {
            title: 'operator',
            tip: 'What it computes',
            words: true,
            value: (row) => text(layers.operator[row]) ?? '',
            cell: (row) => text(layers.operator[row]) ?? ''
          },
          {
            title: 'cycles by cause',
            tip: 'Cycles, in the colours of their causes',
            value: (row) => sums[row],
            cell: (row) => {
              const stalls = stallsOf(layers, row);
              const fill = stallBar(stalls, 'fill');
              fill.style.width = `${((100 * sums[row]) / most).toFixed(2)}%`;
              return make('span', {class: 'track'}, fill);
            }
          },
          numberColumn('cycles', 'Over all calls', sums),
          {
            title: 'share',
            tip: 'Of the cycles of the profile',
            value: (row) => sums[row],
            cell: (row) => percent(sums[row])
          },
          {
            title: 'MACs',
            tip: 'Multiplications with accumulation of one call',
            value: macs,
            cell: (row) => shown(macs(row))
          },
          ratioColumn('cycles/MAC', 'Cycles for each multiplication with accumulation', perMAC, 3),
          numberColumn('calls', 'Times it ran', layers.calls),
          {
            title: 'moved',
            tip: 'Bytes loaded and stored',
            value: (row) => moved[row],
            cell: (row) => make('span', {title: trafficText(layers.traffic[row])}, bytes(moved[row]))
          },
          missColumn(layers),
        ],
      });
      table.draw();
      changed.search.push(table.mark);
    };
    const startRegions = () => {
      byId('regions').hidden = false;
      makeTable({
        host: byId('regions-table'),
        caption: 'Regions of interest',
        rows: () => regions.name.map((_, row) => row),
        step: 200,
        columns: [
          {
            title: 'region',
            tip: 'As asked for',
            words: true,
            value: (row) => text(regions.name[row]),
            cell: (row) => text(regions.name[row])
          },
          numberColumn('passes', 'Passes that ended', regions.count),
          {
            title: 'total cycles',
            tip: 'Over all passes',
            value: (row) => regions.total[row],
            cell: (row) => shareCell(regions.total[row])
          },
          ...['minimum', 'median', 'maximum'].map((key) => ({
            title: key,
            tip: `Cycles of one pass, ${key}`,
            value: (row) => optional(regions[key][row]),
            cell: (row) => shown(regions[key][row])
          })),
          {
            title: 'median time',
            tip: 'At the clock at the end',
            value: (row) => optional(regions.median[row]),
            cell: (row) => (regions.median[row] < 0 ? '' : timeOf(regions.median[row]))
          },
        ],
      }).draw();
    };

    const tabs = ['functions', 'lines'];
    const selectTab = (name) => {
      state.table = name;
      for (const each of tabs) {
        byId(each).hidden = each !== name;
        const button = byId('tab-' + each);
        button.setAttribute('aria-selected', String(each === name));
        button.tabIndex = each === name ? 0 : -1;
      }
      tellTables();
    };
    const matching = {
      functions: 0,
      lines: 0
    };
    const tellTables = () => {
      const all = state.table === 'functions' ? functions.name.length : lines.line.length;
      const rows = plural(all, state.table === 'functions' ? 'function' : 'line');
      byId('tables-summary').textContent = state.matches ? `${count(matching[state.table])} of ${rows} match` : rows;
    };
    const drawTables = () => {
      matching.functions = functionTable.draw();
      matching.lines = lineTable.draw();
      tellTables();
    };

    const showFunction = (row, scroll = false) => {
      Object.assign(state, {function: row, file: null, line: 0, picked: true});
      announce('code');
      if (scroll) revealCode();
    };
    const showLine = (file, line, scroll = false) => {
      const owner = lineInstructions.get(lineKey(fileIndices.get(file), line));
      if (owner) state.function = instructions.function[owner[0]];
      Object.assign(state, {file, line, view: 'source', picked: true});
      announce('code');
      if (scroll) revealCode();
    };
    /// Where tables and code are one above the other, brings the code into view.
    const revealCode = () => {
      if (innerWidth < 1880) byId('code').scrollIntoView({block: 'nearest'});
    };
    """#
}
