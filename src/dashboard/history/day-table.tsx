import type { RollupBucket } from '../../store/store-queries.js';
import { MixBar } from '../view/expression-bars.js';
import { inViewMs, shareOf } from '../view/expression-shares.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { type EvidenceRule, hasEvidence, visitorsOf } from './evidence.js';

/** One row a day, so that "how many on Saturday?" is read, not added up; a day is a link. */
export function DayTable({
  days,
  rule,
  path = '/history',
  view,
}: {
  days: readonly RollupBucket[];
  rule: EvidenceRule;
  /** The page that shows a day. */
  path?: string;
  view: RequestView;
}) {
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
                {words.visitors}
              </th>
              <th scope="col">{words.timeInView}</th>
              <th scope="col">{words.dwellTime}</th>
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
                  <a href={`${path}?from=${day.startMs}&to=${day.endMs}`}>
                    {format.day(day.startMs)}
                  </a>
                </th>
                <td class="numeric">{format.number(visitorsOf(day))}</td>
                <td>{format.duration(inViewMs(day))}</td>
                <td>{day.meanDwellMs === null ? '–' : format.duration(day.meanDwellMs)}</td>
                <td class="numeric">
                  {hasEvidence(day, rule) ? format.percent(shareOf(day, 'happy')) : '–'}
                </td>
                <td>
                  <MixBar durations={day} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </section>
  );
}
