import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import { SCREEN_MODES } from '../kiosk/screen-settings.js';
import { Card } from '../view/card.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';

/** A page for visitors, small, and the way to it. */
function Preview({
  id,
  title,
  hint,
  path,
  view,
}: {
  id: string;
  title: string;
  hint: string;
  path: string;
  view: RequestView;
}) {
  return (
    <Card
      id={id}
      title={title}
      aside={
        <a class="button quiet" href={path} target="_blank" rel="noopener">
          {view.text.screens.open}
        </a>
      }
    >
      <p class="hint">{hint}</p>
      <iframe class="preview-frame" src={path} title={title} loading="lazy" tabindex={-1} />
    </Card>
  );
}

/** GET /screens: what visitors see, with a preview of each. */
export function screensRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono().get('/screens', (c) => {
    const view = requestView(c, deps.settings);
    const { screens, settings } = view.text;
    const asked = SCREEN_MODES.find((mode) => mode === c.req.query('mode'));
    return sendPage(
      c,
      <Layout view={view} assets={assets} title={screens.title}>
        <h1>{screens.title}</h1>
        <p class="switch">
          <a class="pill" href="/screens" aria-current={asked ? undefined : 'true'}>
            {screens.asSet}
          </a>
          {SCREEN_MODES.map((mode) => (
            <a
              class="pill"
              href={`/screens?mode=${mode}`}
              aria-current={mode === asked ? 'true' : undefined}
            >
              {settings.screen.modeNames[mode].split(':', 1)}
            </a>
          ))}
        </p>
        <div class="system-grid">
          <Preview
            {...{ id: 'kiosk', title: screens.kiosk, hint: screens.kioskHint, view }}
            path={asked ? `/kiosk?mode=${asked}` : '/kiosk'}
          />
          <Preview
            {...{ id: 'notice', title: screens.notice, hint: screens.noticeHint, view }}
            path="/notice"
          />
        </div>
        <p class="hint">
          <a href="/settings#screen">{screens.change}</a>
        </p>
      </Layout>,
    );
  });
}
