import { raw } from 'hono/html';
import { EXPRESSIONS } from '../../core/expression.js';
import { REPORT_TEXTS } from '../../sessions/report-texts.js';
import { sessionCurves } from '../../sessions/session-curves.js';
import { type SessionRecord, stimulusSamples } from '../../sessions/session-record.js';
import { summarise } from '../../sessions/session-summary.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ActionForm } from '../view/fields.js';
import { Layout, type PageProps } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import type { ConditionSummary } from './condition-summary.js';
import type { LabSession } from './lab-session.js';
import { SESSION_DOWNLOADS } from './session-downloads.js';

interface SessionData {
  readonly session: LabSession;
  readonly record: SessionRecord;
  readonly nowMs: number;
  readonly mayChange: boolean;
  /** Other sessions with the same stimulus, by condition: mean shares of each. */
  readonly conditions: readonly ConditionSummary[];
}

/** One session: curves over the stimulus's time, figures, and what it can be had as. */
export function SessionPage({ data, view, assets }: PageProps<SessionData>) {
  const { session, record, nowMs } = data;
  const { text, format } = view;
  const words = text.sessions;
  const reportTexts = REPORT_TEXTS[view.language];
  const samples = stimulusSamples(record).get(1) ?? [];
  const isRunning = session.endMs === null;
  const isBaseline = isRunning && nowMs < session.stimulusMs;
  const title = `${session.participant ?? `#${session.id}`} · ${session.stimulus ?? '–'}`;
  return (
    <Layout
      view={view}
      assets={assets}
      title={title}
      {...(isRunning ? { scripts: ['htmx.js'], refreshS: 2 } : {})}
    >
      <h1>{title}</h1>
      <div
        class="polled"
        id="session"
        {...(isRunning
          ? {
              'hx-get': `/sessions/${session.id}`,
              'hx-trigger': 'every 2s',
              'hx-select': '#session',
              'hx-swap': 'outerHTML',
            }
          : {})}
      >
        {isRunning ? (
          <p class="banner" role="status">
            {isBaseline ? words.nowBaseline : words.nowStimulus}{' '}
            {data.mayChange ? (
              <ActionForm
                action="/sessions/stop"
                fields={{ id: String(session.id) }}
                label={words.stop}
                of={title}
              />
            ) : null}
          </p>
        ) : null}
        {session.doubt === null ? null : <p class="hint">{words.doubts[session.doubt]}</p>}
        <Card id="curves" title={words.curves} wide>
          {samples.length === 0 ? (
            <p class="table-empty">{isBaseline ? words.nowBaseline : words.noFace}</p>
          ) : (
            raw(
              sessionCurves(samples, {
                durationS: record.durationS,
                markers: record.markers,
                texts: reportTexts,
              }),
            )
          )}
        </Card>
        <Card id="figures" title={words.figures} wide>
          <p class="hint">
            {words.condition}: {session.condition ?? '–'} · {words.began}:{' '}
            {format.dateTime(session.startMs)}
          </p>
          <SpanTable record={record} view={view} />
        </Card>
        <ConditionCard conditions={data.conditions} view={view} />
      </div>
      <Card id="downloads" title={words.downloads}>
        <p>
          {SESSION_DOWNLOADS.map((kind) => (
            <>
              <a class="button quiet" href={`/sessions/${session.id}.${kind}`} download>
                {words.kinds[kind]}
              </a>{' '}
            </>
          ))}
        </p>
        <p class="hint">{words.calibrated}</p>
      </Card>
    </Layout>
  );
}

function SpanTable({ record, view }: { record: SessionRecord; view: RequestView }) {
  const { text, format } = view;
  const words = text.sessions;
  const [face] = summarise(record).faces;
  if (face === undefined) return <p class="table-empty">{words.noFace}</p>;
  const rows = [
    { name: words.whole, summary: face },
    ...face.markers.map(({ name, summary }) => ({ name, summary })),
  ];
  type Row = (typeof rows)[number];
  const percent = (share: number | null) => (share === null ? '–' : format.percent(share));
  return (
    <DataTable
      label={words.figures}
      rows={rows}
      columns={[
        { head: words.span, cell: ({ name }) => name },
        ...EXPRESSIONS.map((name) => ({
          head: text.expressions[name],
          class: 'numeric',
          cell: ({ summary }: Row) => percent(summary.expressions[name]),
        })),
        {
          head: words.valence,
          class: 'numeric',
          cell: ({ summary }: Row) => summary.meanValence?.toFixed(2) ?? '–',
        },
        {
          head: words.looking,
          class: 'numeric',
          cell: ({ summary }: Row) => percent(summary.looking),
        },
        { head: words.blinks, class: 'numeric', cell: ({ summary }: Row) => summary.blinks },
      ]}
    />
  );
}

function ConditionCard({
  conditions,
  view,
}: {
  conditions: readonly ConditionSummary[];
  view: RequestView;
}) {
  const { text, format } = view;
  const words = text.sessions;
  if (conditions.length === 0) return null;
  const percent = (share: number | null) => (share === null ? '–' : format.percent(share));
  return (
    <Card id="conditions" title={words.byCondition} wide>
      <DataTable
        label={words.byCondition}
        rows={conditions}
        columns={[
          { head: words.condition, cell: ({ condition }) => condition || '–' },
          { head: words.title, class: 'numeric', cell: ({ sessions }) => sessions },
          ...EXPRESSIONS.map((name, i) => ({
            head: text.expressions[name],
            class: 'numeric',
            cell: ({ expressions }: ConditionSummary) => percent(expressions[i] ?? null),
          })),
          {
            head: words.valence,
            class: 'numeric',
            cell: ({ valence }) => valence?.toFixed(2) ?? '–',
          },
          { head: words.looking, class: 'numeric', cell: ({ looking }) => percent(looking) },
        ]}
      />
    </Card>
  );
}
