import type { Accounts } from '../auth/accounts.js';
import type { DashboardSettings } from '../dashboard-deps.js';
import { isLanguage } from '../i18n/languages.js';
import { isTimeZone } from '../view/request-view.js';

/** What an administrator may change while the kiosk runs; kept beside the accounts. */
export interface PreferenceChange {
  readonly language: DashboardSettings['language'];
  readonly timeZone: string;
  readonly preview: DashboardSettings['preview'];
}

const PREVIEWS = ['off', 'boxes', 'video'] as const;
type Preview = (typeof PREVIEWS)[number];

/** The video needs a camera opened for it, so only the configuration can allow it. */
export function allowedPreviews(configured: Preview): readonly Preview[] {
  return configured === 'video' ? PREVIEWS : ['off', 'boxes'];
}

/** The configuration's settings with the administrator's choices on top. */
export class Preferences {
  readonly #configured: DashboardSettings;
  readonly #accounts: Accounts;

  constructor(configured: DashboardSettings, accounts: Accounts) {
    this.#configured = configured;
    this.#accounts = accounts;
  }

  /** Settings that always tell the present choice. */
  settings(): DashboardSettings {
    const now = () => this.current();
    return Object.defineProperties(
      { ...this.#configured },
      {
        language: { get: () => now().language, enumerable: true },
        timeZone: { get: () => now().timeZone, enumerable: true },
        preview: { get: () => now().preview, enumerable: true },
      },
    );
  }

  current(): PreferenceChange {
    const language = this.#accounts.fact('language') ?? undefined;
    const timeZone = this.#accounts.fact('timeZone');
    const preview = this.previews().find((name) => name === this.#accounts.fact('preview'));
    return {
      language: isLanguage(language) ? language : this.#configured.language,
      timeZone: timeZone && isTimeZone(timeZone) ? timeZone : this.#configured.timeZone,
      preview: preview ?? this.#configured.preview,
    };
  }

  previews(): readonly Preview[] {
    return allowedPreviews(this.#configured.preview);
  }

  /** Takes the fields of a form; what is not understood stays as it is. */
  change(form: { language: string; timeZone: string; preview: string }): void {
    if (form.language === 'auto' || isLanguage(form.language)) {
      this.#accounts.setFact('language', form.language);
    }
    if (isTimeZone(form.timeZone)) this.#accounts.setFact('timeZone', form.timeZone);
    if (this.previews().some((name) => name === form.preview)) {
      this.#accounts.setFact('preview', form.preview);
    }
  }
}
