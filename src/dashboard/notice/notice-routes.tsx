import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import { LANGUAGES, type Language, texts } from '../i18n/languages.js';
import { noticeAddress, QrCode } from '../kiosk/notice-address.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';

interface NoticeFacts {
  /** How long single observations and sums are kept, days; 0 for ever. */
  readonly rawDays: number;
  readonly rollupDays: number;
  /** Who is responsible and whom to ask; a line to write on where it is empty. */
  readonly contact: string;
}

function NoticeText({ language, facts }: { language: Language; facts: NoticeFacts }) {
  const words = texts[language].notice;
  return (
    <section lang={language} class="notice-text">
      <h2>{words.heading}</h2>
      <p class="notice-lead">{words.lead}</p>
      <ul>
        {words.points.map((point) => (
          <li>
            <Icon name="shield" /> {point}
          </li>
        ))}
      </ul>
      <h3>{words.measuredTitle}</h3>
      <p>{words.measured}</p>
      <h3>{words.keptTitle}</h3>
      <p>{words.kept(facts.rawDays, facts.rollupDays)}</p>
      <p>
        <strong>{words.avoid}</strong>
      </p>
      <p class="notice-contact">
        {words.contact} {facts.contact || '______________________________________'}
      </p>
    </section>
  );
}

function NoticePage({
  view,
  assets,
  address,
  facts,
}: {
  view: RequestView;
  assets: PageAssets;
  address: string;
  facts: NoticeFacts;
}) {
  const own = view.language;
  const order = [own, ...LANGUAGES.filter((language) => language !== own)];
  return (
    <Layout
      view={view}
      assets={assets}
      title={view.text.notice.title}
      styles={['sheet.css']}
      modules={['print.js']}
      bare
    >
      <main class="notice-sheet" id="main">
        <header>
          <Icon name="camera" class="notice-sign" />
          <h1>
            {order.map((language) => (
              <span lang={language}>{texts[language].notice.title}</span>
            ))}
          </h1>
        </header>
        {order.map((language) => (
          <NoticeText language={language} facts={facts} />
        ))}
        <footer>
          <div class="notice-address">
            <QrCode text={address} label={view.text.kiosk.more} />
            <p>{address}</p>
          </div>
          <button type="button" id="print" hidden>
            <Icon name="print" /> {view.text.notice.print}
          </button>
        </footer>
      </main>
    </Layout>
  );
}

/** What a kiosk keeps that nobody has set otherwise, days. */
const UNKNOWN_RETENTION = { rawDays: 30, rollupDays: 400 };

/** GET /notice: what visitors must be told (EU AI Act, Art. 50(3)), in every language, to print. */
export function noticeRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono().get('/notice', (c) => {
    const view = requestView(c, deps.settings);
    const { noticeUrl, contact } = deps.settings.kiosk;
    const address = noticeAddress(c.req.url, {
      noticeUrl,
      networkOrigin: deps.networkOrigin?.() ?? null,
    });
    const { rawDays, rollupDays } = deps.changeable?.current() ?? UNKNOWN_RETENTION;
    const facts = { rawDays, rollupDays, contact };
    return sendPage(c, <NoticePage view={view} assets={assets} address={address} facts={facts} />);
  });
}
