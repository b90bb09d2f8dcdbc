import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';

/** `/login`. */
export function LoginPage({
  view,
  assets,
  to,
  problem,
  name,
}: {
  view: RequestView;
  assets: PageAssets;
  to: string;
  problem: string | null;
  name: string;
}) {
  const words = view.text.auth;
  return (
    <Layout view={view} assets={assets} title={words.signIn} bare>
      <main class="sign-in" id="main">
        <p class="sign-in-brand">
          <Icon name="logo" /> ekspresi
        </p>
        <form class="card sign-in-form" method="post" action="/login">
          <h1>{words.signIn}</h1>
          {problem ? (
            <p class="notice notice-trouble" role="alert">
              <Icon name="alert" /> {problem}
            </p>
          ) : null}
          <input type="hidden" name="to" value={to} />
          <label>
            <span>{words.name}</span>
            <input
              name="name"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              maxlength={40}
              value={name}
            />
          </label>
          <label>
            <span>{words.password}</span>
            <input
              name="password"
              type="password"
              autocomplete="current-password"
              required
              maxlength={200}
            />
          </label>
          <button type="submit">{words.signIn}</button>
          <p class="hint">{words.firstHint}</p>
        </form>
        <p class="sign-in-links">
          <a href="/kiosk">{words.kioskLink}</a> · <a href="/notice">{words.noticeLink}</a>
        </p>
      </main>
    </Layout>
  );
}
