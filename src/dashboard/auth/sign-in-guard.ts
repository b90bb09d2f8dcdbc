import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import type { SignedIn } from '../../accounts/account-types.js';
import type { Accounts } from '../../accounts/accounts.js';
import { STREAM_TOKENS_PATH, streamTokenOf } from '../http/stream-token.js';
import { returnPathOf } from '../view/request-view.js';

export const SESSION_COOKIE = 'ekspresi_session';

/** All that strangers may ask for. Whatever is not listed needs a sign-in. */
const OPEN_PATHS: ReadonlySet<string> = new Set([
  '/healthz',
  '/login',
  '/kiosk',
  '/kiosk/events',
  '/kiosk/today',
  '/kiosk/colours.css',
  '/kiosk/logo',
  '/notice',
  '/.well-known/security.txt',
]);
const OPEN_FOLDERS: readonly string[] = ['/assets/', '/language/'];

/** What viewers may change: only what is their own. */
const VIEWER_ACTIONS: ReadonlySet<string> = new Set([
  '/logout',
  '/account/password',
  STREAM_TOKENS_PATH,
]);
const ADMIN_FOLDERS: readonly string[] = ['/settings', '/setup', '/api/v1/admin'];

export function isOpen(path: string): boolean {
  return OPEN_PATHS.has(path) || OPEN_FOLDERS.some((folder) => path.startsWith(folder));
}

/** All that a token of the scope `write` may ask for. */
const WRITE_FOLDERS: readonly string[] = ['/api/v1/markers', '/api/v1/sessions'];

function isIn(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function needsAdministrator(method: string, path: string): boolean {
  if (isIn(ADMIN_FOLDERS, path)) return true;
  const changes = method !== 'GET' && method !== 'HEAD';
  return changes && !VIEWER_ACTIONS.has(path);
}

/** Who asks, as the accounts know it whenever this is called: a stream may outlive its session. */
function identify(
  c: Context,
  accounts: Accounts,
): (look?: { readonly isUse: boolean }) => SignedIn | null {
  const bearer = /^Bearer (\S{1,200})$/.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer) return () => accounts.tokens.owner(bearer);
  const streamToken = streamTokenOf(c);
  if (streamToken !== null) {
    return accounts.streamTokens.owner(streamToken) ?? (() => null);
  }
  const secret = getCookie(c, SESSION_COOKIE);
  if (!secret || secret.length > 100) return () => null;
  return (look) => accounts.sessions.owner(secret, look);
}

/** A form of a page, sent by a person whose session has ended meanwhile. */
function isForm(c: Context): boolean {
  const isPage = (c.req.header('accept') ?? '').includes('text/html');
  const isProgram = c.req.path.startsWith('/api/') || c.req.header('authorization') !== undefined;
  return c.req.method === 'POST' && isPage && !isProgram;
}

/** Where the form was: the address it was sent to is no page. */
function pageOfForm(c: Context): string {
  const referer = c.req.header('referer') ?? '';
  if (!URL.canParse(referer)) return '/';
  const { host, pathname, search } = new URL(referer);
  return host === c.req.header('host') ? pathname + search : '/';
}

/** Sends people to the sign-in page and tells programs 401. */
function deny(c: Context): Response {
  if (isForm(c)) {
    return c.redirect(`/login?expired=1&to=${encodeURIComponent(pageOfForm(c))}`, 303);
  }
  const isProgram =
    c.req.path.startsWith('/api/') ||
    c.req.header('authorization') !== undefined ||
    (c.req.method !== 'GET' && c.req.method !== 'HEAD') ||
    !(c.req.header('accept') ?? '').includes('text/html');
  if (isProgram) throw new HTTPException(401);
  if (c.req.header('hx-request') === 'true') {
    // A part of a page was asked for: the page itself is where to go on.
    const page = c.req.header('hx-current-url') ?? '';
    const { pathname, search } = new URL(URL.canParse(page) ? page : '/', c.req.url);
    const to = pathname + search;
    c.header('HX-Redirect', `/login?to=${encodeURIComponent(to)}`);
    throw new HTTPException(401);
  }
  return c.redirect(`/login?to=${encodeURIComponent(returnPathOf(c))}`, 303);
}

/**
 * Where nobody signs in, since only this machine reaches the pages: whoever sits at it may change
 * the settings.
 */
export function localAdministrator(): MiddlewareHandler {
  const user: SignedIn = { userId: 0, name: '', role: 'administrator', by: 'address' };
  return async (c, next) => {
    if (!isOpen(c.req.path)) c.set('user', user);
    await next();
  };
}

/** Deny by default: every path but the open ones needs a user, some an administrator. */
export function signInGuard(accounts: Accounts): MiddlewareHandler {
  return async (c, next) => {
    const { method, path } = c.req;
    const whoAsks = identify(c, accounts);
    const user = whoAsks();
    if (user) c.set('user', user);
    if (!isOpen(path)) {
      const mayAsk = ({ role, scope }: SignedIn) =>
        scope === 'write'
          ? isIn(WRITE_FOLDERS, path)
          : role === 'administrator' || !needsAdministrator(method, path);
      if (!user) return deny(c);
      if (!mayAsk(user)) throw new HTTPException(403);
      c.set('isStillAllowed', () => {
        const now = whoAsks({ isUse: false });
        return now !== null && mayAsk(now);
      });
    }
    await next();
    return undefined;
  };
}
