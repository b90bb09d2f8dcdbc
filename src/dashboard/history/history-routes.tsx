import { type Context, Hono } from 'hono';
import { openingHours } from '../../core/opening-hours.js';
import type { RollupSeries, TimeRange } from '../../store/store-queries.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import type { PageAssets } from '../view/layout.js';
import { markup, sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { ChartSvg } from './chart-svg.js';
import { compare } from './comparison.js';
import { HEAT_METRICS, rateCells } from './evidence.js';
import { HistoryPage } from './history-page.js';
import { CHART_SCALES } from './stacked-chart.js';
import { chooseRange, unitFor } from './time-range.js';

const FACES_PER_PAGE = 25;
const EVENTS_SHOWN = 8;
/** A range of less is one day, or parts of two. */
const DAYS_FROM_MS = 26 * 3_600_000;

const DAY_MS = 86_400_000;

/**
 * Cuts the first and the last bucket to the range, so that days add up to what stands above them.
 */
function inRange(
  queries: DashboardDeps['queries'],
  series: RollupSeries,
  range: TimeRange,
): RollupSeries {
  const buckets = series.buckets.map((bucket) => {
    const fromMs = Math.max(bucket.startMs, range.fromMs);
    const toMs = Math.min(bucket.endMs, range.toMs);
    if (fromMs === bucket.startMs && toMs === bucket.endMs) return bucket;
    return { startMs: fromMs, endMs: toMs, ...queries.totals({ fromMs, toMs }) };
  });
  return { ...series, buckets: buckets.filter(({ frames }) => frames > 0) };
}

const scaleOf = (asked: string | undefined) =>
  CHART_SCALES.find((name) => name === asked) ?? 'time';

/**
 * GET /history/chart.svg, and GET /history?preset=…|from=…&to=…[&scale=…][&heat=…][&cursor=…]; htmx
 * picks its part by hx-select.
 */
export function historyRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { queries, settings, clock } = deps;
  const chart = (c: Context) => {
    const view = requestView(c, settings);
    const { from, to, preset, scale } = c.req.query();
    const range = chooseRange({ from, to, preset }, clock.nowMs(), view.timeZone);
    const series = inRange(queries, queries.rollups(range, unitFor(range), view.timeZone), range);
    const drawing = markup(
      <ChartSvg series={series} range={range} scale={scaleOf(scale)} view={view} />,
    );
    return c.body(drawing, 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Disposition': 'attachment; filename="ekspresi.svg"',
      'Cache-Control': 'no-store',
    });
  };
  return new Hono().get('/history/chart.svg', chart).get('/history', (c) => {
    const view = requestView(c, settings);
    const nowMs = clock.nowMs();
    const { from, to, preset, heat, scale, cursor } = c.req.query();
    const range = chooseRange({ from, to, preset }, nowMs, view.timeZone);
    const rule = settings.evidence;
    const cells =
      range.toMs - range.fromMs >= DAY_MS ? queries.heatMap(range, view.timeZone) : null;
    const data = {
      range,
      series: inRange(queries, queries.rollups(range, unitFor(range), view.timeZone), range),
      hours: inRange(queries, queries.rollups(range, 'hour', view.timeZone), range),
      comparison: compare(queries, range, {
        timeZone: view.timeZone,
        hours: openingHours(settings.openingHours, settings.timeZone),
        nowMs,
      }),
      totals: queries.totals(range),
      heat: cells && {
        faces: rateCells(cells, 'faces', rule),
        happy: rateCells(cells, 'happy', rule),
        attention: rateCells(cells, 'attention', rule),
      },
      rule,
      scale: scaleOf(scale),
      metric: HEAT_METRICS.find((name) => name === heat) ?? 'faces',
      faces: queries.faces({ range, limit: FACES_PER_PAGE, ...(cursor ? { cursor } : {}) }),
      days:
        range.toMs - range.fromMs > DAYS_FROM_MS
          ? inRange(queries, queries.rollups(range, 'day', view.timeZone), range).buckets
          : [],
      events: queries.events({ range, limit: EVENTS_SHOWN }),
      paged: Boolean(cursor),
      nowMs,
      canExport: deps.exportHistory !== undefined,
    };
    return sendPage(c, <HistoryPage data={data} view={view} assets={assets} />);
  });
}
