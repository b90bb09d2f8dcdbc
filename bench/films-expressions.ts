import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../src/core/package-root.js';

/** A stretch of a film in which a viewer sees one expression plainly. */
interface Span {
  readonly film: string;
  readonly fromS: number;
  readonly toS: number;
  readonly label: string;
}

/** What is used of a line of `ekspresi analyze`. */
interface FaceLine {
  readonly t: number;
  readonly frame: number;
  readonly box: { readonly width: number; readonly height: number };
  readonly expression: string;
  readonly confidence: number;
  readonly clear?: boolean;
}

/** From this confidence on a reading should nearly always be right. */
const SURE = 0.9;

/**
 * What `ekspresi analyze` says of the largest face in the spans of `shared/films`, of which it is
 * known what they show: shares of the labels, of those that are clear and of those shown with a
 * confidence of 0.9 that are right. `node bench/run.js films-expressions [shared/films] [main.js of
 * a built ekspresi, this one or another] [its further arguments]`.
 */
export async function main([
  folder = '../shared/films',
  program = join(packageRoot(), 'dist/cli/main.js'),
  ...options
]: readonly string[]) {
  const spans = readSpans(join(folder, 'spans.csv'));
  const films = new Map<string, readonly FaceLine[]>();
  for (const film of new Set(spans.map((span) => span.film))) {
    films.set(film, await largestFaces([program, 'analyze', join(folder, film), ...options]));
  }
  const scores = spans.map((span) => scoreOf(span, films.get(span.film) ?? []));
  for (const score of scores) process.stdout.write(`${JSON.stringify(score)}\n`);
  process.stdout.write(`${JSON.stringify(summary(scores))}\n`);
}

function readSpans(path: string): Span[] {
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [film = '', fromS, toS, label = ''] = row.trim().split(',');
    return { film, fromS: Number(fromS), toS: Number(toS), label };
  });
}

/** Of each frame the largest face. */
async function largestFaces(args: readonly string[]): Promise<FaceLine[]> {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const faces = new Map<number, FaceLine>();
  const area = ({ box }: FaceLine) => box.width * box.height;
  for await (const line of createInterface({ input: child.stdout })) {
    const face = JSON.parse(line) as FaceLine;
    const known = faces.get(face.frame);
    if (known === undefined || area(face) > area(known)) faces.set(face.frame, face);
  }
  return [...faces.values()];
}

function scoreOf(span: Span, lines: readonly FaceLine[]) {
  const within = lines.filter(({ t }) => t >= span.fromS && t < span.toS);
  const right = (faces: readonly FaceLine[]) =>
    faces.filter(({ expression }) => expression === span.label).length;
  const clear = within.filter((face) => face.clear !== false);
  const sure = within.filter(({ confidence }) => confidence >= SURE);
  const counts: Record<string, number> = {};
  for (const { expression } of within) counts[expression] = (counts[expression] ?? 0) + 1;
  return {
    ...span,
    frames: within.length,
    right: right(within),
    labels: counts,
    clear: clear.length,
    clearRight: right(clear),
    sure: sure.length,
    sureRight: right(sure),
  };
}

function summary(scores: readonly ReturnType<typeof scoreOf>[]) {
  const labels = [...new Set(scores.map(({ label }) => label))];
  const meanShare = (label: string) => {
    const spans = scores.filter((score) => score.label === label && score.frames > 0);
    return spans.reduce((sum, { right, frames }) => sum + right / frames, 0) / spans.length;
  };
  const sum = (key: 'frames' | 'clear' | 'clearRight' | 'sure' | 'sureRight') =>
    scores.reduce((total, score) => total + score[key], 0);
  return {
    meanOfSpans: Object.fromEntries(labels.map((label) => [label, round(meanShare(label))])),
    clear: round(sum('clear') / sum('frames')),
    clearRight: round(sum('clearRight') / sum('clear')),
    sure: round(sum('sure') / sum('frames')),
    sureRight: round(sum('sureRight') / sum('sure')),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
