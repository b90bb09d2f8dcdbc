import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { packageRoot } from '../src/core/package-root.js';
import type { GrayImage } from '../src/inference/crop/area-resize.js';
import { createRandom } from '../src/synthetic/random.js';
import { SceneRenderer } from '../src/synthetic/scene-renderer.js';
import { emptyRoom, singleFrontal, sixFaces } from '../tests/synthetic/fixtures/named-scenes.js';
import { readFacePictures } from './pictures/face-pictures.js';
import { pastedScenes } from './pictures/paste-faces.js';

const MEGAPIXELS = { least: 1, most: 12 };
const RATIO = 4 / 3;
/** Grain of a sensor, gray levels: without it an enlarged picture would be a small file. */
const GRAIN = 5;
const QUALITY = 88;
const SCENES = 40;
const SAMPLE_MS = 200;

/**
 * What a photograph costs `analyze` on one core, with the peak of its memory:
 * `node bench/run.js photographs make DIR [pictures] [shared/faces]` makes JPEGs of 1 to 12
 * megapixels, half drawn people, half pasted ones; `node bench/run.js photographs DIR [options of
 * analyze]`, after `npm run build`, analyses them.
 */
export async function main([first = '', ...rest]: readonly string[]) {
  if (first === 'make') await make(rest[0] ?? 'photographs', Number(rest[1] ?? 1000), rest[2]);
  else process.stdout.write(`${JSON.stringify(await measure(first, rest))}\n`);
}

async function make(folder: string, count: number, faces = '../shared/faces'): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const scenes = [...drawn(), ...pasted(faces)];
  for (let i = 0; i < count; i++) {
    const { pixels, width, height } = scenes[i % scenes.length] as GrayImage;
    // Evenly spread, in an order that does not follow that of the scenes.
    const share = ((i * 7919) % count) / Math.max(1, count - 1);
    const megapixels = MEGAPIXELS.least + share * (MEGAPIXELS.most - MEGAPIXELS.least);
    const widthPx = Math.round(Math.sqrt(megapixels * 1e6 * RATIO));
    const size = { width: widthPx, height: Math.round(widthPx / RATIO) };
    const gray = await sharp(pixels, { raw: { width, height, channels: 1 } })
      .resize({ ...size, fit: 'fill' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    await sharp(withGrain(gray, i), { raw: { ...size, channels: 3 } })
      .jpeg({ quality: QUALITY, progressive: i % 10 === 9 })
      .toFile(join(folder, `${String(i).padStart(5, '0')}.jpg`));
  }
}

/** Colour of its own in each pixel, as a sensor gives it. */
function withGrain(gray: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed);
  // Of no length that a row is a multiple of.
  const grain = Int8Array.from({ length: 1_000_003 }, () => GRAIN * (random() + random() - 1) * 2);
  const colour = new Uint8ClampedArray(3 * gray.length);
  for (let at = 0; at < colour.length; at++) {
    colour[at] = (gray[(at / 3) | 0] as number) + (grain[at % grain.length] as number);
  }
  return new Uint8Array(colour.buffer);
}

/** Rooms with nobody, one and six drawn people. */
function drawn(): GrayImage[] {
  return Array.from({ length: SCENES }, (_, i) => {
    const scenes = [emptyRoom(i), singleFrontal({ seed: i }), sixFaces(i), singleFrontal()];
    const scene = scenes[i % scenes.length] as (typeof scenes)[number];
    const { pixels } = new SceneRenderer(scene).render(i / 3);
    return { pixels, width: scene.widthPx, height: scene.heightPx };
  });
}

function pasted(folder: string): GrayImage[] {
  const pictures = readFacePictures(folder, (_source, split) => split === 'val');
  const of = (source: string) => pictures.filter((picture) => picture.source === source);
  const faces = of('mfe').filter((picture) => picture.faces.length === 1);
  return pastedScenes(of('neg'), faces, SCENES, 5).map(({ image }) => image);
}

/** Runs the built command on one core. Its children's time counts; `rssMb` is of the command. */
async function measure(folder: string, options: readonly string[]): Promise<object> {
  const command = [join(packageRoot(), 'dist/cli/main.js'), 'analyze', '--summary'];
  const beganMs = performance.now();
  const child = spawn('taskset', ['-c', '0', ...command, ...options, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rows = -1;
  child.stdout.on('data', (data: Buffer) => {
    rows += data.toString().split('\n').length - 1;
  });
  const rssMb: number[] = [];
  const sampling = setInterval(() => rssMb.push(residentMb(child.pid as number)), SAMPLE_MS);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(sampling);
  const elapsedMs = performance.now() - beganMs;
  const half = rssMb.slice(rssMb.length >> 1);
  return {
    ...{ code, pictures: rows, msEach: Number((elapsedMs / rows).toFixed(1)) },
    rssMb: { first: rssMb[5], half: half[0], last: rssMb.at(-2), most: Math.max(...rssMb) },
  };
}

function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
