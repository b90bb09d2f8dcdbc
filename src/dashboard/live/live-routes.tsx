import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { DashboardDeps } from '../dashboard-deps.js';
import { newestStream } from '../http/newest-stream.js';
import { Slots } from '../http/slots.js';
import type { PageAssets } from '../view/layout.js';
import { markup, sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { LiveFragment } from './live-fragment.js';
import { LivePage } from './live-page.js';
import { liveState } from './live-state.js';

/** With nothing new the page is still told the time, so that it notices a dead connection. */
const IDLE_MS = 1000;

const encoder = new TextEncoder();

/** One unnamed event; htmx swaps its data into the page. */
function eventOf(html: string): Uint8Array {
  const data = html
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('');
  return encoder.encode(`${data}\n`);
}

export const streamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  // Tells the Node server to send chunks as they come instead of collecting the first ones.
  'Transfer-Encoding': 'chunked',
} as const;

/** `/` and its stream `/live/events`. */
export function liveRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { live, settings, clock } = deps;
  const slots = new Slots(settings.maxLiveClients);
  const stateNow = () => liveState(live.latestAnalysis(), deps.status(), clock.nowMs());

  // Clients of one language and zone share the markup of a moment.
  const shared = new Map<string, { readonly atMs: number; readonly event: Uint8Array }>();
  const newestEvent = (view: RequestView): Uint8Array => {
    const key = `${view.language} ${view.timeZone}`;
    const atMs = clock.monotonicMs();
    const known = shared.get(key);
    if (known && atMs - known.atMs < settings.liveIntervalMs / 2) return known.event;
    const fragment = <LiveFragment state={stateNow()} view={view} preview={settings.preview} />;
    const event = eventOf(markup(fragment));
    if (shared.size >= 32) shared.clear();
    shared.set(key, { atMs, event });
    return event;
  };

  const events = (c: Context) => {
    const release = slots.acquire();
    if (!release) throw new HTTPException(503);
    const view = requestView(c, settings);
    const stream = newestStream({
      subscribe: (wake) => live.onAnalysis(wake),
      render: () => newestEvent(view),
      idle: () => newestEvent(view),
      idleMs: IDLE_MS,
      minIntervalMs: settings.liveIntervalMs,
      clock,
      abort: c.req.raw.signal,
      onEnd: release,
    });
    return c.body(stream, 200, streamHeaders);
  };

  return new Hono()
    .get('/', (c) =>
      sendPage(
        c,
        <LivePage
          state={stateNow()}
          view={requestView(c, settings)}
          assets={assets}
          preview={settings.preview}
        />,
      ),
    )
    .get('/live/events', events);
}
