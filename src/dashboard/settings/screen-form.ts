import { EkspresiError } from '../../core/errors.js';
import type { ChangeableSettings } from '../dashboard-deps.js';
import { formText } from '../http/forms.js';
import { multipartFile } from '../http/multipart-file.js';
import { LANGUAGES } from '../i18n/languages.js';
import { checkedLogo, MAX_LOGO_BYTES } from '../kiosk/logo.js';
import { type Logo, SCREEN_MODES } from '../kiosk/screen-settings.js';

/** The screen of a form; whether its values make sense is for the schema to say. */
export function kioskChange(
  form: Readonly<Record<string, unknown>>,
): Pick<ChangeableSettings, 'kiosk'> {
  const text = (name: string) => formText(form, name, 400).trim();
  const ticked = <Name extends string>(kind: string, names: readonly Name[]) =>
    names.filter((name) => text(`${kind}-${name}`) !== '');
  return {
    kiosk: {
      modes: ticked('mode', SCREEN_MODES),
      rotateSeconds: Number(text('rotateSeconds')),
      title: text('title'),
      languages: ticked('language', LANGUAGES),
      languageSeconds: Number(text('languageSeconds')),
      background: text('background'),
      accent: text('accent'),
      noticeUrl: text('noticeUrl'),
      contact: text('contact'),
    },
  };
}

/**
 * The logo in an uploaded form, checked.
 * @throws EkspresiError `logo-refused`, and as {@link multipartFile}
 */
export async function uploadedLogo(request: Request): Promise<Logo> {
  if (!request.body) throw new EkspresiError('upload-without-file', {});
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const contentType = request.headers.get('content-type') ?? '';
  for await (const part of multipartFile(request.body, contentType)) {
    bytes += part.length;
    if (bytes > MAX_LOGO_BYTES) {
      throw new EkspresiError('logo-refused', { problem: 'it is too large' });
    }
    parts.push(Uint8Array.from(part));
  }
  return checkedLogo(Buffer.concat(parts));
}
