import { type OpeningHoursSettings, WEEKDAYS } from '../../core/opening-hours.js';
import type { ChangeableSettings } from '../dashboard-deps.js';
import { formText } from '../http/forms.js';
import type { RequestView } from '../view/request-view.js';

const MAX_NAME = 60;
const MAX_HOURS = 120;
const MAX_EXCEPTIONS_TEXT = 20_000;

type SiteSettings = Pick<ChangeableSettings, 'siteName' | 'boxName' | 'openingHours'>;

/** `09:00-12:00, 13:00-18:00`; nothing where it is closed. */
function hoursText(hours: readonly string[]): string {
  return hours.join(', ');
}

function hoursOf(text: string): readonly string[] {
  return text.split(',').flatMap((span) => (span.trim() === '' ? [] : [span.trim()]));
}

/** One line a date: `2026-12-24: 10:00-14:00`, and `2026-12-25:` for one that is closed. */
function exceptionsOf(text: string): OpeningHoursSettings['exceptions'] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, date = '', hours = ''] = /^\s*([^\s:]*)\s*:?(.*)$/.exec(line) ?? [];
      return { date, hours: hoursOf(hours) };
    });
}

/** Names and opening hours of a form; whether they make sense is for the schema to say. */
export function siteChange(form: Readonly<Record<string, unknown>>): SiteSettings {
  const timeZone = formText(form, 'zone', 64).trim();
  const week = WEEKDAYS.map((day) => [day, hoursOf(formText(form, day, MAX_HOURS))] as const);
  return {
    siteName: formText(form, 'siteName', MAX_NAME + 1).trim(),
    boxName: formText(form, 'boxName', MAX_NAME + 1).trim(),
    openingHours: {
      ...(timeZone === '' ? {} : { timeZone }),
      ...(Object.fromEntries(week) as Record<(typeof WEEKDAYS)[number], readonly string[]>),
      exceptions: exceptionsOf(formText(form, 'exceptions', MAX_EXCEPTIONS_TEXT)),
    },
  };
}

/** What the box is called, and when it measures. */
export function SiteCard({ settings, view }: { settings: SiteSettings; view: RequestView }) {
  const { text } = view;
  const words = text.settings.site;
  const { openingHours } = settings;
  return (
    <section class="card" aria-labelledby="site-title">
      <h2 id="site-title">{words.title}</h2>
      <form class="stacked-form" method="post" action="/settings/site">
        <label>
          <span>{words.siteName}</span>
          <input name="siteName" maxlength={MAX_NAME} value={settings.siteName} />
        </label>
        <label>
          <span>{words.boxName}</span>
          <input name="boxName" maxlength={MAX_NAME} value={settings.boxName} />
        </label>
        <fieldset>
          <legend>{words.openingHours}</legend>
          <p class="hint">{words.hoursHint}</p>
          {WEEKDAYS.map((day, i) => (
            <label>
              <span>{text.history.weekdays[i]}</span>
              <input name={day} maxlength={MAX_HOURS} value={hoursText(openingHours[day])} />
            </label>
          ))}
          <label>
            <span>{words.zone(view.timeZone)}</span>
            <input name="zone" value={openingHours.timeZone ?? ''} list="zones" />
          </label>
          <label>
            <span>{words.exceptions}</span>
            <textarea name="exceptions" rows={4} placeholder="2026-12-24: 10:00-14:00">
              {openingHours.exceptions
                .map(({ date, hours }) => `${date}: ${hoursText(hours)}`.trim())
                .join('\n')}
            </textarea>
          </label>
        </fieldset>
        <button type="submit">{text.settings.save}</button>
      </form>
    </section>
  );
}
