import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ROLES, SCOPES } from '../../accounts/account-types.js';
import type { Accounts } from '../../accounts/accounts.js';
import { EkspresiError } from '../../core/errors.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { LOGO_PATH, UPLOAD_PATH } from '../http/body-guards.js';
import { clientAddress } from '../http/client-address.js';
import { formText, readForm } from '../http/forms.js';
import { multipartFile } from '../http/multipart-file.js';
import type { Text } from '../i18n/en.js';
import { localiseInLine } from '../i18n/localise.js';
import type { PageAssets } from '../view/layout.js';
import type { Outcome } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { sendBackup } from './backup-download.js';
import {
  type Action,
  changeScreen,
  NOTICES,
  purge,
  removeLogo,
  uploadLogo,
} from './settings-actions.js';
import { displayChange, retentionChange, shortens } from './settings-forms.js';
import { SettingsPage } from './settings-page.js';
import { siteChange } from './site-card.js';

const AUDIT_SHOWN = 50;

type Form = Readonly<Record<string, unknown>>;

/** /settings and its forms. The guard has made sure of an administrator. */
export function settingsRoutes(
  deps: DashboardDeps,
  accounts: Accounts | null,
  assets: PageAssets,
): Hono {
  const show = (c: Context, outcome: Outcome | null) => {
    const data = {
      changeable: deps.changeable ?? null,
      people: accounts && {
        users: accounts.list(),
        tokens: accounts.tokens.list(),
        audit: accounts.auditLog(AUDIT_SHOWN),
      },
      backups: deps.backups ?? null,
      purgeNowMs: deps.purge ? deps.clock.nowMs() : null,
      logo: deps.logo ? deps.logo.read() !== null : null,
      webhookCount: deps.webhooks?.hooks().length ?? 0,
      outcome,
    };
    const view = requestView(c, deps.settings, '/settings');
    const page = <SettingsPage data={data} view={view} assets={assets} />;
    return sendPage(c, page, outcome?.ok === false ? 422 : 200);
  };

  /** What the address says of the form before; a name only where such a backup is there. */
  const outcomeBefore = (c: Context): Outcome | null => {
    const { settings: words } = requestView(c, deps.settings).text;
    const notice = NOTICES.find((known) => known === c.req.query('done'));
    if (!notice) return null;
    if (notice === 'saved') return { ok: true, message: words.saved };
    if (notice === 'making') return { ok: true, message: words.backups.making };
    const backup = deps.backups?.list().find(({ name }) => name === c.req.query('name'));
    return backup ? { ok: true, message: words.backups.uploaded(backup.name) } : null;
  };

  /** Does what a form asks for, notes it in the audit log, and shows the page again. */
  const doing =
    (act: (form: Form, words: Text['settings']) => Action | Promise<Action>, hasForm = true) =>
    async (c: Context) => {
      const words = requestView(c, deps.settings).text.settings;
      try {
        const action = await act(hasForm ? await readForm(c) : {}, words);
        accounts?.audit({
          actor: c.get('user').name,
          action: action.name,
          detail: action.detail,
          address: clientAddress(c),
        });
        if ('notice' in action) {
          const name = action.notice === 'uploaded' ? { name: action.detail } : {};
          const query = new URLSearchParams({ done: action.notice, ...name });
          return c.redirect(`/settings?${query}`, 303);
        }
        const { message, secret } = action;
        return show(c, { ok: true, message, ...(secret ? { secret } : {}) });
      } catch (error) {
        if (!(error instanceof EkspresiError)) throw error;
        const { language } = requestView(c, deps.settings);
        return show(c, { ok: false, message: localiseInLine(language, error) });
      }
    };

  const backups = () => {
    if (!deps.backups) throw new HTTPException(404);
    return deps.backups;
  };

  const people = () => {
    if (!accounts) throw new HTTPException(404);
    return accounts;
  };

  const keeper = () => {
    if (!deps.changeable) throw new HTTPException(404);
    return deps.changeable;
  };

  return new Hono()
    .get('/settings/backups/:name', (c) => {
      const name = c.req.param('name');
      const response = sendBackup(c, backups(), name);
      const actor = c.get('user').name;
      const address = clientAddress(c);
      accounts?.audit({ actor, action: 'backup-downloaded', detail: name, address });
      return response;
    })
    .post(
      '/settings/backups',
      doing(() => {
        backups().make();
        return { name: 'backup-made', detail: '', notice: 'making' };
      }),
    )
    .post(UPLOAD_PATH, (c) =>
      doing(async () => {
        const body = c.req.raw.body;
        if (!body) throw new EkspresiError('upload-without-file', {});
        const content = multipartFile(body, c.req.header('content-type') ?? '');
        const name = await backups().receive(content);
        return { name: 'backup-uploaded', detail: name, notice: 'uploaded' };
      }, false)(c),
    )
    .post(
      '/settings/backups/remove',
      doing((form) => {
        const name = formText(form, 'name', 100);
        backups().remove(name);
        return { name: 'backup-removed', detail: name, notice: 'saved' };
      }),
    )
    .post(
      '/settings/backups/restore',
      doing((form, words) => {
        const name = formText(form, 'name', 100);
        if (formText(form, 'sure', 3) !== 'yes') {
          throw new EkspresiError('restore-unconfirmed', {});
        }
        if (!backups().restore(name)) throw new HTTPException(404);
        return { name: 'backup-restored', detail: name, message: words.backups.restoring };
      }),
    )
    .get('/settings', (c) => show(c, outcomeBefore(c)))
    .post(
      '/settings/preferences',
      doing((form, words) => {
        const change = displayChange(form);
        // The camera is then opened anew and the pages with it: the next request may find nobody.
        const before = deps.settings.preview;
        keeper().change(change);
        const reopens = deps.settings.preview === 'video' && before !== 'video';
        const noted = { name: 'preferences-changed', detail: JSON.stringify(change) } as const;
        return reopens ? { ...noted, message: words.saved } : { ...noted, notice: 'saved' };
      }),
    )
    .post(
      '/settings/site',
      doing((form) => {
        const change = siteChange(form);
        keeper().change(change);
        return { name: 'site-changed', detail: JSON.stringify(change), notice: 'saved' };
      }),
    )
    .post(
      '/settings/retention',
      doing((form) => {
        const change = retentionChange(form);
        if (shortens(keeper().current(), change) && formText(form, 'sure', 3) !== 'yes') {
          throw new EkspresiError('retention-unconfirmed', {});
        }
        keeper().change(change);
        const detail = JSON.stringify(change);
        return { name: 'retention-changed', detail, notice: 'saved' };
      }),
    )
    .post(
      '/settings/screen',
      doing((form) => changeScreen(form, keeper())),
    )
    .post('/settings/purge', (c) =>
      doing((form) => purge(form, deps, requestView(c, deps.settings).timeZone))(c),
    )
    .post(LOGO_PATH, (c) => doing(() => uploadLogo(c.req.raw, deps), false)(c))
    .post(
      `${LOGO_PATH}/remove`,
      doing(() => removeLogo(deps)),
    )
    .post(
      '/settings/users',
      doing(async (form, words) => {
        const name = formText(form, 'name', 41);
        const role = ROLES.find((known) => known === formText(form, 'role', 20)) ?? 'viewer';
        const secret = await people().create(name, role);
        return { name: 'user-created', detail: `${name} (${role})`, message: words.once, secret };
      }),
    )
    .post(
      '/settings/users/reset',
      doing(async (form, words) => {
        const name = formText(form, 'name', 41);
        const secret = await people().reset(name);
        return { name: 'password-reset', detail: name, message: words.once, secret };
      }),
    )
    .post(
      '/settings/users/remove',
      doing((form) => {
        const name = formText(form, 'name', 41);
        people().remove(name);
        return { name: 'user-removed', detail: name, notice: 'saved' };
      }),
    )
    .post(
      '/settings/tokens',
      doing((form, words) => {
        const name = formText(form, 'name', 41);
        const scope = SCOPES.find((known) => known === formText(form, 'scope', 10)) ?? 'read';
        const origins = formText(form, 'origins', 2000)
          .split(/[\s,]+/)
          .filter((text) => text !== '');
        const secret = people().tokens.create(name, scope, origins);
        return { name: 'token-created', detail: `${name} (${scope})`, message: words.once, secret };
      }),
    )
    .post(
      '/settings/tokens/remove',
      doing((form) => {
        const id = Number(formText(form, 'id', 15));
        people().tokens.remove(id);
        return { name: 'token-removed', detail: String(id), notice: 'saved' };
      }),
    );
}
