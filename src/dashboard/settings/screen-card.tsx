import { LOGO_PATH } from '../http/body-guards.js';
import { LANGUAGES, texts } from '../i18n/languages.js';
import { MAX_LOGO_BYTES } from '../kiosk/logo.js';
import { SCREEN_MODES, type ScreenSettings } from '../kiosk/screen-settings.js';
import { Card } from '../view/card.js';
import { CheckField, ConfirmForm, Field } from '../view/fields.js';
import type { RequestView } from '../view/request-view.js';

function Seconds({
  label,
  name,
  value,
  least,
  most,
}: {
  label: string;
  name: keyof ScreenSettings;
  value: number;
  least: number;
  most: number;
}) {
  return (
    <Field label={label}>
      <input type="number" name={name} min={least} max={most} required value={String(value)} />
    </Field>
  );
}

/** What the screen for visitors shows and how it looks, and what the notice says of the place. */
export function ScreenCard({
  screen,
  logo,
  view,
}: {
  screen: ScreenSettings;
  /** Whether there is a logo; null where none can be kept. */
  logo: boolean | null;
  view: RequestView;
}) {
  const words = view.text.settings.screen;
  const { save, remove } = view.text.settings;
  return (
    <Card id="screen" title={words.title} aside={<a href="/screens">{words.preview}</a>}>
      <form class="stacked-form" method="post" action="/settings/screen">
        <fieldset>
          <legend>{words.modes}</legend>
          {SCREEN_MODES.map((mode) => (
            <CheckField
              name={`mode-${mode}`}
              label={words.modeNames[mode]}
              checked={screen.modes.includes(mode)}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>{words.languages}</legend>
          {LANGUAGES.map((language) => (
            <CheckField
              name={`language-${language}`}
              label={texts[language].language}
              checked={screen.languages.includes(language)}
            />
          ))}
        </fieldset>
        <Seconds
          {...{ label: words.rotateSeconds, name: 'rotateSeconds', least: 10, most: 3600 }}
          value={screen.rotateSeconds}
        />
        <Seconds
          {...{ label: words.languageSeconds, name: 'languageSeconds', least: 4, most: 600 }}
          value={screen.languageSeconds}
        />
        <Field label={words.heading}>
          <input name="title" maxlength={80} value={screen.title} />
        </Field>
        <div class="colour-fields">
          <Field label={words.background}>
            <input type="color" name="background" value={screen.background} />
          </Field>
          <Field label={words.accent}>
            <input type="color" name="accent" value={screen.accent} />
          </Field>
        </div>
        <Field label={words.noticeUrl}>
          <input type="url" name="noticeUrl" maxlength={200} value={screen.noticeUrl} />
        </Field>
        <Field label={words.contact}>
          <input name="contact" maxlength={200} value={screen.contact} />
        </Field>
        <button type="submit">{save}</button>
      </form>
      {logo === null ? null : (
        <>
          <h3 class="field-title">{words.logo}</h3>
          {logo ? <img class="logo-preview" src="/kiosk/logo" alt={words.logo} /> : null}
          <form class="filter-form" method="post" action={LOGO_PATH} enctype="multipart/form-data">
            <Field label={words.logoFile(MAX_LOGO_BYTES / 1024)}>
              <input type="file" name="logo" accept=".svg,.png,image/svg+xml,image/png" required />
            </Field>
            <button class="quiet" type="submit">
              {words.upload}
            </button>
          </form>
          {logo ? (
            <ConfirmForm
              action="/settings/screen/logo/remove"
              fields={{}}
              label={remove}
              of={words.logo}
              question={words.removeLogo}
            />
          ) : null}
        </>
      )}
    </Card>
  );
}
