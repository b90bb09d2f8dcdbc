import { Hono } from 'hono';
import type { EventLevel, EventRow, Page } from '../../store/store-queries.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { type ChosenRange, chooseRange, rangeQuery } from '../history/time-range.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { Pager, PageStatus, UnreadableNote } from '../view/pager.js';
import { RangePicker } from '../view/range-picker.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { EventTable } from './event-table.js';

const LEVELS = ['info', 'warning', 'error'] as const;
const EVENTS_PER_PAGE = 50;

interface EventData {
  readonly page: Page<EventRow>;
  readonly range: ChosenRange;
  readonly level: EventLevel | null;
  readonly nowMs: number;
  readonly paged: boolean;
}

function eventLink(data: EventData, level: EventLevel | null, cursor?: string): string {
  const parts = [rangeQuery(data.range)];
  if (level) parts.push(`level=${level}`);
  if (cursor) parts.push(`cursor=${encodeURIComponent(cursor)}`);
  return `/events?${parts.join('&')}`;
}

function EventPage({
  data,
  view,
  assets,
}: {
  data: EventData;
  view: RequestView;
  assets: PageAssets;
}) {
  const words = view.text.events;
  return (
    <Layout view={view} assets={assets} title={words.title} scripts={['htmx.js']}>
      <h1>{words.title}</h1>
      <RangePicker range={data.range} path="/events" view={view} nowMs={data.nowMs} />
      <section class="card" id="events">
        <header class="card-head">
          <p class="hint">{words.intro}</p>
          <p class="switch">
            {([null, ...LEVELS] as const).map((level) => (
              <a
                class="pill"
                href={eventLink(data, level)}
                aria-current={level === data.level ? 'true' : undefined}
              >
                {level ? words.levels[level] : view.text.faces.all}
              </a>
            ))}
          </p>
        </header>
        {data.page.rows.length > 0 ? (
          <EventTable rows={data.page.rows} view={view} />
        ) : (
          <p class="table-empty">
            <b>{words.empty}</b> {words.emptyHint}
          </p>
        )}
        <UnreadableNote count={data.page.unreadable} view={view} />
        <Pager
          part="events"
          next={data.page.nextCursor ? eventLink(data, data.level, data.page.nextCursor) : null}
          first={data.paged ? eventLink(data, data.level) : null}
          view={view}
        />
      </section>
      <PageStatus part="events" times={data.page.rows.map(({ atMs }) => atMs)} view={view} />
    </Layout>
  );
}

/** GET /events with a range as in /history, a level and a cursor. */
export function eventRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono().get('/events', (c) => {
    const view = requestView(c, deps.settings);
    const nowMs = deps.clock.nowMs();
    const { from, to, preset, cursor, level: asked } = c.req.query();
    const range = chooseRange({ from, to, preset }, nowMs, view.timeZone, 'month');
    const level = LEVELS.find((name) => name === asked) ?? null;
    const page = deps.queries.events({
      range,
      limit: EVENTS_PER_PAGE,
      ...(level ? { level } : {}),
      ...(cursor ? { cursor } : {}),
    });
    const data = { page, range, level, nowMs, paged: Boolean(cursor) };
    return sendPage(c, <EventPage data={data} view={view} assets={assets} />);
  });
}
