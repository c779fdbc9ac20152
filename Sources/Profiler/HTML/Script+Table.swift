extension HTMLReport {
  /// A table that sorts by every column and shows so many rows at first that it opens at once.
  static let tableScript = #"""
    /// `columns`: { title, tip, value(row) to sort by, cell(row) to show, words: sorted as words }. `rows()` gives the
    /// rows left by the search; `pick(row)` is what a click does; `current()` is the row that is shown elsewhere;
    /// rows of which `dim(row)` holds are paler.
    const makeTable = ({host, caption, columns, rows, pick, current, dim, sortedBy = -1, step = 100}) => {
      let column = sortedBy;
      let ascending = false;
      let shown = step;
      const head = make('tr');
      const body = make('tbody');
      const more = make('div', {class: 'more'});
      const table =
        make('table', {}, make('caption', {class: 'visually-hidden'}, caption), make('thead', {}, head), body);
      const headers = columns.map((each, index) => {
        const button = make('button', {
          type: 'button',
          title: each.tip,
          onclick: () => {
            ascending = column === index ? !ascending : Boolean(each.words);
            column = index;
            draw();
          }
        },
          each.title);
        const cell = make('th', {scope: 'col', class: each.words ? 'words' : null}, button);
        head.append(cell);
        return cell;
      });
      host.append(table, more);

      const sorted = () => {
        const list = rows();
        if (column < 0) return list;
        const {value, words} = columns[column];
        const keys = new Map(list.map((row) => [row, value(row)]));
        const sign = ascending ? 1 : -1;
        // Rows without a value (null) come last either way.
        return list.sort((a, b) => {
          const [x, y] = [keys.get(a), keys.get(b)];
          if (x === null || y === null) return (x === null) - (y === null) || a - b;
          return sign * (words ? (x < y ? -1 : x > y ? 1 : 0) : x - y) || a - b;
        });
      };
      const rowElement = (row) => {
        const element = make('tr', {'data-row': row});
        columns.forEach((each, index) => {
          const cell = make(index === 0 ? 'th' : 'td', {class: each.words ? 'words' : null});
          if (index === 0) cell.scope = 'row';
          const content = each.cell(row);
          if (content !== null && content !== undefined) cell.append(content);
          element.append(cell);
        });
        return element;
      };
      const mark = () => {
        const row = String(current?.() ?? -1);
        for (const element of body.children) {
          element.toggleAttribute('data-current', element.dataset.row === row);
          element.toggleAttribute('data-dim', Boolean(dim?.(Number(element.dataset.row))));
        }
      };
      const draw = () => {
        headers.forEach((cell, index) => cell.setAttribute('aria-sort',
                          index !== column ? 'none'
                            : ascending    ? 'ascending'
                                           : 'descending'));
        const list = sorted();
        body.replaceChildren(...list.slice(0, shown).map(rowElement));
        table.dataset.rows = list.length;
        more.replaceChildren();
        if (list.length === 0) more.append(make('p', {class: 'empty'}, 'Nothing matches the search.'));
        if (list.length > shown) {
          const next = Math.min(5 * step, list.length - shown);
          more.append(make('button', {
            type: 'button',
            onclick: () => {
              shown += next;
              draw();
            }
          },
                        `Show ${count(next)} more`),
            make('span', {}, `${count(shown)} of ${count(list.length)} rows`));
        }
        mark();
        return list.length;
      };
      body.onclick = (event) => {
        const row = event.target.closest('tr')?.dataset.row;
        if (row !== undefined && pick && !getSelection()?.toString()) pick(Number(row));
      };
      return {
        draw: () => {
          shown = step;
          host.scrollTop = 0;
          return draw();
        },
        mark
      };
    };
    /// What a row is picked by with the keyboard; the click itself is the row's.
    const pickButton = (...children) => make('button', {type: 'button', class: 'pick'}, ...children);
    """#
}
