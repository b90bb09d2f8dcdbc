import { errorTexts } from '../../core/errors.js';
import type { DashboardRecordings, FilmJob } from '../dashboard-deps.js';
import { FILM_UPLOAD_PATH } from '../http/body-guards.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ConfirmForm, Field } from '../view/fields.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { type Outcome, OutcomeNote } from '../view/outcome-note.js';
import type { RequestView } from '../view/request-view.js';

interface RecordingsData {
  readonly recordings: DashboardRecordings;
  readonly mayChange: boolean;
  readonly outcome: Outcome | null;
}

/** Upload of a film, what becomes of it, and the numbers of those before. */
export function RecordingsPage({
  data,
  view,
  assets,
}: {
  data: RecordingsData;
  view: RequestView;
  assets: PageAssets;
}) {
  const { text, format } = view;
  const words = text.recordings;
  const { recordings, mayChange, outcome } = data;
  const job = recordings.job();
  const isBusy = job?.stage === 'receiving' || job?.stage === 'analysing';
  return (
    <Layout
      view={view}
      assets={assets}
      title={words.title}
      {...(isBusy ? { scripts: ['htmx.js'], refreshS: 5 } : {})}
    >
      <h1>{words.title}</h1>
      <OutcomeNote outcome={outcome} />
      <p class="hint">{words.intro}</p>
      {job === null ? null : <JobCard job={job} isBusy={isBusy} view={view} />}
      {mayChange && !isBusy ? (
        <UploadCard room={format.bytes(recordings.maxBytes())} view={view} />
      ) : null}
      <Card id="recordings" title={words.list} wide>
        <DataTable
          label={words.list}
          rows={recordings.list()}
          empty={words.empty}
          columns={[
            { head: text.sessions.participant, cell: ({ participant }) => participant || '–' },
            { head: text.sessions.stimulus, cell: ({ stimulus }) => stimulus || '–' },
            { head: text.sessions.condition, cell: ({ condition }) => condition || '–' },
            { head: words.added, cell: ({ addedAtMs }) => format.dateTime(addedAtMs) },
            {
              head: text.sessions.length,
              class: 'numeric',
              cell: ({ durationS }) => format.duration(durationS * 1000),
            },
            { head: words.faces, class: 'numeric', cell: ({ faces }) => faces },
            {
              head: text.sessions.downloads,
              class: 'wrap',
              cell: ({ id, files }) =>
                files.map((ending) => (
                  <>
                    <a href={`/recordings/${id}/${ending}`} download>
                      {ending}
                    </a>{' '}
                  </>
                )),
            },
            {
              head: text.settings.actions,
              class: 'row-actions',
              cell: ({ id, participant }) =>
                mayChange ? (
                  <ConfirmForm
                    action="/recordings/remove"
                    fields={{ id }}
                    label={text.settings.remove}
                    of={participant || id}
                    question={words.removeQuestion}
                  />
                ) : null,
            },
          ]}
        />
      </Card>
    </Layout>
  );
}

function JobCard({ job, isBusy, view }: { job: FilmJob; isBusy: boolean; view: RequestView }) {
  const { text, format, language } = view;
  const words = text.recordings;
  const { stage, bytes, doneS, durationS, error } = job;
  const polling = isBusy
    ? {
        'hx-get': '/recordings',
        'hx-trigger': 'every 2s',
        'hx-select': '#job-card',
        'hx-swap': 'outerHTML',
      }
    : {};
  return (
    <div class="polled" id="job-card" {...polling}>
      <Card id="job" title={words.stages[stage]}>
        {stage === 'receiving' ? <p>{format.bytes(bytes)}</p> : null}
        {stage === 'analysing' ? (
          <p>
            <progress {...(durationS === null ? {} : { value: doneS, max: durationS })} />{' '}
            {format.duration(doneS * 1000)}
            {durationS === null ? '' : ` / ${format.duration(durationS * 1000)}`}
          </p>
        ) : null}
        {stage === 'done' ? (
          <p>
            <a href="/recordings">{words.look}</a>
          </p>
        ) : null}
        {error === null ? null : (
          <p class="hint">
            {typeof error === 'string' ? error : errorTexts(error, language).message}
          </p>
        )}
      </Card>
    </div>
  );
}

function UploadCard({ room, view }: { room: string; view: RequestView }) {
  const { text } = view;
  const words = text.recordings;
  return (
    <Card id="upload" title={words.upload}>
      <form
        class="filter-form"
        method="post"
        action={FILM_UPLOAD_PATH}
        enctype="multipart/form-data"
      >
        <Field label={text.sessions.participant}>
          <input
            name="participant"
            maxlength={20}
            placeholder="P01"
            title={text.sessions.noNames}
          />
        </Field>
        <Field label={text.sessions.stimulus}>
          <input name="stimulus" maxlength={100} />
        </Field>
        <Field label={text.sessions.condition}>
          <input name="condition" maxlength={100} />
        </Field>
        <Field label={words.film}>
          <input type="file" name="film" accept="video/*" required />
        </Field>
        <button type="submit">{words.uploadButton}</button>
      </form>
      <p class="hint">{text.sessions.noNames}</p>
      <p class="hint">
        {words.keeps} {words.room(room)}
      </p>
    </Card>
  );
}
