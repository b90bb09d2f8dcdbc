import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Accounts } from '../../accounts/accounts.js';
import { clientAddress, isLocal } from '../http/client-address.js';
import { formText, readForm } from '../http/forms.js';
import { ownPath } from '../http/language-route.js';
import type { PageDeps } from '../page-deps.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { LoginPage } from './login-page.js';
import { SESSION_COOKIE } from './sign-in-guard.js';

const COOKIE_S = 14 * 86_400;
/** Of a browser that has signed in before: its tries are its own. */
const DEVICE_COOKIE = 'ekspresi_device';
const DEVICE_COOKIE_S = 400 * 86_400;

export function setSessionCookie(c: Context, secret: string): void {
  setCookie(c, SESSION_COOKIE, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: c.get('client').isSecure,
    maxAge: COOKIE_S,
  });
}

/** GET and POST /login, POST /logout. */
export function loginRoutes(deps: PageDeps, accounts: Accounts, assets: PageAssets): Hono {
  const limiter = accounts.signIns;

  const show = (c: Context, to: string, problem: string | null, name: string, status: 200 | 422) =>
    sendPage(
      c,
      <LoginPage
        view={requestView(c, deps.settings)}
        assets={assets}
        to={ownPath(to)}
        problem={problem}
        name={name}
      />,
      status,
    );

  const signIn = async (c: Context) => {
    const form = await readForm(c);
    const name = formText(form, 'name', 40);
    const to = formText(form, 'to', 500);
    const address = clientAddress(c);
    const attempt = { name, address, device: getCookie(c, DEVICE_COOKIE) };
    const isExempt = isLocal(c);
    const { auth: words } = requestView(c, deps.settings).text;
    const waitMs = isExempt ? 0 : limiter.waitMs(attempt);
    if (waitMs > 0) {
      c.header('Retry-After', String(Math.ceil(waitMs / 1000)));
      const wait = requestView(c, deps.settings).format.duration(waitMs + 999);
      return sendPage(
        c,
        <LoginPage
          view={requestView(c, deps.settings)}
          assets={assets}
          to={ownPath(to)}
          problem={words.tooMany(wait)}
          name={name}
        />,
        429,
      );
    }
    if (!isExempt) limiter.tried(attempt);
    const user = await accounts.authenticate(name, formText(form, 'password', 201));
    if (!user) {
      accounts.audit({ actor: name, action: 'sign-in-failed', address });
      deps.log.warn({ address }, 'sign-in failed');
      return show(c, to, words.wrong, name, 422);
    }
    const old = getCookie(c, SESSION_COOKIE);
    if (old) accounts.sessions.end(old);
    setSessionCookie(c, accounts.sessions.begin(user.id));
    setCookie(c, DEVICE_COOKIE, limiter.succeeded(attempt, user.id), {
      ...{ path: '/login', httpOnly: true, sameSite: 'Strict' },
      ...{ secure: c.get('client').isSecure, maxAge: DEVICE_COOKIE_S },
    });
    accounts.audit({ actor: user.name, action: 'signed-in', address });
    return c.redirect(ownPath(to), 303);
  };

  return new Hono()
    .get('/login', (c) => {
      const { to = '/', expired } = c.req.query();
      if (c.get('user')) return c.redirect(ownPath(to), 303);
      const words = requestView(c, deps.settings).text.auth;
      return show(c, to, expired ? words.expired : null, '', 200);
    })
    .post('/login', signIn)
    .post('/logout', (c) => {
      const secret = getCookie(c, SESSION_COOKIE);
      if (secret) accounts.sessions.end(secret);
      accounts.audit({
        actor: c.get('user').name,
        action: 'signed-out',
        address: clientAddress(c),
      });
      deleteCookie(c, SESSION_COOKIE, { path: '/' });
      return c.redirect('/login', 303);
    });
}
