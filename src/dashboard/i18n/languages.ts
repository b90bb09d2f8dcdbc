import { en, type Text } from './en.js';
import { id } from './id.js';

export const LANGUAGES = ['en', 'id'] as const;
export type Language = (typeof LANGUAGES)[number];

export const texts: Readonly<Record<Language, Text>> = { en, id };

/** Locale for Intl; Indonesian writes 3.589 and 0,93. */
export const locales: Readonly<Record<Language, string>> = { en: 'en-GB', id: 'id-ID' };

export function isLanguage(value: string | undefined): value is Language {
  return LANGUAGES.includes(value as Language);
}

/**
 * The language of an answer: the visitor's own choice (cookie), else the one the
 * operator fixed, else the first of `Accept-Language` that we speak, else English.
 */
export function chooseLanguage(
  cookie: string | undefined,
  setting: Language | 'auto',
  acceptLanguage: string | undefined,
): Language {
  if (isLanguage(cookie)) return cookie;
  if (setting !== 'auto') return setting;
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const weight = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { language: tag.split('-')[0], weight: weight ? Number(weight.trim().slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) if (isLanguage(language)) return language;
  return 'en';
}
