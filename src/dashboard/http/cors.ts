import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Accounts } from '../../accounts/accounts.js';

const API = '/api/v1/';
const PREFLIGHT_S = '600';
const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, If-None-Match';

/**
 * Lets pages of other origins read the API with a token that lists them. A browser asks first,
 * without the token: that is answered for the origins of any. What is read then is given to those
 * of the very token.
 */
export function cors(accounts: Accounts | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') return preflight(c, accounts);
    await next();
    if (!c.req.path.startsWith(API)) return undefined;
    c.header('Vary', 'Origin', { append: true });
    const origin = c.req.header('origin');
    if (origin === undefined || !c.get('user')?.origins?.includes(origin)) return undefined;
    c.header('Access-Control-Allow-Origin', origin);
    c.header('Access-Control-Expose-Headers', 'ETag, Retry-After');
    return undefined;
  };
}

/** @throws HTTPException 405 where there is nothing to ask for beforehand */
function preflight(c: Context, accounts: Accounts | undefined): Response {
  const origin = c.req.header('origin');
  const isAsked = c.req.header('access-control-request-method') !== undefined;
  if (origin === undefined || !isAsked || !c.req.path.startsWith(API)) throw new HTTPException(405);
  c.header('Vary', 'Origin');
  if (!accounts?.tokens.isKnownOrigin(origin)) return c.body(null, 403);
  c.header('Access-Control-Allow-Origin', origin);
  c.header('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, DELETE');
  c.header('Access-Control-Allow-Headers', ALLOWED_HEADERS);
  c.header('Access-Control-Max-Age', PREFLIGHT_S);
  return c.body(null, 204);
}
