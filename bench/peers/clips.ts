import { execFileSync } from 'node:child_process';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Box } from '../../src/core/box.js';
import type { Scene } from '../../src/synthetic/scene.js';
import { SceneRenderer } from '../../src/synthetic/scene-renderer.js';
import { crossing, emptyRoom, sixFaces } from '../../tests/synthetic/fixtures/named-scenes.js';

/** Less of a face in view than this, and it counts neither way. */
const HIDDEN_BELOW = 0.6;
const LONGEST_PX = 640;

/** A film as a file of gray frames, one after the other. */
export interface Clip {
  readonly name: string;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly frames: number;
  /** Boxes of each frame's faces; null for films that nobody has marked. */
  readonly truth: readonly FrameTruth[] | null;
}

export interface FrameTruth {
  readonly faces: readonly Box[];
  readonly ignored: readonly Box[];
}

/** Renders the scenes of the comparison into `folder`. */
export function renderClips(folder: string, frames: number, framesPerSecond: number): Clip[] {
  const one = sixFaces(5);
  const scenes: readonly (readonly [string, Scene])[] = [
    ['six faces', sixFaces(3)],
    ['one face', { ...one, people: one.people.slice(4, 5) }],
    ['two who cross', crossing(2)],
    ['nobody', emptyRoom(2)],
  ];
  return scenes.map(([name, scene]) => {
    const path = join(folder, `${name}.gray`);
    const file = openSync(path, 'w');
    const renderer = new SceneRenderer(scene);
    const truth: FrameTruth[] = [];
    for (let i = 0; i < frames; i++) {
      const rendered = renderer.render(i / framesPerSecond);
      writeSync(file, rendered.pixels);
      const { people } = rendered.truth;
      const boxes = (seen: boolean) =>
        people
          .filter(({ visibleShare }) => visibleShare >= HIDDEN_BELOW === seen)
          .map(({ box }) => box);
      truth.push({ faces: boxes(true), ignored: boxes(false) });
    }
    closeSync(file);
    const { widthPx: width, heightPx: height } = scene;
    return { name, path, width, height, framesPerSecond, frames, truth };
  });
}

/** Decodes a film to gray, its longer side at most 640 pixels. */
export function decodeClip(
  source: string,
  folder: string,
  most: number,
  framesPerSecond: number,
): Clip {
  const probe = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=width,height'];
  const found = execFileSync('ffprobe', [...probe, '-of', 'csv=p=0', source], { encoding: 'utf8' });
  const [fullWidth = 0, fullHeight = 0] = found.trim().split(',').map(Number);
  const scale = Math.min(1, LONGEST_PX / Math.max(fullWidth, fullHeight));
  const width = 2 * Math.round((fullWidth * scale) / 2);
  const height = 2 * Math.round((fullHeight * scale) / 2);
  const path = join(folder, `${basename(source)}.gray`);
  const filter = `fps=${framesPerSecond},scale=${width}:${height}:flags=area,format=gray`;
  const input = ['-v', 'error', '-y', '-i', source, '-vf', filter, '-frames:v', String(most)];
  execFileSync('ffmpeg', [...input, '-f', 'rawvideo', path]);
  const frames = Math.floor(statSync(path).size / (width * height));
  return { name: basename(source), path, width, height, framesPerSecond, frames, truth: null };
}
