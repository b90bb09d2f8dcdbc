/** Draws the curves of one stay with uPlot, in the colours and dashes of the style sheet. */
import type UPlot from 'uplot';
import { curveTable } from './curve-table.js';

/** As timeline-json.ts sends it: which charts there are, and of what, comes from the catalogue. */
interface Chart {
  readonly name: string;
  readonly axis: [number, number];
  readonly percent: boolean;
  readonly curves: readonly { readonly name: string; readonly values: (number | null)[] }[];
  readonly marks: readonly number[];
  readonly bands: readonly (readonly [number, number])[];
  readonly hatched: boolean;
}

interface Timeline {
  readonly seconds: number[];
  readonly charts: readonly Chart[];
  /** What the curves lack, for people. */
  readonly note: string;
}

declare const uPlot: typeof UPlot;

/** Dash patterns, so that curves can be told apart without colour. */
const DASHES = [[8, 3], [2, 3], [12, 3, 2, 3], [], [6, 6], [3, 2], [14, 6]];
const HEIGHT_PX = 220;

const root = document.getElementById('curves');
const styles = getComputedStyle(document.documentElement);
const colour = (name: string) => styles.getPropertyValue(`--${name}`).trim();
const stateLine = root?.querySelector('.curves-state');

function say(text: string): void {
  if (stateLine) stateLine.textContent = text;
}

function axis(label: string): UPlot.Axis {
  return {
    stroke: colour('ink-soft'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line') },
    ...(label ? { label, labelSize: 20 } : {}),
  };
}

const decimals = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

/** A value in words, as the legend and the table have it. */
interface Curve extends UPlot.Series {
  readonly label: string;
  readonly words: (value: number) => string;
}

/** The values of a chart as a table, for those who do not see it. */
function tableOf(curves: readonly Curve[], data: UPlot.AlignedData): HTMLElement {
  const [seconds, ...rest] = data;
  return curveTable(root?.dataset.table ?? '', [
    { label: root?.dataset.seconds ?? 's', cells: Array.from(seconds, decimals.format) },
    ...curves.map(({ label, words }, i) => ({
      label,
      cells: Array.from(rest[i] ?? [], (value) => (value == null ? '–' : words(value))),
    })),
  ]);
}

/** A chart that fills its column, with a button that saves what it shows, and its table. */
function draw(
  place: HTMLElement,
  curves: readonly Curve[],
  data: UPlot.AlignedData,
  range: [number, number],
  save: string,
  plugins: UPlot.Plugin[] = [],
): void {
  const width = () => Math.max(240, place.clientWidth);
  const chart = new uPlot(
    {
      width: width(),
      height: HEIGHT_PX,
      plugins,
      cursor: { sync: { key: 'stay' } },
      scales: { x: { time: false }, y: { range } },
      axes: [axis(root?.dataset.seconds ?? ''), axis('')],
      series: [
        { label: 's' },
        ...curves.map(({ words, ...series }) => ({
          ...series,
          value: (_: UPlot, value: number | null) => (value === null ? '–' : words(value)),
        })),
      ],
    },
    data,
    place,
  );
  chart.ctx.canvas.setAttribute('role', 'img');
  chart.ctx.canvas.setAttribute('aria-label', place.dataset.alternative ?? '');
  new ResizeObserver(() => chart.setSize({ width: width(), height: HEIGHT_PX })).observe(place);
  const button = document.createElement('button');
  button.className = 'quiet';
  button.textContent = save;
  button.addEventListener('click', () => {
    const link = document.createElement('a');
    link.download = `${location.pathname.slice(1).replace('/', '-')}-${place.dataset.curve}.png`;
    link.href = chart.ctx.canvas.toDataURL('image/png');
    link.click();
  });
  place.after(button, tableOf(curves, data));
}

/** Upright strokes at some moments. */
function markPlugin(marks: readonly number[]): UPlot.Plugin {
  return {
    hooks: {
      draw: (chart) => {
        const { ctx, bbox } = chart;
        ctx.save();
        ctx.strokeStyle = colour('accent');
        ctx.globalAlpha = 0.6;
        for (const second of marks) {
          const x = chart.valToPos(second, 'x', true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height * 0.12);
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}

/** Slanting lines, as unclear time has them elsewhere. */
function hatching(ctx: CanvasRenderingContext2D): CanvasPattern | null {
  const tile = document.createElement('canvas');
  const side = Math.round(8 * devicePixelRatio);
  tile.width = side;
  tile.height = side;
  const lines = tile.getContext('2d');
  if (!lines) return null;
  lines.strokeStyle = colour('ink-soft');
  lines.lineWidth = side / 6;
  lines.beginPath();
  for (const x of [-side, 0, side]) {
    lines.moveTo(x - 1, side + 1);
    lines.lineTo(x + side + 1, -1);
  }
  lines.stroke();
  return ctx.createPattern(tile, 'repeat');
}

/** Bands behind the curves. */
function bandPlugin({ bands, hatched }: Chart): UPlot.Plugin {
  return {
    hooks: {
      drawClear: (chart) => {
        const { ctx, bbox } = chart;
        ctx.save();
        ctx.fillStyle = (hatched ? hatching(ctx) : null) ?? colour('line');
        ctx.globalAlpha = 0.6;
        for (const [fromS, toS] of bands) {
          const left = Math.max(chart.valToPos(fromS, 'x', true), bbox.left);
          const right = Math.min(chart.valToPos(toS, 'x', true), bbox.left + bbox.width);
          if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
        }
        ctx.restore();
      },
    },
  };
}

function curvesOf(chart: Chart, labels: Readonly<Record<string, string>>): readonly Curve[] {
  const isSingle = chart.curves.length === 1;
  return chart.curves.map(({ name }, i) => ({
    label: labels[name] ?? name,
    stroke: colour(isSingle ? 'accent' : name) || colour('ink'),
    width: 2,
    ...(isSingle ? {} : { dash: DASHES[i] ?? [] }),
    points: { show: false },
    words: (value) => (chart.percent ? `${Math.round(value * 100)} %` : decimals.format(value)),
  }));
}

function show(timeline: Timeline): void {
  const labels: Record<string, string> = JSON.parse(root?.dataset.labels ?? '{}');
  const save = root?.dataset.save ?? '';
  for (const chart of timeline.charts) {
    const place = root?.querySelector<HTMLElement>(`[data-curve="${chart.name}"]`);
    if (!place) continue;
    const data: UPlot.AlignedData = [timeline.seconds, ...chart.curves.map(({ values }) => values)];
    const plugins = [bandPlugin(chart), markPlugin(chart.marks)];
    draw(place, curvesOf(chart, labels), data, chart.axis, save, plugins);
  }
}

async function load(): Promise<void> {
  const address = root?.dataset.timeline;
  if (!root || !address) return;
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    const timeline: Timeline = await response.json();
    if (timeline.seconds.length === 0) {
      say(timeline.note || (root.dataset.none ?? ''));
      return;
    }
    say(timeline.note);
    show(timeline);
  } catch {
    say(root.dataset.failed ?? '');
  }
}

load();
