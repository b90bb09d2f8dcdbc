import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Accounts } from '../../accounts/accounts.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { clientAddress } from '../http/client-address.js';
import { formText, readForm } from '../http/forms.js';
import type { PageAssets } from '../view/layout.js';
import type { Outcome } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { WebhookPage } from './webhook-page.js';

/** /settings/webhooks, for administrators. */
export function webhookRoutes(
  deps: DashboardDeps,
  accounts: Accounts | null,
  assets: PageAssets,
): Hono {
  const webhooks = () => {
    if (!deps.webhooks) throw new HTTPException(404);
    return deps.webhooks;
  };

  const show = (c: Context, outcome: Outcome | null) => {
    const view = requestView(c, deps.settings, '/settings/webhooks');
    const page = (
      <WebhookPage webhooks={webhooks()} outcome={outcome} view={view} assets={assets} />
    );
    return sendPage(c, page, outcome?.ok === false ? 422 : 200);
  };

  return new Hono()
    .get('/settings/webhooks', (c) => {
      const { webhooks: words } = requestView(c, deps.settings).text.settings;
      const tested = c.req.query('tested');
      const hook = webhooks()
        .hooks()
        .find(({ name }) => name === tested);
      return show(c, hook ? { ok: true, message: words.tested(hook.name) } : null);
    })
    .post('/settings/webhooks/test', async (c) => {
      const name = formText(await readForm(c), 'hook', 41);
      if (!webhooks().test(name)) {
        const { webhooks: words } = requestView(c, deps.settings).text.settings;
        return show(c, { ok: false, message: words.unknown });
      }
      const actor = c.get('user').name;
      const address = clientAddress(c);
      accounts?.audit({ actor, action: 'webhook-tested', detail: name, address });
      return c.redirect(`/settings/webhooks?tested=${name}`, 303);
    });
}
