import type { AuditRow, TokenRow, UserRow } from '../../accounts/account-types.js';
import type { DashboardBackups, SettingsStore } from '../dashboard-deps.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import { AuditCard, TokensCard, UsersCard } from './account-cards.js';
import { BackupCard } from './backup-card.js';
import { MaskCard } from './mask-card.js';
import { PreferenceFields } from './preference-fields.js';
import { RetentionCard } from './retention-card.js';
import { SiteCard } from './site-card.js';

export interface SettingsOutcome {
  readonly ok: boolean;
  readonly message: string;
  /** A password or token, shown this once. */
  readonly secret?: string;
}

interface SettingsData {
  readonly changeable: SettingsStore | null;
  /** Null where nobody signs in: only this machine reaches the pages. */
  readonly people: {
    readonly users: readonly UserRow[];
    readonly tokens: readonly TokenRow[];
    readonly audit: readonly AuditRow[];
  } | null;
  readonly backups: DashboardBackups | null;
  readonly outcome: SettingsOutcome | null;
}

interface PartProps {
  readonly data: SettingsData;
  readonly view: RequestView;
}

function Outcome({ data }: PartProps) {
  const { outcome } = data;
  if (!outcome) return null;
  return (
    <div class={`notice ${outcome.ok ? 'notice-done' : 'notice-trouble'}`} role="status">
      <Icon name={outcome.ok ? 'shield' : 'alert'} /> {outcome.message}
      {outcome.secret ? <code class="secret">{outcome.secret}</code> : null}
    </div>
  );
}

interface ChangeableProps {
  readonly keeper: SettingsStore;
  readonly view: RequestView;
}

/** Which file the changes go to. */
function WhereKept({ keeper, view }: ChangeableProps) {
  return <p class="hint">{view.text.settings.keptIn(keeper.overlayPath())}</p>;
}

function PreferencesCard({ keeper, view }: ChangeableProps) {
  const words = view.text.settings;
  return (
    <section class="card" aria-labelledby="preferences-title">
      <h2 id="preferences-title">{words.preferences}</h2>
      <form class="stacked-form" method="post" action="/settings/preferences">
        <PreferenceFields preferences={keeper.current()} view={view} />
        <p class="hint">{words.previewHint}</p>
        <button type="submit">{words.save}</button>
      </form>
    </section>
  );
}

/** `/settings`: for administrators. */
export function SettingsPage({ data, view, assets }: PartProps & { readonly assets: PageAssets }) {
  return (
    <Layout
      view={view}
      assets={assets}
      title={view.text.settings.title}
      styles={['live.css', 'history.css', 'system.css', 'auth.css']}
    >
      <h1>{view.text.settings.title}</h1>
      <Outcome data={data} view={view} />
      {data.changeable ? <WhereKept keeper={data.changeable} view={view} /> : null}
      <div class="system-grid">
        {data.changeable ? (
          <>
            <PreferencesCard keeper={data.changeable} view={view} />
            <SiteCard settings={data.changeable.current()} view={view} />
            <RetentionCard settings={data.changeable.current()} view={view} />
            <MaskCard masks={data.changeable.current().masks} view={view} />
          </>
        ) : null}
        {data.people ? (
          <>
            <TokensCard tokens={data.people.tokens} view={view} />
            <UsersCard users={data.people.users} view={view} />
          </>
        ) : null}
        {data.backups ? <BackupCard backups={data.backups} view={view} /> : null}
        {data.people ? <AuditCard audit={data.people.audit} view={view} /> : null}
      </div>
    </Layout>
  );
}
