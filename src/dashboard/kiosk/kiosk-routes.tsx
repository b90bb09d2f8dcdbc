import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { EXPRESSION_COLOURS, EXPRESSION_COLOURS_ON_DARK } from '../../core/expression-colours.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { ConnectionLimiter } from '../http/connection-limiter.js';
import { streamAnswer } from '../http/latest-value-stream.js';
import { eventStreamHeaders, liveStateNow, STREAMS_PER_ADDRESS } from '../live/event-channel.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { KioskPage } from './kiosk-page.js';
import { MaskSlots } from './mask-parameters.js';
import { noticeAddress } from './notice-address.js';
import { screenNumbers } from './screen-numbers.js';
import { SCREEN_MODES, screenColours } from './screen-settings.js';

const MAX_KIOSK_CLIENTS = 50;
/** 30 a second for one screen; with many of them the limiter stretches it. */
const FRAME_MS = 33;
/** With nothing new a screen is told so, and notices a dead connection. */
const IDLE_MS = 1000;

const encoder = new TextEncoder();

/**
 * `/kiosk`, its stream and what it loads: open to all. The stream says how faces move and what they
 * show; it carries no picture, no shape of a face and no number that outlasts a visit, and nothing
 * of it is kept.
 */
export function kioskRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { live, settings, clock, logo } = deps;
  const slots = new ConnectionLimiter({
    total: MAX_KIOSK_CLIENTS,
    perAddress: STREAMS_PER_ADDRESS,
  });
  const masks = new MaskSlots();
  const numbers = screenNumbers(deps);
  const revision = () => {
    const bytes = logo?.read()?.bytes ?? '';
    const look = JSON.stringify([settings.kiosk, settings.timeZone]);
    return createHash('sha256').update(look).update(bytes).digest('hex').slice(0, 12);
  };
  // Every screen shows the same masks, so that they are made once a frame.
  let made: { readonly of: unknown; readonly atMs: number; readonly event: Uint8Array } | null =
    null;

  const newestEvent = (): Uint8Array => {
    const analysis = live.latestAnalysis();
    const atMs = clock.monotonicMs();
    if (made !== null && made.of === analysis && atMs - made.atMs < IDLE_MS / 2) return made.event;
    const { scene } = liveStateNow(deps);
    const isFaces = scene.kind === 'faces' && analysis !== null;
    const message = {
      // Visitors need no reasons and remedies, only that nothing is measured just now.
      state: isFaces || scene.kind === 'nobody' || scene.kind === 'dark' ? 'on' : 'off',
      masks: isFaces ? masks.masksOf(analysis, !settings.isMirrored) : [],
      aspect: analysis === null ? 4 / 3 : analysis.width / analysis.height,
    };
    const event = encoder.encode(`data: ${JSON.stringify(message)}\n\n`);
    made = { of: analysis, atMs, event };
    return event;
  };

  return new Hono()
    .get('/kiosk', (c) => {
      const view = requestView(c, settings);
      const origin = deps.networkOrigin?.() ?? null;
      // One screen among several may show one mode only; so does a preview.
      const asked = SCREEN_MODES.find((mode) => mode === c.req.query('mode'));
      const screen = asked ? { ...settings.kiosk, modes: [asked] } : settings.kiosk;
      const { noticeUrl } = screen;
      const page = (
        <KioskPage
          screen={screen}
          siteName={settings.siteName}
          notice={noticeAddress(c.req.url, { noticeUrl, networkOrigin: origin })}
          revision={revision()}
          hasLogo={logo?.read() != null}
          view={view}
          assets={assets}
        />
      );
      return sendPage(c, page);
    })
    .get('/kiosk/events', (c) =>
      streamAnswer(c, {
        slots,
        headers: eventStreamHeaders,
        subscribe: (wake) => live.onAnalysis(wake),
        render: newestEvent,
        idle: newestEvent,
        idleMs: IDLE_MS,
        minIntervalMs: () => slots.intervalMs(FRAME_MS),
        clock,
      }),
    )
    .get('/kiosk/today', (c) => {
      c.header('Cache-Control', 'no-store');
      return c.json({ ...numbers(), revision: revision() });
    })
    .get('/kiosk/colours.css', (c) => {
      const { isDark, background, ink, accent } = screenColours(settings.kiosk);
      const colours = {
        'screen-ground': background,
        'screen-ink': ink,
        'screen-accent': accent,
        ...(isDark ? EXPRESSION_COLOURS_ON_DARK : EXPRESSION_COLOURS),
      };
      const properties = Object.entries(colours).map(([name, colour]) => `--${name}:${colour}`);
      const scheme = isDark ? 'dark' : 'light';
      return c.body(`:root{color-scheme:${scheme};${properties.join(';')}}`, 200, {
        'Content-Type': 'text/css; charset=utf-8',
        'Cache-Control': 'no-cache',
      });
    })
    .get('/kiosk/logo', (c) => {
      const kept = logo?.read();
      if (kept == null) return c.notFound();
      return c.body(new Uint8Array(kept.bytes), 200, {
        'Content-Type': kept.type,
        'Cache-Control': 'no-cache',
        // Opened by itself it may not do anything either.
        'Content-Security-Policy': "default-src 'none'; sandbox",
      });
    });
}
