import type { DashboardWebhooks, WebhookDelivery } from '../dashboard-deps.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import type { RequestView } from '../view/request-view.js';

const DELIVERIES_SHOWN = 50;

/** On the settings page: the way to the webhooks. */
export function WebhookCard({ view }: { view: RequestView }) {
  const words = view.text.settings.webhooks;
  return (
    <Card id="webhooks" title={words.title}>
      <p class="hint">{words.hint}</p>
      <p>
        <a href="/settings/webhooks">{words.link}</a>
      </p>
    </Card>
  );
}

/** `/settings/webhooks`: what is sent where, a test of each, and what became of the last. */
export function WebhookPage({
  webhooks,
  outcome,
  view,
  assets,
}: {
  webhooks: DashboardWebhooks;
  outcome: Outcome | null;
  view: RequestView;
  assets: PageAssets;
}) {
  const words = view.text.settings.webhooks;
  const kinds: Readonly<Record<string, string>> = words.kinds;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <h1>{words.title}</h1>
      <OutcomeNote outcome={outcome} />
      <Card id="hooks" title={words.title} wide>
        <p class="hint">{words.hint}</p>
        <DataTable
          label={words.title}
          rows={webhooks.hooks()}
          columns={[
            { head: words.name, cell: ({ name }) => name },
            { head: words.receiver, class: 'wrap', cell: ({ host }) => host },
            { head: words.rule, class: 'wrap', cell: ({ kind }) => kinds[kind] ?? kind },
            {
              head: view.text.settings.actions,
              class: 'row-actions',
              cell: ({ name }) => (
                <form method="post" action="/settings/webhooks/test">
                  <input type="hidden" name="hook" value={name} />
                  <button class="quiet" type="submit" aria-label={`${words.test}: ${name}`}>
                    {words.test}
                  </button>
                </form>
              ),
            },
          ]}
        />
      </Card>
      <Card id="deliveries" title={words.deliveries} wide>
        <DataTable<WebhookDelivery>
          label={words.deliveries}
          rows={webhooks.deliveries(DELIVERIES_SHOWN)}
          empty={words.none}
          columns={[
            { head: words.when, cell: ({ createdAtMs }) => view.format.dateTime(createdAtMs) },
            { head: words.name, cell: ({ hook }) => hook },
            { head: words.state, cell: ({ state }) => words.states[state] },
            { head: words.tries, class: 'numeric', cell: ({ tries }) => tries },
            {
              head: words.answer,
              class: 'wrap',
              cell: ({ status, reason }) => reason ?? (status === null ? '–' : `HTTP ${status}`),
            },
            { head: words.id, class: 'wrap', cell: ({ id }) => <code>{id}</code> },
          ]}
        />
      </Card>
    </Layout>
  );
}
