import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { DashboardDeps } from '../dashboard-deps.js';
import { ConnectionLimiter, type ConnectionLimits } from '../http/connection-limiter.js';
import { streamAnswer } from '../http/latest-value-stream.js';
import { markup } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { type LiveState, liveState } from './live-state.js';

/** With nothing new the page is still told the time, so that it notices a dead connection. */
const IDLE_MS = 1000;
const MAX_SHARED = 32;
/** A browser opens six connections to one host at most. */
export const STREAMS_PER_ADDRESS = 8;

const encoder = new TextEncoder();

/** One unnamed event; htmx swaps its data into the page. */
function eventOf(html: string): Uint8Array {
  const data = html
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('');
  return encoder.encode(`${data}\n`);
}

export const eventStreamHeaders = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  // Tells the Node server to send chunks as they come instead of collecting the first ones.
  'Transfer-Encoding': 'chunked',
} as const;

interface EventChannelOptions {
  readonly deps: DashboardDeps;
  readonly places: ConnectionLimits;
  fragment(state: LiveState, view: RequestView): JSX.Element;
}

export function liveStateNow({ live, status, clock }: DashboardDeps): LiveState {
  return liveState(live.latestAnalysis(), status(), clock.nowMs());
}

/** A handler that streams one fragment, newest state first, to a bounded number of clients. */
export function eventChannel({ deps, places, fragment }: EventChannelOptions) {
  const { live, settings, clock } = deps;
  const slots = new ConnectionLimiter(places);
  // Clients of one language and zone share the markup of a moment.
  const shared = new Map<string, { readonly atMs: number; readonly event: Uint8Array }>();

  const newestEvent = (view: RequestView): Uint8Array => {
    const key = `${view.language} ${view.timeZone} ${settings.preview}`;
    const atMs = clock.monotonicMs();
    const known = shared.get(key);
    if (known && atMs - known.atMs < settings.liveIntervalMs / 2) return known.event;
    const event = eventOf(markup(fragment(liveStateNow(deps), view)));
    if (shared.size >= MAX_SHARED) shared.clear();
    shared.set(key, { atMs, event });
    return event;
  };

  return (c: Context): Response => {
    const view = requestView(c, settings);
    return streamAnswer(c, {
      slots,
      headers: eventStreamHeaders,
      subscribe: (wake) => live.onAnalysis(wake),
      render: () => newestEvent(view),
      idle: () => newestEvent(view),
      idleMs: IDLE_MS,
      minIntervalMs: () => slots.intervalMs(settings.liveIntervalMs),
      clock,
    });
  };
}
