export interface PlotSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface PlotFrame {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

const WIDTH = 460;
const HEIGHT = 320;
const LEFT = 60;
const BOTTOM = 50;
const TOP = 36;
const RIGHT = 16;
const COLOURS = ['#1668b8', '#c2410c', '#15803d', '#6b7280'];

/** Scatter plots side by side as one SVG document; one colour a series, legend below the first. */
export function plotSheet(
  panels: readonly { readonly frame: PlotFrame; readonly series: readonly PlotSeries[] }[],
): string {
  const width = WIDTH * panels.length;
  const body = panels
    .map(
      ({ frame, series }, i) =>
        `<g transform="translate(${i * WIDTH} 0)">${panel(frame, series)}</g>`,
    )
    .join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${panels.map(({ frame }) => frame.title).join('; ')}</title>
<rect width="100%" height="100%" fill="#fff"/>
${body}
</svg>
`;
}

function panel(frame: PlotFrame, series: readonly PlotSeries[]): string {
  const x = (value: number) => LEFT + (value / frame.xMax) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) =>
    HEIGHT - BOTTOM - ((value - frame.yMin) / (frame.yMax - frame.yMin)) * (HEIGHT - BOTTOM - TOP);
  const inside = (point: { x: number; y: number }) =>
    point.x >= 0 && point.x <= frame.xMax && point.y >= frame.yMin && point.y <= frame.yMax;
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const axes = ticks
    .map((t) => {
      const [xv, yv] = [t * frame.xMax, frame.yMin + t * (frame.yMax - frame.yMin)];
      return `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(yv)}" y2="${y(yv)}" stroke="#e5e7eb"/><text x="${LEFT - 6}" y="${y(yv) + 4}" text-anchor="end">${short(yv)}</text><text x="${x(xv)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${short(xv)}</text>`;
    })
    .join('');
  const marks = series
    .map((one, i) => {
      const colour = COLOURS[i % COLOURS.length];
      const dots = one.points
        .filter(inside)
        .map(
          (p) =>
            `<circle cx="${x(p.x).toFixed(1)}" cy="${y(p.y).toFixed(1)}" r="3.5" fill="${colour}" fill-opacity="0.75"/>`,
        )
        .join('');
      const legend = `<circle cx="${WIDTH - 110}" cy="${TOP + 10 + 16 * i}" r="4" fill="${colour}"/><text x="${WIDTH - 100}" y="${TOP + 14 + 16 * i}">${one.name}</text>`;
      return dots + legend;
    })
    .join('\n');
  return `<text x="${WIDTH / 2}" y="20" text-anchor="middle" font-weight="bold">${frame.title}</text>
${axes}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${frame.xLabel}</text>
<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle">${frame.yLabel}</text>
${marks}`;
}

function short(value: number): string {
  return Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(2);
}
