import type { FaceRow } from '../../store/store-queries.js';
import { ProbabilityBars } from '../view/expression-bars.js';
import { Fact } from '../view/fact.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';

/** Curves drawn by the client from `/faces/:id/timeline`; the words come from here. */
function Curves({ face, view }: { face: FaceRow; view: RequestView }) {
  const words = view.text.faces;
  const charts = Object.entries(words.charts);
  const labels = JSON.stringify({
    ...view.text.expressions,
    ...words.charts,
    ...words.poseCurves,
  });
  return (
    <section
      class="card curves"
      id="curves"
      data-timeline={`/faces/${face.id}/timeline`}
      data-labels={labels}
      data-failed={words.timelineFailed}
      data-none={words.timelineNone}
      data-seconds={words.seconds}
      data-save={words.savePng}
      data-table={view.text.history.asTable}
    >
      <header class="card-head">
        <h2>{words.timelineTitle}</h2>
        <p class="hint">{words.timelineHint}</p>
      </header>
      <p class="curves-state" role="status">
        {words.timelineLoading}
      </p>
      {charts.map(([name, title]) => (
        <figure>
          <figcaption>{title}</figcaption>
          <div data-curve={name} data-alternative={words.chartOf(title)} />
        </figure>
      ))}
    </section>
  );
}

/** `/faces/:id`: one stay. */
export function FacePage({
  face,
  view,
  assets,
}: {
  face: FaceRow;
  view: RequestView;
  assets: PageAssets;
}) {
  const { text, format } = view;
  const sum = Math.max(
    1,
    face.expressionMs.reduce((total, ms) => total + ms, 0),
  );
  const title = `${text.faces.face} #${face.id}`;
  return (
    <Layout
      view={view}
      assets={assets}
      title={title}
      styles={['uplot.css']}
      scripts={['uplot.js']}
      modules={['curves.js']}
    >
      <h1>{title}</h1>
      <div class="system-grid">
        <section class="card">
          <dl class="fact-list">
            <Fact name={text.faces.seen}>{format.dateTime(face.firstSeenMs)}</Fact>
            <Fact name={text.faces.stay}>
              {format.duration(face.dwellMs)} {face.present ? text.faces.present : ''}
            </Fact>
            <Fact name={text.faces.dominant}>
              <span class={`is-${face.dominant} expression-cell`}>
                <Icon name={face.dominant} /> {text.expressions[face.dominant]}
              </span>
            </Fact>
            <Fact name={text.faces.blinks}>
              {face.blinkCount === null ? '–' : format.number(face.blinkCount)}
            </Fact>
            <Fact name={text.attention.time}>
              {face.attentionMs === null ? '–' : format.duration(face.attentionMs)}
            </Fact>
            <Fact name={text.attention.watcher}>
              {face.watcher === null ? '–' : face.watcher ? text.attention.yes : text.attention.no}
            </Fact>
            <Fact name={text.attention.firstLook}>
              {face.firstLookMs === null ? '–' : format.duration(face.firstLookMs)}
            </Fact>
            <Fact name={text.faces.observations}>{format.number(face.observations)}</Fact>
            <Fact name={text.faces.run}>
              {face.runId} · {text.live.face(face.trackId)}
            </Fact>
          </dl>
          <p class="hint">{text.attention.notGaze}</p>
        </section>
        <section class="card" aria-label={text.faces.mix}>
          <ProbabilityBars
            probabilities={face.expressionMs.map((ms) => ms / sum)}
            leading={face.dominant}
            view={view}
          />
        </section>
        <div class="wide">
          <Curves face={face} view={view} />
        </div>
      </div>
    </Layout>
  );
}
