import type { ContentCurve, ContentReport, ContentRow } from '../../store/content-rows.js';
import { type ChosenRange, rangeQuery } from '../history/time-range.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import { type Compared, type Comparison, LEAST_VISITS } from './compare-contents.js';
import { CompareForm } from './content-page.js';
import { CurveSvg } from './curve-svg.js';

/** Below it the hours of two contents are called apart. */
const ALIKE = 0.5;

interface CompareData {
  readonly report: ContentReport;
  readonly range: ChosenRange;
  readonly a: ContentRow;
  readonly b: ContentRow;
  readonly curveA: ContentCurve;
  readonly curveB: ContentCurve;
  readonly visitsA: number;
  readonly visitsB: number;
  readonly comparisons: readonly Comparison[];
  readonly hourOverlap: number;
}

/** `/content/compare`: two contents side by side, and what can be told of their difference. */
export function ComparePage({
  data,
  view,
  assets,
}: {
  data: CompareData;
  view: RequestView;
  assets: PageAssets;
}) {
  const words = view.text.content;
  const { a, b, range } = data;
  const show = (by: Compared, value: number | null) =>
    value === null ? '–' : shown(by, value, view);
  const title = words.compareTitle(a.name, b.name);
  return (
    <Layout view={view} assets={assets} title={title}>
      <h1>{title}</h1>
      <p>
        <a href={`/content?${rangeQuery(range)}`}>← {words.back}</a>
      </p>
      <Card id="comparison" title={words.compare}>
        {data.hourOverlap < ALIKE ? (
          <p class="notice notice-trouble">{words.apart(view.format.percent(data.hourOverlap))}</p>
        ) : null}
        <DataTable
          label={title}
          rows={data.comparisons}
          columns={[
            { head: '', cell: ({ by }) => words.by[by] },
            { head: a.name, class: 'numeric', cell: ({ by, a: value }) => show(by, value) },
            { head: b.name, class: 'numeric', cell: ({ by, b: value }) => show(by, value) },
            {
              head: words.difference,
              class: 'numeric',
              cell: ({ by, difference }) => show(by, difference),
            },
            {
              head: words.interval,
              class: 'numeric',
              cell: ({ by, interval }) =>
                interval === null
                  ? '–'
                  : `${shown(by, interval[0], view)} … ${shown(by, interval[1], view)}`,
            },
            {
              head: words.verdict,
              class: 'wrap',
              cell: (comparison) => verdictOf(comparison, data, view),
            },
          ]}
        />
        <p class="hint">
          {words.visits(view.format.number(data.visitsA), view.format.number(data.visitsB))}
        </p>
      </Card>
      {(
        [
          [a, data.curveA],
          [b, data.curveB],
        ] as const
      ).map(([row, curve], i) => (
        <Card id={`curve-${i + 1}`} title={`${words.curve}: ${row.name}`}>
          <CurveSvg curve={curve} view={view} />
        </Card>
      ))}
      <CompareForm report={data.report} range={range} view={view} a={a.contentId} />
    </Layout>
  );
}

function shown(by: Compared, value: number, { format }: RequestView): string {
  if (by === 'valence') return format.number(value, 3);
  if (by === 'viewSeconds') return `${format.number(value, 1)} s`;
  return `${format.number(value * 100, 1)} %`;
}

function verdictOf(
  { verdict, interval, moreTimes }: Comparison,
  { a, b }: CompareData,
  view: RequestView,
): string {
  const words = view.text.content;
  if (verdict === 'higher') return words.higher(b.name);
  if (verdict === 'lower') return words.lower(b.name);
  if (interval === null) return `${words.unknown}. ${words.tooFew(LEAST_VISITS)}`;
  if (moreTimes === null) return words.unknown;
  const showings = Math.ceil((moreTimes - 1) * Math.max(a.watchedShowings, b.watchedShowings));
  const wanted = Math.max(1, Number(showings.toPrecision(2)));
  return `${words.unknown}. ${words.more(view.format.number(wanted))}`;
}
