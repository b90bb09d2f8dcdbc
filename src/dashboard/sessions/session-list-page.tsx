import { PARTICIPANT_PATTERN } from '../../sessions/participant-code.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { Field } from '../view/fields.js';
import { Layout, type PageProps } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import type { RequestView } from '../view/request-view.js';
import { BASELINE_MS, type LabSession } from './lab-session.js';

interface SessionsData {
  readonly sessions: readonly LabSession[];
  readonly nextCursor: string | null;
  readonly mayChange: boolean;
  readonly hasRecordings: boolean;
  /** Faces in view now, the largest first: one may be chosen as the participant. */
  readonly facesInView: readonly number[];
  readonly outcome: Outcome | null;
}

/** The form that starts a session, and the list of those that were. */
export function SessionsPage({ data, view, assets }: PageProps<SessionsData>) {
  const { text, format } = view;
  const words = text.sessions;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <h1>{words.title}</h1>
      <OutcomeNote outcome={data.outcome} />
      <p class="hint">
        {words.intro}{' '}
        {data.hasRecordings ? <a href="/recordings">{text.recordings.title}</a> : null}
      </p>
      {data.mayChange ? <StartCard faces={data.facesInView} view={view} /> : null}
      <Card id="sessions" title={words.list} wide>
        <DataTable
          label={words.list}
          rows={data.sessions}
          empty={words.empty}
          columns={[
            {
              head: words.participant,
              cell: (one) => <a href={`/sessions/${one.id}`}>{one.participant ?? `#${one.id}`}</a>,
            },
            { head: words.stimulus, cell: ({ stimulus }) => stimulus ?? '–' },
            { head: words.condition, cell: ({ condition }) => condition ?? '–' },
            { head: words.began, cell: ({ startMs }) => format.dateTime(startMs) },
            {
              head: words.length,
              class: 'numeric',
              cell: (one) =>
                one.endMs === null ? words.running : format.duration(one.endMs - one.stimulusMs),
            },
          ]}
        />
        {data.nextCursor === null ? null : (
          <p>
            <a href={`/sessions?cursor=${encodeURIComponent(data.nextCursor)}`}>{words.older}</a>
          </p>
        )}
      </Card>
    </Layout>
  );
}

function StartCard({ faces, view }: { faces: readonly number[]; view: RequestView }) {
  const words = view.text.sessions;
  return (
    <Card id="start" title={words.start}>
      <form class="filter-form" method="post" action="/sessions">
        <Field label={words.participant}>
          <input
            name="participant"
            required
            maxlength={20}
            pattern={PARTICIPANT_PATTERN}
            placeholder="P01"
            title={words.noNames}
            autocomplete="off"
          />
        </Field>
        <Field label={words.stimulus}>
          <input name="stimulus" required maxlength={100} />
        </Field>
        <Field label={words.condition}>
          <input name="condition" maxlength={100} />
        </Field>
        <Field label={words.face}>
          <select name="face">
            <option value="">{words.largest}</option>
            {faces.map((face) => (
              <option value={String(face)}>{view.text.live.face(face)}</option>
            ))}
          </select>
        </Field>
        <button type="submit">{words.startButton}</button>
      </form>
      <p class="hint">{words.noNames}</p>
      <p class="hint">{words.baselineHint(BASELINE_MS / 1000)}</p>
    </Card>
  );
}
