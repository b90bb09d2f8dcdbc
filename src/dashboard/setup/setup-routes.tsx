import { type Context, Hono } from 'hono';
import { EkspresiError } from '../../core/errors.js';
import type { Accounts } from '../auth/accounts.js';
import { setSessionCookie } from '../auth/login-routes.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { clientAddress } from '../http/client-address.js';
import { formText } from '../http/form-text.js';
import { liveStateNow } from '../live/event-channel.js';
import type { LiveState } from '../live/live-state.js';
import { SceneMessage } from '../live/scene-message.js';
import { PreferenceFields } from '../settings/preference-fields.js';
import type { Preferences } from '../settings/preferences.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { DECLARATION } from './setup-guard.js';

interface SetupProps {
  readonly view: RequestView;
  readonly assets: PageAssets;
  readonly preferences: Preferences;
  readonly state: LiveState;
  readonly retention: DashboardDeps['retention'];
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

function SetupPage({ view, assets, preferences, state, retention, problem }: SetupProps) {
  const words = view.text.setup;
  return (
    <Layout
      view={view}
      assets={assets}
      title={words.title}
      styles={['live.css', 'history.css', 'auth.css']}
    >
      <form class="setup" method="post" action="/setup">
        <h1>{words.title}</h1>
        <p class="hint">{words.intro}</p>
        {problem ? (
          <p class="notice notice-trouble" role="alert">
            <Icon name="alert" /> {problem}
          </p>
        ) : null}
        <section class="card">
          <h2>1. {words.language}</h2>
          <div class="filter-form">
            <PreferenceFields
              preferences={{ ...preferences.current(), timeZone: view.timeZone }}
              previews={preferences.previews()}
              view={view}
            />
          </div>
        </section>
        <section class="card">
          <h2>2. {words.camera}</h2>
          <CameraCheck state={state} view={view} />
          <p>
            <a href="/setup">{words.checkAgain}</a>
          </p>
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
          {retention ? <p>{words.retention(retention.rawDays, retention.rollupDays)}</p> : null}
        </section>
        <section class="card">
          <h2>4. {words.password}</h2>
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
export function setupRoutes(
  deps: DashboardDeps,
  accounts: Accounts,
  preferences: Preferences,
  assets: PageAssets,
): Hono {
  const show = (c: Context, problem: string | null) =>
    sendPage(
      c,
      <SetupPage
        view={requestView(c, deps.settings)}
        assets={assets}
        preferences={preferences}
        state={liveStateNow(deps)}
        retention={deps.retention}
        problem={problem}
      />,
      problem ? 422 : 200,
    );

  const finish = async (c: Context) => {
    const form = await c.req.parseBody();
    const { text } = requestView(c, deps.settings);
    const user = c.get('user');
    if (formText(form, 'place', 3) !== 'yes') return show(c, text.setup.placeMissing);
    const password = formText(form, 'password', 201);
    if (password && user.by === 'session') {
      try {
        await accounts.reset(user.name, password);
      } catch (error) {
        if (error instanceof EkspresiError) return show(c, text.auth.passwordHint);
        throw error;
      }
      setSessionCookie(c, accounts.beginSession(user.userId));
    }
    preferences.change({
      language: formText(form, 'language', 10),
      timeZone: formText(form, 'timeZone', 64),
      preview: formText(form, 'preview', 10),
    });
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
