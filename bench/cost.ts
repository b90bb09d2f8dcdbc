import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/core/clock.js';
import { silentLog } from '../src/core/log.js';
import { packageRoot } from '../src/core/package-root.js';
import { defaultInferenceSettings } from '../src/inference/inference-settings.js';
import { createFacePipeline } from '../src/inference/pipeline/face-pipeline.js';
import { createIdentity } from '../src/synthetic/identity.js';
import { changingExpressions, naturalBlinks } from '../src/synthetic/life.js';
import { createRandom, hashSeed } from '../src/synthetic/random.js';
import type { PersonScript, Scene } from '../src/synthetic/scene.js';
import { SceneRenderer } from '../src/synthetic/scene-renderer.js';
import { emptyRoom } from '../tests/synthetic/fixtures/named-scenes.js';
import { type CostPoint, costPlot } from './cost-plot.js';
import { processorMs } from './processor-clock.js';
import { markdownTable } from './time/markdown-table.js';

const RATE = 15;
const WARM_UP = 20;
const FACES = [0, 1, 2, 4, 8, 16, 24, 40];
const SIZES = [
  [320, 240],
  [640, 480],
  [1280, 720],
  [1920, 1080],
] as const;

/** What a frame costs in a scene, and how far the scene was followed. */
interface SceneCost extends CostPoint {
  readonly scene: string;
  readonly facesAFrame: number;
  readonly p95Ms: number;
}

/**
 * What a frame costs as the work grows, on drawn people: over 0 to 40 faces of 72 pixels in
 * 1280×720, and over 320×240 to 1920×1080 with six faces that grow with the picture.
 * `node bench/run.js cost [frames] [folder]` prints the table; with a folder it writes cost.md and
 * cost.svg there.
 */
export async function main([frames = '30', folder]: readonly string[]) {
  const byFaces: SceneCost[] = [];
  for (const count of FACES) {
    byFaces.push(await costOf(`${count} faces`, count, crowd(count, 1280, 720, 72), frames));
  }
  const bySize: SceneCost[] = [];
  for (const [width, height] of SIZES) {
    const scene = crowd(6, width, height, Math.round(height / 5));
    bySize.push(await costOf(`${width}×${height}`, (width * height) / 1e6, scene, frames));
  }
  const table = report(byFaces, bySize, Number(frames));
  process.stdout.write(table);
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cost.md'), table);
  const plots = [
    { title: 'Milliseconds a frame over faces in view (1280×720)', points: byFaces },
    { title: 'Milliseconds a frame over megapixels (six faces)', points: bySize },
  ];
  writeFileSync(join(folder, 'cost.svg'), costPlot(plots));
}

async function costOf(name: string, x: number, scene: Scene, frames: string): Promise<SceneCost> {
  const settings = defaultInferenceSettings(`${packageRoot()}/models`);
  const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  const renderer = new SceneRenderer(scene);
  const times: number[] = [];
  let faces = 0;
  for (let sequence = 0; sequence < WARM_UP + Number(frames); sequence++) {
    const timeMs = (sequence * 1000) / RATE;
    const { pixels } = renderer.render(timeMs / 1000);
    const { widthPx: width, heightPx: height } = scene;
    const time = { capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 };
    const beganMs = processorMs();
    const analysis = await pipeline.analyse({ pixels, width, height, sequence, ...time });
    if (sequence < WARM_UP) continue;
    times.push(processorMs() - beganMs);
    faces += analysis.faces.length;
  }
  await pipeline.close();
  times.sort((a, b) => a - b);
  const meanMs = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const p95Ms = times[Math.floor(0.95 * (times.length - 1))]!;
  return { scene: name, x, meanMs, p95Ms, facesAFrame: faces / times.length };
}

/** So many people in rows, each with a life of its own. */
function crowd(count: number, widthPx: number, heightPx: number, sizePx: number): Scene {
  const columns = Math.max(1, Math.ceil(Math.sqrt((count * widthPx) / heightPx)));
  const rows = Math.max(1, Math.ceil(count / columns));
  const people = Array.from({ length: count }, (_, i): PersonScript => {
    const random = createRandom(hashSeed(7, i, 0xc057));
    const at = {
      xPx: ((0.5 + (i % columns)) * widthPx) / columns,
      yPx: ((0.4 + Math.floor(i / columns)) * heightPx) / rows,
      ...{ sizePx, rollRad: 0, yawRad: 0, ease: 'even' as const },
    };
    const poses = [
      { timeS: -1, ...at },
      { timeS: 60, ...at },
    ];
    return {
      personId: i + 1,
      identity: createIdentity(hashSeed(7, i)),
      poses,
      expressions: changingExpressions(random, 1, 60),
      blinks: naturalBlinks(random, 0, 60),
      sway: 0.6,
    };
  });
  return { ...emptyRoom(2), name: 'crowd', widthPx, heightPx, people };
}

function report(byFaces: readonly SceneCost[], bySize: readonly SceneCost[], frames: number) {
  const head = ['scene', 'faces reported', 'ms a frame', 'p95', 'share of a core at 15 fps'];
  const rows = (costs: readonly SceneCost[]) =>
    costs.map(({ scene, facesAFrame, meanMs, p95Ms }) => [
      scene,
      facesAFrame.toFixed(2),
      meanMs.toFixed(2),
      p95Ms.toFixed(1),
      `${((meanMs * RATE) / 10).toFixed(1)} %`,
    ]);
  return `# What a frame costs as the work grows

Processor time of ${frames} frames of each scene at ${RATE} a second after ${WARM_UP} of warming up, drawn people, one core of ${cpus()[0]?.model ?? 'this machine'}. Everything is in: search, tracking, landmarks, pose, expressions.

![Milliseconds a frame over faces and over megapixels](cost.svg)

## Over faces, 72 pixels each, in 1280×720

${markdownTable(head, rows(byFaces))}

## Over the size of the picture, six faces that grow with it

${markdownTable(head, rows(bySize))}

## Where it bends

- **0 to 1**: in an empty room a frame is one pass for light, noise and motion and a rare look of the detector. The first face adds landmarks, expressions and looks around it.
- **1 to 8**: about 0.6 ms a face. Landmarks are located in every third frame, or at once when a face changes, and aligned in between.
- **8 to 16**: five times as much. Not all of these faces are found, and the tiles of faces that are lost or must prove themselves are looked at in every frame, up to four a frame; that this is the reason is a guess, the stages were not measured apart.
- **16 on**: no more than 16 faces are reported (\`maxFaces\`), and the line flattens.
- **Pixels**: nothing that this short measurement can tell from its noise; the networks see pictures of one size, and the number of tiles is bounded by a budget of time.

A short run on a busy machine, in which not every face was found yet: take the shape, not the decimals.

Again: \`node bench/run.js cost ${frames} docs/bench\`
`;
}
