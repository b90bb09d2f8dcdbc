import type { MeasureValues } from './measure-values.js';

/** x, y in pixels of the source frame. */
export type Point = readonly [number, number];

/** Eye aspect ratio of each eye; `left` is the face's own left (points 42–47). */
export interface EyeRatios {
  readonly left: number | null;
  readonly right: number | null;
}

/** One followed face in one analysed frame, with all that is measured of it. */
export interface FaceObservation extends MeasureValues {
  /** Number of the track, from 1 in order of appearance within a run. */
  readonly trackId: number;
  /** Eye aspect ratio of each eye, null where the eyes were not looked at. */
  readonly eyes: EyeRatios | null;
  readonly landmarks: readonly Point[] | null;
  /** Monotonic milliseconds since the face was first seen. */
  readonly ageMs: number;
  /** Blinks counted since the face appeared; null where eyes or frame rate do not allow it. */
  readonly blinkCount: number | null;
}

/** The stages of the analysis of a frame, in their order. */
const STAGES = ['detectMs', 'trackMs', 'landmarksMs', 'classifyMs', 'smoothMs'] as const;
export type Stage = (typeof STAGES)[number];

/** What is measured of a frame: its stages and all of it. */
export const STAGE_TIMES = [...STAGES, 'totalMs'] as const;
/** Wall time, milliseconds. */
export type StageTimes = Readonly<Record<(typeof STAGE_TIMES)[number], number>>;

/** Estimated light of the whole picture. */
export type LightLevel = 'dark' | 'dim' | 'bright';

/** A face that left: its summary, written once. */
export interface EndedFace {
  readonly trackId: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly blinkCount: number | null;
}

/** What the inference worker says of one frame. */
export interface FrameAnalysis {
  /** Grows with every worker: the tracks of another one are other faces. 0 without a worker. */
  readonly generation: number;
  readonly sequence: number;
  readonly capturedAtMs: number;
  readonly monotonicMs: number;
  readonly mediaTimeS: number;
  readonly width: number;
  readonly height: number;
  /** Mean gray of the frame, 0…255. */
  readonly light: number;
  readonly lightLevel: LightLevel;
  readonly faces: readonly FaceObservation[];
  /** Degrees clockwise: only in a picture turned so do faces stand upright. Left out for none. */
  readonly turned?: 90 | 180 | 270 | undefined;
  /** Faces let go since the last analysed frame. */
  readonly ended: readonly EndedFace[];
  readonly stages: StageTimes;
}
