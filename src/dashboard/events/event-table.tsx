import type { EventLevel, EventRow } from '../../store/store-queries.js';
import { eventMessage } from '../i18n/localise.js';
import { Icon, type IconName } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';

const levelIcons: Readonly<Record<EventLevel, IconName>> = {
  info: 'events',
  warning: 'alert',
  error: 'alert',
};

/** Events as rows, newest first. */
export function EventTable({ rows, view }: { rows: readonly EventRow[]; view: RequestView }) {
  const words = view.text.events;
  // A newer or older version may know other kinds.
  const kinds: Readonly<Record<string, string>> = words.kinds;
  return (
    <TableScroll label={words.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.level}</th>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.message}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <tr class={`event-${event.level}`}>
              <td>{view.format.dateTime(event.atMs)}</td>
              <td class="event-level">
                <Icon name={levelIcons[event.level]} /> {words.levels[event.level]}
              </td>
              <td>{kinds[event.kind] ?? event.kind}</td>
              <td class="wrap">{eventMessage(view.language, event)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
