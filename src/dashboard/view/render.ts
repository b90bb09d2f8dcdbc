import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';

type Node = JSX.Element | Promise<JSX.Element>;

/** Markup of a node; our components are synchronous, so this is a plain string. */
export function markup(node: Node): string {
  return String(node);
}

/** A whole page or, for htmx, the part that it asked for. */
export function sendPage(c: Context, node: Node, status: 200 | 400 | 422 | 429 = 200): Response {
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'HX-Request, Cookie, Accept-Language');
  return c.html(`<!doctype html>${markup(node)}`, status) as Response;
}

export function sendFragment(c: Context, node: Node, status: 200 | 422 = 200): Response {
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'HX-Request, Cookie, Accept-Language');
  return c.html(markup(node), status) as Response;
}

/** htmx asks for a part when it targets one; a boosted or restored page wants it all. */
export function wantsFragment(c: Context): boolean {
  return c.req.header('hx-request') === 'true' && c.req.header('hx-request-type') !== 'full';
}
