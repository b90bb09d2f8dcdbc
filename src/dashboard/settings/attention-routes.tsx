import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Accounts } from '../../accounts/accounts.js';
import { EkspresiError } from '../../core/errors.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { clientAddress } from '../http/client-address.js';
import { readForm } from '../http/forms.js';
import { localiseInLine } from '../i18n/localise.js';
import type { PageAssets } from '../view/layout.js';
import type { Outcome } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { AttentionPage } from './attention-page.js';
import { measureScreen, type ScreenMeasurement } from './screen-calibration.js';
import { screenChange } from './settings-forms.js';

const PAGE = '/settings/attention';

/** Where the screen is: named, or measured of those who look at it; for administrators. */
export function attentionRoutes(
  deps: DashboardDeps,
  accounts: Accounts | null,
  assets: PageAssets,
): Hono {
  const keeper = () => {
    if (!deps.changeable) throw new HTTPException(404);
    return deps.changeable;
  };
  const show = (
    c: Context,
    {
      outcome = null,
      measured = null,
    }: { outcome?: Outcome | null; measured?: ScreenMeasurement | null },
  ) => {
    const page = (
      <AttentionPage
        screen={keeper().current().screen}
        measured={measured}
        outcome={outcome}
        view={requestView(c, deps.settings, PAGE)}
        assets={assets}
      />
    );
    return sendPage(c, page, outcome?.ok === false ? 422 : 200);
  };
  return new Hono()
    .get(PAGE, (c) => {
      const { saved } = requestView(c, deps.settings).text.settings;
      return show(c, c.req.query('saved') ? { outcome: { ok: true, message: saved } } : {});
    })
    .post(PAGE, async (c) => {
      try {
        const change = screenChange(await readForm(c));
        keeper().change(change);
        accounts?.audit({
          ...{ actor: c.get('user').name, action: 'attention-changed' },
          ...{ detail: JSON.stringify(change.screen), address: clientAddress(c) },
        });
        return c.redirect(`${PAGE}?saved=1`, 303);
      } catch (error) {
        if (!(error instanceof EkspresiError)) throw error;
        const { language } = requestView(c, deps.settings);
        return show(c, { outcome: { ok: false, message: localiseInLine(language, error) } });
      }
    })
    .post(`${PAGE}/measure`, async (c) => {
      keeper();
      return show(c, { measured: await measureScreen(deps.live, deps.clock, c.req.raw.signal) });
    });
}
