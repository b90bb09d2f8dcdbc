import type { DashboardBackups } from '../dashboard-deps.js';
import { UPLOAD_PATH } from '../http/upload-path.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';

/** Backups on the box: make, download, restore, delete. */
export function BackupCard({ backups, view }: { backups: DashboardBackups; view: RequestView }) {
  const { text, format } = view;
  const words = text.settings.backups;
  const files = backups.list();
  return (
    <section class="card wide" aria-labelledby="backups-title">
      <h2 id="backups-title">{words.title}</h2>
      <p class="hint">{words.hint}</p>
      {files.length > 0 ? (
        <TableScroll label={words.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.file}</th>
                <th scope="col">{text.events.when}</th>
                <th scope="col" class="numeric">
                  {words.size}
                </th>
                <th scope="col">{text.settings.actions}</th>
              </tr>
            </thead>
            <tbody>
              {files.map(({ name, bytes, madeAtMs }) => (
                <tr>
                  <th scope="row">
                    <a href={`/settings/backups/${name}`} download>
                      {name}
                    </a>
                  </th>
                  <td>{format.dateTime(madeAtMs)}</td>
                  <td class="numeric">{format.bytes(bytes)}</td>
                  <td>
                    <form class="row-actions" method="post" action="/settings/backups/restore">
                      <input type="hidden" name="name" value={name} />
                      <label class="check">
                        <input type="checkbox" name="sure" value="yes" />
                        <span>{words.sure}</span>
                      </label>
                      <button class="quiet" type="submit" aria-label={`${words.restore}: ${name}`}>
                        {words.restore}
                      </button>
                      <button
                        class="quiet"
                        type="submit"
                        formaction="/settings/backups/remove"
                        aria-label={`${text.settings.remove}: ${name}`}
                      >
                        {text.settings.remove}
                      </button>
                    </form>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : (
        <p class="table-empty">{words.empty}</p>
      )}
      <form class="filter-form" method="post" action="/settings/backups">
        <button type="submit" disabled={backups.isMaking()}>
          {backups.isMaking() ? words.making : words.make}
        </button>
      </form>
      <form class="filter-form" method="post" action={UPLOAD_PATH} enctype="multipart/form-data">
        <label>
          <span>{words.file}</span>
          <input type="file" name="backup" accept=".db,.bak" required />
        </label>
        <button class="quiet" type="submit">
          {words.upload}
        </button>
      </form>
      <p class="hint">
        {words.uploadHint} {words.uploadRoom(format.bytes(backups.uploadRoomBytes()))}
      </p>
    </section>
  );
}
