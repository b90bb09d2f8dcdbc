import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blinkTable, measureBlinks } from './blinks.js';
import { HAAR_NOISE } from './scenes/noisy-detector.js';
import { measureTracking, trackingTable } from './tracking.js';

/**
 * Everything that is measured over time, on simulated sequences of known truth:
 * `node bench/run.js time/report [seeds] [folder]`. Prints Markdown; with a folder it writes
 * report.md and report.json there.
 */
export function main(args: readonly string[]): void {
  const seeds = Number(args[0] ?? 10);
  const tracking = [
    ...measureTracking(seeds),
    ...measureTracking(seeds, { ...HAAR_NOISE, sameSimilarity: null }),
  ];
  const blinks = measureBlinks(seeds);
  const markdown = `# Faces over time

Simulated sequences with known truth, ${seeds} of each kind; see bench/time.

## Tracking
30 s scenes; detections with ±5 % jitter, single misses, turned heads, false and duplicate boxes. Raw boxes of hidden faces are not asked for. \`looks\`: with how faces look.

${trackingTable(tracking)}

## Blinks
60 s of eye aspect ratios with nods, squints, drift and lost eyes. The open peer blinklab reports recall 0.877, precision 0.833.

${blinkTable(blinks)}
`;
  process.stdout.write(markdown);
  const folder = args[1];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.md'), markdown);
  const json = JSON.stringify({ seeds, tracking, blinks }, null, 2);
  writeFileSync(join(folder, 'report.json'), `${json}\n`);
}
