import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type TimeZone, timeZone as zoneOf } from '../../core/time-zone.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { chooseRange } from '../history/time-range.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { compareContents, hourOverlap } from './compare-contents.js';
import { ComparePage } from './compare-page.js';
import { ContentPage, ContentReportPage } from './content-page.js';

const HOUR_MS = 3_600_000;

/** The hour of the day at a moment; asks the zone, which is slow, once for each hour. */
function hoursOf(zone: TimeZone): (atMs: number) => number {
  const offsets = new Map<number, number>();
  return (atMs) => {
    const hour = Math.floor(atMs / HOUR_MS);
    const offsetMs = offsets.get(hour) ?? zone.offsetMs(atMs);
    offsets.set(hour, offsetMs);
    return Math.floor((atMs + offsetMs) / HOUR_MS) % 24;
  };
}

/** GET /content, /content/report and /content/compare, with a range as in /history. */
export function contentRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { queries } = deps;

  const asked = (c: Context) => {
    const view = requestView(c, deps.settings);
    const nowMs = deps.clock.nowMs();
    const { from, to, preset } = c.req.query();
    const range = chooseRange({ from, to, preset }, nowMs, view.timeZone, 'month');
    const report = queries.contents(range);
    const rowOf = (name: string) => {
      const row = report.rows.find(({ contentId }) => contentId === c.req.query(name));
      if (!row) throw new HTTPException(404);
      return row;
    };
    return { view, nowMs, range, report, rowOf };
  };

  return new Hono()
    .get('/content', (c) => {
      const { view, nowMs, range, report } = asked(c);
      return sendPage(c, <ContentPage {...{ report, range, nowMs, view, assets }} />);
    })
    .get('/content/report', (c) => {
      const { view, nowMs, range, report, rowOf } = asked(c);
      const row = rowOf('id');
      const curve = queries.contentCurve(row.contentId, range);
      const page = <ContentReportPage {...{ report, range, nowMs, view, assets, row, curve }} />;
      return sendPage(c, page);
    })
    .get('/content/compare', (c) => {
      const { view, range, report, rowOf } = asked(c);
      const [a, b] = [rowOf('a'), rowOf('b')];
      const visits = (id: string) => queries.visitExposures(id, range);
      const [visitsA, visitsB] = [visits(a.contentId), visits(b.contentId)];
      const curveA = queries.contentCurve(a.contentId, range);
      const curveB = queries.contentCurve(b.contentId, range);
      const zone = zoneOf(view.timeZone);
      const localHour = hoursOf(zone);
      const data = {
        ...{ report, range, a, b, curveA, curveB },
        ...{ visitsA: visitsA.length, visitsB: visitsB.length },
        comparisons: compareContents(visitsA, visitsB),
        hourOverlap: hourOverlap(curveA.startsMs, curveB.startsMs, localHour),
      };
      return sendPage(c, <ComparePage data={data} view={view} assets={assets} />);
    });
}
