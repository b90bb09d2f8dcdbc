import type { DashboardSettings } from '../dashboard-deps.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import type { FacePlaces } from './face-places.js';
import { LiveFragment } from './live-fragment.js';
import type { LiveState } from './live-state.js';
import { MarkForm } from './mark-form.js';

/** An error answer must not replace the last good state. */
const keepOnFailure = { 'hx-status:4xx': 'swap:none', 'hx-status:5xx': 'swap:none' };

/** The start page: the state of this moment, then kept fresh by server-sent events. */
export function LivePage({
  state,
  view,
  assets,
  preview,
  places,
}: {
  state: LiveState;
  view: RequestView;
  assets: PageAssets;
  preview: DashboardSettings['preview'];
  places: FacePlaces;
}) {
  const { live } = view.text;
  return (
    <Layout
      view={view}
      assets={assets}
      title={live.title}
      scripts={['htmx.js', 'hx-sse.js']}
      modules={['live.js', 'picture.js', 'mark.js']}
      refreshS={5}
    >
      <h1 class="visually-hidden">{live.title}</h1>
      <p class="notice notice-lost" id="lost" role="status" hidden>
        <Icon name="alert" /> {live.lost} <a href="/">{live.reload}</a>
      </p>
      <noscript>
        <p class="notice">{live.noScript}</p>
      </noscript>
      <MarkForm view={view} />
      <div id="live" hx-sse:connect="/live/events" hx-swap="innerMorph" {...keepOnFailure}>
        <LiveFragment state={state} view={view} preview={preview} places={places} />
      </div>
    </Layout>
  );
}
