import type { Box } from '../../core/box.js';
import type { GrayFrame } from '../../core/frame.js';
import { isSameFace } from '../tracking/detections.js';
import type { Detection, PredictedTrack } from '../tracking/track-types.js';
import type { DetectionScheduler, StillDetection } from './detection-scheduler.js';

/** What either of two finders sees; where both see a face, the box of the first one counts. */
export class JointFinder implements DetectionScheduler {
  readonly #first: DetectionScheduler;
  readonly #second: DetectionScheduler;

  constructor(first: DetectionScheduler, second: DetectionScheduler) {
    this.#first = first;
    this.#second = second;
  }

  async find(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    isDark = false,
  ): Promise<readonly Detection[]> {
    const first = await this.#first.find(frame, expected, held, isDark);
    return joined(first, await this.#second.find(frame, expected, held, isDark));
  }

  async findAll(frame: GrayFrame): Promise<readonly StillDetection[]> {
    const faces = joined(await this.#first.findAll(frame), await this.#second.findAll(frame));
    return faces.sort((a, b) => b.score - a.score);
  }

  async findLowScoreCandidates(frame: GrayFrame): Promise<readonly Box[]> {
    return [
      ...(await this.#first.findLowScoreCandidates(frame)),
      ...(await this.#second.findLowScoreCandidates(frame)),
    ];
  }

  async dispose(): Promise<void> {
    await this.#first.dispose();
    await this.#second.dispose();
  }
}

function joined<Face extends Detection>(first: readonly Face[], second: readonly Face[]): Face[] {
  const others = second.filter(
    ({ box }) => !first.some((face) => face.box === box || isSameFace(face.box, box)),
  );
  return [...first, ...others];
}
