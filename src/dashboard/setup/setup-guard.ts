import type { MiddlewareHandler } from 'hono';
import type { Accounts } from '../../accounts/accounts.js';

/** Set once the operator has said where the kiosk stands. */
export const DECLARATION = 'declaration';

/** Leads an administrator to the set-up until it is done. Programs and viewers pass. */
export function setupGuard(accounts: Accounts): MiddlewareHandler {
  let done = accounts.fact(DECLARATION) !== null;
  return async (c, next) => {
    const user = c.get('user');
    const isPage = c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html');
    const isOwn = /^\/(setup|account|language|kiosk|notice|login)/.test(c.req.path);
    if (!done && user?.role === 'administrator' && isPage && !isOwn) {
      done = accounts.fact(DECLARATION) !== null;
      if (!done) return c.redirect('/setup', 303);
    }
    await next();
    return undefined;
  };
}
