import { HTTPException } from 'hono/http-exception';
import type { AuditAction } from '../../accounts/account-types.js';
import { EkspresiError } from '../../core/errors.js';
import type { DashboardDeps, SettingsStore } from '../dashboard-deps.js';
import { chooseRange } from '../history/time-range.js';
import { formText } from '../http/forms.js';
import { kioskChange, uploadedLogo } from './screen-form.js';

/** What the page says after it was asked for anew; the address names it. */
export const NOTICES = ['saved', 'making', 'uploaded'] as const;

interface Noted {
  readonly name: AuditAction;
  readonly detail: string;
}

/**
 * Leads back to the page, so that neither a reload nor a change of language sends the form again.
 */
interface DoneAction extends Noted {
  readonly notice: (typeof NOTICES)[number];
}

/** Is answered at once, for what the page cannot show again: a secret, pages that end now. */
interface ToldAction extends Noted {
  readonly message: string;
  readonly secret?: string;
}

export type Action = DoneAction | ToldAction;

type Form = Readonly<Record<string, unknown>>;

export function changeScreen(form: Form, keeper: SettingsStore): DoneAction {
  const change = kioskChange(form);
  keeper.change(change);
  return { name: 'screen-changed', detail: JSON.stringify(change.kiosk), notice: 'saved' };
}

export async function uploadLogo(request: Request, { logo }: DashboardDeps): Promise<DoneAction> {
  if (!logo) throw new HTTPException(404);
  const uploaded = await uploadedLogo(request);
  logo.write(uploaded);
  return { name: 'screen-changed', detail: `logo (${uploaded.type})`, notice: 'saved' };
}

export function removeLogo({ logo }: DashboardDeps): DoneAction {
  if (!logo) throw new HTTPException(404);
  logo.write(null);
  return { name: 'screen-changed', detail: 'logo removed', notice: 'saved' };
}

/** Deletes the history of a range that was typed in a time zone. */
export async function purge(
  form: Form,
  deps: Pick<DashboardDeps, 'purge' | 'clock'>,
  timeZone: string,
): Promise<DoneAction> {
  if (!deps.purge) throw new HTTPException(404);
  if (formText(form, 'sure', 3) !== 'yes') throw new EkspresiError('purge-unconfirmed', {});
  const [from, to] = ['from', 'to'].map((name) => formText(form, name, 40));
  await deps.purge(chooseRange({ from, to }, deps.clock.nowMs(), timeZone));
  return { name: 'history-purged', detail: `${from} – ${to}`, notice: 'saved' };
}
