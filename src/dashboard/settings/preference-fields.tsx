import type { ChangeableSettings } from '../dashboard-deps.js';
import { LANGUAGES, texts } from '../i18n/languages.js';
import type { RequestView } from '../view/request-view.js';

const PREVIEWS = ['auto', 'off', 'boxes', 'video'] as const;

/** Language, zone and live picture, the same on the set-up and the settings page. */
export function PreferenceFields({
  preferences,
  view,
}: {
  preferences: Pick<ChangeableSettings, 'language' | 'timeZone' | 'preview'>;
  view: RequestView;
}) {
  const words = view.text.settings;
  return (
    <>
      <label>
        <span>{words.language}</span>
        <select name="language">
          <option value="auto" selected={preferences.language === 'auto'}>
            {words.languageAuto}
          </option>
          {LANGUAGES.map((language) => (
            <option value={language} selected={preferences.language === language}>
              {texts[language].language}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.timeZone}</span>
        <input name="timeZone" required value={preferences.timeZone} list="zones" />
      </label>
      <datalist id="zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option value={zone} />
        ))}
      </datalist>
      <label>
        <span>{words.preview}</span>
        <select name="preview">
          {PREVIEWS.map((preview) => (
            <option value={preview} selected={preferences.preview === preview}>
              {words.previews[preview]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
