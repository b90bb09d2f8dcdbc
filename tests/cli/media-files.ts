import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Scene } from '../../src/synthetic/scene.js';
import { renderScene, SceneRenderer } from '../../src/synthetic/scene-renderer.js';

/** Writes one moment of a scene as a picture; the format follows the path's ending. */
export function writePicture(path: string, scene: Scene, timeS: number): void {
  const { pixels } = renderScene(scene, timeS);
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...rawInput(scene, 1), '-frames:v', '1', path], {
    input: pixels,
  });
}

/** Writes the first `durationS` of a scene as a video. */
export async function writeVideo(
  path: string,
  scene: Scene,
  options: { readonly durationS: number; readonly framesPerSecond: number },
): Promise<void> {
  const { durationS, framesPerSecond } = options;
  const args = ['-v', 'error', '-y', ...rawInput(scene, framesPerSecond), '-crf', '18', path];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const exited = once(ffmpeg, 'exit');
  const renderer = new SceneRenderer(scene);
  for (let frame = 0; frame < durationS * framesPerSecond; frame++) {
    const { pixels } = renderer.render(frame / framesPerSecond);
    if (!ffmpeg.stdin.write(Buffer.from(pixels))) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  const [code] = await exited;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}

function rawInput(scene: Scene, framesPerSecond: number): string[] {
  const size = `${scene.widthPx}x${scene.heightPx}`;
  const format = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', size];
  return [...format, '-framerate', String(framesPerSecond), '-i', 'pipe:0'];
}
