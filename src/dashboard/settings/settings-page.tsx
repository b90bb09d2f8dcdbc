import type { AuditRow, TokenRow, UserRow } from '../../accounts/account-types.js';
import type { DashboardBackups, SettingsStore } from '../dashboard-deps.js';
import { Card } from '../view/card.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import type { RequestView } from '../view/request-view.js';
import { AuditCard, TokensCard, UsersCard } from './account-cards.js';
import { AttentionCard } from './attention-page.js';
import { BackupCard } from './backup-card.js';
import { MaskCard } from './mask-card.js';
import { PreferenceFields } from './preference-fields.js';
import { PurgeCard } from './purge-card.js';
import { RetentionCard } from './retention-card.js';
import { ScreenCard } from './screen-card.js';
import { SiteCard } from './site-card.js';
import { WebhookCard } from './webhook-page.js';

interface SettingsData {
  readonly changeable: SettingsStore | null;
  /** Null where nobody signs in: only this machine reaches the pages. */
  readonly people: {
    readonly users: readonly UserRow[];
    readonly tokens: readonly TokenRow[];
    readonly audit: readonly AuditRow[];
  } | null;
  readonly backups: DashboardBackups | null;
  /** Whether there is a logo; null where none can be kept. */
  readonly logo: boolean | null;
  /** Null where history cannot be deleted from here. */
  readonly purgeNowMs: number | null;
  readonly webhookCount: number;
  readonly outcome: Outcome | null;
}

interface PartProps {
  readonly data: SettingsData;
  readonly view: RequestView;
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
    <Card id="preferences" title={words.preferences}>
      <form class="stacked-form" method="post" action="/settings/preferences">
        <PreferenceFields preferences={keeper.current()} view={view} />
        <p class="hint">{words.previewHint}</p>
        <button type="submit">{words.save}</button>
      </form>
    </Card>
  );
}

/** `/settings`: for administrators. */
export function SettingsPage({ data, view, assets }: PartProps & { readonly assets: PageAssets }) {
  return (
    <Layout view={view} assets={assets} title={view.text.settings.title}>
      <h1>{view.text.settings.title}</h1>
      <OutcomeNote outcome={data.outcome} />
      {data.changeable ? <WhereKept keeper={data.changeable} view={view} /> : null}
      <div class="system-grid">
        {data.changeable ? (
          <>
            <PreferencesCard keeper={data.changeable} view={view} />
            <SiteCard settings={data.changeable.current()} view={view} />
            <RetentionCard settings={data.changeable.current()} view={view} />
            <ScreenCard screen={data.changeable.current().kiosk} logo={data.logo} view={view} />
            <MaskCard masks={data.changeable.current().masks} view={view} />
            <AttentionCard screen={data.changeable.current().screen} view={view} />
          </>
        ) : null}
        {data.purgeNowMs === null ? null : <PurgeCard nowMs={data.purgeNowMs} view={view} />}
        {data.people ? (
          <>
            <TokensCard tokens={data.people.tokens} view={view} />
            <UsersCard users={data.people.users} view={view} />
          </>
        ) : null}
        {data.webhookCount > 0 ? <WebhookCard view={view} /> : null}
        {data.backups ? <BackupCard backups={data.backups} view={view} /> : null}
        {data.people ? <AuditCard audit={data.people.audit} view={view} /> : null}
      </div>
    </Layout>
  );
}
