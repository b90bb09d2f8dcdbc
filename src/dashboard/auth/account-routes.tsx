import { type Context, Hono } from 'hono';
import type { Accounts } from '../../accounts/accounts.js';
import { EkspresiError } from '../../core/errors.js';
import { clientAddress } from '../http/client-address.js';
import { formText, readForm } from '../http/forms.js';
import type { PageDeps } from '../page-deps.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { setSessionCookie } from './login-routes.js';

function AccountPage({
  view,
  assets,
  outcome,
}: {
  view: RequestView;
  assets: PageAssets;
  outcome: Outcome | null;
}) {
  const words = view.text.auth;
  return (
    <Layout view={view} assets={assets} title={words.account}>
      <h1>{words.account}</h1>
      <form class="card sign-in-form" method="post" action="/account/password">
        <h2>{words.changePassword}</h2>
        <OutcomeNote outcome={outcome} />
        <label>
          <span>{words.oldPassword}</span>
          <input type="password" name="old" autocomplete="current-password" required />
        </label>
        <label>
          <span>{words.newPassword}</span>
          <input
            type="password"
            name="new"
            autocomplete="new-password"
            minlength={10}
            maxlength={200}
            required
          />
        </label>
        <p class="hint">{words.passwordHint}</p>
        <button type="submit">{words.changePassword}</button>
      </form>
    </Layout>
  );
}

/** GET /account and POST /account/password: one's own password. */
export function accountRoutes(deps: PageDeps, accounts: Accounts, assets: PageAssets): Hono {
  const show = (c: Context, outcome: Outcome | null) =>
    sendPage(
      c,
      <AccountPage
        view={requestView(c, deps.settings, '/account')}
        assets={assets}
        outcome={outcome}
      />,
      outcome && !outcome.ok ? 422 : 200,
    );

  const change = async (c: Context) => {
    const { name } = c.get('user');
    const form = await readForm(c);
    const words = requestView(c, deps.settings).text.auth;
    const user = await accounts.authenticate(name, formText(form, 'old', 201));
    if (!user) return show(c, { ok: false, message: words.wrong });
    try {
      await accounts.reset(name, formText(form, 'new', 201));
    } catch (error) {
      if (!(error instanceof EkspresiError)) throw error;
      return show(c, { ok: false, message: words.passwordHint });
    }
    // All sessions ended with the old password; this one goes on under a new secret.
    setSessionCookie(c, accounts.sessions.begin(user.id));
    accounts.audit({ actor: name, action: 'password-changed', address: clientAddress(c) });
    return c.redirect('/account?changed=1', 303);
  };

  return new Hono()
    .get('/account', (c) => {
      const { passwordChanged } = requestView(c, deps.settings).text.auth;
      return show(c, c.req.query('changed') ? { ok: true, message: passwordChanged } : null);
    })
    .post('/account/password', change);
}
