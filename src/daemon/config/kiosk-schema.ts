import { z } from 'zod';
import { defaultScreenSettings, SCREEN_MODES } from '../../dashboard/kiosk/screen-settings.js';

const MAX_TITLE = 80;
const MAX_CONTACT = 200;
const fallback = defaultScreenSettings;

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, { error: 'is not a colour such as #10151f' });

/** The screen for visitors and their notice. */
export const kiosk = z
  .strictObject({
    modes: z
      .array(z.enum(SCREEN_MODES))
      .min(1)
      .max(SCREEN_MODES.length)
      .refine((modes) => new Set(modes).size === modes.length, { error: 'names a mode twice' })
      .default([...fallback.modes])
      .describe(
        'What the screen shows, several in turn: mirror (each visitor as a drawn mask), challenge (“Show us: surprise”), positive (a mirror that names happy, surprise and neutral only), numbers (of today).',
      ),
    rotateSeconds: z
      .int()
      .min(10)
      .max(3600)
      .default(fallback.rotateSeconds)
      .describe('How long each of several modes is shown.'),
    title: z
      .string()
      .trim()
      .max(MAX_TITLE)
      .default(fallback.title)
      .describe('Title of the screen; the standard words where it is empty.'),
    languages: z
      .array(z.enum(['en', 'id']))
      .min(1)
      .max(2)
      .refine((languages) => new Set(languages).size === languages.length, {
        error: 'names a language twice',
      })
      .default([...fallback.languages])
      .describe('Languages of the screen; two alternate.'),
    languageSeconds: z
      .int()
      .min(4)
      .max(600)
      .default(fallback.languageSeconds)
      .describe('How long each of two languages is shown.'),
    background: colour
      .default(fallback.background)
      .describe('Colour behind everything; the colour of the text follows from it.'),
    accent: colour
      .default(fallback.accent)
      .describe('Colour of titles and marks, where it can be told from the background.'),
    noticeUrl: z
      .union([z.literal(''), z.url({ protocol: /^https?$/ }).max(200)])
      .default(fallback.noticeUrl)
      .describe('Where the QR code leads; the notice on this box where it is empty.'),
    contact: z
      .string()
      .trim()
      .max(MAX_CONTACT)
      .default(fallback.contact)
      .describe('Who is responsible and whom to ask, on the notice.'),
  })
  .prefault({})
  .describe('The screen for visitors (/kiosk) and the notice.');
