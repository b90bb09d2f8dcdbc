import type { ContentCurve, ContentReport, ContentRow } from '../../store/content-rows.js';
import { type ChosenRange, rangeQuery } from '../history/time-range.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ProbabilityBars } from '../view/expression-bars.js';
import { SelectField } from '../view/fields.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { UnreadableNote } from '../view/pager.js';
import { RangePicker } from '../view/range-picker.js';
import type { RequestView } from '../view/request-view.js';
import { Tile } from '../view/tile.js';
import { contentFigures } from './content-figures.js';
import { CurveSvg } from './curve-svg.js';

interface ReportProps {
  readonly report: ContentReport;
  readonly range: ChosenRange;
  readonly nowMs: number;
  readonly view: RequestView;
  readonly assets: PageAssets;
}

const orDash = (value: number | null, show: (known: number) => string) =>
  value === null ? '–' : show(value);

/** Address of the page of one content. */
function contentLink(contentId: string, range: ChosenRange): string {
  return `/content/report?id=${encodeURIComponent(contentId)}&${rangeQuery(range)}`;
}

/** `/content`: what was shown, and what the kiosk saw meanwhile. */
export function ContentPage({ report, range, nowMs, view, assets }: ReportProps) {
  const words = view.text.content;
  const { format } = view;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <h1>{words.title}</h1>
      <RangePicker range={range} path="/content" view={view} nowMs={nowMs} />
      <Card
        id="contents"
        title={words.title}
        aside={<a href={`/markers?${rangeQuery(range)}`}>{words.markersLink}</a>}
      >
        <p class="hint">{words.intro}</p>
        <WaitingNote report={report} view={view} />
        <DataTable
          label={words.title}
          rows={report.rows}
          empty={
            <>
              <b>{words.empty}</b> {words.emptyHint}
            </>
          }
          columns={[
            {
              head: words.content,
              class: 'wrap',
              cell: ({ contentId, name }) => <a href={contentLink(contentId, range)}>{name}</a>,
            },
            {
              head: words.showings,
              class: 'numeric',
              cell: ({ showings }) => format.number(showings),
            },
            {
              head: words.shown,
              class: 'numeric',
              cell: ({ shownMs }) => format.duration(shownMs),
            },
            { head: words.seen, class: 'numeric', cell: ({ seen }) => format.number(seen) },
            {
              head: words.watchers,
              class: 'numeric',
              cell: ({ watchers }) => orDash(watchers, format.number),
            },
            {
              head: words.attention,
              class: 'numeric',
              cell: (row) => orDash(contentFigures(row).attentionPerShowingMs, format.duration),
            },
            {
              head: words.happy,
              class: 'numeric',
              cell: (row) => orDash(contentFigures(row).happyShare, format.percent),
            },
            {
              head: words.valence,
              class: 'numeric',
              cell: ({ meanValence }) => orDash(meanValence, (value) => format.number(value, 2)),
            },
          ]}
        />
        <UnreadableNote count={report.unreadable} view={view} />
      </Card>
      {report.rows.length > 1 ? <CompareForm {...{ report, range, view }} /> : null}
    </Layout>
  );
}

function WaitingNote({ report, view }: Pick<ReportProps, 'report' | 'view'>) {
  const { uncounted, doubtful } = report;
  if (uncounted + doubtful === 0) return null;
  return (
    <p class="hint" role="status">
      {view.text.content.waiting(uncounted, doubtful)}
    </p>
  );
}

/** Two lists and a button: a GET form, so that a comparison has an address. */
export function CompareForm({
  report,
  range,
  view,
  a,
}: Pick<ReportProps, 'report' | 'range' | 'view'> & { readonly a?: string }) {
  const words = view.text.content;
  const options = report.rows.map(({ contentId, name }) => [contentId, name] as const);
  const other = options.find(([contentId]) => contentId !== (a ?? options[0]?.[0]))?.[0];
  const ends: readonly (readonly [string, string])[] = range.preset
    ? [['preset', range.preset]]
    : [
        ['from', String(range.fromMs)],
        ['to', String(range.toMs)],
      ];
  return (
    <Card id="compare" title={words.compare}>
      <form class="filter-form" method="get" action="/content/compare">
        {ends.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <SelectField label={words.content} name="a" options={options} value={a} />
        <SelectField label={words.compareWith} name="b" options={options} value={other} />
        <button type="submit">{words.compare}</button>
      </form>
    </Card>
  );
}

/** `/content/report`: one content. */
export function ContentReportPage({
  row,
  curve,
  ...props
}: ReportProps & { readonly row: ContentRow; readonly curve: ContentCurve }) {
  const { report, range, view, assets } = props;
  const words = view.text.content;
  const { format } = view;
  const figures = contentFigures(row);
  const clearMs = row.expressionMs.reduce((sum, ms) => sum + ms, 0);
  const unwatched = row.showings - row.watchedShowings;
  return (
    <Layout view={view} assets={assets} title={row.name}>
      <h1>{row.name}</h1>
      <p>
        <a href={`/content?${rangeQuery(range)}`}>← {words.back}</a>
        <span class="hint">{` ${format.dateTime(range.fromMs)} – ${format.dateTime(range.toMs)}`}</span>
      </p>
      <section class="card" aria-label={words.title}>
        <dl class="figures">
          <Tile
            name={words.showings}
            value={format.number(row.showings)}
            details={unwatched > 0 ? [words.unwatched(unwatched)] : []}
          />
          <Tile name={words.shown} value={format.duration(row.shownMs)} />
          <Tile name={words.seen} value={format.number(row.seen)} />
          <Tile
            name={words.watchers}
            value={orDash(row.watchers, format.number)}
            details={row.watchers === null ? [] : [words.evidence(row.seenWithPose)]}
          />
          <Tile
            name={words.attention}
            value={orDash(figures.attentionPerShowingMs, format.duration)}
          />
          <Tile name={words.attentionShare} value={orDash(figures.lookingShare, format.percent)} />
          <Tile name={words.happy} value={orDash(figures.happyShare, format.percent)} />
          <Tile
            name={words.valence}
            value={orDash(row.meanValence, (value) => format.number(value, 2))}
          />
        </dl>
      </section>
      <Card id="curve" title={words.curve}>
        <CurveSvg curve={curve} view={view} />
      </Card>
      <Card id="expressions" title={words.expressions}>
        <ProbabilityBars
          probabilities={row.expressionMs.map((ms) => (clearMs === 0 ? 0 : ms / clearMs))}
          leading={null}
          view={view}
        />
      </Card>
      {report.rows.length > 1 ? (
        <CompareForm {...{ report, range, view }} a={row.contentId} />
      ) : null}
    </Layout>
  );
}
