import type { Box } from '../../../src/core/box.js';
import type { Detection } from '../../../src/inference/tracking/detections.js';
import { isSameFace, sharedOfSmaller } from '../../../src/inference/tracking/detections.js';
import type { TruthFace } from '../metrics/mot-types.js';
import { createRandom, type Random } from '../random.js';
import { createScene, SCENE_S, type SceneName } from './scripts.js';
import { isWithin, type Walker, walkerBox } from './walker.js';

/** Faults of the simulated detector. */
export interface DetectorNoise {
  /** Standard deviation of centre and log size, in face sizes. */
  readonly jitter: number;
  /** Share of single frames in which a visible face is missed. */
  readonly missed: number;
  /** False boxes that appear, a minute; each flickers for a while. */
  readonly falsePerMinute: number;
  readonly duplicates: number;
  /** Similarity of one person in two frames (mean), null for no looks. */
  readonly sameSimilarity: number | null;
  /** Similarity of two people (mean). */
  readonly otherSimilarity: number;
}

export const HAAR_NOISE: DetectorNoise = {
  jitter: 0.05,
  missed: 0.08,
  falsePerMinute: 6,
  duplicates: 0.02,
  sameSimilarity: 0.75,
  otherSimilarity: 0,
};

export interface SimulatedFrame {
  readonly timeMs: number;
  readonly truth: readonly TruthFace[];
  readonly detections: readonly Detection[];
}

const HIDDEN_SHARE = 0.4;
// Short, so that chance makes some people look alike.
const LOOKS_LENGTH = 28;

/** Frames of a scene as the tracker gets them, at about `framesPerSecond`. */
export function simulateScene(
  name: SceneName,
  framesPerSecond: number,
  noise: DetectorNoise,
  seed: number,
): readonly SimulatedFrame[] {
  const random = createRandom(seed);
  const walkers = createScene(name, random);
  const looks = new Map(walkers.map((walker) => [walker.personId, look(random)]));
  const common = look(random);
  const drift = new Map(walkers.map((w) => [w.personId, { x: 0, y: 0, size: 0 }]));
  const ghosts: { box: Box; untilS: number }[] = [];
  const frames: SimulatedFrame[] = [];
  let timeS = 0;
  let lastS = 0;
  while (timeS < SCENE_S) {
    const present = walkers.filter(
      (w) => timeS >= w.enterS && timeS < w.leaveS && !isWithin(w.away, timeS),
    );
    const truth = present.map((walker) => ({
      personId: walker.personId,
      box: walkerBox(walker, timeS),
      hidden: isHidden(walker, present, timeS),
    }));
    const detections: Detection[] = [];
    for (const [i, face] of truth.entries()) {
      const walker = present[i]!;
      const offset = drift.get(face.personId)!;
      for (const axis of ['x', 'y', 'size'] as const) {
        offset[axis] = 0.5 * offset[axis] + Math.sqrt(0.75) * noise.jitter * random.gauss();
      }
      if (face.hidden || isWithin(walker.turned, timeS) || random.chance(noise.missed)) continue;
      const box = jittered(face.box, offset);
      const described = describe(random, looks.get(face.personId)!, common, noise);
      detections.push({ box, score: 1, ...(described === null ? {} : { embedding: described }) });
      if (random.chance(noise.duplicates)) {
        detections.push({ box: jittered(box, { x: 0.1, y: 0.1, size: -0.15 }), score: 0.6 });
      }
    }
    if (random.chance((noise.falsePerMinute / 60) * (timeS - lastS))) {
      const size = random.between(30, 90);
      const box = {
        x: random.between(0, 560),
        y: random.between(0, 400),
        width: size,
        height: size,
      };
      ghosts.push({ box, untilS: timeS + random.between(0.05, 0.8) });
    }
    for (const ghost of ghosts) {
      if (ghost.untilS < timeS || !random.chance(0.35)) continue;
      if (truth.some((face) => isSameFace(face.box, ghost.box))) continue;
      const described = describe(random, look(random), common, noise);
      detections.push({
        box: ghost.box,
        score: 0.7,
        ...(described === null ? {} : { embedding: described }),
      });
    }
    frames.push({ timeMs: timeS * 1000, truth, detections });
    lastS = timeS;
    timeS += random.between(0.7, 1.3) / framesPerSecond;
  }
  return frames;
}

/** Behind a nearer (larger) face. */
function isHidden(walker: Walker, present: readonly Walker[], timeS: number): boolean {
  const box = walkerBox(walker, timeS);
  return present.some((other) => {
    if (other === walker) return false;
    const front = walkerBox(other, timeS);
    return front.width > box.width && sharedOfSmaller(front, box) > HIDDEN_SHARE;
  });
}

function jittered(box: Box, by: { x: number; y: number; size: number }): Box {
  const size = box.width * Math.exp(by.size);
  return {
    x: box.x + box.width / 2 + by.x * box.width - size / 2,
    y: box.y + box.height / 2 + by.y * box.width - size / 2,
    width: size,
    height: size,
  };
}

function look(random: Random): Float32Array {
  return unit(Float32Array.from({ length: LOOKS_LENGTH }, () => random.gauss()));
}

/**
 * Looks = a part common to all faces, a part of the person, a part of the moment; the squares
 * of their weights are the similarities asked for, since random directions are nearly orthogonal.
 */
function describe(
  random: Random,
  person: Float32Array,
  common: Float32Array,
  noise: DetectorNoise,
): Float32Array | null {
  if (noise.sameSimilarity === null) return null;
  const moment = look(random);
  const [c, p, m] = [
    Math.sqrt(noise.otherSimilarity),
    Math.sqrt(noise.sameSimilarity - noise.otherSimilarity),
    Math.sqrt((1 - noise.sameSimilarity) * random.between(0.3, 1.7)),
  ];
  return unit(person.map((value, i) => c * common[i]! + p * value + m * moment[i]!));
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
