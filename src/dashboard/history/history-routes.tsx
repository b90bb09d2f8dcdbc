import { type Context, Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import type { PageAssets } from '../view/layout.js';
import { markup, sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { ChartSvg } from './chart-svg.js';
import { HistoryPage } from './history-page.js';
import { chooseRange, unitFor } from './time-range.js';

const FACES_PER_PAGE = 25;
const EVENTS_SHOWN = 8;
/** A range of less is one day, or parts of two. */
const DAYS_FROM_MS = 26 * 3_600_000;

/** GET /history/chart.svg, and GET /history?preset=…|from=…&to=…[&heat=…][&cursor=…]; htmx picks its part by hx-select. */
export function historyRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { queries, settings, clock } = deps;
  const chart = (c: Context) => {
    const view = requestView(c, settings);
    const { from, to, preset } = c.req.query();
    const range = chooseRange({ from, to, preset }, clock.nowMs(), view.timeZone);
    const series = queries.rollups(range, unitFor(range), view.timeZone);
    const drawing = markup(<ChartSvg series={series} range={range} view={view} />);
    return c.body(drawing, 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Disposition': 'attachment; filename="ekspresi.svg"',
      'Cache-Control': 'no-store',
    });
  };
  return new Hono().get('/history/chart.svg', chart).get('/history', (c) => {
    const view = requestView(c, settings);
    const nowMs = clock.nowMs();
    const { from, to, preset, heat, cursor } = c.req.query();
    const range = chooseRange({ from, to, preset }, nowMs, view.timeZone);
    const data = {
      range,
      series: queries.rollups(range, unitFor(range), view.timeZone),
      comparison: queries.comparison(range),
      heat: queries.heatMap(range, view.timeZone),
      metric: heat === 'happy' ? ('happy' as const) : ('faces' as const),
      faces: queries.faces({ range, limit: FACES_PER_PAGE, ...(cursor ? { cursor } : {}) }),
      days:
        range.toMs - range.fromMs > DAYS_FROM_MS
          ? queries.rollups(range, 'day', view.timeZone).buckets
          : [],
      events: queries.events({ range, limit: EVENTS_SHOWN }),
      paged: Boolean(cursor),
      nowMs,
      canExport: deps.exportHistory !== undefined,
    };
    return sendPage(c, <HistoryPage data={data} view={view} assets={assets} />);
  });
}
