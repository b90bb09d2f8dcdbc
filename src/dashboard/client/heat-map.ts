/** Tells the cell of the heat map that is pointed at, touched, or reached by the arrow keys. */
const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function cellOf(event: Event): HTMLTableCellElement | null {
  const target = event.target instanceof Element ? event.target : null;
  return target?.closest<HTMLTableCellElement>('.heat-map tbody td') ?? null;
}

function tell(event: Event): void {
  const cell = cellOf(event);
  const line = document.getElementById('heat-cell');
  if (cell !== null && line !== null) line.textContent = cell.title;
}

for (const name of ['pointerover', 'click', 'focusin']) document.addEventListener(name, tell);

document.addEventListener('keydown', (event) => {
  const cell = cellOf(event);
  const step = STEPS[event.key];
  if (cell === null || step === undefined) return;
  const row = cell.parentElement as HTMLTableRowElement;
  const rows = [...(row.parentElement?.children ?? [])] as HTMLTableRowElement[];
  const next = rows[rows.indexOf(row) + step[0]]?.cells[cell.cellIndex + step[1]];
  if (next?.tagName !== 'TD') return;
  event.preventDefault();
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});
