import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { encodeGrayJpeg } from '../../src/core/gray-jpeg.js';
import { renderScene } from '../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../synthetic/fixtures/named-scenes.js';

/** What ffmpeg makes of a JPEG: its gray pixels. */
function decode(jpeg: Uint8Array): Uint8Array {
  const input = ['-f', 'image2pipe', '-c:v', 'mjpeg', '-i', 'pipe:0'];
  const output = ['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  return execFileSync('ffmpeg', ['-v', 'error', ...input, ...output], { input: jpeg });
}

function rootMeanSquare(a: Uint8Array, b: Uint8Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);
}

describe('encodeGrayJpeg', () => {
  it('is read back by ffmpeg as the same picture', () => {
    const { pixels } = renderScene(singleFrontal(), 1);
    const jpeg = encodeGrayJpeg(pixels, 640, 480, 85);
    const decoded = decode(jpeg);
    expect(decoded).toHaveLength(640 * 480);
    expect(rootMeanSquare(decoded, pixels)).toBeLessThan(4);
    expect(jpeg.length).toBeLessThan(60_000);
  });

  it('takes sizes that are no multiple of eight, and the hardest contrast', () => {
    const pixels = Uint8Array.from({ length: 13 * 11 }, (_, i) => (i % 2 === 0 ? 255 : 0));
    const decoded = decode(encodeGrayJpeg(pixels, 13, 11, 100));
    expect(decoded).toHaveLength(13 * 11);
    expect(rootMeanSquare(decoded, pixels)).toBeLessThan(3);
  });

  it('is smaller at lower quality', () => {
    const { pixels } = renderScene(singleFrontal(), 1);
    const [low, high] = [30, 90].map((quality) => encodeGrayJpeg(pixels, 640, 480, quality).length);
    expect(low).toBeLessThan((high ?? 0) / 2);
  });
});
