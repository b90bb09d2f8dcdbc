import { EXPRESSIONS } from '../core/expression.js';
import { EXPRESSION_COLOURS } from '../core/expression-colours.js';
import { runsOf } from './expression-runs.js';
import type { ReportTexts } from './report-texts.js';
import type { SessionMarker, SessionSample } from './session-record.js';
import { escapeXml } from './xml-text.js';

const WIDTH = 1000;
const LEFT = 52;
const PLOT_WIDTH = WIDTH - LEFT - 12;
const INK = '#17202e';
const SOFT = '#55617a';
/** Samples are averaged into so many points: more cannot be told apart on paper. */
const POINTS = 600;
const LONGEST_GAP_S = 1;
const MOST_MARKERS = 60;

interface Panel {
  readonly top: number;
  readonly height: number;
  readonly range: readonly [number, number];
}

const SHARES: Panel = { top: 40, height: 170, range: [0, 1] };
const VALENCE: Panel = { top: 246, height: 90, range: [-1, 1] };
const LOOKING_TOP = 356;
const BLINKS_TOP = 380;
const AXIS_TOP = 404;
const HEIGHT = 448;

/**
 * The curves of one face over the time of the stimulus as a drawing: probabilities, valence,
 * looking, blinks, and the markers behind them. Attributes only, no styles: the pages' policy
 * forbids these.
 */
export function sessionCurves(
  samples: readonly SessionSample[],
  context: {
    readonly durationS: number;
    readonly markers: readonly SessionMarker[];
    readonly texts: ReportTexts;
  },
): string {
  const { durationS, markers, texts } = context;
  const xOf = (timeS: number) => LEFT + (timeS / Math.max(durationS, 0.001)) * PLOT_WIDTH;
  const curves = EXPRESSIONS.flatMap((name, i) =>
    curve(samples, (sample) => sample.probabilities[i] ?? 0, SHARES, durationS, xOf).map(
      (d) => `<path d="${d}" fill="none" stroke="${EXPRESSION_COLOURS[name]}" stroke-width="1.8"/>`,
    ),
  );
  const valence = curve(samples, (sample) => sample.valence, VALENCE, durationS, xOf).map(
    (d) => `<path d="${d}" fill="none" stroke="${INK}" stroke-width="1.6"/>`,
  );
  const looking = runsOf(samples, ({ looking: is }) => (is === true ? 'looking' : null)).map(
    ({ startS, endS }) =>
      `<rect x="${px(xOf(startS))}" y="${LOOKING_TOP}" width="${px(Math.max(1, xOf(endS) - xOf(startS)))}" height="10" fill="#0072b2"/>`,
  );
  const blinks = samples
    .filter(({ blink }) => blink)
    .map(({ atS }) => `<path d="M${px(xOf(atS))} ${BLINKS_TOP}v10" stroke="${INK}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" role="img" font-family="system-ui, DejaVu Sans, sans-serif" font-size="13">`,
    `<title>${escapeXml(texts.probabilities)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...markers.slice(0, MOST_MARKERS).map((marker, i) => markerMark(marker, i, xOf)),
    ...legend(texts),
    ...grid(SHARES, ['0', '50 %', '100 %'], [0, 0.5, 1]),
    ...grid(VALENCE, ['−1', '0', '1'], [-1, 0, 1]),
    label(texts.valence, VALENCE.top - 8),
    ...[...curves, ...valence, ...looking, ...blinks],
    ...[label(texts.looking, LOOKING_TOP - 3), label(texts.blinks, BLINKS_TOP - 2)],
    ...timeAxis(durationS, xOf, texts),
    '</svg>',
  ].join('\n');
}

/** The mean of each of {@link POINTS} spans, a path for each stretch without a gap. */
function curve(
  samples: readonly SessionSample[],
  valueAt: (sample: SessionSample) => number,
  { top, height, range: [least, most] }: Panel,
  durationS: number,
  xOf: (timeS: number) => number,
): readonly string[] {
  const stepS = Math.max(durationS / POINTS, 1e-6);
  const paths: string[] = [];
  let path = '';
  let lastS = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < samples.length; ) {
    const bucket = Math.floor((samples[i] as SessionSample).atS / stepS);
    let [sum, timeS, count] = [0, 0, 0];
    for (; i < samples.length; i++) {
      const sample = samples[i] as SessionSample;
      if (Math.floor(sample.atS / stepS) !== bucket) break;
      sum += valueAt(sample);
      timeS += sample.atS;
      count++;
    }
    const atS = timeS / count;
    const share = (sum / count - least) / (most - least);
    const place = `${px(xOf(atS))} ${px(top + height * (1 - share))}`;
    const isNew = path === '' || atS - lastS > Math.max(LONGEST_GAP_S, 2 * stepS);
    if (isNew && path !== '') paths.push(path);
    path = isNew ? `M${place}` : `${path}L${place}`;
    lastS = atS;
  }
  return path === '' ? paths : [...paths, path];
}

function markerMark(
  { startS, endS, name }: SessionMarker,
  i: number,
  xOf: (timeS: number) => number,
): string {
  const x = xOf(startS);
  const width = Math.max(1.5, Math.min(xOf(endS), LEFT + PLOT_WIDTH) - x);
  const fill = i % 2 === 0 ? '#eef1f6' : '#e3e9f2';
  const room = Math.max(4, Math.floor(width / 7));
  const shown = name.length > room ? `${name.slice(0, Math.max(3, room - 1))}…` : name;
  return `<g><title>${escapeXml(name)}</title><rect x="${px(x)}" y="${SHARES.top}" width="${px(width)}" height="${AXIS_TOP - SHARES.top}" fill="${fill}"/><text x="${px(x + 3)}" y="${SHARES.top + 13}" fill="${SOFT}" font-size="11">${escapeXml(shown)}</text></g>`;
}

function legend(texts: ReportTexts): readonly string[] {
  const step = PLOT_WIDTH / EXPRESSIONS.length;
  return EXPRESSIONS.map((name, i) => {
    const x = LEFT + i * step;
    return `<rect x="${px(x)}" y="12" width="12" height="12" fill="${EXPRESSION_COLOURS[name]}"/><text x="${px(x + 17)}" y="23" fill="${INK}">${escapeXml(texts.expressions[name])}</text>`;
  });
}

function grid(
  { top, height, range: [least, most] }: Panel,
  names: readonly string[],
  values: readonly number[],
): readonly string[] {
  return values.map((value, i) => {
    const y = top + height * (1 - (value - least) / (most - least));
    return `<path d="M${LEFT} ${px(y)}h${PLOT_WIDTH}" stroke="#cfd6e1"/><text x="${LEFT - 6}" y="${px(y + 4)}" text-anchor="end" font-size="11" fill="${SOFT}">${names[i] ?? ''}</text>`;
  });
}

function label(text: string, y: number): string {
  return `<text x="${LEFT}" y="${y}" fill="${SOFT}" font-size="11">${escapeXml(text)}</text>`;
}

function timeAxis(
  durationS: number,
  xOf: (timeS: number) => number,
  { seconds }: ReportTexts,
): readonly string[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600].find(
    (s) => durationS / s <= 12,
  );
  const every = step ?? Math.ceil(durationS / 12);
  const marks = Array.from({ length: Math.floor(durationS / every) + 1 }, (_, i) => i * every);
  return marks.map(
    (atS) =>
      `<text x="${px(xOf(atS))}" y="${AXIS_TOP + 20}" text-anchor="middle" font-size="11" fill="${SOFT}">${atS} ${seconds}</text>`,
  );
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
