import type { Language } from '../i18n/languages.js';

/** What the screen for visitors does; with several it goes round. */
export const SCREEN_MODES = ['mirror', 'challenge', 'positive', 'numbers'] as const;
type ScreenMode = (typeof SCREEN_MODES)[number];

/** How the screen and the notice look and what they say, as an administrator chose it. */
export interface ScreenSettings {
  readonly modes: readonly ScreenMode[];
  /** How long each of several modes is shown. */
  readonly rotateSeconds: number;
  /** Above everything; the standard words where it is empty. */
  readonly title: string;
  /** Two alternate. */
  readonly languages: readonly Language[];
  readonly languageSeconds: number;
  /** `#rrggbb`; the colour of the text follows from it. */
  readonly background: string;
  readonly accent: string;
  /** Where the QR code leads; this box's own notice where it is empty. */
  readonly noticeUrl: string;
  /** Who is responsible and whom to ask, on the notice. */
  readonly contact: string;
}

export const defaultScreenSettings: ScreenSettings = {
  modes: ['positive', 'challenge'],
  rotateSeconds: 60,
  title: '',
  languages: ['en', 'id'],
  languageSeconds: 12,
  background: '#10151f',
  accent: '#f0b429',
  noticeUrl: '',
  contact: '',
};

/** A logo in a form that is safe to serve. */
export interface Logo {
  readonly type: 'image/svg+xml' | 'image/png';
  readonly bytes: Uint8Array;
}

/** Keeps the logo of the screen over restarts. */
export interface LogoStore {
  /** Null where there is none. */
  read(): Logo | null;
  /** Replaces it; null takes it away. @throws EkspresiError `logo-unwritable` */
  write(logo: Logo | null): void;
}

/** `#rrggbb` as three shares of linear light. */
function linearLight(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
}

/** Relative luminance, 0…1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = linearLight(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, 1…21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const WHITE = '#ffffff';
const BLACK = '#0b0f16';
/** Of large text and of drawings, WCAG 2.2, 1.4.3 and 1.4.11. */
const LEAST_CONTRAST = 3;

/** The colours of the screen: whatever was chosen, text and drawings stay legible. */
export function screenColours({ background, accent }: ScreenSettings) {
  const isDark = contrast(background, WHITE) >= contrast(background, BLACK);
  const ink = isDark ? WHITE : BLACK;
  return {
    isDark,
    background,
    ink,
    accent: contrast(background, accent) >= LEAST_CONTRAST ? accent : ink,
  };
}
