import type { RollupSeries, RollupSums } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';
import { type Change, type Comparison, changeOf, type Figure, timeInView } from './comparison.js';
import { type EvidenceRule, hasEvidence, type RatedCell, visitorsOf } from './evidence.js';
import { bucketName, shareOf, totalMs } from './stacked-shares.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const FIGURES = {
  visitors: { kind: 'sum', of: visitorsOf },
  timeInView,
  meanDwell: { kind: 'mean', of: ({ meanDwellMs }) => meanDwellMs },
  happy: {
    kind: 'mean',
    of: (sums) => (totalMs(sums) === 0 ? null : shareOf(sums, 'happy')),
  },
} as const satisfies Readonly<Record<string, Figure>>;

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

/** A range by its dates and times, so that nobody has to guess what is compared. */
function rangeName(range: { fromMs: number; toMs: number }, { format }: RequestView): string {
  const [from, to] = [range.fromMs, range.toMs - 1];
  const moment = (atMs: number) => `${format.day(atMs)}, ${format.hourMinute(atMs)}`;
  return format.day(from) === format.day(to)
    ? `${moment(from)}–${format.hourMinute(to)}`
    : `${moment(from)} – ${moment(to)}`;
}

function Tile({
  name,
  value,
  details,
  link,
}: {
  name: string;
  value: string;
  details: readonly string[];
  link?: string | undefined;
}) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{link ? <a href={link}>{value}</a> : value}</dd>
      {details.map((detail) => (
        <dd class="figure-detail">{detail}</dd>
      ))}
    </div>
  );
}

/** The best hour of the week where the heat map is shown, otherwise the best of the range. */
function BestHour({
  name,
  cells,
  hours,
  rule,
  metric,
  view,
}: {
  name: string;
  cells: readonly RatedCell[] | null;
  hours: RollupSeries;
  rule: EvidenceRule;
  metric: 'faces' | 'happy';
  view: RequestView;
}) {
  const { format } = view;
  const { history } = view.text;
  const words = (value: number, visitors: number) =>
    metric === 'happy'
      ? history.shareOf(format.percent(value), visitors)
      : history.perHour(format.number(value, 1));
  const none = <Tile name={name} value="–" details={[history.tooLittleAll]} />;
  if (cells !== null) {
    const top = cells.find(({ isTop }) => isTop);
    if (top === undefined || top.value === null) return none;
    const when = `${history.weekdays[top.weekday]} ${top.hour}:00–${top.hour + 1}:00`;
    return (
      <Tile name={name} value={when} details={[words(top.value, top.visitors)]} link={`#heat`} />
    );
  }
  const measure = (bucket: RollupSums) =>
    metric === 'happy' ? shareOf(bucket, 'happy') : visitorsOf(bucket);
  const rated = hours.buckets.filter((bucket) =>
    metric === 'happy' ? hasEvidence(bucket, rule) : visitorsOf(bucket) > 0,
  );
  const best = rated.reduce<(typeof rated)[number] | null>(
    (top, bucket) => (top === null || measure(bucket) > measure(top) ? bucket : top),
    null,
  );
  if (best === null || (metric === 'happy' && measure(best) === 0)) return none;
  return (
    <Tile
      name={name}
      value={bucketName(best.startMs, hours.unit, view)}
      details={[
        metric === 'happy'
          ? words(measure(best), visitorsOf(best))
          : history.visitorCount(format.number(visitorsOf(best))),
      ]}
      link={`/history?from=${best.startMs}&to=${best.endMs}`}
    />
  );
}

/** The answers that people come for, above the charts, and what they are compared with. */
export function Summary({
  comparison,
  totals,
  hours,
  best,
  rule,
  view,
}: {
  comparison: Comparison;
  totals: RollupSums;
  hours: RollupSeries;
  /** Cells of the heat map, by each metric; null where it is not shown. */
  best: Readonly<Record<'faces' | 'happy', readonly RatedCell[]>> | null;
  rule: EvidenceRule;
  view: RequestView;
}) {
  const { now, before } = comparison;
  const { text, format } = view;
  const words = text.history;
  const compared = (figure: Figure) =>
    before.map((span, i) => {
      const change = changeWords(changeOf(figure, now, span), figure, view);
      return before.length > 1 ? `${i === 0 ? 'A' : 'B'}: ${change}` : change;
    });
  const happy = hasEvidence(totals, rule) ? format.percent(shareOf(totals, 'happy')) : '–';
  return (
    <section class="card" aria-label={words.summary}>
      <dl class="figures">
        <Tile
          name={words.visitors}
          value={format.number(visitorsOf(totals))}
          details={[
            ...(totals.passed === null ? [] : [words.passed(format.number(totals.passed))]),
            ...compared(FIGURES.visitors),
          ]}
        />
        <Tile
          name={words.timeInView}
          value={format.duration(totalMs(totals))}
          details={compared(FIGURES.timeInView)}
        />
        <Tile
          name={words.dwellTime}
          value={totals.meanDwellMs === null ? '–' : format.duration(totals.meanDwellMs)}
          details={compared(FIGURES.meanDwell)}
        />
        <Tile
          name={words.happyShare}
          value={happy}
          details={happy === '–' ? [words.tooLittle(visitorsOf(totals))] : compared(FIGURES.happy)}
        />
        <BestHour
          {...{ name: words.busiest, cells: best?.faces ?? null, hours, rule, view }}
          metric="faces"
        />
        <BestHour
          {...{ name: words.happiest, cells: best?.happy ?? null, hours, rule, view }}
          metric="happy"
        />
      </dl>
      <p class="hint compared">
        {words.comparedWith(
          rangeName(now, view),
          before.map(
            (span, i) =>
              (before.length > 1 ? `${i === 0 ? 'A' : 'B'}: ` : '') + rangeName(span, view),
          ),
        )}
      </p>
    </section>
  );
}
