extension HTMLReport {
  /// Reads what `data(of:sources:)` wrote; names, numbers for people, the state of the view and its link.
  static let dataScript = #"""
    const report = JSON.parse(document.getElementById('profile').textContent);
    const {functions, lines, instructions, paths, layers, regions, timeline, strings} = report;
    const total = Math.max(report.totalCycles, 1);
    const causeCount = report.causes.length;
    const text = (index) => (index < 0 ? null : strings[index]);
    const nameOf = (index) => text(functions.name[index]) ?? 'unknown';

    const grouped = new Intl.NumberFormat('en-US');
    const count = (number) => grouped.format(number);
    const fixed = (number, digits) =>
      number.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});
    const percent = (part, whole = total) => {
      if (!whole || !part) return '0%';
      const share = (100 * part) / whole;
      if (share < 0.01) return '<0.01%';
      return share < 9.995 ? share.toFixed(2) + '%' : share < 99.95 ? share.toFixed(1) + '%' : '100%';
    };
    const plural = (number, one, many = one + 's') => `${count(number)} ${number === 1 ? one : many}`;
    const hexadecimal = (address) => '0x' + address.toString(16).padStart(8, '0');
    /// Three significant digits or more, in the unit that suits.
    const duration = (seconds) => {
      for (const [scale, unit] of [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs']]) {
        if (seconds >= scale) {
          const number = seconds / scale;
          return `${fixed(number, number < 10 ? 3 : number < 100 ? 2 : 1)} ${unit}`;
        }
      }
      return `${fixed(seconds * 1e9, 1)} ns`;
    };
    const timeOf = (cycles) => (report.clock > 0 ? duration(cycles / report.clock) : '');
    /// Simulated time at a cycle; empty where the clock changed on the way, so that cycles do not tell the time.
    const steadyClock = Math.abs(report.seconds * report.clock - total) < 0.002 * total;
    const timeAt = (cycles) => (steadyClock ? timeOf(cycles) : '');
    const frequency = (hertz) => hertz >= 1e6 ? `${+ (hertz / 1e6).toFixed(3)} MHz`
      : hertz >= 1e3 ? `${+ (hertz / 1e3).toFixed(3)} kHz`
                     : `${hertz} Hz`;
    const bytes = (number) => number < 10240 ? `${count(number)} B`
      : number < 10485760 ? `${fixed(number / 1024, 1)} KiB`
                          : `${fixed(number / 1048576, 1)} MiB`;
    /// The end of a path that is enough to know the file by.
    const shortFile = (file) => file.split(/[\\/]/).pop() || file;
    const place = (file, line) => (file === null ? '' : line > 0 ? `${shortFile(file)}:${line}` : shortFile(file));

    /// Cycles by cause of one row; `rows` is a part of the report with `stalls`.
    const stallsOf = (rows, index) => rows.stalls.slice(index * causeCount, (index + 1) * causeCount);
    const stallText = (stalls) => {
      const sum = stalls.reduce((a, b) => a + b, 0);
      return stalls.map((cycles, cause) => [cycles, cause])
        .filter(([cycles]) => cycles > 0)
        .sort((a, b) => b[0] - a[0])
        .map(([cycles, cause]) => `${report.causes[cause]} ${count(cycles)} (${percent(cycles, sum)})`)
        .join('\n');
    };
    const trafficText = (list) => {
      const parts = [];
      for (let at = 0; at < list.length; at += 5) {
        const [memory, loads, stores, loaded, stored] = list.slice(at, at + 5);
        parts.push(`${report.memories[memory] ?? 'memory ' + memory}: ${plural(loads, 'load')} (${bytes(loaded)}), ` +
          `${plural(stores, 'store')} (${bytes(stored)})`);
      }
      return parts.join('\n');
    };
    const bytesMoved = (list) => {
      let sum = 0;
      for (let at = 0; at < list.length; at += 5) sum += list[at + 3] + list[at + 4];
      return sum;
    };

    const sourceFiles = new Map(report.sources.map(([file, content]) => [file, content.split('\n')]));
    const lineKey = (file, line) => file + ':' + line;
    /// Row in `lines` by file (index of string) and line.
    const lineRows = new Map();
    lines.line.forEach((line, row) => lineRows.set(lineKey(lines.file[row], line), row));
    /// Rows in `instructions` of each function and of each line; and the functions that a line is part of, those
    /// inlined there too, by name.
    const functionInstructions = functions.name.map(() => []);
    const lineInstructions = new Map();
    const lineFunctions = new Map();
    instructions.function.forEach((owner, row) => {
      functionInstructions[owner]?.push(row);
      if (instructions.line[row] < 0) return;
      const key = lineKey(instructions.file[row], instructions.line[row]);
      const chain = instructions.inlined[row];
      if (!lineInstructions.has(key)) {
        lineInstructions.set(key, []);
        lineFunctions.set(key, new Set());
      }
      lineInstructions.get(key).push(row);
      const names = lineFunctions.get(key).add(functions.name[owner]);
      if (chain >= 0)
        for (let at = 0; at < instructions.chains[chain].length; at += 3) names.add(instructions.chains[chain][at]);
    });
    const fileIndices = new Map();
    strings.forEach((string, index) => fileIndices.set(string, index));

    /// What is shown; `function` is a row of `functions`, `file` a path or null for that of the function.
    const state = {
      search: '',
      function: -1,
      file: null,
      line: 0,
      view: 'source',
      table: 'functions',
      theme: '',
      matches: null
    };
    const changed = {
      search: [],
      code: [],
      theme: []
    };
    const announce = (what) => changed[what].forEach((listener) => listener());

    const query = () => state.search.trim().toLowerCase();
    /// Whether the search is in a string; each is looked at once for a search, as many rows share one.
    let searched = {words: '', known: new Map()};
    const wordMatches = (index) => {
      if (index < 0) return false;
      if (searched.words !== query()) searched = {words: query(), known: new Map()};
      if (!searched.known.has(index)) searched.known.set(index, strings[index].toLowerCase().includes(searched.words));
      return searched.known.get(index);
    };
    /// One for each function that the search matches, by name or file; null if nothing is searched.
    const matchFunctions = () => query() === ''
      ? null
      : Uint8Array.from(functions.name, (name, row) => wordMatches(name) || wordMatches(functions.file[row]));

    const readLink = () => {
      const link = {};
      for (const part of location.hash.slice(1).split('&')) {
        const [key, ...rest] = part.split('=');
        try {
          link[key] = decodeURIComponent(rest.join('='));
        } catch { link[key] = rest.join('='); }
      }
      return link;
    };
    const writeLink = () => {
      const parts = [];
      const add = (key, value) => {
        if (value) parts.push(key + '=' + encodeURIComponent(value));
      };
      add('search', state.search);
      if (state.picked) add('function', nameOf(state.function));
      add('file', state.file);
      if (state.file) add('line', state.line > 0 ? String(state.line) : '');
      if (state.view !== 'source') add('view', state.view);
      if (state.table !== 'functions') add('table', state.table);
      add('theme', state.theme);
      // Some browsers forbid this for pages from disk; the link is then only not kept.
      try {
        history.replaceState(null, '', '#' + parts.join('&'));
      } catch { /* the view works without it */
      }
    };
    """#
}
