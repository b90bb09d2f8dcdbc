import { localFieldValue } from '../history/local-time.js';
import { type ChosenRange, PRESETS, rangeQuery, shifted, widened } from '../history/time-range.js';
import type { RequestView } from './request-view.js';

/**
 * Presets, earlier/later, and two fields: links and a GET form, so it works without JavaScript. On
 * a phone the presets are one line that scrolls, and the fields open below it.
 */
export function RangePicker({
  range,
  path,
  view,
  nowMs,
}: {
  range: ChosenRange;
  path: string;
  view: RequestView;
  nowMs: number;
}) {
  const { history } = view.text;
  const link = (other: ChosenRange) => `${path}?${rangeQuery(other)}`;
  return (
    <section class="range card" aria-label={history.range}>
      <p class="range-line">
        {PRESETS.map((preset) => (
          <a
            class="pill"
            href={`${path}?preset=${preset}`}
            aria-current={range.preset === preset ? 'true' : undefined}
          >
            {history.presets[preset]}
          </a>
        ))}
        <a class="pill" href={link(shifted(range, -1, view.timeZone))}>
          ← {history.earlier}
        </a>
        <a class="pill" href={link(widened(range, nowMs))}>
          {history.zoomOut}
        </a>
        {range.toMs < nowMs ? (
          <a class="pill" href={link(shifted(range, 1, view.timeZone))}>
            {history.later} →
          </a>
        ) : null}
      </p>
      <details class="range-more" open={range.preset === null}>
        <summary>{history.otherRange}</summary>
        <form class="range-form" action={path} method="get">
          <label>
            <span>{history.from}</span>
            <input
              type="datetime-local"
              name="from"
              required
              value={localFieldValue(range.fromMs, view.timeZone)}
            />
          </label>
          <label>
            <span>{history.to}</span>
            <input
              type="datetime-local"
              name="to"
              required
              value={localFieldValue(range.toMs, view.timeZone)}
            />
          </label>
          <button type="submit">{history.show}</button>
          <small>{history.zone(view.timeZone)}</small>
        </form>
      </details>
    </section>
  );
}
