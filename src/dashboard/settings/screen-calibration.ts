import type { Clock } from '../../core/clock.js';
import type { LiveFeed } from '../../core/live-feed.js';
import { MAX_SCREEN_ANGLES, type ScreenAngles } from '../../core/screen-place.js';

const CALIBRATION_MS = 5000;
/** A face that was measured in fewer frames only passed. */
const LEAST_SAMPLES = 10;
/** Heads that face one place move less than this. */
const MOST_DEVIATION_DEGREES = 6;
/** Of a crowd; what comes later in the five seconds counts no more. */
const MOST_SAMPLES = 5000;
const MAD_TO_DEVIATION = 1.4826;

interface HeadSample extends ScreenAngles {
  readonly trackId: number;
}

/** What was measured of those who looked at the middle of the screen. */
export interface ScreenMeasurement extends ScreenAngles {
  readonly faces: number;
  readonly samples: number;
  /** How much the heads moved; of the one that moved most. */
  readonly deviationDegrees: number;
  /** Why it must not be used, null where it may. */
  readonly problem: 'nobody' | 'unsteady' | 'too-far' | null;
}

/** Collects the heads of the next five seconds, fewer where `signal` aborts. */
export async function measureScreen(
  live: Pick<LiveFeed, 'onAnalysis'>,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal,
): Promise<ScreenMeasurement> {
  const samples: HeadSample[] = [];
  const stop = live.onAnalysis(({ faces }) => {
    for (const { trackId, yaw, pitch } of faces) {
      if (yaw === null || pitch === null || samples.length >= MOST_SAMPLES) continue;
      samples.push({ trackId, yawDegrees: yaw, pitchDegrees: pitch });
    }
  });
  await clock.sleep(CALIBRATION_MS, signal).catch(() => {});
  stop();
  return screenMeasurement(samples);
}

/**
 * The middle of what the heads faced: the median of each head, then that of all heads, so that one
 * who looked elsewhere for a moment, or all the time, does not count.
 */
export function screenMeasurement(samples: readonly HeadSample[]): ScreenMeasurement {
  const byFace = new Map<number, HeadSample[]>();
  for (const sample of samples) {
    byFace.set(sample.trackId, [...(byFace.get(sample.trackId) ?? []), sample]);
  }
  const heads = [...byFace.values()].filter(({ length }) => length >= LEAST_SAMPLES);
  const yaws = heads.map((head) => spreadOf(head.map(({ yawDegrees }) => yawDegrees)));
  const pitches = heads.map((head) => spreadOf(head.map(({ pitchDegrees }) => pitchDegrees)));
  const yawDegrees = rounded(median(yaws.map(({ middle }) => middle)));
  const pitchDegrees = rounded(median(pitches.map(({ middle }) => middle)));
  const deviations = [...yaws, ...pitches].map(({ deviation }) => deviation);
  const deviationDegrees = rounded(Math.max(0, ...deviations));
  const isTooFar =
    Math.abs(yawDegrees) > MAX_SCREEN_ANGLES.yawDegrees ||
    Math.abs(pitchDegrees) > MAX_SCREEN_ANGLES.pitchDegrees;
  return {
    ...{ yawDegrees, pitchDegrees, deviationDegrees },
    faces: heads.length,
    samples: heads.reduce((sum, { length }) => sum + length, 0),
    problem:
      heads.length === 0
        ? 'nobody'
        : deviationDegrees > MOST_DEVIATION_DEGREES
          ? 'unsteady'
          : isTooFar
            ? 'too-far'
            : null,
  };
}

function spreadOf(values: readonly number[]) {
  const middle = median(values);
  const spread = median(values.map((value) => Math.abs(value - middle)));
  return { middle, deviation: MAD_TO_DEVIATION * spread };
}

/** 0 without any. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? 0)) / 2;
}

function rounded(degrees: number): number {
  return Math.round(degrees * 10) / 10;
}
