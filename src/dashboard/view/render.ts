import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';

type Node = JSX.Element | Promise<JSX.Element>;

/** Markup of a node; our components are synchronous, so this is a plain string. */
export function markup(node: Node): string {
  return String(node);
}

/** A whole page; htmx picks the part that it wants by hx-select. */
export function sendPage(c: Context, node: Node, status: 200 | 400 | 422 | 429 = 200): Response {
  c.header('Cache-Control', 'no-store');
  c.header('Vary', 'HX-Request, Cookie, Accept-Language');
  return c.html(`<!doctype html>${markup(node)}`, status) as Response;
}
