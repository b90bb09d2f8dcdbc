import { MAX_BATCH_ROWS } from '../../core/fleet-protocol.js';
import type { KioskRow } from '../queries/fleet-queries.js';

/** What may be wrong with a kiosk, the worst first. */
const TROUBLES = [
  'silent',
  'cloned',
  'two-boxes',
  'camera',
  'problem',
  'put-aside',
  'behind',
  'clock',
  'dropped',
] as const;
type Trouble = (typeof TROUBLES)[number];

const SILENT_MS = 5 * 60_000;
const WRONG_CLOCK_MS = 5 * 60_000;
/** Up to here a kiosk is only a moment behind. */
const BEHIND_BATCHES = 10;
/** States of a source that is as its operator wants it. */
const GOOD_CAMERA: ReadonlySet<string> = new Set([
  ...['running', 'starting', 'closed', 'paused', 'ended'],
]);

export interface KioskHealth {
  readonly kiosk: KioskRow;
  readonly troubles: readonly Trouble[];
  /** Batches that its waiting rows make. */
  readonly batchesBehind: number;
}

/** @param putAside batches of the kiosk that were put aside in the last day */
export function healthOf(kiosk: KioskRow, putAside: number, nowMs: number): KioskHealth {
  const batchesBehind = Object.values(kiosk.waiting).reduce(
    (sum, rows) => sum + Math.ceil(rows / MAX_BATCH_ROWS),
    0,
  );
  const has: Readonly<Record<Trouble, boolean>> = {
    silent: nowMs - kiosk.lastSeenMs > SILENT_MS,
    cloned: kiosk.noticed.includes('cloned'),
    'two-boxes': kiosk.noticed.includes('two-boxes'),
    camera: !GOOD_CAMERA.has(kiosk.camera),
    problem: kiosk.problem !== null,
    'put-aside': putAside > 0,
    behind: batchesBehind > BEHIND_BATCHES,
    clock: Math.abs(kiosk.clockSkewMs) > WRONG_CLOCK_MS,
    dropped: kiosk.dropped > 0,
  };
  return { kiosk, batchesBehind, troubles: TROUBLES.filter((trouble) => has[trouble]) };
}

/** The worst trouble first, then those that have most of it; the order of equals stays. */
export function troubleFirst(kiosks: readonly KioskHealth[]): readonly KioskHealth[] {
  const rank = ({ troubles: [worst] }: KioskHealth) =>
    worst === undefined ? TROUBLES.length : TROUBLES.indexOf(worst);
  return kiosks.toSorted((a, b) => rank(a) - rank(b) || b.troubles.length - a.troubles.length);
}

/** Those whose site, name or box holds every word, whatever its case. */
export function matching(kiosks: readonly KioskHealth[], asked: string): readonly KioskHealth[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  return kiosks.filter(({ kiosk: { site, name, box } }) => {
    const text = `${site} ${name} ${box}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
