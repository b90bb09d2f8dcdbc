import { type EvidenceRule, hasEvidence, visitorsOf } from '../../dashboard/history/evidence.js';
import { type ChosenRange, rangeQuery } from '../../dashboard/history/time-range.js';
import { Card, Pills } from '../../dashboard/view/card.js';
import { DataTable } from '../../dashboard/view/data-table.js';
import { shareOf } from '../../dashboard/view/expression-shares.js';
import { Layout, type PageProps } from '../../dashboard/view/layout.js';
import { RangePicker } from '../../dashboard/view/range-picker.js';
import type { RollupSums } from '../../store/store-queries.js';
import { COMPARED, type ComparedBy, type ComparedRow } from '../queries/audience-queries.js';

export interface CompareData {
  readonly rows: readonly ComparedRow[];
  readonly by: ComparedBy;
  readonly range: ChosenRange;
  readonly rule: EvidenceRule;
  readonly nowMs: number;
}

/** What is compared; null for what was not measured or stands on too little. */
export interface ComparedFigures {
  readonly seen: number;
  readonly visitors: number;
  readonly watchers: number | null;
  readonly happyShare: number | null;
  readonly meanValence: number | null;
  /** Attention time over time in view. */
  readonly attention: number | null;
}

interface FiguredRow extends ComparedRow {
  readonly figures: ComparedFigures;
}

/** Counts stand as they are; shares and means need evidence, as on a kiosk's own pages. */
export function comparedFigures(sums: RollupSums, rule: EvidenceRule): ComparedFigures {
  const isSound = hasEvidence(sums, rule);
  return {
    seen: sums.facesAppeared,
    visitors: visitorsOf(sums),
    watchers: sums.watchers,
    happyShare: isSound ? shareOf(sums, 'happy') : null,
    meanValence: isSound ? sums.meanValence : null,
    attention: isSound ? sums.attraction : null,
  };
}

/** `/compare`: sites or kiosks side by side over a range. */
export function ComparePage({ data, view, assets }: PageProps<CompareData>) {
  const words = view.text.fleet;
  const { format } = view;
  const { by, range, rule } = data;
  const rows = data.rows.map((row) => ({ ...row, figures: comparedFigures(row.sums, rule) }));
  const orDash = (value: number | null, show: (known: number) => string) =>
    value === null ? '–' : show(value);
  const place = (row: ComparedRow) => row.site || words.noSite;
  return (
    <Layout view={view} assets={assets} title={words.compareTitle}>
      <h1>{words.compareTitle}</h1>
      <RangePicker range={range} path="/compare" view={view} nowMs={data.nowMs} />
      <Card
        id="compared"
        title={words.by[by]}
        aside={
          <>
            <Pills
              label={words.compareBy}
              choices={COMPARED.map((name) => ({
                name: words.by[name],
                href: `/compare?by=${name}&${rangeQuery(range)}`,
                isChosen: name === by,
              }))}
            />
            <a class="pill" href={`/compare.csv?by=${by}&${rangeQuery(range)}`} download>
              {words.csv}
            </a>
          </>
        }
      >
        <DataTable<FiguredRow>
          label={words.compareTitle}
          rows={rows}
          empty={words.nothing}
          columns={[
            ...(by === 'kiosk'
              ? [
                  {
                    head: words.kiosk,
                    cell: (row: ComparedRow) => (
                      <a href={`/kiosks/${row.kiosk?.id}?${rangeQuery(range)}`}>
                        {row.kiosk?.name}
                      </a>
                    ),
                  },
                  { head: words.site, cell: place },
                ]
              : [
                  { head: words.site, cell: place },
                  {
                    head: words.kiosks,
                    class: 'numeric',
                    cell: (row: ComparedRow) => format.number(row.kiosks),
                  },
                ]),
            {
              head: words.seen,
              class: 'numeric',
              cell: ({ figures }) => format.number(figures.seen),
            },
            {
              head: view.text.history.visitors,
              class: 'numeric',
              cell: ({ figures }) => format.number(figures.visitors),
            },
            {
              head: words.watchers,
              class: 'numeric',
              cell: ({ figures }) => orDash(figures.watchers, format.number),
            },
            {
              head: view.text.history.happyShare,
              class: 'numeric',
              cell: ({ figures }) => orDash(figures.happyShare, format.percent),
            },
            {
              head: words.valence,
              class: 'numeric',
              cell: ({ figures }) => orDash(figures.meanValence, (v) => format.number(v, 2)),
            },
            {
              head: words.attention,
              class: 'numeric',
              cell: ({ figures }) => orDash(figures.attention, format.percent),
            },
          ]}
        />
        <p class="hint">{words.rule(format.number(rule.visitors), format.number(rule.seconds))}</p>
      </Card>
    </Layout>
  );
}
