import type { DashboardDeps } from '../dashboard-deps.js';
import { visitorsOf } from '../history/evidence.js';
import { startOfDay } from '../history/local-time.js';

/** What the screen tells of today. */
interface ScreenNumbers {
  readonly visitors: number;
  /** Visits in which somebody smiled for a second or more. */
  readonly smiles: number;
  /** Hour of the day in which most visitors came, null before the first one. */
  readonly busiestHour: number | null;
}

const SMILE_MS = 1000;
/** Asked for by every screen: the history is read this often for all of them. */
const KEPT_MS = 10_000;

/** Reads today's numbers, for all screens together every ten seconds at most. */
export function screenNumbers(
  deps: Pick<DashboardDeps, 'queries' | 'settings' | 'clock'>,
): () => ScreenNumbers {
  const { queries, settings, clock } = deps;
  let known: { readonly atMs: number; readonly numbers: ScreenNumbers } | null = null;
  return () => {
    const atMs = clock.monotonicMs();
    if (known !== null && atMs - known.atMs < KEPT_MS) return known.numbers;
    const { timeZone } = settings;
    const nowMs = clock.nowMs();
    const range = { fromMs: startOfDay(nowMs, timeZone), toMs: nowMs + 1 };
    const { buckets, totals } = queries.rollups(range, 'hour', timeZone);
    const busiest = buckets.reduce<(typeof buckets)[number] | null>((best, bucket) => {
      const visitors = visitorsOf(bucket);
      return visitors > (best === null ? 0 : visitorsOf(best)) ? bucket : best;
    }, null);
    const hourOf = (startMs: number) => Math.floor((startMs - range.fromMs) / 3_600_000);
    const numbers = {
      visitors: visitorsOf(totals),
      smiles: queries.visitsShowing('happy', SMILE_MS, range),
      busiestHour: busiest === null ? null : hourOf(busiest.startMs),
    };
    known = { atMs, numbers };
    return numbers;
  };
}
