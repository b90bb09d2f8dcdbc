import { EXPRESSION_COLOURS } from '../../core/expression-colours.js';
import type { RollupSeries } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';
import { markAnchor, roundTop, timeMarks } from './chart-axis.js';
import { bucketName, STACK, stackedParts, totalMs } from './stacked-shares.js';
import type { ChosenRange } from './time-range.js';

const WIDTH = 1200;
const HEIGHT = 520;
const PLOT = { left: 90, top: 90, width: 1080, height: 340 };
const INK = '#17202e';
const SOFT = '#55617a';

/**
 * The stacked chart as a drawing of its own (title, axes, legend, light paper), for reports.
 * Attributes only, no styles: the page's policy forbids them when it draws the file itself.
 */
export function ChartSvg({
  series,
  range,
  view,
}: {
  series: RollupSeries;
  range: ChosenRange;
  view: RequestView;
}) {
  const { text, format } = view;
  const top = roundTop(Math.max(...series.buckets.map(totalMs)));
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
              {share === 0 ? '0' : format.duration(top * share)}
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
            {stackedParts(bucket).map(({ expression, ms }) => {
              const height = (ms / top) * PLOT.height;
              y -= height;
              return (
                <rect
                  x={x.toFixed(2)}
                  y={y.toFixed(2)}
                  width={Math.max(0.5, (end - x) * 0.9).toFixed(2)}
                  height={height.toFixed(2)}
                  fill={EXPRESSION_COLOURS[expression]}
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
      {STACK.map((expression, i) => {
        const x = PLOT.left + i * (PLOT.width / STACK.length);
        return (
          <g>
            <rect
              x={x}
              y={HEIGHT - 42}
              width="16"
              height="16"
              fill={EXPRESSION_COLOURS[expression]}
            />
            <text x={x + 24} y={HEIGHT - 28} fill={INK}>
              {text.expressions[expression]}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
