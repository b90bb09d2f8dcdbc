import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** A path that there is, asked in a way that it does not answer. */
export class MethodRefused extends HTTPException {
  readonly allow: string;

  constructor(allow: string) {
    super(405);
    this.allow = allow;
  }
}

interface Route {
  readonly method: string;
  readonly path: string;
}

/** `/faces/:id` matches one more part of a path, `*` whatever follows. */
function patternOf(path: string): RegExp {
  const escaped = path.replaceAll(/[.+?^$()|[\]\\]/g, '\\$&');
  const open = escaped.replaceAll(/:\w+(?:\{[^}]*\})?/g, '[^/]+').replaceAll('*', '.*');
  return new RegExp(`^${open}$`);
}

/**
 * Answers 405 with what the path allows, before anybody asks who it is: other methods are no matter
 * of rights. `routes` are those of the whole application, once it is put together.
 */
export function methodGuard(routes: () => readonly Route[]): MiddlewareHandler {
  let known: readonly { readonly method: string; readonly pattern: RegExp }[] | undefined;
  return async (c, next) => {
    known ??= routes()
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => ({ method, pattern: patternOf(path) }));
    const { method, path } = c.req;
    const methods = new Set(
      known.filter(({ pattern }) => pattern.test(path)).map((route) => route.method),
    );
    if (methods.has('GET')) methods.add('HEAD');
    if (methods.size > 0 && !methods.has(method)) {
      throw new MethodRefused([...methods].sort().join(', '));
    }
    await next();
  };
}
