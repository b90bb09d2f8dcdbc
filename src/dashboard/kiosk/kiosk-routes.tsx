import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import { eventChannel, liveStateNow, STREAMS_PER_ADDRESS } from '../live/event-channel.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { KioskFragment, KioskPage } from './kiosk-page.js';

const MAX_KIOSK_CLIENTS = 50;

/**
 * `/kiosk` and its stream: open to all, so without positions, numbers of faces' ids or pictures.
 */
export function kioskRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const events = eventChannel({
    deps,
    places: { total: MAX_KIOSK_CLIENTS, perAddress: STREAMS_PER_ADDRESS },
    fragment: (state, view) => <KioskFragment state={state} view={view} />,
  });
  return new Hono()
    .get('/kiosk', (c) => {
      const view = requestView(c, deps.settings);
      return sendPage(c, <KioskPage state={liveStateNow(deps)} view={view} assets={assets} />);
    })
    .get('/kiosk/events', events);
}
