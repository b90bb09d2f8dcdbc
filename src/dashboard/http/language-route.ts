import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { isLanguage } from '../i18n/languages.js';

const YEAR_S = 31_536_000;

/** Only a path of our own: `//host` and `/\host` would leave the box. */
export function ownPath(value: string | undefined): string {
  return value && /^\/(?![/\\])[\w\-./?=&%:+,]*$/.test(value) ? value : '/';
}

/** GET /language/:code remembers the visitor's choice and goes back to the page. */
export function languageRoute(): Hono {
  return new Hono().get('/language/:code', (c) => {
    const code = c.req.param('code');
    if (!isLanguage(code)) return c.notFound();
    setCookie(c, 'language', code, { path: '/', maxAge: YEAR_S, sameSite: 'Lax', httpOnly: true });
    return c.redirect(ownPath(c.req.query('to')), 303);
  });
}
