import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AuditAction } from '../../accounts/account-types.js';
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
import { MaskPage } from './mask-page.js';
import { maskChange } from './settings-forms.js';

/** /settings/masks and the still picture that they are drawn on; for administrators. */
export function maskRoutes(
  deps: DashboardDeps,
  accounts: Accounts | null,
  assets: PageAssets,
): Hono {
  const keeper = () => {
    if (!deps.changeable) throw new HTTPException(404);
    return deps.changeable;
  };
  const audit = (c: Context, action: AuditAction, detail: string) =>
    accounts?.audit({ actor: c.get('user').name, action, detail, address: clientAddress(c) });

  const pageOf = (c: Context) =>
    c.req.query('still') === '1' ? '/settings/masks?still=1' : '/settings/masks';

  const show = (c: Context, outcome: Outcome | null) => {
    const analysis = deps.live.latestAnalysis();
    const page = (
      <MaskPage
        masks={keeper().current().masks}
        picture={analysis ?? { width: 640, height: 480 }}
        still={deps.takeStill ? c.req.query('still') === '1' : null}
        outcome={outcome}
        view={requestView(c, deps.settings, pageOf(c))}
        assets={assets}
      />
    );
    return sendPage(c, page, outcome?.ok === false ? 422 : 200);
  };

  return new Hono()
    .get('/settings/still.jpeg', async (c) => {
      const picture = await deps.takeStill?.();
      if (!picture) throw new HTTPException(503);
      audit(c, 'still-shown', '');
      return c.body(new Uint8Array(picture), 200, {
        'Content-Type': 'image/jpeg',
        'Cache-Control': 'no-store',
      });
    })
    .get('/settings/masks', (c) => {
      const { saved } = requestView(c, deps.settings).text.settings;
      return show(c, c.req.query('saved') ? { ok: true, message: saved } : null);
    })
    .post('/settings/masks', async (c) => {
      try {
        const change = maskChange(await readForm(c));
        keeper().change(change);
        audit(c, 'masks-changed', JSON.stringify(change.masks));
        const page = pageOf(c);
        return c.redirect(`${page}${page.includes('?') ? '&' : '?'}saved=1`, 303);
      } catch (error) {
        if (!(error instanceof EkspresiError)) throw error;
        const { language } = requestView(c, deps.settings);
        return show(c, { ok: false, message: localiseInLine(language, error) });
      }
    });
}
