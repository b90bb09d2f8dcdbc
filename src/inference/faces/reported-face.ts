import type { Turns } from '../schedule/turns.js';
import type { Track } from '../tracking/track-types.js';
import type { FaceMemory } from './face-memory.js';

/** A confirmed face that is reported in this frame. */
export interface ReportedFace {
  readonly track: Track;
  readonly memory: FaceMemory;
  blink: boolean;
  fresh: boolean;
}

/** The seen faces among `faces` whose turn it is, `eager` ones first. */
export function takeTurns(
  turns: Turns,
  faces: readonly ReportedFace[],
  timeMs: number,
  eager: readonly ReportedFace[] = [],
): ReportedFace[] {
  const seen = faces.filter((face) => face.track.detection !== null);
  const keyOf = ({ track }: ReportedFace) => track.key;
  const taken = new Set(turns.take(seen.map(keyOf), timeMs, new Set(eager.map(keyOf))));
  return seen.filter((face) => taken.has(keyOf(face)));
}
