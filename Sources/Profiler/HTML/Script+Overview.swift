extension HTMLReport {
  /// The head of the page: what ran, how it ended, and the cycles by cause.
  static let overviewScript = #"""
    const drawOverview = () => {
      byId('firmware')
        .replaceChildren(
          make('b', {title: report.firmware}, shortFile(report.firmware)), make('span', {}, ` on ${report.target}`));
      const fact = (title, value, detail, kind) => make('div', {class: kind}, make('dt', {}, title),
        make('dd', {}, value), detail ? make('dd', {class: 'detail'}, detail) : null);
      const cycles = report.totalCycles;
      const instructionCount = report.totalInstructions;
      const calm = report.stop === 'exit' && report.exitStatus === 0;
      const ended = make('span', {class: calm ? 'ended' : 'ended alarm'},
        report.stop === 'exit' ? `exit ${report.exitStatus}` : report.stop);
      byId('facts').replaceChildren(fact('cycles', count(cycles), 'core clock cycles in this profile', 'main'),
        fact('time', report.seconds === null ? 'unknown' : duration(report.seconds),
          `clock ${frequency(report.clock)} at the end`),
        fact('instructions', count(instructionCount),
          `${plural(instructions.address.length, 'address', 'addresses')} executed`),
        fact('instructions per cycle', cycles ? fixed(instructionCount / cycles, 2) : 'none',
          instructionCount ? `${fixed(cycles / instructionCount, 2)} cycles per instruction` : null),
        fact('core', report.core, report.target),
        fact('ended', ended, report.stop === 'exit' ? 'by the program' : `run would end with ${report.exitStatus}`));

      const entries = report.stalls.map((value, cause) => [value, cause]);
      const used = entries.filter(([value]) => value > 0);
      const bar = make('div', {
        class: 'bar',
        role: 'img',
        'aria-label':
          'Cycles by cause: ' + used.map(([value, cause]) => `${report.causes[cause]} ${percent(value)}`).join(', ')
      });
      for (const [value, cause] of used) {
        bar.append(make('span', {
          style: `flex-grow:${value};background:var(--cause${cause})`,
          title: `${report.causes[cause]}: ${count(value)} cycles, ${percent(value)}`
        },
          make('b', {}, report.causes[cause]), make('i', {}, percent(value))));
      }
      const legend = make('ul', {class: 'causes'});
      for (const [value, cause] of entries) {
        legend.append(make('li', {class: value ? null : 'none'}, swatch(`var(--cause${cause})`),
          make('span', {}, report.causes[cause]), make('b', {}, count(value)), make('i', {}, percent(value))));
      }
      byId('stalls').replaceChildren(make('h2', {}, 'Cycles by cause'), bar, legend);

      const notes = byId('notes');
      notes.hidden = report.notes.length === 0;
      notes.replaceChildren(...report.notes.map((note) => make('li', {}, note)));
      byId('nav').replaceChildren(
        ...[...document.querySelectorAll('[data-title]')]
          .filter((section) => !section.hidden)
          .map((section) => make('a', {
            href: '#' + section.id,
            onclick: (event) => {
              event.preventDefault();
              section.scrollIntoView(
                {behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
            }
          },
                 section.dataset.title)));
    };
    """#
}
