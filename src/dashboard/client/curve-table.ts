/** The values of the curves as a table, for those who do not see them. */
export interface Column {
  readonly label: string;
  /** One cell a point, as it is shown. */
  readonly cells: readonly string[];
}

const MAX_ROWS = 60;

function row(cells: readonly string[], name: 'th' | 'td'): HTMLTableRowElement {
  const line = document.createElement('tr');
  for (const [i, text] of cells.entries()) {
    const cell = document.createElement(i === 0 ? 'th' : name);
    if (cell.tagName === 'TH') cell.setAttribute('scope', name === 'th' ? 'col' : 'row');
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}

/** At most 60 rows, evenly chosen, behind a summary; the first column names the rows. */
export function curveTable(summary: string, columns: readonly Column[]): HTMLDetailsElement {
  const points = columns[0]?.cells.length ?? 0;
  const step = Math.max(1, Math.ceil(points / MAX_ROWS));
  const table = document.createElement('table');
  const body = table.createTBody();
  const labels = columns.map(({ label }) => label);
  table.createTHead().append(row(labels, 'th'));
  for (let i = 0; i < points; i += step) {
    const cells = columns.map((column) => column.cells[i] ?? '');
    body.append(row(cells, 'td'));
  }
  const scroll = document.createElement('div');
  scroll.className = 'table-scroll';
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'group');
  scroll.setAttribute('aria-label', summary);
  scroll.append(table);
  const details = document.createElement('details');
  details.className = 'as-table';
  const line = document.createElement('summary');
  line.textContent = summary;
  details.append(line, scroll);
  return details;
}
