import { SCREEN_PLACES, type ScreenPlace } from '../../core/screen-place.js';
import { Card } from '../view/card.js';
import { SelectField } from '../view/fields.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import type { RequestView } from '../view/request-view.js';
import type { ScreenMeasurement } from './screen-calibration.js';

/** What the screen's place is called, with its angles where it was measured. */
function placeName(screen: ScreenPlace, { text, format }: RequestView): string {
  const { screenPlaces, angles } = text.settings.attention;
  return typeof screen === 'string'
    ? screenPlaces[screen]
    : angles(format.number(screen.yawDegrees, 1), format.number(screen.pitchDegrees, 1));
}

/** On the settings page: where the screen is, and the way to measure it. */
export function AttentionCard({ screen, view }: { screen: ScreenPlace; view: RequestView }) {
  const words = view.text.settings.attention;
  return (
    <Card id="attention" title={words.title}>
      <p class="hint">{words.hint}</p>
      <p>
        {words.screenIs(placeName(screen, view))} <a href="/settings/attention">{words.change}</a>
      </p>
    </Card>
  );
}

function Measured({ measured, view }: { measured: ScreenMeasurement; view: RequestView }) {
  const words = view.text.settings.attention;
  const { format } = view;
  if (measured.problem === 'nobody') return <p role="status">{words.problems.nobody}</p>;
  const degrees = (value: number) => format.number(value, 1);
  return (
    <div role="status">
      <p>
        {words.measured(measured.faces, measured.samples)}{' '}
        <b>{words.angles(degrees(measured.yawDegrees), degrees(measured.pitchDegrees))}</b>{' '}
        {words.moved(degrees(measured.deviationDegrees))}
      </p>
      {measured.problem === null ? (
        <form method="post" action="/settings/attention">
          <input type="hidden" name="yawDegrees" value={String(measured.yawDegrees)} />
          <input type="hidden" name="pitchDegrees" value={String(measured.pitchDegrees)} />
          <button type="submit">{words.saveMeasured}</button>
        </form>
      ) : (
        <p>{words.problems[measured.problem]}</p>
      )}
    </div>
  );
}

/** `/settings/attention`: where the middle of the screen is, named or measured. */
export function AttentionPage({
  screen,
  measured,
  outcome,
  view,
  assets,
}: {
  screen: ScreenPlace;
  measured: ScreenMeasurement | null;
  outcome: Outcome | null;
  view: RequestView;
  assets: PageAssets;
}) {
  const words = view.text.settings.attention;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <h1>{words.title}</h1>
      <OutcomeNote outcome={outcome} />
      <p class="hint">{words.hint}</p>
      <p>{words.screenIs(placeName(screen, view))}</p>
      <div class="system-grid">
        <Card id="calibrate" title={words.calibrate}>
          <p>{words.calibrateHint}</p>
          <form class="stacked-form" method="post" action="/settings/attention/measure">
            <button type="submit">{words.measure}</button>
          </form>
          {measured === null ? null : <Measured measured={measured} view={view} />}
        </Card>
        <Card id="place" title={words.place}>
          <form class="stacked-form" method="post" action="/settings/attention">
            <SelectField
              label={words.placeLabel}
              name="screen"
              options={SCREEN_PLACES.map((name) => [name, words.screenPlaces[name]] as const)}
              value={typeof screen === 'string' ? screen : undefined}
            />
            <p class="hint">{words.placeHint}</p>
            <button type="submit">{view.text.settings.save}</button>
          </form>
        </Card>
      </div>
      <p>
        <a href="/settings">{view.text.settings.title}</a>
      </p>
    </Layout>
  );
}
