import { EXPRESSIONS } from '../../core/expression.js';
import type { BucketUnit, RollupBucket, RollupSeries } from '../../store/store-queries.js';
import { Card, Pills } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ExpressionLegend, HatchPattern } from '../view/expression-bars.js';
import {
  bucketName,
  inViewMs,
  msOf,
  partName,
  shareOf,
  stackedParts,
} from '../view/expression-shares.js';
import type { RequestView } from '../view/request-view.js';
import { markAnchor, roundTop, timeMarks } from './chart-axis.js';
import { visitorsOf } from './evidence.js';
import { type ChosenRange, rangeQuery } from './time-range.js';

const bucketLink = (path: string, { startMs, endMs }: RollupBucket) =>
  `${path}?from=${startMs}&to=${endMs}`;

const WIDTH = 1000;
const HEIGHT = 100;

/** What the height of a bar is: time in view, or parts of it that add up to the whole height. */
export const CHART_SCALES = ['time', 'share'] as const;
export type ChartScale = (typeof CHART_SCALES)[number];

/** Which time the top of a bucket's bar stands for, milliseconds. */
export function topOf(series: RollupSeries, scale: ChartScale): (bucket: RollupBucket) => number {
  const top = roundTop(Math.max(...series.buckets.map(inViewMs)));
  return (bucket) => (scale === 'share' ? Math.max(1, inViewMs(bucket)) : top);
}

function Bar({
  bucket,
  range,
  top,
  unit,
  path,
  view,
}: {
  bucket: RollupBucket;
  range: ChosenRange;
  top: number;
  unit: BucketUnit;
  path: string;
  view: RequestView;
}) {
  const spanMs = range.toMs - range.fromMs;
  const x = ((bucket.startMs - range.fromMs) / spanMs) * WIDTH;
  const width = ((bucket.endMs - bucket.startMs) / spanMs) * WIDTH * 0.9;
  let height = 0;
  const shares = stackedParts(bucket);
  const parts = shares
    .map(({ part, ms }) => `${partName(part, view)} ${view.format.percent(ms / inViewMs(bucket))}`)
    .join('\n');
  const name = bucketName(bucket.startMs, unit, view);
  const inView = view.format.duration(inViewMs(bucket));
  return (
    // The table below has the same links; hundreds of bars would be as many stops on the way there.
    <a
      href={bucketLink(path, bucket)}
      aria-label={`${name}: ${view.text.live.inView} ${inView}`}
      tabindex={-1}
    >
      <title>{`${name}\n${view.text.history.visitors}: ${visitorsOf(bucket)}\n${view.text.live.inView}: ${inView}\n${parts}`}</title>
      <rect class="bar-hit" x={x.toFixed(2)} width={width.toFixed(2)} y="0" height={HEIGHT} />
      {shares.map(({ part, ms }) => {
        const partHeight = (ms / top) * HEIGHT;
        height += partHeight;
        return (
          <rect
            class={`fill is-${part}`}
            x={x.toFixed(2)}
            width={width.toFixed(2)}
            y={(HEIGHT - height).toFixed(2)}
            height={partHeight.toFixed(2)}
          />
        );
      })}
    </a>
  );
}

function BucketTable({
  series,
  path,
  view,
}: {
  series: RollupSeries;
  path: string;
  view: RequestView;
}) {
  const { text, format } = view;
  return (
    <details class="as-table">
      <summary>{text.history.asTable}</summary>
      <DataTable
        label={text.history.asTable}
        rows={series.buckets}
        columns={[
          {
            head: text.history.time,
            cell: (bucket) => (
              <a href={bucketLink(path, bucket)}>{bucketName(bucket.startMs, series.unit, view)}</a>
            ),
          },
          { head: text.history.visitors, cell: (bucket) => format.number(visitorsOf(bucket)) },
          { head: text.live.inView, cell: (bucket) => format.duration(inViewMs(bucket)) },
          ...EXPRESSIONS.map((expression) => ({
            head: text.expressions[expression],
            cell: (bucket: RollupBucket) => format.percent(shareOf(bucket, expression)),
          })),
          {
            head: text.unclear,
            cell: (bucket) =>
              format.percent(msOf(bucket, 'unclear') / Math.max(1, inViewMs(bucket))),
          },
        ]}
      />
    </details>
  );
}

/** The labels of the height: durations, or percentages. */
export function heightLabels(
  series: RollupSeries,
  scale: ChartScale,
  { format }: RequestView,
): readonly [top: string, middle: string] {
  if (scale === 'share') return [format.percent(1), format.percent(0.5)];
  const top = roundTop(Math.max(...series.buckets.map(inViewMs)));
  return [format.duration(top), format.duration(top / 2)];
}

/**
 * Stacked bars of face-time per expression; each bar, and each row of the table, is a link to its
 * own span.
 */
export function StackedChart({
  series,
  range,
  scale,
  scaleLink,
  path = '/history',
  view,
}: {
  series: RollupSeries;
  range: ChosenRange;
  scale: ChartScale;
  scaleLink(scale: ChartScale): string;
  /** The page that shows a span; its drawing is `chart.svg` below it. */
  path?: string;
  view: RequestView;
}) {
  const { history } = view.text;
  const top = topOf(series, scale);
  const [topLabel, middleLabel] = heightLabels(series, scale, view);
  const marks = timeMarks(range, view.timeZone, view.format);
  return (
    <Card
      id="chart"
      class="chart"
      title={
        <>
          {history.chartTitle} <small>{history.units[series.unit]}</small>
        </>
      }
      aside={
        <>
          <Pills
            label={history.chartScale}
            choices={CHART_SCALES.map((name) => ({
              name: history.chartScales[name],
              href: scaleLink(name),
              isChosen: name === scale,
            }))}
          />
          <a
            class="pill"
            href={`${path}/chart.svg?${rangeQuery(range)}&scale=${scale}`}
            download
            data-png={history.chartPng}
            aria-label={history.chartSvg}
          >
            SVG
          </a>
        </>
      }
    >
      <p class="hint">{history.chartHint}</p>
      <ExpressionLegend view={view} />
      <div class="chart-frame">
        <div class="chart-y" aria-hidden="true">
          <span>{topLabel}</span>
          <span>{middleLabel}</span>
          <span>0</span>
        </div>
        <svg
          class="chart-plot"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-labelledby="chart-title"
        >
          <title>{history.chartTitle}</title>
          <HatchPattern />
          <path
            class="chart-grid"
            d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`}
          />
          {series.buckets.map((bucket) => (
            <Bar
              bucket={bucket}
              range={range}
              top={top(bucket)}
              unit={series.unit}
              path={path}
              view={view}
            />
          ))}
        </svg>
        <svg class={`chart-x ${marks.length > 5 ? 'is-dense' : ''}`} aria-hidden="true">
          {marks.map(({ share, label }) => (
            <text x={`${(100 * share).toFixed(2)}%`} y="1em" text-anchor={markAnchor(share)}>
              {label}
            </text>
          ))}
        </svg>
      </div>
      <BucketTable series={series} path={path} view={view} />
    </Card>
  );
}
