import type { RequestView } from '../view/request-view.js';
import { HEAT_METRICS, type HeatMetric, levelOf, type RatedCell } from './evidence.js';

const STEPS = [1, 2, 3, 4, 5];

/** What a cell says in words. */
function wordsOf(cell: RatedCell, metric: HeatMetric, { text, format }: RequestView): string {
  const { history } = text;
  if (!cell.isWatched) return history.heatNone;
  if (cell.value === null) return history.tooLittle(cell.visitors);
  if (metric === 'faces') return history.perHour(format.number(cell.value, 1));
  const share = format.percent(cell.value);
  return metric === 'happy'
    ? history.shareOf(share, cell.visitors)
    : history.attentionOf(share, cell.visitors);
}

function Legend({ top, metric, view }: { top: number; metric: HeatMetric; view: RequestView }) {
  const { history } = view.text;
  const isShare = metric !== 'faces';
  const most = isShare ? view.format.percent(top) : view.format.number(top, 1);
  return (
    <p class={`heat-legend heat-${metric}`}>
      <span>0</span>
      {STEPS.map((level) => (
        <i class={`level-${level}`} />
      ))}
      <span>{isShare ? most : history.perHour(most)}</span>
      {isShare ? (
        <>
          <i class="level-few" /> <span>{history.tooLittleLegend}</span>
        </>
      ) : null}
      <i class="level-none" /> <span>{history.heatNone}</span>
    </p>
  );
}

/**
 * Hour × weekday as a table whose cells are shaded in five steps. The value is in the text too; a
 * cell that is pointed at, touched or reached by the arrow keys is told below the table.
 */
export function HeatMap({
  cells,
  metric,
  metricLink,
  view,
}: {
  cells: readonly RatedCell[];
  metric: HeatMetric;
  metricLink(metric: HeatMetric): string;
  view: RequestView;
}) {
  const { history } = view.text;
  const top = Math.max(0, ...cells.map(({ value }) => value ?? 0));
  const shadeOf = ({ value, isWatched }: RatedCell) =>
    value === null ? (isWatched ? 'few' : 'none') : levelOf(value, top);
  return (
    <section class="heat card" aria-labelledby="heat-title" id="heat">
      <header class="card-head">
        <h2 id="heat-title">{history.heatTitle}</h2>
        <p class="switch">
          {HEAT_METRICS.map((name) => (
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
              {history.heatMetrics[name]}
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
              {cells.slice(weekday * 24, weekday * 24 + 24).map((cell, hour) => {
                const words = wordsOf(cell, metric, view);
                const label = history.heatCell(day, `${hour}:00–${hour + 1}:00`, words);
                return (
                  <td
                    class={`level-${shadeOf(cell)}${cell.isTop ? ' is-top' : ''}`}
                    title={label}
                    tabindex={weekday === 0 && hour === 0 ? 0 : -1}
                  >
                    <span class="visually-hidden">{words}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p id="heat-cell" class="hint" role="status" />
      <Legend top={top} metric={metric} view={view} />
      {metric === 'attention' ? <p class="hint">{view.text.attention.notGaze}</p> : null}
    </section>
  );
}
