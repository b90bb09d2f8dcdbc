/** What the page of the screen tells its script. */
import type { Palette } from './screen-mask.js';

export type Mode = 'mirror' | 'challenge' | 'positive' | 'numbers';

export interface Words {
  readonly expressions: Readonly<Record<string, string>>;
  readonly unclear: string;
  readonly show: Readonly<Record<string, string>>;
  readonly round: readonly string[];
  readonly wait: string;
  readonly won: string;
  readonly lost: string;
  readonly score: string;
  readonly masks: readonly string[];
  readonly manyMasks: string;
}

interface Config {
  readonly modes: readonly Mode[];
  readonly rotateMs: number;
  readonly languages: readonly string[];
  readonly languageMs: number;
  readonly words: Readonly<Record<string, Words>>;
  readonly revision: string;
  readonly isDark: boolean;
}

export const root = document.getElementById('screen') as HTMLElement;
export const config: Config = JSON.parse(root.dataset.config ?? '{}');

const styles = getComputedStyle(document.documentElement);
const colourOf = (name: string) => styles.getPropertyValue(`--${name}`).trim();

/** The colours of the style sheet, which the settings have chosen. */
export const palette: Palette = {
  ink: colourOf('screen-ink'),
  ground: colourOf('screen-ground'),
  colours: {
    ...Object.fromEntries(
      ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'].map((name) => [
        name,
        colourOf(name),
      ]),
    ),
    unclear: colourOf('neutral'),
  },
};
