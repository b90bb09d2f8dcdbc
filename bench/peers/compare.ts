import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Box, intersectionOverUnion } from '../../src/core/box.js';
import { markdownTable } from '../time/markdown-table.js';
import { type Clip, decodeClip, type FrameTruth, renderClips } from './clips.js';

const SUBJECTS = ['ekspresi', 'Haar + classifier', 'human', 'face-api tiny', 'face-api SSD'];
/** Frames that one subject analyses before the next has its turn. */
const TURN_FRAMES = 15;
/** Frames of each clip that warm everything up and are not counted. */
const WARM_UP = 30;
/** Overlap from which a box is the face: the subjects draw boxes of different kinds. */
const SAME_FACE_IOU = 0.3;

interface FrameResult {
  readonly ms: number;
  readonly boxes: readonly Box[];
}

interface Figures {
  readonly clip: string;
  readonly subject: string;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly framesPerSecond: number;
  readonly facesAFrame: number;
  readonly recall: number | null;
  readonly falseFacesA100Frames: number | null;
  readonly rssMb: number;
}

/**
 * Runs ekspresi and its peers over the same clips, turn by turn, each in a process of its own on
 * one and the same core: `node bench/run.js peers/compare [--frames 150] [--rate 15] [--out FOLDER]
 * [FILE…]`, after `npm run build` and `npm ci --prefix bench/peers --ignore-scripts`. Prints
 * Markdown; with a folder it writes compare.json and compare.md.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      frames: { type: 'string', default: '150' },
      rate: { type: 'string', default: '15' },
      out: { type: 'string' },
    },
  });
  const here = join(dirname(fileURLToPath(import.meta.url)));
  if (!existsSync(join(here, 'node_modules'))) {
    throw new Error('Run `npm ci --prefix bench/peers --ignore-scripts` first.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-peers-'));
  const subjects = new Map<string, ChildProcess>();
  try {
    const frames = Number(values.frames) + WARM_UP;
    const rate = Number(values.rate);
    const clips = [
      ...renderClips(folder, frames, rate),
      ...positionals.map((file) => decodeClip(file, folder, frames, rate)),
    ];
    for (const name of SUBJECTS) subjects.set(name, await start(join(here, 'subject.js'), name));
    const rows: Figures[] = [];
    for (const clip of clips) rows.push(...(await compareOn(clip, subjects)));
    const report = markdown(rows, Number(values.frames), rate);
    process.stdout.write(report);
    if (values.out !== undefined) {
      mkdirSync(values.out, { recursive: true });
      writeFileSync(join(values.out, 'compare.md'), report);
      writeFileSync(join(values.out, 'compare.json'), `${JSON.stringify(rows, null, 2)}\n`);
    }
  } finally {
    for (const child of subjects.values()) child.kill();
    rmSync(folder, { recursive: true });
  }
}

async function start(script: string, name: string): Promise<ChildProcess> {
  const [command, ...before] = hasTaskset()
    ? ['taskset', '-c', String(cpus().length - 1), process.execPath]
    : [process.execPath];
  const child = spawn(command as string, [...before, script, name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (message?.ready !== true) throw new Error(`${name} does not start`);
  return child;
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function ask(child: ChildProcess, message: object) {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer as { results: FrameResult[]; rssBytes: number };
}

async function compareOn(clip: Clip, subjects: ReadonlyMap<string, ChildProcess>) {
  const results = new Map<string, FrameResult[]>();
  const rss = new Map<string, number>();
  for (const [name, child] of subjects) {
    results.set(name, []);
    await ask(child, { clip });
  }
  for (let from = 0; from < clip.frames; from += TURN_FRAMES) {
    const to = Math.min(clip.frames, from + TURN_FRAMES);
    for (const [name, child] of subjects) {
      const answer = await ask(child, { from, to });
      results.get(name)!.push(...answer.results);
      rss.set(name, answer.rssBytes);
    }
  }
  return [...results].map(([subject, all]) =>
    figures(clip, subject, all.slice(WARM_UP), rss.get(subject)!),
  );
}

function figures(
  clip: Clip,
  subject: string,
  measured: readonly FrameResult[],
  rssBytes: number,
): Figures {
  const times = measured.map(({ ms }) => ms).sort((a, b) => a - b);
  const meanMs = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
  const truth = clip.truth?.slice(WARM_UP) ?? null;
  const found = measured.reduce((sum, { boxes }) => sum + boxes.length, 0);
  let [hits, faces, falseFaces] = [0, 0, 0];
  for (const [i, frame] of (truth ?? []).entries()) {
    const score = scoreFrame(measured[i]!.boxes, frame);
    hits += score.hits;
    faces += frame.faces.length;
    falseFaces += score.falseFaces;
  }
  return {
    clip: clip.name,
    subject,
    meanMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    framesPerSecond: 1000 / meanMs,
    facesAFrame: found / measured.length,
    recall: truth === null || faces === 0 ? null : hits / faces,
    falseFacesA100Frames: truth === null ? null : (100 * falseFaces) / measured.length,
    rssMb: rssBytes / 2 ** 20,
  };
}

function scoreFrame(boxes: readonly Box[], { faces, ignored }: FrameTruth) {
  const open = new Set(faces);
  let falseFaces = 0;
  for (const box of boxes) {
    const same = (face: Box) => intersectionOverUnion(face, box) > SAME_FACE_IOU;
    const face = [...open].find(same);
    if (face !== undefined) open.delete(face);
    else if (!ignored.some(same)) falseFaces++;
  }
  return { hits: faces.length - open.size, falseFaces };
}

function markdown(rows: readonly Figures[], frames: number, rate: number): string {
  const table = markdownTable(
    [
      'clip',
      'program',
      'ms',
      'p50',
      'p95',
      'fps',
      'faces',
      'recall',
      'false/100',
      'RSS MB',
      'cost',
    ],
    rows.map((row) => {
      const own = rows.find(({ clip, subject }) => clip === row.clip && subject === 'ekspresi')!;
      return [
        row.clip,
        row.subject,
        row.meanMs.toFixed(1),
        row.p50Ms.toFixed(1),
        row.p95Ms.toFixed(1),
        row.framesPerSecond.toFixed(0),
        row.facesAFrame.toFixed(2),
        row.recall?.toFixed(3) ?? '–',
        row.falseFacesA100Frames?.toFixed(1) ?? '–',
        row.rssMb.toFixed(0),
        `${(row.meanMs / own.meanMs).toFixed(1)}×`,
      ];
    }),
  );
  return `# ekspresi and its peers

${frames} frames of each clip at ${rate} a second, 640×480 at most, after ${WARM_UP} frames of warming up; the programs take turns of ${TURN_FRAMES} frames on one core of ${cpus()[0]?.model ?? 'this machine'}. \`ms\` is the mean of a frame with everything in it: boxes, points, eyes, expressions. \`cost\`: times ekspresi's. Reading the frame, and for the peers turning gray into RGB, is not counted. human runs box, mesh, iris and emotion with its own caching, face-api boxes, 68 points and expressions (tiny: input 416), both on wasm; "Haar + classifier" runs OpenCV's cascade (1.1, 24 px, 3 neighbours) and ekspresi's network on every frame.

${table}

Again: \`npm run build && npm ci --prefix bench/peers --ignore-scripts && node bench/run.js peers/compare --frames ${frames} --out docs/bench\`, with files to add films.
`;
}
