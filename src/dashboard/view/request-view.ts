import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { SignedIn } from '../../accounts/account-types.js';
import { EkspresiError } from '../../core/errors.js';
import { isTimeZone } from '../../core/time-zone.js';
import type { DashboardSettings } from '../dashboard-deps.js';
import type { Text } from '../i18n/en.js';
import { chooseLanguage, type Language, texts } from '../i18n/languages.js';
import { createFormatter, type Formatter } from './format.js';

/** All that a page needs to know of who asks and how. */
export interface RequestView {
  readonly language: Language;
  readonly text: Text;
  readonly format: Formatter;
  readonly timeZone: string;
  readonly path: string;
  /** Path and query that show this page again; for an answer to a form, those of its page. */
  readonly returnPath: string;
  /** What box and place are called, for titles; empty where they have no name. */
  readonly place: string;
  /** Which pages the navigation leads to. */
  readonly pages: 'kiosk' | 'fleet';
  /** Null on open pages, and where the dashboard runs without accounts. */
  readonly user: SignedIn | null;
}

const zonePattern = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** For a name from a request, which may be anything. */
function isZoneName(name: string): boolean {
  return zonePattern.test(name) && isTimeZone(name);
}

/** For the `zone` of a query. @throws EkspresiError USAGE */
export function requireTimeZone(zone: string): void {
  if (!isZoneName(zone)) throw new EkspresiError('query-time-zone', {});
}

const MAX_RETURN_LENGTH = 500;

/** Path and query of a request that shows a page; `/` for a form and what is too long to keep. */
export function returnPathOf(c: Context): string {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return '/';
  const { pathname, search } = new URL(c.req.url);
  const path = pathname + search;
  return path.length <= MAX_RETURN_LENGTH ? path : pathname.slice(0, MAX_RETURN_LENGTH);
}

/** Reads language and zone from cookies, settings and headers; the client sets the zone cookie. */
export function requestView(
  c: Context,
  settings: Pick<DashboardSettings, 'language' | 'timeZone'> &
    Partial<Pick<DashboardSettings, 'siteName' | 'boxName' | 'pages'>>,
  returnPath = returnPathOf(c),
): RequestView {
  const language = chooseLanguage(
    getCookie(c, 'language'),
    settings.language,
    c.req.header('accept-language'),
  );
  const ownZone = getCookie(c, 'zone');
  const timeZone = ownZone && isZoneName(ownZone) ? ownZone : settings.timeZone;
  return {
    language,
    text: texts[language],
    format: createFormatter(language, timeZone),
    timeZone,
    path: c.req.path,
    returnPath,
    place: [settings.boxName, settings.siteName].filter(Boolean).join(', '),
    pages: settings.pages ?? 'kiosk',
    user: c.get('user') ?? null,
  };
}
