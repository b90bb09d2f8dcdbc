import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { eventChannel, liveStateNow, STREAMS_PER_ADDRESS } from './event-channel.js';
import { FacePlaces } from './face-places.js';
import { LiveFragment } from './live-fragment.js';
import { LivePage } from './live-page.js';

/** `/` and its stream `/live/events`. */
export function liveRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { settings } = deps;
  const places = new FacePlaces();
  const events = eventChannel({
    deps,
    places: { total: settings.maxLiveClients, perAddress: STREAMS_PER_ADDRESS },
    fragment: (state, view) => (
      <LiveFragment state={state} view={view} preview={settings.preview} places={places} />
    ),
  });
  return new Hono()
    .get('/', (c) => {
      const view = requestView(c, settings);
      const state = liveStateNow(deps);
      return sendPage(
        c,
        <LivePage
          state={state}
          view={view}
          assets={assets}
          preview={settings.preview}
          places={places}
        />,
      );
    })
    .get('/live/events', events);
}
