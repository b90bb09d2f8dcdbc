import type { RollupSeries, RollupSums } from '../../store/store-queries.js';
import { bucketName, inViewMs, shareOf, totalMs } from '../view/expression-shares.js';
import type { RequestView } from '../view/request-view.js';
import { Tile } from '../view/tile.js';
import { comparedWords } from './change-words.js';
import { type Comparison, type Figure, timeInView } from './comparison.js';
import { type EvidenceRule, hasEvidence, type RatedCell, visitorsOf } from './evidence.js';

const FIGURES = {
  visitors: { kind: 'sum', of: visitorsOf },
  timeInView,
  meanDwell: { kind: 'mean', of: ({ meanDwellMs }) => meanDwellMs },
  happy: {
    kind: 'mean',
    of: (sums) => (totalMs(sums) === 0 ? null : shareOf(sums, 'happy')),
  },
} as const satisfies Readonly<Record<string, Figure>>;

/** A range by its dates and times, so that nobody has to guess what is compared. */
function rangeName(range: { fromMs: number; toMs: number }, { format }: RequestView): string {
  const [from, to] = [range.fromMs, range.toMs - 1];
  const moment = (atMs: number) => `${format.day(atMs)}, ${format.hourMinute(atMs)}`;
  return format.day(from) === format.day(to)
    ? `${moment(from)}–${format.hourMinute(to)}`
    : `${moment(from)} – ${moment(to)}`;
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
  const compared = (figure: Figure) => comparedWords(comparison, figure, view);
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
          value={format.duration(inViewMs(totals))}
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
