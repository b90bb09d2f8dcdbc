import { EXPRESSION_COLOURS } from '../../core/expression-colours.js';
import type { RollupSeries } from '../../store/store-queries.js';
import { bucketName, PARTS, type Part, partName, stackedParts } from '../view/expression-shares.js';
import type { RequestView } from '../view/request-view.js';
import { markAnchor, timeMarks } from './chart-axis.js';
import { type ChartScale, heightLabels, topOf } from './stacked-chart.js';
import type { ChosenRange } from './time-range.js';

const WIDTH = 1200;
const HEIGHT = 520;
const PLOT = { left: 90, top: 90, width: 1080, height: 340 };
const INK = '#17202e';
const SOFT = '#55617a';

const fillOf = (part: Part) => (part === 'unclear' ? 'url(#hatch)' : EXPRESSION_COLOURS[part]);

/**
 * The stacked chart as a drawing of its own (title, axes, legend, light paper), for reports.
 * Attributes only, no styles: the page's policy forbids them when it draws the file itself.
 */
export function ChartSvg({
  series,
  range,
  scale,
  view,
}: {
  series: RollupSeries;
  range: ChosenRange;
  scale: ChartScale;
  view: RequestView;
}) {
  const { text, format } = view;
  const top = topOf(series, scale);
  const [topLabel, middleLabel] = heightLabels(series, scale, view);
  const spanMs = range.toMs - range.fromMs;
  const xOf = (atMs: number) => PLOT.left + ((atMs - range.fromMs) / spanMs) * PLOT.width;
  const title = `${text.history.chartTitle}, ${text.history.units[series.unit]}`;
  const between = `${format.dateTime(range.fromMs)} – ${format.dateTime(range.toMs)} (${view.timeZone})`;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      font-family="system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif"
      font-size="15"
      role="img"
    >
      <title>{title}</title>
      <defs>
        <pattern
          id="hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" fill="#eef1f5" />
          <path d="M0 0V6" stroke={SOFT} stroke-width="2" />
        </pattern>
      </defs>
      <rect width={WIDTH} height={HEIGHT} fill="#ffffff" />
      <text x={PLOT.left} y="36" font-size="22" font-weight="600" fill={INK}>
        {title}
      </text>
      <text x={PLOT.left} y="62" fill={SOFT}>
        {between}
      </text>
      {[0, 0.5, 1].map((share) => {
        const y = PLOT.top + PLOT.height * (1 - share);
        return (
          <g>
            <path d={`M${PLOT.left} ${y}h${PLOT.width}`} stroke="#dde2ea" />
            <text x={PLOT.left - 8} y={y + 5} text-anchor="end" font-size="13" fill={SOFT}>
              {share === 0 ? '0' : share === 1 ? topLabel : middleLabel}
            </text>
          </g>
        );
      })}
      {series.buckets.map((bucket) => {
        const x = Math.max(PLOT.left, xOf(bucket.startMs));
        const end = Math.min(PLOT.left + PLOT.width, xOf(bucket.endMs));
        let y = PLOT.top + PLOT.height;
        return (
          <g>
            <title>{bucketName(bucket.startMs, series.unit, view)}</title>
            {stackedParts(bucket).map(({ part, ms }) => {
              const height = (ms / top(bucket)) * PLOT.height;
              y -= height;
              return (
                <rect
                  x={x.toFixed(2)}
                  y={y.toFixed(2)}
                  width={Math.max(0.5, (end - x) * 0.9).toFixed(2)}
                  height={height.toFixed(2)}
                  fill={fillOf(part)}
                />
              );
            })}
          </g>
        );
      })}
      {timeMarks(range, view.timeZone, format).map(({ share, label }) => (
        <text
          x={PLOT.left + share * PLOT.width}
          y={PLOT.top + PLOT.height + 22}
          text-anchor={markAnchor(share)}
          font-size="13"
          fill={SOFT}
        >
          {label}
        </text>
      ))}
      {PARTS.map((part, i) => {
        const x = PLOT.left + i * (PLOT.width / PARTS.length);
        return (
          <g>
            <rect x={x} y={HEIGHT - 42} width="16" height="16" fill={fillOf(part)} />
            <text x={x + 24} y={HEIGHT - 28} fill={INK}>
              {partName(part, view)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
