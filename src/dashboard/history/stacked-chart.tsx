import { EXPRESSIONS } from '../../core/expression.js';
import type { BucketUnit, RollupBucket, RollupSeries } from '../../store/store-queries.js';
import { Icon } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { markAnchor, roundTop, timeMarks } from './chart-axis.js';
import { visitorsOf } from './evidence.js';
import { bucketName, STACK, shareOf, stackedParts, totalMs } from './stacked-shares.js';
import { type ChosenRange, rangeQuery } from './time-range.js';

const bucketLink = ({ startMs, endMs }: RollupBucket) => `/history?from=${startMs}&to=${endMs}`;

const WIDTH = 1000;
const HEIGHT = 100;

function Bar({
  bucket,
  range,
  top,
  unit,
  view,
}: {
  bucket: RollupBucket;
  range: ChosenRange;
  top: number;
  unit: BucketUnit;
  view: RequestView;
}) {
  const spanMs = range.toMs - range.fromMs;
  const x = ((bucket.startMs - range.fromMs) / spanMs) * WIDTH;
  const width = ((bucket.endMs - bucket.startMs) / spanMs) * WIDTH * 0.9;
  let height = 0;
  const shares = stackedParts(bucket);
  const parts = shares
    .map(
      ({ expression, ms }) =>
        `${view.text.expressions[expression]} ${view.format.percent(ms / totalMs(bucket))}`,
    )
    .join('\n');
  const name = bucketName(bucket.startMs, unit, view);
  const stay = view.format.duration(totalMs(bucket));
  return (
    // The table below has the same links; hundreds of bars would be as many stops on the way there.
    <a
      href={bucketLink(bucket)}
      aria-label={`${name}: ${view.text.live.inView} ${stay}`}
      tabindex={-1}
    >
      <title>{`${name}\n${view.text.history.visitors}: ${visitorsOf(bucket)}\n${view.text.live.inView}: ${stay}\n${parts}`}</title>
      <rect class="bar-hit" x={x.toFixed(2)} width={width.toFixed(2)} y="0" height={HEIGHT} />
      {shares.map(({ expression, ms }) => {
        const part = (ms / top) * HEIGHT;
        height += part;
        return (
          <rect
            class={`fill is-${expression}`}
            x={x.toFixed(2)}
            width={width.toFixed(2)}
            y={(HEIGHT - height).toFixed(2)}
            height={part.toFixed(2)}
          />
        );
      })}
    </a>
  );
}

function ExpressionLegend({ view }: { view: RequestView }) {
  return (
    <ul class="legend expression-legend">
      {[...STACK].map((expression) => (
        <li class={`is-${expression}`}>
          <Icon name={expression} /> {view.text.expressions[expression]}
        </li>
      ))}
    </ul>
  );
}

function BucketTable({ series, view }: { series: RollupSeries; view: RequestView }) {
  const { text, format } = view;
  return (
    <details class="as-table">
      <summary>{text.history.asTable}</summary>
      <TableScroll label={view.text.history.asTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.history.time}</th>
              <th scope="col">{text.history.visitors}</th>
              <th scope="col">{text.live.inView}</th>
              {EXPRESSIONS.map((expression) => (
                <th scope="col">{text.expressions[expression]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {series.buckets.map((bucket) => (
              <tr>
                <th scope="row">
                  <a href={bucketLink(bucket)}>{bucketName(bucket.startMs, series.unit, view)}</a>
                </th>
                <td>{format.number(visitorsOf(bucket))}</td>
                <td>{format.duration(totalMs(bucket))}</td>
                {EXPRESSIONS.map((expression) => (
                  <td>{format.percent(shareOf(bucket, expression))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </details>
  );
}

/**
 * Stacked bars of face-time per expression; each bar, and each row of the table, is a link to its
 * own span.
 */
export function StackedChart({
  series,
  range,
  view,
}: {
  series: RollupSeries;
  range: ChosenRange;
  view: RequestView;
}) {
  const { history } = view.text;
  const top = roundTop(Math.max(...series.buckets.map(totalMs)));
  return (
    <section class="chart card" aria-labelledby="chart-title">
      <header class="card-head">
        <h2 id="chart-title">
          {history.chartTitle} <small>{history.units[series.unit]}</small>
        </h2>
        <p class="switch">
          <span class="hint">{history.chartHint}</span>
          <a
            class="pill"
            href={`/history/chart.svg?${rangeQuery(range)}`}
            download
            data-png={history.chartPng}
            aria-label={history.chartSvg}
          >
            SVG
          </a>
        </p>
      </header>
      <ExpressionLegend view={view} />
      <div class="chart-frame">
        <div class="chart-y" aria-hidden="true">
          <span>{view.format.duration(top)}</span>
          <span>{view.format.duration(top / 2)}</span>
          <span>0</span>
        </div>
        <svg
          class="chart-plot"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-labelledby="chart-title"
        >
          <title>{history.chartTitle}</title>
          <path
            class="chart-grid"
            d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`}
          />
          {series.buckets.map((bucket) => (
            <Bar bucket={bucket} range={range} top={top} unit={series.unit} view={view} />
          ))}
        </svg>
        <svg class="chart-x" aria-hidden="true">
          {timeMarks(range, view.timeZone, view.format).map(({ share, label }) => (
            <text x={`${(100 * share).toFixed(2)}%`} y="1em" text-anchor={markAnchor(share)}>
              {label}
            </text>
          ))}
        </svg>
      </div>
      <BucketTable series={series} view={view} />
    </section>
  );
}
