import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import { LANGUAGES, type Language, texts } from '../i18n/languages.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';

function NoticeText({ language }: { language: Language }) {
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
      <p>{words.avoid}</p>
      <p class="notice-contact">{words.contact}</p>
    </section>
  );
}

function NoticePage({
  view,
  assets,
  address,
}: {
  view: RequestView;
  assets: PageAssets;
  address: string;
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
          <NoticeText language={language} />
        ))}
        <footer>
          <p>{address}</p>
          <button type="button" id="print" hidden>
            <Icon name="print" /> {view.text.notice.print}
          </button>
        </footer>
      </main>
    </Layout>
  );
}

/** GET /notice: what visitors must be told (EU AI Act, Art. 50(3)), in every language, to print. */
export function noticeRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono().get('/notice', (c) => {
    const view = requestView(c, deps.settings);
    const address = new URL('/notice', c.req.url).href;
    return sendPage(c, <NoticePage view={view} assets={assets} address={address} />);
  });
}
