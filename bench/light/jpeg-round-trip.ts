import { execFileSync } from 'node:child_process';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';

/** ffmpeg's quality of the camera's JPEG, 2 (best) to 31: about what webcams send. */
const QUALITY = '5';

/** Frames of one size after the camera's JPEG and back. */
export function jpegRoundTrip(frames: readonly GrayImage[]): GrayImage[] {
  const [first] = frames;
  if (first === undefined) return [];
  const { width, height } = first;
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray'];
  const limits = { maxBuffer: 2 ** 30 };
  const jpeg = execFileSync(
    'ffmpeg',
    [
      ...['-v', 'error', ...raw, '-s', `${width}x${height}`, '-i', '-'],
      ...['-c:v', 'mjpeg', '-q:v', QUALITY, '-pix_fmt', 'yuvj420p', '-f', 'mjpeg', '-'],
    ],
    { ...limits, input: Buffer.concat(frames.map(({ pixels }) => pixels)) },
  );
  const back = execFileSync('ffmpeg', ['-v', 'error', '-f', 'mjpeg', '-i', '-', ...raw, '-'], {
    ...limits,
    input: jpeg,
  });
  const area = width * height;
  if (back.length !== frames.length * area) throw new Error('ffmpeg lost frames');
  return frames.map((_, i) => ({ pixels: back.subarray(i * area, (i + 1) * area), width, height }));
}
