import { Hono } from 'hono';
import type { Accounts } from '../accounts/accounts.js';
import { apiRoutes } from './api/api-routes.js';
import { accountRoutes } from './auth/account-routes.js';
import { loginRoutes } from './auth/login-routes.js';
import { localAdministrator, signInGuard } from './auth/sign-in-guard.js';
import { contentRoutes } from './content/content-routes.js';
import type { DashboardDeps } from './dashboard-deps.js';
import { eventRoutes } from './events/event-routes.js';
import { exportRoutes } from './export/export-routes.js';
import { faceRoutes } from './faces/face-routes.js';
import { historyRoutes } from './history/history-routes.js';
import { Assets } from './http/assets.js';
import { answerForError, errorAnswer } from './http/error-page.js';
import { addGuards } from './http/guards.js';
import { languageRoute } from './http/language-route.js';
import { securityTextRoute } from './http/security-text.js';
import { kioskRoutes } from './kiosk/kiosk-routes.js';
import { liveRoutes } from './live/live-routes.js';
import { previewRoutes } from './live/preview-routes.js';
import { markerApi } from './markers/marker-api.js';
import { markerRoutes } from './markers/marker-routes.js';
import { noticeRoutes } from './notice/notice-routes.js';
import { recordingRoutes } from './recordings/recording-routes.js';
import { screensRoutes } from './screens/screens-routes.js';
import { sessionRoutes } from './sessions/session-routes.js';
import { attentionRoutes } from './settings/attention-routes.js';
import { maskRoutes } from './settings/mask-routes.js';
import { presentSettings } from './settings/present-settings.js';
import { settingsRoutes } from './settings/settings-routes.js';
import { webhookRoutes } from './settings/webhook-routes.js';
import { setupGuard } from './setup/setup-guard.js';
import { setupRoutes } from './setup/setup-routes.js';
import { styleRoutes } from './style/style-routes.js';
import { healthRoute } from './system/health-route.js';
import { systemRoutes } from './system/system-routes.js';

/** Sign-in before everything else; with it come one's account and the set-up. */
function addAccounts(app: Hono, deps: DashboardDeps, assets: Assets, accounts: Accounts): void {
  app.use(signInGuard(accounts));
  app.use(setupGuard(accounts));
  app.route('/', loginRoutes(deps, accounts, assets));
  app.route('/', accountRoutes(deps, accounts, assets));
  app.route('/', setupRoutes(deps, accounts, assets));
}

/**
 * The web application: a function of requests. Guards first, then one group of routes a subject.
 */
export function createDashboard(given: DashboardDeps): Hono {
  const { accounts, changeable } = given;
  const settings = changeable ? presentSettings(given.settings, changeable) : given.settings;
  const deps = { ...given, settings };
  const assets = new Assets();
  const app = new Hono();

  app.notFound((c) => errorAnswer(c, { status: 404 }, deps, assets));
  app.onError((error, c) => answerForError(error, c, deps, assets));

  addGuards(app, deps, assets);
  if (accounts) addAccounts(app, deps, assets, accounts);
  else app.use(localAdministrator());
  app.route('/', maskRoutes(deps, accounts ?? null, assets));
  app.route('/', webhookRoutes(deps, accounts ?? null, assets));
  app.route('/', attentionRoutes(deps, accounts ?? null, assets));
  app.route('/', settingsRoutes(deps, accounts ?? null, assets));
  app.route('/', securityTextRoute(settings.securityContact, deps.clock));
  app.route('/', healthRoute(deps));
  app.route('/', languageRoute());
  app.route('/', kioskRoutes(deps, assets));
  app.route('/', noticeRoutes(deps, assets));
  app.route('/', screensRoutes(deps, assets));
  app.route('/', liveRoutes(deps, assets));
  app.route('/', previewRoutes(deps));
  app.route('/', historyRoutes(deps, assets));
  app.route('/', faceRoutes(deps, assets));
  app.route('/', eventRoutes(deps, assets));
  app.route('/', systemRoutes(deps, assets));
  app.route('/', styleRoutes(deps, assets));
  app.route('/', sessionRoutes(deps, assets));
  if (deps.recordings) app.route('/', recordingRoutes(deps, deps.recordings, assets));
  app.route('/', exportRoutes(deps));
  app.route('/', contentRoutes(deps, assets));
  app.route('/', markerRoutes(deps, assets));
  app.route('/', markerApi(deps));
  app.route('/', apiRoutes(deps, assets));
  return app;
}
