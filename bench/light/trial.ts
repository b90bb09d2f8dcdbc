import { type Box, intersectionOverUnion } from '../../src/core/box.js';
import type { Expression } from '../../src/core/expression.js';
import type { FrameAnalysis, LightLevel } from '../../src/core/face.js';
import { type Film, FRAMES_PER_SECOND, filmOf } from './film.js';
import type { Sensor } from './sensor-model.js';
import type { StagedPerson } from './staged-person.js';
import type { LightSubject } from './subject.js';

/** The last frames of a film, which decide whether the face was found. */
const JUDGED_FRAMES = 10;
/** Overlap from which a box is the face. */
const SAME_FACE_IOU = 0.3;

export interface TrialResult {
  /** Followed in more than half of the last frames. */
  readonly found: boolean;
  /** Found in the last frame alone, as `ekspresi analyze` does with a picture; null: not tried. */
  readonly foundInStill: boolean | null;
  readonly expression: Expression | null;
  readonly falseFaces: number;
  readonly lightLevel: LightLevel;
  readonly meanGray: number;
  readonly msAFrame: number;
}

/** One person at one distance under one light, filmed and analysed. */
export async function runTrial(
  subject: LightSubject,
  person: StagedPerson,
  plan: TrialPlan,
): Promise<TrialResult> {
  const film = filmOf(person, plan);
  const analyses = await subject.film(film.frames, FRAMES_PER_SECOND);
  const last = plan.frames - 1;
  const { light, lightLevel } = analyses[last]!;
  const times = analyses.slice(1).map(({ stages }) => stages.totalMs);
  return {
    ...judge(film, analyses),
    foundInStill: plan.stills ? await isFoundInStill(subject, film) : null,
    lightLevel,
    meanGray: light,
    msAFrame: times.reduce((sum, ms) => sum + ms, 0) / times.length,
  };
}

function judge({ truth }: Film, analyses: readonly FrameAnalysis[]) {
  let hits = 0;
  let falseFaces = 0;
  let expression: Expression | null = null;
  for (let i = truth.length - JUDGED_FRAMES; i < truth.length; i++) {
    const { faces } = analyses[i]!;
    const own = faces.find(({ box }) => isSame(box, truth[i]!));
    falseFaces += faces.length - (own === undefined ? 0 : 1);
    if (own === undefined) continue;
    hits++;
    expression = own.expression;
  }
  return { found: hits > JUDGED_FRAMES / 2, falseFaces: falseFaces / JUDGED_FRAMES, expression };
}

async function isFoundInStill(subject: LightSubject, { frames, truth }: Film): Promise<boolean> {
  const { faces } = await subject.still(frames.at(-1)!);
  return faces.some(({ box }) => isSame(box, truth.at(-1)!));
}

function isSame(a: Box, b: Box): boolean {
  return intersectionOverUnion(a, b) > SAME_FACE_IOU;
}

export interface TrialPlan {
  readonly sensor: Sensor;
  readonly lux: number;
  readonly distanceM: number;
  readonly frames: number;
  readonly seed: number;
  /** Whether the last frame is analysed as a picture too. */
  readonly stills: boolean;
  /** Folder in which films are kept for the next time; null: they are made anew. */
  readonly cache: string | null;
}
