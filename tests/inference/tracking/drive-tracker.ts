import type { Detection } from '../../../src/inference/tracking/detections.js';
import type { FaceTracker } from '../../../src/inference/tracking/face-tracker.js';
import type { TrackerUpdate } from '../../../src/inference/tracking/track-types.js';

/** A square detection around a centre. */
export function faceAt(x: number, y: number, size = 60, embedding?: Float32Array): Detection {
  const box = { x: x - size / 2, y: y - size / 2, width: size, height: size };
  return { box, score: 1, ...(embedding === undefined ? {} : { embedding }) };
}

/** Unit vector number `axis` of eight: embeddings that are plainly different. */
export function embeddingNumber(axis: number): Float32Array {
  return Float32Array.from({ length: 8 }, (_, i) => (i === axis ? 1 : 0));
}

/** Feeds frames from `fromMs` to before `toMs`, every `stepMs`; gives what each returned. */
export function drive(
  tracker: FaceTracker,
  span: { fromMs: number; toMs: number; stepMs: number },
  detect: (timeMs: number) => readonly Detection[],
): { timeMs: number; update: TrackerUpdate }[] {
  const updates = [];
  for (let timeMs = span.fromMs; timeMs < span.toMs; timeMs += span.stepMs) {
    updates.push({ timeMs, update: tracker.update(detect(timeMs), timeMs) });
  }
  return updates;
}

/** Numbers of the confirmed and lost faces. */
export function idsOf(update: TrackerUpdate): number[] {
  return update.tracks.flatMap((track) => (track.trackId === null ? [] : [track.trackId]));
}
