import type { FaceRow, Page } from '../../store/store-queries.js';
import { MixBar } from '../view/expression-bars.js';
import { Icon } from '../view/icon.js';
import { Pager, PageStatus, UnreadableNote } from '../view/pager.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';

/** Stays as rows. `moreLink` makes the address of the next part from its cursor. */
export function FaceTable({
  page,
  view,
  moreLink,
  firstLink,
}: {
  page: Page<FaceRow>;
  view: RequestView;
  moreLink(cursor: string): string;
  firstLink: string | null;
}) {
  const { text, format } = view;
  const words = text.faces;
  return (
    <>
      <div id="face-table" class="table-part">
        {page.rows.length === 0 ? (
          <p class="table-empty">
            <b>{words.empty}</b> {words.emptyHint}
          </p>
        ) : (
          <TableScroll label={words.title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.face}</th>
                  <th scope="col">{words.seen}</th>
                  <th scope="col">{words.stay}</th>
                  <th scope="col">{text.attention.time}</th>
                  <th scope="col">{words.dominant}</th>
                  <th scope="col">{words.mix}</th>
                  <th scope="col" class="numeric">
                    {words.blinks}
                  </th>
                </tr>
              </thead>
              <tbody>
                {page.rows.map((face) => (
                  <tr>
                    <th scope="row">
                      <a href={`/faces/${face.id}`}>#{face.id}</a>
                    </th>
                    <td>{format.dateTime(face.firstSeenMs)}</td>
                    <td>
                      {format.duration(face.dwellMs)}
                      {face.present ? <span class="chip">{words.present}</span> : null}
                    </td>
                    <td>{face.attentionMs === null ? '–' : format.duration(face.attentionMs)}</td>
                    <td class={`is-${face.dominant} expression-cell`}>
                      <Icon name={face.dominant} /> {text.expressions[face.dominant]}
                    </td>
                    <td>
                      <MixBar durations={face} />
                    </td>
                    <td class="numeric">
                      {face.blinkCount === null ? '–' : format.number(face.blinkCount)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
        <UnreadableNote count={page.unreadable} view={view} />
        <Pager
          part="face-table"
          next={page.nextCursor ? moreLink(page.nextCursor) : null}
          first={firstLink}
          view={view}
        />
      </div>
      <PageStatus part="face-table" times={page.rows.map((face) => face.firstSeenMs)} view={view} />
    </>
  );
}
