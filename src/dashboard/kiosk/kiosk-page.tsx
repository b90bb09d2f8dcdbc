import type { Expression } from '../../core/expression.js';
import { EXPRESSIONS } from '../../core/expression.js';
import type { LiveState } from '../live/live-state.js';
import { SceneMessage } from '../live/scene-message.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';

/** How many of the faces in view show each expression; only those that somebody shows. */
function countExpressions(state: LiveState): readonly (readonly [Expression, number])[] {
  const faces = state.analysis && state.scene.kind === 'faces' ? state.analysis.faces : [];
  return EXPRESSIONS.map(
    (name) => [name, faces.filter(({ expression }) => expression === name).length] as const,
  ).filter(([, count]) => count > 0);
}

/** What visitors see change: expressions and how many show them, nobody's position. */
export function KioskFragment({ state, view }: { state: LiveState; view: RequestView }) {
  const { text } = view;
  const { scene } = state;
  if (scene.kind === 'nobody' || scene.kind === 'dark') {
    return (
      <div id="kiosk-state" class="kiosk-state">
        <div class="kiosk-welcome">
          <Icon name="happy" />
          <p class="kiosk-headline">{text.kiosk.welcome}</p>
          <p>{text.kiosk.invite}</p>
        </div>
      </div>
    );
  }
  if (scene.kind !== 'faces') {
    // Visitors need no reasons and remedies, only that nothing is measured just now.
    const calm = scene.kind === 'degraded' ? ({ kind: 'starting' } as const) : scene;
    return (
      <div id="kiosk-state" class="kiosk-state">
        <SceneMessage scene={calm} view={view} />
      </div>
    );
  }
  return (
    <div id="kiosk-state" class="kiosk-state">
      <p class="kiosk-headline">{text.kiosk.seeing(scene.faces.length + scene.hidden)}</p>
      <ul class="kiosk-tiles">
        {countExpressions(state).map(([expression, count]) => (
          <li class={`is-${expression}`} id={`tile-${expression}`}>
            <Icon name={expression} />
            <b>{text.expressions[expression]}</b>
            <span>{count > 1 ? `× ${count}` : ''}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const keepOnFailure = { 'hx-status:4xx': 'swap:none', 'hx-status:5xx': 'swap:none' };

/** `/kiosk`: for a screen on the box; open to all. */
export function KioskPage({
  state,
  view,
  assets,
}: {
  state: LiveState;
  view: RequestView;
  assets: PageAssets;
}) {
  const { text } = view;
  return (
    <Layout
      view={view}
      assets={assets}
      title={text.kiosk.title}
      styles={['screen.css']}
      scripts={['htmx.js', 'hx-sse.js']}
      modules={['live.js']}
      refreshS={5}
      bare
    >
      <main class="kiosk" id="main">
        <h1 class="kiosk-brand">
          <Icon name="logo" /> {text.kiosk.heading}
        </h1>
        <div
          id="live"
          class="kiosk-live"
          hx-sse:connect="/kiosk/events"
          hx-swap="innerMorph"
          {...keepOnFailure}
        >
          <KioskFragment state={state} view={view} />
        </div>
        <p id="lost" role="status" hidden>
          {text.live.lost}
        </p>
        <footer class="kiosk-notice">
          <Icon name="shield" />
          <p>
            {text.kiosk.privacy} <a href="/notice">{text.kiosk.more}</a>
          </p>
        </footer>
      </main>
    </Layout>
  );
}
