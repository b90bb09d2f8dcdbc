import type { RequestView } from '../view/request-view.js';
import { type Change, type Comparison, changeOf, type Figure } from './comparison.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How a figure has changed against each span of a comparison; A and B where there are two. */
export function comparedWords(
  { now, before }: Comparison,
  figure: Figure,
  view: RequestView,
): readonly string[] {
  return before.map((span, i) => {
    const change = changeWords(changeOf(figure, now, span), figure, view);
    return before.length > 1 ? `${i === 0 ? 'A' : 'B'}: ${change}` : change;
  });
}

function changeWords(change: Change, figure: Figure, view: RequestView): string {
  const { history } = view.text;
  if (change.kind === 'nothing-before') return history.noBefore;
  if (change.kind === 'not-watched') return watchedWords(change.watchedMs, change.spanMs, view);
  const sign = change.share > 0 ? '+' : '−';
  const share = view.format.percent(Math.abs(change.share));
  const words = Math.abs(change.share) < 0.005 ? history.same : `${sign}${share}`;
  return figure.kind === 'sum' ? history.perWatchedHour(words) : words;
}

/** `watched 5 of 30 days`, or of hours where the span is short. */
function watchedWords(watchedMs: number, spanMs: number, { text, format }: RequestView): string {
  const isDays = spanMs > 2 * DAY_MS;
  const unitMs = isDays ? DAY_MS : HOUR_MS;
  const whole = (ms: number) => format.number(ms / unitMs, isDays || ms >= 10 * unitMs ? 0 : 1);
  const words = isDays ? text.history.watchedDays : text.history.watchedHours;
  return words(whole(watchedMs), whole(spanMs));
}
