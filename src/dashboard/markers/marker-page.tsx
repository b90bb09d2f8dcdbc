import { MARKER_KINDS, type Marker, type MarkerKind } from '../../core/marker.js';
import type { Page } from '../../store/store-queries.js';
import { localFieldValue } from '../history/local-time.js';
import { type ChosenRange, rangeQuery } from '../history/time-range.js';
import { Card, Pills } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ActionForm, ConfirmForm, Field, SelectField } from '../view/fields.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import { Pager, UnreadableNote } from '../view/pager.js';
import { RangePicker } from '../view/range-picker.js';
import type { RequestView } from '../view/request-view.js';

interface MarkerData {
  readonly page: Page<Marker>;
  readonly range: ChosenRange;
  readonly kind: MarkerKind | null;
  readonly nowMs: number;
  readonly paged: boolean;
  /** The marker that is corrected, null for none. */
  readonly edited: Marker | null;
  readonly outcome: Outcome | null;
  /** Wrong lines of a file. */
  readonly problems: readonly string[];
  readonly mayChange: boolean;
}

function listLink(data: MarkerData, more: Readonly<Record<string, string>>): string {
  const kind = data.kind === null ? {} : { kind: data.kind };
  return `/markers?${rangeQuery(data.range)}&${new URLSearchParams({ ...kind, ...more })}`;
}

/** `/markers`: what was marked; set, correct, remove, import. */
export function MarkerPage({
  data,
  view,
  assets,
}: {
  data: MarkerData;
  view: RequestView;
  assets: PageAssets;
}) {
  const words = view.text.markers;
  const { range, page, edited, mayChange } = data;
  return (
    <Layout view={view} assets={assets} title={words.title} scripts={['htmx.js']}>
      <h1>{words.title}</h1>
      <OutcomeNote outcome={data.outcome} />
      {data.problems.length > 0 ? (
        <ul class="notice notice-trouble">
          {data.problems.map((problem) => (
            <li>{problem}</li>
          ))}
        </ul>
      ) : null}
      <RangePicker range={range} path="/markers" view={view} nowMs={data.nowMs} />
      {edited !== null && mayChange ? <MarkerForm marker={edited} view={view} /> : null}
      <Card
        id="markers"
        title={words.title}
        aside={
          <Pills
            label={words.kind}
            choices={[null, ...MARKER_KINDS].map((kind) => ({
              name: kind === null ? view.text.faces.all : words.kinds[kind],
              href: listLink({ ...data, kind }, {}),
              isChosen: kind === data.kind,
            }))}
          />
        }
      >
        <p class="hint">{words.intro}</p>
        <DataTable
          label={words.title}
          rows={page.rows}
          empty={words.empty}
          columns={[
            { head: words.name, class: 'wrap', cell: ({ name }) => name },
            { head: words.kind, cell: ({ kind }) => words.kinds[kind] },
            { head: words.id, class: 'wrap', cell: ({ contentId }) => contentId ?? '–' },
            { head: words.from, cell: ({ startMs }) => view.format.dateTime(startMs) },
            { head: words.to, class: 'wrap', cell: (marker) => endWords(marker, view) },
            { head: words.setBy, cell: ({ setBy }) => setBy },
            ...(mayChange
              ? [
                  {
                    head: view.text.settings.actions,
                    class: 'row-actions',
                    cell: (marker: Marker) => (
                      <RowActions
                        marker={marker}
                        view={view}
                        link={`${listLink(data, { edit: String(marker.id) })}#edit`}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
        <UnreadableNote count={page.unreadable} view={view} />
        <Pager
          part="markers"
          next={page.nextCursor ? listLink(data, { cursor: page.nextCursor }) : null}
          first={data.paged ? listLink(data, {}) : null}
          view={view}
        />
      </Card>
      {mayChange ? (
        <>
          <MarkerForm marker={null} view={view} />
          <ImportCard view={view} />
        </>
      ) : null}
    </Layout>
  );
}

function endWords({ startMs, endMs, doubt }: Marker, view: RequestView) {
  const words = view.text.markers;
  if (doubt !== null) return <b>{words.doubts[doubt]}</b>;
  if (endMs === null) return words.goesOn;
  return endMs === startMs
    ? '–'
    : `${view.format.time(endMs)} (${view.format.duration(endMs - startMs)})`;
}

function RowActions({ marker, view, link }: { marker: Marker; view: RequestView; link: string }) {
  const words = view.text.markers;
  const fields = { id: String(marker.id) };
  return (
    <>
      {marker.endMs === null ? (
        <ActionForm action="/markers/end" fields={fields} label={words.end} of={marker.name} />
      ) : null}
      <a class="button quiet" href={link} aria-label={`${words.correct}: ${marker.name}`}>
        {words.correct}
      </a>
      <ConfirmForm
        action="/markers/remove"
        fields={fields}
        label={words.remove}
        of={marker.name}
        question={words.removeQuestion(marker.name)}
      />
    </>
  );
}

/** To the second; a browser's field has no finer. */
function timeValue(atMs: number | null | undefined, view: RequestView): string {
  if (atMs === null || atMs === undefined) return '';
  const seconds = String(Math.floor(atMs / 1000) % 60).padStart(2, '0');
  return `${localFieldValue(atMs, view.timeZone)}:${seconds}`;
}

/** Sets a marker, or corrects one. */
function MarkerForm({ marker, view }: { marker: Marker | null; view: RequestView }) {
  const words = view.text.markers;
  const isNew = marker === null;
  return (
    <Card
      id={isNew ? 'add' : 'edit'}
      title={isNew ? words.addTitle : words.correctTitle(marker.id)}
    >
      <p class="hint">
        {isNew ? `${words.addHint} ` : ''}
        {words.zoneHint(view.timeZone)}
      </p>
      <form class="filter-form" method="post" action={isNew ? '/markers' : '/markers/correct'}>
        {isNew ? null : <input type="hidden" name="id" value={String(marker.id)} />}
        {isNew ? (
          <SelectField
            label={words.kind}
            name="kind"
            options={(['note', 'content'] as const).map((kind) => [kind, words.kinds[kind]])}
          />
        ) : null}
        <Field label={words.name}>
          <input name="name" maxlength={200} value={marker?.name ?? ''} autocomplete="off" />
        </Field>
        <Field label={words.id}>
          <input
            name="contentId"
            maxlength={100}
            value={marker?.contentId ?? ''}
            autocomplete="off"
          />
        </Field>
        <Field label={words.from}>
          <input
            type="datetime-local"
            step="1"
            name="from"
            value={timeValue(marker?.startMs, view)}
          />
        </Field>
        <Field label={words.to}>
          <input type="datetime-local" step="1" name="to" value={timeValue(marker?.endMs, view)} />
        </Field>
        <button type="submit">{isNew ? words.add : words.save}</button>
      </form>
    </Card>
  );
}

function ImportCard({ view }: { view: RequestView }) {
  const words = view.text.markers;
  return (
    <Card id="import" title={words.importTitle}>
      <p class="hint">{words.importHint}</p>
      {(['refuse', 'skip'] as const).map((wrong) => (
        <form
          class="filter-form"
          method="post"
          action={`/markers/import?wrong=${wrong}`}
          enctype="multipart/form-data"
        >
          <Field label={words.file}>
            <input type="file" name="file" accept=".csv,.tsv,.txt,text/csv" required />
          </Field>
          <button type="submit">{wrong === 'skip' ? words.skipWrong : words.import}</button>
        </form>
      ))}
    </Card>
  );
}
