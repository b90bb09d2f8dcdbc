import { describe, expect, it } from 'vitest';
import { turnPicture } from '../../../src/inference/crop/pad-and-turn.js';

describe('turnPicture', () => {
  it.each([0, 20, -20, 90])(
    'takes a box found after a turn by %d° back to its place',
    (degrees) => {
      const [width, height] = [200, 200];
      const pixels = new Uint8Array(width * height).fill(30);
      for (let y = 50; y < 60; y++) pixels.fill(250, y * width + 130, y * width + 140);
      const { picture, back } = turnPicture({ pixels, width, height }, degrees);
      let [sumX, sumY, count] = [0, 0, 0];
      for (const [i, value] of picture.pixels.entries()) {
        if (value < 200) continue;
        sumX += i % width;
        sumY += Math.floor(i / width);
        count++;
      }
      expect(count).toBeGreaterThan(80);
      const box = back({ x: sumX / count - 5, y: sumY / count - 5, width: 11, height: 11 });
      expect(Math.abs(box.x + 5.5 - 135)).toBeLessThan(1);
      expect(Math.abs(box.y + 5.5 - 55)).toBeLessThan(1);
    },
  );
});
