import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Accounts } from '../../accounts/accounts.js';
import { accountRoutes } from '../../dashboard/auth/account-routes.js';
import { loginRoutes } from '../../dashboard/auth/login-routes.js';
import { localAdministrator, signInGuard } from '../../dashboard/auth/sign-in-guard.js';
import { defaultDashboardSettings } from '../../dashboard/dashboard-deps.js';
import { Assets } from '../../dashboard/http/assets.js';
import { answerForError, errorAnswer } from '../../dashboard/http/error-page.js';
import { addGuards } from '../../dashboard/http/guards.js';
import { languageRoute } from '../../dashboard/http/language-route.js';
import type { PageDeps } from '../../dashboard/page-deps.js';
import type { FleetConfig } from '../fleet-config.js';
import { type FleetPageDeps, fleetRoutes } from './fleet-routes.js';

/** Of the network, of a database that stops or is full: a later try may succeed. */
const AWAY = /^(E[A-Z]+|08...|53...|57...)$/;

function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string'
    ? AWAY.test(code)
    : /^(Connection terminated|timeout exceeded)/.test(String(message));
}

/** The pages' slice of the fleet's configuration, as the pages of a kiosk have theirs. */
function pageSettings(pages: FleetConfig['pages']): PageDeps['settings'] {
  const { language, timeZone, allowedHosts, trustedProxies, minVisitors, minSeconds } = pages;
  return {
    ...defaultDashboardSettings,
    ...{ language, timeZone, allowedHosts, trustedProxies, pages: 'fleet' },
    evidence: { visitors: minVisitors, seconds: minSeconds },
  };
}

/**
 * The pages of the fleet: a function of requests. Guards and sign-in are those of a kiosk's pages;
 * without accounts they are open, which only a loopback address allows.
 */
export function createFleetPages({
  config,
  accounts,
  ...given
}: Omit<FleetPageDeps, 'settings' | 'access'> & {
  readonly config: FleetConfig['pages'];
  readonly accounts?: Accounts;
}): Hono {
  const deps = { ...given, settings: pageSettings(config), access: config.sites };
  const assets = new Assets();
  const app = new Hono();
  app.notFound((c) => errorAnswer(c, { status: 404 }, deps, assets));
  app.onError((error, c) => {
    if (!isDatabaseAway(error)) return answerForError(error, c, deps, assets);
    deps.log.warn({ err: error, path: c.req.path }, 'the database of the fleet is away');
    return answerForError(new HTTPException(503), c, deps, assets);
  });
  addGuards(app, accounts ? { ...deps, accounts } : deps, assets);
  if (accounts) {
    app.use(signInGuard(accounts));
    app.route('/', loginRoutes(deps, accounts, assets));
    app.route('/', accountRoutes(deps, accounts, assets));
  } else {
    app.use(localAdministrator());
  }
  app.route('/', languageRoute());
  app.route('/', fleetRoutes(deps, assets));
  return app;
}
