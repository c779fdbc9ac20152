extension HTMLReport {
  /// Annotated source and disassembly of a function, or of a file.
  static let codeScript = #"""
    const code = {
      rows: byId('code-rows'),
      heat: 'cycles',
      step: 400
    };
    const heats = [
      ['cycles', 'cycles'], ['executions', 'executions'],
      ...report.causes.map((title, cause) => ['cause' + cause, title])
    ];
    const heatValue = (rows, row) => {
      if (code.heat === 'cycles') return rows.cycles[row];
      if (code.heat === 'executions') return rows.executions[row];
      return rows.stalls[row * causeCount + Number(code.heat.slice('cause'.length))];
    };
    const heatStyle = (value, most) =>
      value > 0 && most > 0 ? `--heat:${(100 * (value / most) ** 0.7).toFixed(1)}%` : null;

    /// The file to show: the one asked for, else where the function is defined, else where its first line is from.
    const fileOf = () => {
      if (state.file) return state.file;
      const own = text(functions.file[state.function]);
      if (own !== null) return own;
      const first = functionInstructions[state.function]?.find((row) => instructions.file[row] >= 0);
      return first === undefined ? null : text(instructions.file[first]);
    };
    const codeTable = (titles, caption) => {
      const body = make('tbody');
      const table = make('table', {class: 'code'}, make('caption', {class: 'visually-hidden'}, caption),
        make('thead', {},
          make('tr', {}, ...titles.map(([title, kind]) => make('th', {scope: 'col', class: kind}, title)))),
        body);
      return {table, body, width: titles.length};
    };
    const cells = (...contents) => contents.map((content) => make('td', {}, content ?? ''));
    const missWords = (rows, row) =>
      `misses: fetch ${count(rows.fetchMisses[row])}, data ${count(rows.dataMisses[row])}`;
    const missText = (rows, row) => {
      const sum = rows.fetchMisses[row] + rows.dataMisses[row];
      return sum ? count(sum) : '';
    };
    const moreRow = (width, words, onclick) =>
      make('tr', {class: 'separator'}, make('td', {colspan: width}, make('button', {type: 'button', onclick}, words)));

    /// The instructions of `list` from `from` to `to`, with the source line above those that come from another.
    const instructionRows = (list, from, to, width, most, withPlaces) => {
      const result = [];
      let before = '';
      for (let index = from; index < to; index++) {
        const row = list[index];
        const previous = list[index - 1];
        const gap =
          index > 0 ? instructions.address[row] - instructions.address[previous] - instructions.size[previous] : 0;
        if (gap > 0 && withPlaces) {
          result.push(make('tr', {class: 'gap'}, make('td', {colspan: width}, `${plural(gap, 'byte')} not executed`)));
        }
        const origin = [instructions.file[row], instructions.line[row], instructions.inlined[row]].join();
        if (origin !== before && withPlaces) result.push(placeRow(row, width));
        before = origin;
        const stalls = stallsOf(instructions, row);
        const moved = instructions.traffic[row];
        result.push(make('tr', {class: 'instruction', 'data-address': instructions.address[row]},
          make('td', {class: 'address'}, hexadecimal(instructions.address[row])),
          make('td', {class: 'encoding'}, text(instructions.encoding[row])),
          ...cells(count(instructions.executions[row])),
          make('td', {class: 'heat', style: heatStyle(heatValue(instructions, row), most)},
            count(instructions.cycles[row])),
          ...cells(instructions.cycles[row] ? percent(instructions.cycles[row]) : '', stallBar(stalls)),
          make('td', {title: missWords(instructions, row)}, missText(instructions, row)),
          make('td', {title: trafficText(moved)}, moved.length ? bytes(bytesMoved(moved)) : ''),
          make('td', {class: 'text'}, ...assembly(text(instructions.text[row])))));
      }
      return result;
    };
    const assembly = (words) => {
      const [mnemonic, ...operands] = words.split('\t');
      return [make('b', {}, mnemonic), ' '.repeat(Math.max(1, 8 - mnemonic.length)) + operands.join(' ')];
    };
    /// The source line that the next instructions are for, and the calls that were inlined there.
    const placeRow = (row, width) => {
      const file = text(instructions.file[row]);
      const line = instructions.line[row];
      const parts = [];
      if (file === null) parts.push(make('span', {class: 'place'}, 'no line information'));
      else {
        parts.push(make('button', {type: 'button', class: 'place', title: file, onclick: () => showLine(file, line)},
          place(file, line)));
        const source = sourceFiles.get(file)?.[line - 1];
        if (source !== undefined) parts.push(make('code', {}, source.trim()));
      }
      const chain = instructions.inlined[row] < 0 ? [] : instructions.chains[instructions.inlined[row]];
      for (let at = 0; at < chain.length; at += 3) {
        const from = place(text(chain[at + 1]), chain[at + 2]);
        parts.push(make('span', {class: 'inlined'}, `${text(chain[at])} inlined${from ? ` at ${from}` : ''}`));
      }
      return make('tr', {class: 'separator'}, make('td', {colspan: width}, ...parts));
    };

    const disassemblyTitles = [
      ['address', 'left'], ['encoding', 'left'], ['runs'], ['cycles'], ['share'], ['causes'], ['misses'], ['data'],
      ['instruction', 'left']
    ];
    const drawDisassembly = () => {
      const list = functionInstructions[state.function] ?? [];
      const most = list.reduce((value, row) => Math.max(value, heatValue(instructions, row)), 0);
      const {table, body, width} = codeTable(disassemblyTitles, `Disassembly of ${nameOf(state.function)}`);
      let shown = Math.min(code.step, list.length);
      body.append(...instructionRows(list, 0, shown, width, most, true));
      const addMore = () => {
        if (shown >= list.length) return;
        const left = Math.min(code.step * 5, list.length - shown);
        const row = moreRow(width, `Show ${count(left)} more of ${plural(list.length, 'instruction')}`, () => {
          row.remove();
          const next = Math.min(shown + code.step * 5, list.length);
          body.append(...instructionRows(list, shown, next, width, most, true));
          shown = next;
          addMore();
        });
        body.append(row);
      };
      addMore();
      code.rows.append(list.length ? table : make('p', {class: 'empty'}, 'No instruction of it was executed.'));
      code.rows.dataset.instructions = list.length;
    };

    const sourceTitles = [['line'], ['runs'], ['cycles'], ['share'], ['causes'], ['source', 'left']];
    const drawSource = (file) => {
      const content = sourceFiles.get(file);
      const index = fileIndices.get(file) ?? -2;
      const known = content.map((_, at) => lineRows.get(lineKey(index, at + 1)) ?? -1);
      const most = known.reduce((value, row) => (row < 0 ? value : Math.max(value, heatValue(lines, row))), 0);
      const own = new Set((functionInstructions[state.function] ?? [])
                            .filter((row) => instructions.file[row] === index)
                            .map((row) => instructions.line[row]));
      const focus = state.line > 0                          ? state.line
        : functions.line[state.function] > 0 && !state.file ? functions.line[state.function]
                                                            : [...own].reduce((a, b) => Math.min(a, b), Infinity);
      const start = Number.isFinite(focus) ? focus : 1;
      const {table, body, width} = codeTable(sourceTitles, `Source of ${file}`);
      let first = content.length <= 1000 ? 1 : Math.max(1, Math.min(start - 60, content.length));
      let end = Math.min(content.length, content.length <= 1000 ? content.length : first + code.step);
      const rowsOf = (from, to) => {
        const result = [];
        for (let line = from; line <= to; line++)
          result.push(sourceRow(content[line - 1], line, known[line - 1], index, most, own, width));
        return result;
      };
      const frame = () => {
        body.querySelectorAll('.separator.more').forEach((row) => row.remove());
        const add = (words, where, onclick) => {
          const row = moreRow(width, words, onclick);
          row.classList.add('more');
          body[where](row);
        };
        if (first > 1) {
          add(`Show earlier lines (${count(first - 1)})`, 'prepend', () => {
            const next = Math.max(1, first - code.step);
            body.firstChild.after(...rowsOf(next, first - 1));
            first = next;
            frame();
          });
        }
        if (end < content.length) {
          add(`Show later lines (${count(content.length - end)})`, 'append', () => {
            const next = Math.min(content.length, end + code.step);
            body.lastChild.before(...rowsOf(end + 1, next));
            end = next;
            frame();
          });
        }
      };
      body.append(...rowsOf(first, end));
      frame();
      code.rows.append(table);
      code.rows.dataset.lines = content.length;
      const target = body.querySelector(`[data-line="${start}"]`);
      if (target) code.rows.scrollTop = Math.max(0, target.offsetTop - 60);
    };
    const sourceRow = (content, line, row, file, most, own, width) => {
      const list = lineInstructions.get(lineKey(file, line));
      const number = list ? make('button', {
        type: 'button',
        'aria-expanded': 'false',
        title: 'Show its instructions',
        onclick: (event) => toggleInstructions(event.currentTarget, list, width)
      },
                              String(line))
                          : String(line);
      const kind = [own.has(line) ? 'own' : '', line === state.line ? 'target' : '', row < 0 ? 'idle' : ''].join(' ');
      const element = make('tr', {'data-line': line, class: kind}, make('td', {class: 'number'}, number));
      if (row < 0) element.append(...cells('', '', '', ''));
      else {
        element.append(...cells(count(lines.executions[row])),
          make('td', {class: 'heat', style: heatStyle(heatValue(lines, row), most)}, count(lines.cycles[row])),
          ...cells(percent(lines.cycles[row]), stallBar(stallsOf(lines, row))));
      }
      element.append(make('td', {class: 'text'}, content));
      return element;
    };
    const toggleInstructions = (button, list, width) => {
      const row = button.closest('tr');
      if (button.getAttribute('aria-expanded') === 'true') {
        row.nextSibling.remove();
        button.setAttribute('aria-expanded', 'false');
        return;
      }
      const {table, body} = codeTable(disassemblyTitles, 'Instructions of the line');
      const shown = Math.min(list.length, code.step);
      body.append(...instructionRows(list, 0, shown, disassemblyTitles.length,
        list.reduce((value, each) => Math.max(value, heatValue(instructions, each)), 0), false));
      if (list.length > shown)
        body.append(make('tr', {},
          make('td', {colspan: disassemblyTitles.length}, `${count(list.length - shown)} more instructions`)));
      row.after(make('tr', {class: 'inner'}, make('td', {colspan: width}, table)));
      button.setAttribute('aria-expanded', 'true');
    };
    """#
}
