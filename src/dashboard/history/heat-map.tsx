import type { HeatMapCell } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';
import { shareOf, totalMs } from './stacked-shares.js';

export type HeatMetric = 'faces' | 'happy';

const LEVELS = 5;
const LEAST_FACE_TIME_MS = 5_000;

/** People per watched hour, or the happy share; null where there is nothing to tell. */
function metricOf(cell: HeatMapCell, metric: HeatMetric): number | null {
  if (cell.hoursWatched <= 0) return null;
  if (metric === 'faces') return cell.facesAppeared / cell.hoursWatched;
  return totalMs(cell) < LEAST_FACE_TIME_MS ? null : shareOf(cell, 'happy');
}

/** Hour × weekday as a table whose cells are shaded in six steps; the value is in the text too. */
export function HeatMap({
  cells,
  metric,
  metricLink,
  view,
}: {
  cells: readonly HeatMapCell[];
  metric: HeatMetric;
  metricLink(metric: HeatMetric): string;
  view: RequestView;
}) {
  const { history } = view.text;
  const { format } = view;
  const values = cells.map((cell) => metricOf(cell, metric));
  const top = Math.max(metric === 'happy' ? 0.01 : 0.1, ...values.map((value) => value ?? 0));
  const words = (value: number | null) => {
    if (value === null) return history.heatNone;
    return metric === 'happy' ? format.percent(value) : history.perHour(format.number(value, 1));
  };
  return (
    <section class="heat card" aria-labelledby="heat-title" id="heat">
      <header class="card-head">
        <h2 id="heat-title">{history.heatTitle}</h2>
        <p class="switch">
          {(['faces', 'happy'] as const).map((name) => (
            <a
              class="pill"
              id={`heat-${name}`}
              href={metricLink(name)}
              aria-current={name === metric ? 'true' : undefined}
              hx-get={metricLink(name)}
              hx-target="#heat"
              hx-select="#heat"
              hx-swap="outerHTML"
              hx-push-url="true"
            >
              {name === 'faces' ? history.heatFaces : history.heatHappy}
            </a>
          ))}
        </p>
      </header>
      <table class={`heat-map heat-${metric}`}>
        <thead>
          <tr>
            <td />
            {Array.from({ length: 24 }, (_, hour) => (
              <th scope="col">
                {hour % 3 === 0 ? hour : <span class="visually-hidden">{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {history.weekdays.map((day, weekday) => (
            <tr>
              <th scope="row">{day}</th>
              {Array.from({ length: 24 }, (_, hour) => {
                const value = values[weekday * 24 + hour] ?? null;
                const level = value === null ? 'none' : Math.ceil((value / top) * LEVELS);
                const label = history.heatCell(day, `${hour}:00`, words(value));
                return (
                  <td class={`level-${level}`} title={label}>
                    <span class="visually-hidden">{words(value)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
