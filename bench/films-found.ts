import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMedia } from '../src/capture/media/read-media.js';
import { type Box, intersectionOverUnion } from '../src/core/box.js';
import type { FrameAnalysis } from '../src/core/face.js';
import { silentLog } from '../src/core/log.js';
import { packageRoot } from '../src/core/package-root.js';
import {
  defaultInferenceSettings,
  type InferenceSettings,
} from '../src/inference/inference-settings.js';
import { createFacePipeline } from '../src/inference/pipeline/face-pipeline.js';
import { detectorNamed } from './detector-choice.js';
import { processorClock } from './processor-clock.js';

/** A reported face is the person of the tracks file when it overlaps that box by this IoU. */
const SAME_PLACE_IOU = 0.3;
const FOUND_WITHIN_S = 0.5;
/** A track that is reported for less than this counts as a flicker, not as a visit. */
const SHORT_TRACK_S = 0.5;
/** A person who was out of view for longer is a newcomer again. */
const NEWCOMER_AFTER_FRAMES = 25;

/**
 * What the live daemon does, what `ekspresi analyze` does, and every frame as a picture of its own.
 */
const MODES: Readonly<Record<string, Partial<InferenceSettings>>> = {
  stills: {},
  live: {},
  offline: {
    classificationsPerSecond: Number.MAX_SAFE_INTEGER,
    classificationsTogether: Number.POSITIVE_INFINITY,
    landmarksPerSecond: Number.MAX_SAFE_INTEGER,
    search: 'offline',
  },
};

interface Film {
  readonly name: string;
  readonly frames: readonly FrameAnalysis[];
}

/**
 * How many newcomers are found within 500 ms, the share of faces found, and the number of track ids
 * on `shared/films`: `node bench/run.js films-found [shared/films] [live|offline|stills] [part of a film's
 * name] [detector]`. A person of `cuts.csv` comes with each cut; those of `family_dinner` are in
 * its tracks file.
 */
export async function main([
  folder = '../shared/films',
  mode = 'live',
  only = '',
  detector = 'cnn',
]: readonly string[]) {
  const cuts = readCsv(join(folder, 'cuts.csv'));
  for (const { film = '', cuts_s = '', people } of cuts) {
    if (!film.includes(only)) continue;
    const cutsS = cuts_s
      .split(' ')
      .filter((text) => text !== '')
      .map(Number);
    report(mode, scoreCuts(await analyse(join(folder, film), mode, detector), cutsS), { people });
  }
  if (!'family_dinner'.includes(only)) return;
  const truth = readCsv(join(folder, 'family_dinner.tracks.csv'));
  const film = await analyse(join(folder, 'family_dinner.mp4'), mode, detector);
  report(mode, scoreTracks(film, truth), { people: '7' });
}

function report(mode: string, score: object, known: object): void {
  process.stdout.write(`${JSON.stringify({ mode, ...score, ...known })}\n`);
}

async function analyse(path: string, mode: string, detector: string): Promise<Film> {
  const settings = {
    ...defaultInferenceSettings(`${packageRoot()}/models`),
    ...MODES[mode],
    detector: detectorNamed(detector),
  };
  const pipeline = await createFacePipeline(settings, { clock: processorClock, log: silentLog });
  const frames: FrameAnalysis[] = [];
  const media = { everyNth: 1, ffmpegPath: 'ffmpeg', maxSidePx: 1920 };
  for await (const { frame } of readMedia(path, media)) {
    frames.push(await (mode === 'stills' ? pipeline.analyseStill(frame) : pipeline.analyse(frame)));
  }
  await pipeline.close();
  return { name: path.split('/').at(-1)!, frames };
}

/** Each shot shows another person: found in time, and under a number of its own. */
function scoreCuts({ name, frames }: Film, cutsS: readonly number[]) {
  const startsS = [0, ...cutsS];
  const endS = frames.at(-1)!.mediaTimeS;
  let inTime = 0;
  let ownNumber = 0;
  const seen = new Set<number>();
  for (const [i, startS] of startsS.entries()) {
    const shot = frames.filter(
      ({ mediaTimeS: t }) => t >= startS && t < (startsS[i + 1] ?? endS + 1),
    );
    const first = shot.find(({ faces }) => faces.some(({ trackId }) => !seen.has(trackId)));
    const anyFace = shot.find(({ faces }) => faces.length > 0);
    if (anyFace !== undefined && anyFace.mediaTimeS - startS <= FOUND_WITHIN_S) inTime++;
    if (first !== undefined) ownNumber++;
    for (const { faces } of shot) for (const { trackId } of faces) seen.add(trackId);
  }
  const withFace = frames.filter(({ faces }) => faces.length > 0).length / frames.length;
  return {
    ...{ film: name, shots: startsS.length, inTime, ownNumber },
    ...{ framesWithFace: round(withFace), ...tracksOf(frames) },
  };
}

function scoreTracks(film: Film, truth: readonly Record<string, string>[]) {
  const rows = truth.map((row) => {
    const [x, y, width, height] = [row.x, row.y, row.w, row.h].map(Number) as number[];
    const box = { x, y, width, height } as Box;
    return { frame: Number(row.frame), person: row.id ?? '', box };
  });
  const people = [...new Set(rows.map(({ person }) => person))];
  let newcomers = 0;
  let inTime = 0;
  let switches = 0;
  let found = 0;
  const waits: string[] = [];
  for (const person of people) {
    let lastFrame = Number.NEGATIVE_INFINITY;
    let arrivedS: number | null = null;
    let trackId: number | null = null;
    for (const row of rows.filter((candidate) => candidate.person === person)) {
      const analysis = film.frames[row.frame];
      if (analysis === undefined) continue;
      if (row.frame - lastFrame > NEWCOMER_AFTER_FRAMES) {
        newcomers++;
        arrivedS = analysis.mediaTimeS;
      }
      lastFrame = row.frame;
      const face = analysis.faces.find(
        ({ box }) => intersectionOverUnion(box, row.box) > SAME_PLACE_IOU,
      );
      if (face === undefined) continue;
      found++;
      if (trackId !== null && trackId !== face.trackId) switches++;
      trackId = face.trackId;
      if (arrivedS === null) continue;
      const waitS = analysis.mediaTimeS - arrivedS;
      waits.push(`${person}: ${waitS.toFixed(2)}`);
      if (waitS <= FOUND_WITHIN_S) inTime++;
      arrivedS = null;
    }
  }
  return {
    ...{ film: film.name, newcomers, inTime, waits, recall: round(found / rows.length) },
    ...{ switches, falseAFrame: falseFaces(film, rows), ...tracksOf(film.frames) },
  };
}

/** Reported faces that are no person of the tracks file, a frame. */
function falseFaces(film: Film, rows: readonly { frame: number; box: Box }[]): number {
  const wrong = film.frames.reduce((sum, { faces }, frame) => {
    const known = rows.filter((row) => row.frame === frame);
    const others = faces.filter(
      ({ box }) => !known.some((row) => intersectionOverUnion(row.box, box) > SAME_PLACE_IOU),
    );
    return sum + others.length;
  }, 0);
  return round(wrong / film.frames.length);
}

/** Track ids, those of more than a flicker, and what a frame cost. */
function tracksOf(frames: readonly FrameAnalysis[]) {
  const spans = new Map<number, { fromS: number; toS: number }>();
  for (const { faces, mediaTimeS } of frames) {
    for (const { trackId } of faces) {
      const span = spans.get(trackId);
      if (span === undefined) spans.set(trackId, { fromS: mediaTimeS, toS: mediaTimeS });
      else span.toS = mediaTimeS;
    }
  }
  const long = [...spans.values()].filter(({ fromS, toS }) => toS - fromS >= SHORT_TRACK_S);
  const mean = (stage: 'detectMs' | 'totalMs') =>
    round(frames.reduce((sum, { stages }) => sum + stages[stage], 0) / frames.length);
  const costs = { detectMs: mean('detectMs'), totalMs: mean('totalMs') };
  return { ids: spans.size, longIds: long.length, ...costs };
}

function readCsv(path: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  });
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
