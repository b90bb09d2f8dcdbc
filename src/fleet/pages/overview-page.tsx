import { Card } from '../../dashboard/view/card.js';
import { DataTable } from '../../dashboard/view/data-table.js';
import { Layout, type PageProps } from '../../dashboard/view/layout.js';
import type { RequestView } from '../../dashboard/view/request-view.js';
import type { KioskHealth } from './kiosk-health.js';

export const KIOSKS_PER_PAGE = 50;

interface OverviewData {
  /** Of this page. */
  readonly kiosks: readonly KioskHealth[];
  readonly asked: string;
  readonly page: number;
  readonly pages: number;
  /** Of all that were asked for. */
  readonly troubled: number;
  readonly count: number;
  /** Names of kiosks that nobody knows whose batches were put aside. */
  readonly strangers: readonly string[];
  readonly nowMs: number;
}

/** What is wrong with a kiosk, in words. */
export function troubleWords({ kiosk, troubles }: KioskHealth, { text }: RequestView): string {
  if (troubles.length === 0) return text.fleet.good;
  return troubles
    .map((trouble) =>
      trouble === 'problem' && kiosk.problem !== null
        ? `${text.fleet.troubles.problem}: ${kiosk.problem}`
        : text.fleet.troubles[trouble],
    )
    .join(', ');
}

/** What a camera's state is called; one of a newer version stays as it is. */
export function cameraWords(camera: string, { text }: RequestView): string {
  const states: Readonly<Record<string, string>> = text.sourceStates;
  return Object.hasOwn(states, camera) ? (states[camera] ?? camera) : camera;
}

/** `/`: every kiosk and how it does, trouble first. */
export function OverviewPage({ data, view, assets }: PageProps<OverviewData>) {
  const words = view.text.fleet;
  const { format } = view;
  const { asked, page, pages, nowMs } = data;
  const query = asked === '' ? '' : `q=${encodeURIComponent(asked)}`;
  const link = (number: number) => `/?${[query, `page=${number}`].filter(Boolean).join('&')}`;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <h1>{words.title}</h1>
      {data.strangers.length === 0 ? null : (
        <p class="notice notice-trouble">{words.strangers(data.strangers.join(', '))}</p>
      )}
      <Card
        id="kiosks"
        title={words.troubled(format.number(data.troubled), format.number(data.count))}
        aside={
          <a class="pill" href={`/kiosks.csv${query === '' ? '' : `?${query}`}`} download>
            {words.csv}
          </a>
        }
      >
        <form class="filter-form" action="/" method="get">
          <label>
            <span>{words.search}</span>
            <input type="search" name="q" value={asked} maxlength={100} />
          </label>
          <button type="submit">{words.find}</button>
        </form>
        <DataTable
          label={words.title}
          rows={data.kiosks}
          empty={asked === '' ? words.noKiosks : words.none}
          columns={[
            {
              head: words.kiosk,
              cell: ({ kiosk }) => (
                <a href={`/kiosks/${kiosk.id}`}>
                  {kiosk.box === '' ? kiosk.name : `${kiosk.box} (${kiosk.name})`}
                </a>
              ),
            },
            { head: words.site, cell: ({ kiosk }) => kiosk.site || words.noSite },
            {
              head: words.state,
              class: 'wrap',
              cell: (health) => (
                <span
                  class={`state state-${health.troubles.length === 0 ? 'running' : 'degraded'}`}
                >
                  {troubleWords(health, view)}
                </span>
              ),
            },
            {
              head: words.lastSeen,
              cell: ({ kiosk }) => words.ago(format.duration(nowMs - kiosk.lastSeenMs)),
            },
            {
              head: view.text.figures.camera,
              cell: ({ kiosk }) => cameraWords(kiosk.camera, view),
            },
            { head: words.version, cell: ({ kiosk }) => kiosk.version },
            {
              head: words.behind,
              class: 'numeric',
              cell: ({ batchesBehind }) => words.batches(format.number(batchesBehind)),
            },
          ]}
        />
        {pages < 2 ? null : (
          <p class="pager">
            {page > 1 ? (
              <a class="button quiet" href={link(page - 1)}>
                {words.previous}
              </a>
            ) : null}
            <span>{words.page(format.number(page), format.number(pages))}</span>
            {page < pages ? (
              <a class="button quiet" href={link(page + 1)}>
                {words.next}
              </a>
            ) : null}
          </p>
        )}
      </Card>
    </Layout>
  );
}
