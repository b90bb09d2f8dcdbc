import type { RollupBucket } from '../../store/store-queries.js';
import { MixBar } from '../faces/face-table.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { shareOf, totalMs } from './stacked-shares.js';

/** One row a day, so that "how many on Saturday?" is read, not added up; a day is a link. */
export function DayTable({ days, view }: { days: readonly RollupBucket[]; view: RequestView }) {
  const { text, format } = view;
  const words = text.history;
  return (
    <section class="card" aria-labelledby="days-title">
      <h2 id="days-title">{words.daysTitle}</h2>
      <TableScroll label={words.daysTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col" class="numeric">
                {words.facesAppeared}
              </th>
              <th scope="col">{words.attention}</th>
              <th scope="col">{words.meanDwell}</th>
              <th scope="col" class="numeric">
                {words.happyShare}
              </th>
              <th scope="col">{text.faces.mix}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr>
                <th scope="row">
                  <a href={`/history?from=${day.startMs}&to=${day.endMs}`}>
                    {format.day(day.startMs)}
                  </a>
                </th>
                <td class="numeric">{format.number(day.facesAppeared)}</td>
                <td>{format.duration(totalMs(day))}</td>
                <td>{day.meanDwellMs === null ? '–' : format.duration(day.meanDwellMs)}</td>
                <td class="numeric">
                  {totalMs(day) === 0 ? '–' : format.percent(shareOf(day, 'happy'))}
                </td>
                <td>
                  <MixBar expressionMs={day.expressionMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </section>
  );
}
