import type { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Accounts } from '../../accounts/accounts.js';
import { isOpen } from '../auth/sign-in-guard.js';
import type { PageDeps } from '../page-deps.js';
import { type Assets, assetRoutes } from './assets.js';
import { bodySizeGuard, headBodyGuard } from './body-guards.js';
import { clientMiddleware, forwardedGuard } from './client-address.js';
import { cors } from './cors.js';
import { csrfGuard, hostGuard } from './host-guard.js';
import { methodGuard } from './method-guard.js';
import { rateLimit } from './rate-limit.js';
import { securityHeaders } from './security-headers.js';

const MAX_BODY_BYTES = 64 * 1024;

/** Guards, from the cheapest to the dearest; assets are served before requests are counted. */
export function addGuards(
  app: Hono,
  deps: PageDeps & { readonly accounts?: Accounts },
  assets: Assets,
): void {
  const { allowedHosts, trustedProxies, embedOrigins } = deps.settings;
  app.use(clientMiddleware(trustedProxies));
  app.use(headBodyGuard());
  app.use(securityHeaders(embedOrigins));
  app.use(compress());
  // Before the guard of names: the page that tells of a wrong name is styled, too.
  app.route('/', assetRoutes(assets));
  app.use(hostGuard(allowedHosts));
  if (!deps.accounts) app.use(forwardedGuard(isOpen));
  app.use(rateLimit({ clock: deps.clock, burst: 240, perSecond: 20 }));
  app.use(bodySizeGuard(MAX_BODY_BYTES));
  app.use(cors(deps.accounts));
  app.use(methodGuard(() => app.routes));
  app.use(csrfGuard(allowedHosts));
}
