/** A point of a curve: the amount of work and what a frame costs then. */
export interface CostPoint {
  readonly x: number;
  readonly meanMs: number;
}

interface Plot {
  readonly title: string;
  readonly points: readonly CostPoint[];
}

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 48;
const RIGHT = 16;
const TOP = 36;
const BOTTOM = 32;
const TICKS = 4;

/** The plots one below the other as an SVG that reads on light and dark pages. */
export function costPlot(plots: readonly Plot[]): string {
  const panels = plots.map((plot, i) => panel(plot, i * HEIGHT)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${plots.length * HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${panels}
</svg>
`;
}

function panel({ title, points }: Plot, offsetY: number): string {
  const mostX = niceAbove(Math.max(...points.map(({ x }) => x)));
  const mostMs = niceAbove(Math.max(...points.map(({ meanMs }) => meanMs)));
  const atX = (x: number) => LEFT + (x / mostX) * (WIDTH - LEFT - RIGHT);
  const atY = (ms: number) => offsetY + HEIGHT - BOTTOM - (ms / mostMs) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => i / TICKS);
  const rows = ticks.map((share) => {
    const y = atY(share * mostMs).toFixed(1);
    return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#ddd"/><text x="${LEFT - 6}" y="${y}" dy="4" text-anchor="end">${label(share * mostMs)}</text>`;
  });
  const columns = ticks.map(
    (share) =>
      `<text x="${atX(share * mostX).toFixed(1)}" y="${offsetY + HEIGHT - 12}" text-anchor="middle">${label(share * mostX)}</text>`,
  );
  const line = points.map(({ x, meanMs }) => `${atX(x).toFixed(1)},${atY(meanMs).toFixed(1)}`);
  const dots = line.map((at) => {
    const [x, y] = at.split(',');
    return `<circle cx="${x}" cy="${y}" r="3" fill="#05c"/>`;
  });
  return [
    `<text x="${LEFT}" y="${offsetY + 20}" font-size="14">${title}</text>`,
    ...rows,
    ...columns,
    `<polyline points="${line.join(' ')}" fill="none" stroke="#05c" stroke-width="2"/>`,
    ...dots,
  ].join('\n');
}

/** The next of 1, 2, 4, 5 or 8 times a power of ten: its quarters are short numbers. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)));
  return power * (([1, 2, 4, 5, 8, 10] as const).find((step) => step * power >= value) ?? 10);
}

function label(value: number): string {
  return String(Number(value.toFixed(2)));
}
