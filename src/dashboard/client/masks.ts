/**
 * Masks are drawn on the picture with mouse, pen or finger; the number fields stay the truth, so
 * that keyboard and drawing do the same.
 */
const SIDES = ['x', 'y', 'width', 'height'] as const;
type Side = (typeof SIDES)[number];
/** What is smaller was a click, not a drawing; percent. */
const LEAST_PERCENT = 1;

const canvas = document.querySelector<SVGSVGElement>('#mask-canvas');
const form = document.querySelector<HTMLFormElement>('#mask-form');

function field(row: number, side: Side): HTMLInputElement | null {
  return document.querySelector(`input[name="mask-${row}-${side}"]`);
}

/** Draws the rectangle of `row` as its fields say. */
function redraw(row: number): void {
  const rect = canvas?.querySelector(`rect[data-row="${row}"]`);
  const box = canvas?.viewBox.baseVal;
  if (!rect || !box) return;
  for (const side of SIDES) {
    const share = Number(field(row, side)?.value || 0) / 100;
    const length = side === 'x' || side === 'width' ? box.width : box.height;
    rect.setAttribute(side, String(Math.max(0, share * length) || 0));
  }
}

/** The first row without a size; where all are used, a copy of the last one. */
function freeRow(): number | null {
  const rows = [...document.querySelectorAll<HTMLElement>('.mask-row')];
  const free = rows.findIndex((_, row) => !Number(field(row, 'width')?.value));
  if (free >= 0) return free;
  const last = rows.at(-1);
  const row = rows.length;
  if (!last || !canvas?.querySelector(`rect[data-row="${row}"]`)) return null;
  const next = last.cloneNode(true) as HTMLElement;
  next.dataset.row = String(row);
  const legend = next.querySelector('legend');
  if (legend) legend.textContent = legend.textContent?.replace(/\d+/, String(row + 1)) ?? '';
  for (const side of SIDES) {
    const input = next.querySelector<HTMLInputElement>(`input[name="mask-${row - 1}-${side}"]`);
    if (input) input.name = `mask-${row}-${side}`;
    if (input) input.value = '';
  }
  const remove = next.querySelector('button');
  if (remove) remove.value = String(row);
  const label = remove?.getAttribute('aria-label')?.replace(/\d+/, String(row + 1));
  if (label) remove?.setAttribute('aria-label', label);
  last.after(next);
  return row;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where on the picture the pointer is, percent, within it. */
function pointOf(event: PointerEvent, area: SVGSVGElement): Point {
  const { left, top, width, height } = area.getBoundingClientRect();
  const percent = (value: number) => Math.min(100, Math.max(0, value * 100));
  return {
    x: percent((event.clientX - left) / width),
    y: percent((event.clientY - top) / height),
  };
}

function setRow(row: number, from: Point, to: Point): void {
  const values = {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  };
  for (const side of SIDES) {
    const input = field(row, side);
    if (input) input.value = values[side].toFixed(1);
  }
  redraw(row);
}

if (canvas && form) {
  let from: Point | null = null;
  let row: number | null = null;

  const follow = (event: PointerEvent) => {
    if (!from) return;
    const to = pointOf(event, canvas);
    const isDrawn =
      Math.abs(from.x - to.x) >= LEAST_PERCENT && Math.abs(from.y - to.y) >= LEAST_PERCENT;
    if (isDrawn) row ??= freeRow();
    if (row !== null) setRow(row, from, to);
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    from = pointOf(event, canvas);
    row = null;
  });
  canvas.addEventListener('pointermove', follow);
  const finish = (event: PointerEvent) => {
    follow(event);
    if (row !== null) field(row, 'x')?.focus({ preventScroll: true });
    from = null;
    row = null;
  };
  canvas.addEventListener('pointerup', finish);
  canvas.addEventListener('pointercancel', finish);

  form.addEventListener('input', (event) => {
    const changed = (event.target as HTMLElement).closest<HTMLElement>('.mask-row')?.dataset.row;
    if (changed !== undefined) redraw(Number(changed));
  });
}
