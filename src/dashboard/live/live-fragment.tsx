import type { FaceObservation } from '../../core/face.js';
import type { DashboardSettings } from '../dashboard-deps.js';
import { localiseInLine, type Problem } from '../i18n/localise.js';
import { Icon } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';
import { FaceCard } from './face-card.js';
import type { FacePlaces } from './face-places.js';
import { Figures, StageBar } from './figures.js';
import type { LiveState } from './live-state.js';
import { PicturePanel } from './picture-panel.js';
import { SceneMessage } from './scene-message.js';

/** Troubles that are not the camera's: the analysis or the history is down. */
function Troubles({ state, view }: { state: LiveState; view: RequestView }) {
  const { worker, store } = state.status;
  const { live } = view.text;
  const because = (
    what: string,
    { detail, failure }: { detail: string | null } & Pick<Problem, 'failure'>,
  ) =>
    detail
      ? `${what}: ${localiseInLine(view.language, { message: detail, remedy: '', failure })}`
      : what;
  const lines: string[] = [];
  if (worker.state === 'restarting' || worker.state === 'failed') {
    lines.push(because(live.workerDown, worker));
  }
  if (store.state === 'degraded') lines.push(because(live.storeDown, store));
  return (
    <>
      {lines.map((line) => (
        <p class="notice notice-trouble">
          <Icon name="alert" /> {line}
        </p>
      ))}
    </>
  );
}

/** More faces than these get small cards. */
const ROOMY_FACES = 6;

/** The faces at their places, which they keep; undefined where nobody is just now. */
function cardsByPlace(
  { scene, analysis }: LiveState,
  places: FacePlaces,
): readonly (FaceObservation | undefined)[] {
  if (scene.kind !== 'faces') return [];
  const keys = scene.faces.map(({ trackId }) => `${analysis?.generation} ${trackId}`);
  const taken = places.placesOf(keys);
  return Array.from({ length: Math.max(0, ...taken) + 1 }, (_, place) => {
    return scene.faces[taken.indexOf(place)];
  });
}

/** Everything on the live page that changes; pushed whole, merged by htmx in place. */
export function LiveFragment({
  state,
  view,
  preview,
  places,
}: {
  state: LiveState;
  view: RequestView;
  preview: DashboardSettings['preview'];
  places: FacePlaces;
}) {
  const { scene, status } = state;
  const { live } = view.text;
  return (
    <div id="live-state" data-captured-ms={state.analysis?.capturedAtMs}>
      <Troubles state={state} view={view} />
      <div class="panels">
        <PicturePanel state={state} view={view} preview={preview} />
        <section class="panel" aria-labelledby="probabilities-title">
          <header class="panel-head">
            <h2 id="probabilities-title">{live.probabilitiesTitle}</h2>
            <time class="updated" datetime={new Date(state.nowMs).toISOString()}>
              {view.format.time(state.nowMs)}
            </time>
          </header>
          {scene.kind === 'faces' ? (
            <div class={`face-cards ${scene.faces.length > ROOMY_FACES ? 'is-many' : ''}`}>
              {cardsByPlace(state, places).map((face, place) =>
                face === undefined ? (
                  <div class="face-card is-free" id={`free-${place}`} />
                ) : (
                  <FaceCard face={face} view={view} />
                ),
              )}
              {scene.hidden > 0 ? <p class="more">{live.moreFaces(scene.hidden)}</p> : null}
            </div>
          ) : (
            <div class="panel-empty">
              <SceneMessage scene={scene} view={view} />
            </div>
          )}
        </section>
      </div>
      <Figures state={state} view={view} />
      {status.stages ? <StageBar stages={status.stages.p50} view={view} /> : null}
    </div>
  );
}
