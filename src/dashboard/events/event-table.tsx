import type { EventLevel, EventRow } from '../../store/store-queries.js';
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
              <td>{event.kind}</td>
              <td class="wrap">{event.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
