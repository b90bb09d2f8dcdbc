import type { RangeComparison, RollupSeries, RollupSums } from '../../store/store-queries.js';
import type { RequestView } from '../view/request-view.js';
import { bucketName, shareOf, totalMs } from './stacked-shares.js';

/** A bucket with less face-time says nothing about how happy people were. */
const LEAST_FACE_TIME_MS = 20_000;

function happiestBucket(series: RollupSeries) {
  const candidates = series.buckets.filter((bucket) => totalMs(bucket) >= LEAST_FACE_TIME_MS);
  return candidates.reduce<(typeof candidates)[number] | null>(
    (best, bucket) =>
      best === null || shareOf(bucket, 'happy') > shareOf(best, 'happy') ? bucket : best,
    null,
  );
}

/** `+12 %` against the period before, or words where that makes no sense. */
function changeWords(now: number, before: number | null, view: RequestView): string {
  const { history } = view.text;
  if (before === null || before === 0) return history.noBefore;
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return history.same;
  const sign = change > 0 ? '+' : '−';
  return history.before(`${sign}${view.format.percent(Math.abs(change))}`);
}

function Tile({
  name,
  value,
  detail,
  link,
}: {
  name: string;
  value: string;
  detail: string;
  link?: string | undefined;
}) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{link ? <a href={link}>{value}</a> : value}</dd>
      <dd class="figure-detail">{detail}</dd>
    </div>
  );
}

/** The answers that people come for, above the charts. */
export function Summary({
  comparison,
  series,
  view,
}: {
  comparison: RangeComparison;
  series: RollupSeries;
  view: RequestView;
}) {
  const { totals, totalsBefore } = comparison;
  const { text, format } = view;
  const words = text.history;
  const happiest = happiestBucket(series);
  const compared = (value: (sums: RollupSums) => number | null) =>
    changeWords(value(totals) ?? 0, value(totalsBefore), view);
  return (
    <dl class="figures card">
      <Tile
        name={words.facesAppeared}
        value={format.number(totals.facesAppeared)}
        detail={compared((sums) => sums.facesAppeared)}
      />
      <Tile
        name={words.attention}
        value={format.duration(totalMs(totals))}
        detail={compared(totalMs)}
      />
      <Tile
        name={words.meanDwell}
        value={totals.meanDwellMs === null ? '–' : format.duration(totals.meanDwellMs)}
        detail={compared((sums) => sums.meanDwellMs)}
      />
      <Tile
        name={words.happyShare}
        value={format.percent(shareOf(totals, 'happy'))}
        detail={compared((sums) => shareOf(sums, 'happy'))}
      />
      <Tile
        name={words.happiest}
        value={happiest ? bucketName(happiest.startMs, series.unit, view) : '–'}
        link={happiest ? `/history?from=${happiest.startMs}&to=${happiest.endMs}` : undefined}
        detail={happiest ? words.happiestDetail(format.percent(shareOf(happiest, 'happy'))) : ''}
      />
    </dl>
  );
}
