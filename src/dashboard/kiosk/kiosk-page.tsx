import type { Child } from 'hono/jsx';
import { EXPRESSIONS } from '../../core/expression.js';
import { type Language, texts } from '../i18n/languages.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import { QrCode } from './notice-address.js';
import { type ScreenSettings, screenColours } from './screen-settings.js';

/** Words in each language, one upon the other: the shown one changes, the place does not. */
function Words({
  languages,
  of,
}: {
  languages: readonly Language[];
  of(words: (typeof texts)[Language]): Child;
}) {
  return (
    <span class="words">
      {languages.map((language) => (
        <span lang={language} data-language={language}>
          {of(texts[language])}
        </span>
      ))}
    </span>
  );
}

/** What the script has to say by itself, in one language. */
function scriptWords(language: Language) {
  const { expressions, unclear, kiosk } = texts[language];
  const { challenge } = kiosk;
  return {
    expressions: Object.fromEntries(EXPRESSIONS.map((name) => [name, expressions[name]])),
    unclear,
    show: Object.fromEntries(EXPRESSIONS.map((name) => [name, challenge.show(expressions[name])])),
    round: [1, 2, 3].map((round) => challenge.round(round, 3)),
    wait: challenge.wait,
    won: challenge.won,
    lost: challenge.lost,
    score: challenge.score,
    masks: [0, 1, 2, 3, 4].map((count) => kiosk.masks(count)),
    manyMasks: kiosk.masks('%'),
  };
}

const NUMBERS = ['visitors', 'smiles', 'busiestHour'] as const;

/** `/kiosk`: for a screen on the box; open to all. What moves is drawn by `screen.js`. */
export function KioskPage({
  screen,
  siteName,
  notice,
  revision,
  hasLogo,
  view,
  assets,
}: {
  screen: ScreenSettings;
  siteName: string;
  /** Where the QR code leads. */
  notice: string;
  /** Changes with the settings: the script then loads the page again. */
  revision: string;
  hasLogo: boolean;
  view: RequestView;
  assets: PageAssets;
}) {
  const { languages, title } = screen;
  const { isDark } = screenColours(screen);
  const config = {
    modes: screen.modes,
    rotateMs: screen.rotateSeconds * 1000,
    languages,
    languageMs: screen.languageSeconds * 1000,
    words: Object.fromEntries(languages.map((language) => [language, scriptWords(language)])),
    revision,
    isDark,
  };
  return (
    <Layout
      view={view}
      assets={assets}
      title={view.text.kiosk.title}
      styles={['screen.css']}
      extraStyle={`/kiosk/colours.css?v=${revision}`}
      modules={['screen.js']}
      refreshS={30}
      bare
    >
      <main
        class="screen"
        id="screen"
        data-config={JSON.stringify(config)}
        data-mode={screen.modes[0]}
        data-state="nobody"
        data-shown={languages[0]}
      >
        <header class="screen-head">
          {hasLogo ? (
            <img class="screen-logo" src={`/kiosk/logo?v=${revision}`} alt={siteName} />
          ) : null}
          <h1>
            {title === '' ? (
              <Words languages={languages} of={({ kiosk }) => kiosk.heading} />
            ) : (
              title
            )}
          </h1>
        </header>
        <section class="screen-stage" aria-label={view.text.kiosk.title}>
          <canvas id="masks" role="img" aria-label={view.text.kiosk.masks(0)} />
          <p class="screen-call" id="call" role="status" />
          <div class="screen-invite">
            <p class="screen-headline">
              <Words languages={languages} of={({ kiosk }) => kiosk.welcome} />
            </p>
            <p>
              <Words languages={languages} of={({ kiosk }) => kiosk.invite} />
            </p>
          </div>
          <dl class="screen-numbers">
            {NUMBERS.map((name) => (
              <div>
                <dt>
                  <Words languages={languages} of={({ kiosk }) => kiosk.numbers[name]} />
                </dt>
                <dd data-number={name}>–</dd>
              </div>
            ))}
          </dl>
          <p class="screen-pause">
            <Words languages={languages} of={({ kiosk }) => kiosk.pause} />
          </p>
        </section>
        <footer class="screen-notice">
          <QrCode text={notice} label={view.text.kiosk.more} />
          <p>
            <Words languages={languages} of={({ kiosk }) => kiosk.privacy} />
            <a href="/notice">{notice.replace(/^https?:\/\//, '')}</a>
          </p>
        </footer>
      </main>
    </Layout>
  );
}
