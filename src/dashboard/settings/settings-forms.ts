import { MAX_MASKS, type Mask } from '../../core/mask.js';
import type { ScreenPlace } from '../../core/screen-place.js';
import type { ChangeableSettings } from '../dashboard-deps.js';
import { formText } from '../http/forms.js';

type Form = Readonly<Record<string, unknown>>;
type Change = Partial<ChangeableSettings>;

export const RETENTION_FIELDS = [
  'rawDays',
  'rollupDays',
  'maxDatabaseMiB',
  'minDiskFreeMiB',
] as const;

/** The fields that were filled in; whether they make sense is for the schema to say. */
function only(change: Readonly<Record<string, unknown>>): Change {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** Language, zone and live picture of a form. */
export function displayChange(form: Form): Change {
  return only({
    language: formText(form, 'language', 10) || undefined,
    timeZone: formText(form, 'timeZone', 64) || undefined,
    preview: formText(form, 'preview', 10) || undefined,
  });
}

/** Limits of the history of a form. */
export function retentionChange(form: Form): Change {
  return only(Object.fromEntries(RETENTION_FIELDS.map((name) => [name, formNumber(form, name)])));
}

/** Whether history that is kept now would be deleted sooner; 0 stands for no limit. */
export function shortens(now: ChangeableSettings, change: Change): boolean {
  return (['rawDays', 'rollupDays', 'maxDatabaseMiB'] as const).some((name) => {
    const wish = change[name];
    return wish !== undefined && wish > 0 && (now[name] === 0 || wish < now[name]);
  });
}

/** The rows of the mask form, percent to shares; a row without a size is no mask. */
export function maskChange(form: Form): Pick<ChangeableSettings, 'masks'> {
  const removed = formText(form, 'remove', 3);
  const masks: Mask[] = [];
  for (let row = 0; row < MAX_MASKS; row++) {
    if (removed === String(row)) continue;
    const share = (name: keyof Mask) => shareOf(formNumber(form, `mask-${row}-${name}`) ?? 0);
    const mask = { x: share('x'), y: share('y'), width: share('width'), height: share('height') };
    if (mask.width !== 0 && mask.height !== 0) masks.push(mask);
  }
  return { masks };
}

/** A named place of the screen, or the angles that were measured. */
export function screenChange(form: Form): Pick<ChangeableSettings, 'screen'> {
  const yawDegrees = formNumber(form, 'yawDegrees');
  const pitchDegrees = formNumber(form, 'pitchDegrees');
  if (yawDegrees !== undefined && pitchDegrees !== undefined) {
    return { screen: { yawDegrees, pitchDegrees } };
  }
  // Whether there is such a place is for the schema to say.
  return { screen: formText(form, 'screen', 20) as ScreenPlace };
}

/** Percent as typed to a share with four digits. */
function shareOf(percent: number): number {
  return Math.round(percent * 100) / 10_000;
}

/** NaN for what is no number, undefined for what is missing. */
function formNumber(form: Form, name: string): number | undefined {
  const text = formText(form, name, 20).trim().replace(',', '.');
  return text === '' ? undefined : Number(text);
}
