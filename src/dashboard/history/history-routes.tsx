import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { HistoryPage } from './history-page.js';
import { chooseRange, unitFor } from './time-range.js';

const FACES_PER_PAGE = 25;

/** GET /history?preset=…|from=…&to=…[&heat=…][&cursor=…]; htmx picks its part by hx-select. */
export function historyRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { queries, settings, clock } = deps;
  return new Hono().get('/history', (c) => {
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
      paged: Boolean(cursor),
      nowMs,
      canExport: deps.exportHistory !== undefined,
    };
    return sendPage(c, <HistoryPage data={data} view={view} assets={assets} />);
  });
}
