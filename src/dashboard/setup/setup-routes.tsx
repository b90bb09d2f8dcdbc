import { type Context, Hono } from 'hono';
import type { Accounts } from '../../accounts/accounts.js';
import { EkspresiError } from '../../core/errors.js';
import { setSessionCookie } from '../auth/login-routes.js';
import type { ChangeableSettings, DashboardDeps } from '../dashboard-deps.js';
import { clientAddress } from '../http/client-address.js';
import { formText, readForm } from '../http/forms.js';
import { localiseInLine } from '../i18n/localise.js';
import { liveStateNow } from '../live/event-channel.js';
import type { LiveState } from '../live/live-state.js';
import { SceneMessage } from '../live/scene-message.js';
import { PreferenceFields } from '../settings/preference-fields.js';
import { RetentionFields } from '../settings/retention-card.js';
import { displayChange, retentionChange } from '../settings/settings-forms.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { DECLARATION } from './setup-guard.js';

interface SetupProps {
  readonly view: RequestView;
  readonly assets: PageAssets;
  /** Null where nothing can be changed. */
  readonly settings: ChangeableSettings | null;
  readonly state: LiveState;
  /**
   * Whether a still of the camera is shown, was not asked for (false), or cannot be taken (null).
   */
  readonly still: boolean | null;
  readonly problem: string | null;
}

function CameraCheck({ state, view }: { state: LiveState; view: RequestView }) {
  const { scene } = state;
  if (scene.kind !== 'faces') return <SceneMessage scene={scene} view={view} />;
  return (
    <div class="scene-message">
      <Icon name="camera" />
      <p class="scene-title">{view.text.live.peopleInView(scene.faces.length + scene.hidden)}</p>
    </div>
  );
}

function SetupPage({ view, assets, settings, state, still, problem }: SetupProps) {
  const words = view.text.setup;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <form class="setup" method="post" action="/setup">
        <h1>{words.title}</h1>
        <p class="hint">{words.intro}</p>
        {problem ? (
          <p class="notice notice-trouble" role="alert">
            <Icon name="alert" /> {problem}
          </p>
        ) : null}
        {settings ? (
          <section class="card">
            <h2>1. {words.language}</h2>
            <div class="filter-form">
              <PreferenceFields
                preferences={{ ...settings, timeZone: view.timeZone }}
                view={view}
              />
            </div>
          </section>
        ) : null}
        <section class="card">
          <h2>2. {words.camera}</h2>
          <CameraCheck state={state} view={view} />
          {still ? (
            <img class="still" src="/settings/still.jpeg" alt={view.text.settings.masks.stillAlt} />
          ) : null}
          <p class="row-links">
            <a href="/setup">{words.checkAgain}</a>
            {still === null ? null : (
              <a href="/setup?still=1">{view.text.settings.masks.showStill}</a>
            )}
          </p>
          {still === null ? null : <p class="hint">{view.text.settings.masks.stillHint}</p>}
        </section>
        <section class="card">
          <h2>3. {words.place}</h2>
          <p>{words.placeWhy}</p>
          <label class="check">
            <input type="checkbox" name="place" value="yes" required />
            <span>{words.placeConfirm}</span>
          </label>
          <p>
            <a href="/notice">{words.printNotice}</a>
          </p>
        </section>
        {settings ? (
          <section class="card">
            <h2>4. {view.text.settings.retention.title}</h2>
            <div class="filter-form">
              <RetentionFields settings={settings} view={view} />
            </div>
          </section>
        ) : null}
        <section class="card">
          <h2>5. {words.password}</h2>
          <label>
            <span>{view.text.auth.newPassword}</span>
            <input
              type="password"
              name="password"
              autocomplete="new-password"
              minlength={10}
              maxlength={200}
            />
          </label>
          <p class="hint">
            {view.text.auth.passwordHint} {words.passwordKeep}
          </p>
        </section>
        <button type="submit">{words.finish}</button>
      </form>
    </Layout>
  );
}

/** GET and POST /setup: asked once, of the first administrator. */
export function setupRoutes(deps: DashboardDeps, accounts: Accounts, assets: PageAssets): Hono {
  const show = (c: Context, problem: string | null) =>
    sendPage(
      c,
      <SetupPage
        view={requestView(c, deps.settings, '/setup')}
        assets={assets}
        settings={deps.changeable?.current() ?? null}
        state={liveStateNow(deps)}
        still={deps.takeStill ? c.req.query('still') === '1' : null}
        problem={problem}
      />,
      problem ? 422 : 200,
    );

  const finish = async (c: Context) => {
    const form = await readForm(c);
    const { text, language } = requestView(c, deps.settings);
    const user = c.get('user');
    if (formText(form, 'place', 3) !== 'yes') return show(c, text.setup.placeMissing);
    try {
      deps.changeable?.change({ ...displayChange(form), ...retentionChange(form) });
    } catch (error) {
      if (error instanceof EkspresiError) return show(c, localiseInLine(language, error));
      throw error;
    }
    const password = formText(form, 'password', 201);
    if (password && user.by === 'session') {
      try {
        await accounts.reset(user.name, password);
      } catch (error) {
        if (error instanceof EkspresiError) return show(c, text.auth.passwordHint);
        throw error;
      }
      setSessionCookie(c, accounts.sessions.begin(user.userId));
    }
    accounts.setFact(
      DECLARATION,
      JSON.stringify({ by: user.name, atMs: deps.clock.nowMs(), place: 'no-workplace-no-school' }),
    );
    accounts.audit({
      actor: user.name,
      action: 'set-up',
      detail: 'declared: neither a workplace nor a school',
      address: clientAddress(c),
    });
    return c.redirect('/', 303);
  };

  return new Hono().get('/setup', (c) => show(c, null)).post('/setup', finish);
}
