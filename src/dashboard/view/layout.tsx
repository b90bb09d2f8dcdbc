import type { Child } from 'hono/jsx';
import { LANGUAGES, texts } from '../i18n/languages.js';
import { Icon, type IconName } from './icon.js';
import type { RequestView } from './request-view.js';

/** Styles, scripts and the way to their versioned addresses. */
export interface PageAssets {
  url(name: string): string;
}

/** What a page is made from. */
export interface PageProps<Data> {
  readonly data: Data;
  readonly view: RequestView;
  readonly assets: PageAssets;
}

/** The styles of the view kit, on every page: elements, components, charts, faces. */
const KIT = ['base.css', 'kit.css', 'charts.css', 'picture.css'] as const;

interface LayoutProps {
  readonly view: RequestView;
  readonly assets: PageAssets;
  readonly title: string;
  /** Beyond the kit: of a package, or of a page that is no page of the dashboard. */
  readonly styles?: readonly string[];
  /** Address of one more style, made for this page. */
  readonly extraStyle?: string;
  /**
   * Classic scripts at the end of the page, in order, then modules. Not deferred: htmx begins as
   * soon as it is loaded after the page, and would not know of an extension that comes a moment
   * later.
   */
  readonly scripts?: readonly string[];
  readonly modules?: readonly string[];
  /** Seconds after which a browser without JavaScript reloads. */
  readonly refreshS?: number;
  /** Pages for screens and printers have no navigation. */
  readonly bare?: boolean;
  readonly children?: Child;
}

interface Entry {
  readonly path: string;
  readonly icon: IconName;
  /** On narrow screens it stands under "More". */
  readonly isSecond?: boolean;
  readonly key:
    | 'live'
    | 'history'
    | 'faces'
    | 'content'
    | 'sessions'
    | 'events'
    | 'screens'
    | 'system'
    | 'kiosks'
    | 'compare';
}

const kioskEntries: readonly Entry[] = [
  { path: '/', icon: 'live', key: 'live' },
  { path: '/history', icon: 'history', key: 'history' },
  { path: '/faces', icon: 'faces', key: 'faces' },
  { path: '/content', icon: 'content', key: 'content' },
  { path: '/sessions', icon: 'sessions', key: 'sessions', isSecond: true },
  { path: '/events', icon: 'events', key: 'events', isSecond: true },
  { path: '/screens', icon: 'screens', key: 'screens', isSecond: true },
  { path: '/system', icon: 'system', key: 'system' },
];

const fleetEntries: readonly Entry[] = [
  { path: '/', icon: 'screens', key: 'kiosks' },
  { path: '/compare', icon: 'history', key: 'compare' },
];

function isCurrent(entry: Entry, path: string): boolean {
  return entry.path === '/' ? path === '/' : path.startsWith(entry.path);
}

function NavigationLink({ entry, view }: { entry: Entry; view: RequestView }) {
  return (
    <a
      class={entry.isSecond ? 'nav-second' : undefined}
      href={entry.path}
      aria-current={isCurrent(entry, view.path) ? 'page' : undefined}
    >
      <Icon name={entry.icon} />
      <span>{view.text.nav[entry.key]}</span>
    </a>
  );
}

/** Wide screens show every entry; narrow ones five, and the others in a list that opens. */
function Navigation({ view }: { view: RequestView }) {
  const { text } = view;
  const entries = view.pages === 'fleet' ? fleetEntries : kioskEntries;
  const second = entries.filter(({ isSecond }) => isSecond);
  return (
    <nav class="nav" aria-label={text.nav.label}>
      {entries.map((entry) => (
        <NavigationLink entry={entry} view={view} />
      ))}
      {second.length === 0 ? null : (
        <details class="nav-more">
          <summary>
            <Icon name="more" />
            <span>{text.nav.more}</span>
          </summary>
          <div class="nav-list">
            {second.map((entry) => (
              <NavigationLink entry={{ ...entry, isSecond: false }} view={view} />
            ))}
          </div>
        </details>
      )}
    </nav>
  );
}

function LanguageLinks({ view }: { view: RequestView }) {
  return (
    <span class="languages">
      {LANGUAGES.map((language) => (
        <a
          href={`/language/${language}?to=${encodeURIComponent(view.returnPath)}`}
          lang={language}
          hreflang={language}
          aria-current={language === view.language ? 'true' : undefined}
          rel="nofollow"
        >
          {language.toUpperCase()}
          <span class="visually-hidden"> {texts[language].language}</span>
        </a>
      ))}
    </span>
  );
}

function SettingsLink({ view: { text, pages } }: { view: RequestView }) {
  if (pages === 'fleet') return null;
  return (
    <a href="/settings" aria-label={text.nav.settings} title={text.nav.settings}>
      <Icon name="settings" />
    </a>
  );
}

function UserMenu({ view }: { view: RequestView }) {
  const { text, user } = view;
  if (!user) return null;
  if (user.by === 'address') {
    return (
      <span class="user-menu">
        <SettingsLink view={view} />
      </span>
    );
  }
  return (
    <form class="user-menu" method="post" action="/logout">
      {user.role === 'administrator' ? <SettingsLink view={view} /> : null}
      <a href="/account" title={text.nav.signedInAs(user.name)}>
        {user.name}
      </a>
      <button class="quiet" type="submit" aria-label={text.nav.signOut} title={text.nav.signOut}>
        <Icon name="sign-out" />
      </button>
    </form>
  );
}

/** The frame of every page. Nothing inline: the content security policy forbids it. */
export function Layout(props: LayoutProps) {
  const { view, assets } = props;
  const { text } = view;
  const scripts = (props.scripts ?? []).map((name) => <script src={assets.url(name)} />);
  return (
    <html lang={view.language} data-zone={view.timeZone}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          name="htmx-config"
          content='{"includeIndicatorCSS":false,"extensions":"sse","defaultTimeout":20000}'
        />
        {props.refreshS ? (
          <noscript>
            <meta http-equiv="refresh" content={String(props.refreshS)} />
          </noscript>
        ) : null}
        <title>{[props.title, view.place, 'ekspresi'].filter(Boolean).join(' · ')}</title>
        <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
        {[...KIT, ...(props.styles ?? [])].map((name) => (
          <link rel="stylesheet" href={assets.url(name)} />
        ))}
        {props.extraStyle ? <link rel="stylesheet" href={props.extraStyle} /> : null}
        {['zone.js', ...(props.modules ?? [])].map((name) => (
          <script src={assets.url(name)} type="module" />
        ))}
      </head>
      {props.bare ? (
        <body class="bare">
          {props.children}
          {scripts}
        </body>
      ) : (
        <body>
          <a class="skip" href="#main">
            {text.skip}
          </a>
          <header class="top">
            <a class="brand" href="/">
              <Icon name="logo" />
              <span>ekspresi</span>
              {view.place === '' ? null : <span class="place">{view.place}</span>}
            </a>
            <Navigation view={view} />
            <div class="top-end">
              <LanguageLinks view={view} />
              <UserMenu view={view} />
            </div>
          </header>
          <main id="main">{props.children}</main>
          {scripts}
        </body>
      )}
    </html>
  );
}
