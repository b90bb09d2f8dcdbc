import { Hono } from 'hono';
import type { Clock } from '../../core/clock.js';
import type { EkspresiError } from '../../core/errors.js';
import { Assets, assetRoutes } from '../http/assets.js';
import { clientMiddleware } from '../http/client-address.js';
import { hostCheck } from '../http/host-guard.js';
import { rateLimit } from '../http/rate-limit.js';
import { securityHeaders } from '../http/security-headers.js';
import { localise } from '../i18n/localise.js';
import { Icon } from '../view/icon.js';
import { Layout } from '../view/layout.js';
import { markup } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';

interface SafeModeDeps {
  readonly error: EkspresiError;
  /** Every problem of the configuration, one line each; empty for other failures. */
  readonly problems: readonly string[];
  readonly version: string;
  /** As `dashboard.allowedHosts`, as far as the configuration can be read. */
  readonly allowedHosts: readonly string[];
  readonly clock: Clock;
}

const RELOAD_AFTER_S = 5;
const MAX_PROBLEMS = 30;

function Reason({
  view,
  error,
  problems,
}: Pick<SafeModeDeps, 'error' | 'problems'> & { view: RequestView }) {
  const { message, remedy } = localise(view.language, error);
  return (
    <>
      <p>
        <b>{message}</b> <code>{error.code}</code>
      </p>
      {problems.length > 1 ? (
        <ul>
          {problems.map((problem) => (
            <li>
              <code>{problem}</code>
            </li>
          ))}
        </ul>
      ) : null}
      <p>{remedy}</p>
    </>
  );
}

/**
 * The web application while the kiosk cannot start: one page at every address, with the
 * reason and the remedy. It holds nothing of the history, so nobody must sign in; but only under a
 * name of the box is the reason told, or a foreign page could read it (DNS rebinding).
 */
export function createSafeModeApp(deps: SafeModeDeps): Hono {
  const { error, version } = deps;
  const problems = deps.problems.slice(0, MAX_PROBLEMS);
  const assets = new Assets();
  const checkHost = hostCheck(deps.allowedHosts);
  const app = new Hono();
  app.use(clientMiddleware([]));
  app.use(securityHeaders([]));
  app.route('/', assetRoutes(assets));
  app.use(rateLimit({ clock: deps.clock, burst: 120, perSecond: 10 }));
  app.use(async (c, next) => {
    c.header('Cache-Control', 'no-store');
    c.header('Retry-After', String(RELOAD_AFTER_S));
    await next();
  });
  app.get('/healthz', (c) => {
    const reason = checkHost(c).isOwn ? { version, code: error.code } : {};
    return c.json({ status: 'safe-mode', ...reason }, 503);
  });
  app.all('*', (c) => {
    const view = requestView(c, { language: 'auto', timeZone: 'UTC' });
    const words = view.text.safeMode;
    c.header('Refresh', String(RELOAD_AFTER_S));
    const { isOwn } = checkHost(c);
    const page = (
      <Layout view={view} assets={assets} title={words.title} bare>
        <main id="main" class="safe-mode">
          <section class="empty card">
            <Icon name="alert" />
            <h1>{words.title}</h1>
            <p>{words.lead}</p>
            {isOwn ? (
              <Reason view={view} error={error} problems={problems} />
            ) : (
              <p>{words.byAddress}</p>
            )}
            <p class="hint">{words.byItself}</p>
          </section>
        </main>
      </Layout>
    );
    return c.html(`<!doctype html>${markup(page)}`, 503);
  });
  return app;
}
