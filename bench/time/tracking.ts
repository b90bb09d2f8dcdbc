import { writeFileSync } from 'node:fs';
import { FaceTracker } from '../../src/inference/tracking/face-tracker.js';
import type { TrackerSettings } from '../../src/inference/tracking/tracker-settings.js';
import { markdownTable } from './markdown-table.js';
import { clearMot } from './metrics/clear-mot.js';
import { identityScores } from './metrics/identity-f1.js';
import type { MotFrame } from './metrics/mot-types.js';
import {
  type DetectorNoise,
  HAAR_NOISE,
  type SimulatedFrame,
  simulateScene,
} from './scenes/noisy-detector.js';
import type { SceneName } from './scenes/scripts.js';

/** Figures of one kind of scene at one frame rate, over all its seeds. */
export interface TrackingRow {
  readonly scene: SceneName;
  readonly framesPerSecond: number;
  readonly looks: boolean;
  readonly mota: number;
  readonly idf1: number;
  readonly switches: number;
  readonly fragmentations: number;
  readonly falseClaims: number;
  readonly identities: number;
  readonly people: number;
}

const SCENES: readonly SceneName[] = ['standing', 'crossing', 'return', 'busy'];
const RATES = [5, 10, 15, 30];
/** As in the pipeline: only where the tracker asks for it, and not more in one frame. */
const EMBEDDINGS_A_FRAME = 1;

/** What the tracker claims in every frame of a sequence. */
export function followSequence(
  frames: readonly SimulatedFrame[],
  settings: Partial<TrackerSettings> = {},
): readonly MotFrame[] {
  const tracker = new FaceTracker(settings);
  return frames.map(({ truth, detections, timeMs }) => {
    const wanted = new Set(
      tracker.embeddingsWanted(detections, timeMs).slice(0, EMBEDDINGS_A_FRAME),
    );
    const given = detections.map((detection, i) =>
      wanted.has(i) ? detection : { box: detection.box, score: detection.score },
    );
    const claimed = tracker
      .update(given, timeMs)
      .tracks.flatMap((track) =>
        track.trackId === null ? [] : [{ trackId: track.trackId, box: track.box }],
      );
    return { truth, claimed };
  });
}

/** Follows `seeds` sequences of every scene and rate. */
export function measureTracking(
  seeds: number,
  noise: DetectorNoise = HAAR_NOISE,
  settings: Partial<TrackerSettings> = {},
): readonly TrackingRow[] {
  return SCENES.flatMap((scene) =>
    RATES.map((framesPerSecond) => measureScene(scene, framesPerSecond, seeds, noise, settings)),
  );
}

function measureScene(
  scene: SceneName,
  framesPerSecond: number,
  seeds: number,
  noise: DetectorNoise,
  settings: Partial<TrackerSettings>,
): TrackingRow {
  const sum = {
    errors: 0,
    boxes: 0,
    switches: 0,
    fragments: 0,
    false: 0,
    idf1: 0,
    ids: 0,
    people: 0,
  };
  for (let seed = 1; seed <= seeds; seed++) {
    const frames = followSequence(simulateScene(scene, framesPerSecond, noise, seed), settings);
    const clear = clearMot(frames);
    const identity = identityScores(frames);
    sum.errors += clear.misses + clear.falsePositives + clear.identitySwitches;
    sum.boxes += clear.truthBoxes;
    sum.switches += clear.identitySwitches;
    sum.fragments += clear.fragmentations;
    sum.false += clear.falsePositives;
    sum.idf1 += identity.idf1 / seeds;
    sum.ids += identity.identities;
    sum.people += identity.people;
  }
  return {
    scene,
    framesPerSecond,
    looks: noise.sameSimilarity !== null,
    mota: 1 - sum.errors / sum.boxes,
    idf1: sum.idf1,
    switches: sum.switches,
    fragmentations: sum.fragments,
    falseClaims: sum.false / sum.boxes,
    identities: sum.ids,
    people: sum.people,
  };
}

export function trackingTable(rows: readonly TrackingRow[]): string {
  return markdownTable(
    ['scene', 'fps', 'looks', 'MOTA', 'IDF1', 'switches', 'frag.', 'false', 'ids / people'],
    rows.map((row) => [
      row.scene,
      String(row.framesPerSecond),
      row.looks ? 'yes' : 'no',
      row.mota.toFixed(3),
      row.idf1.toFixed(3),
      String(row.switches),
      String(row.fragmentations),
      row.falseClaims.toFixed(3),
      `${row.identities} / ${row.people}`,
    ]),
  );
}

/** `node bench/run.js time/tracking [seeds] [file.json]` */
export function main(args: readonly string[]): void {
  const seeds = Number(args[0] ?? 12);
  const rows = [
    ...measureTracking(seeds),
    ...measureTracking(seeds, { ...HAAR_NOISE, sameSimilarity: null }),
  ];
  process.stdout.write(`${trackingTable(rows)}\n`);
  if (args[1] !== undefined) writeFileSync(args[1], `${JSON.stringify(rows, null, 2)}\n`);
}
