import type { DashboardBackups } from '../dashboard-deps.js';
import { UPLOAD_PATH } from '../http/body-guards.js';
import { Card } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ConfirmForm, Field } from '../view/fields.js';
import type { RequestView } from '../view/request-view.js';

/** Backups on the box: make, download, restore, delete. */
export function BackupCard({ backups, view }: { backups: DashboardBackups; view: RequestView }) {
  const { text, format } = view;
  const words = text.settings.backups;
  return (
    <Card id="backups" title={words.title} wide>
      <p class="hint">{words.hint}</p>
      <DataTable
        label={words.title}
        rows={backups.list()}
        empty={words.empty}
        columns={[
          {
            head: words.file,
            cell: ({ name }) => (
              <a href={`/settings/backups/${name}`} download>
                {name}
              </a>
            ),
          },
          { head: text.events.when, cell: ({ madeAtMs }) => format.dateTime(madeAtMs) },
          { head: words.size, class: 'numeric', cell: ({ bytes }) => format.bytes(bytes) },
          {
            head: text.settings.actions,
            class: 'row-actions',
            cell: ({ name }) => (
              <>
                <ConfirmForm
                  action="/settings/backups/restore"
                  fields={{ name }}
                  label={words.restore}
                  of={name}
                  question={words.restoreQuestion(name)}
                />
                <ConfirmForm
                  action="/settings/backups/remove"
                  fields={{ name }}
                  label={text.settings.remove}
                  of={name}
                  question={words.removeQuestion(name)}
                />
              </>
            ),
          },
        ]}
      />
      <form class="filter-form" method="post" action="/settings/backups">
        <button type="submit" disabled={backups.isMaking()}>
          {backups.isMaking() ? words.making : words.make}
        </button>
      </form>
      <form class="filter-form" method="post" action={UPLOAD_PATH} enctype="multipart/form-data">
        <Field label={words.file}>
          <input type="file" name="backup" accept=".db,.bak" required />
        </Field>
        <button class="quiet" type="submit">
          {words.upload}
        </button>
      </form>
      <p class="hint">
        {words.uploadHint} {words.uploadRoom(format.bytes(backups.uploadRoomBytes()))}
      </p>
    </Card>
  );
}
