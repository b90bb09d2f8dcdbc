import { describe, expect, it } from 'vitest';
import { planScan } from '../../../../src/inference/detection/haar/scan-plan.js';

describe('planScan', () => {
  const slices = planScan(640, 480, 24);

  it('covers every size from the smallest to the short side without a gap', () => {
    const bands = [...new Set(slices.map((slice) => slice.minSizePx))].sort((a, b) => a - b);
    expect(bands[0]).toBe(24);
    for (const [i, from] of bands.entries()) {
      const band = slices.find((slice) => slice.minSizePx === from)!;
      expect(band.maxSizePx).toBeGreaterThanOrEqual(bands[i + 1] ?? 480);
    }
  });

  it('holds every face of the frame whole in some slice', () => {
    for (let size = 24; size <= 470; size = Math.ceil(size * 1.21)) {
      for (let y = 0; y + size <= 480; y += 13) {
        for (let x = 0; x + size <= 640; x += 17) {
          const holds = slices.some(
            ({ region, minSizePx, maxSizePx }) =>
              size >= minSizePx &&
              size <= maxSizePx &&
              x >= region.x &&
              y >= region.y &&
              x + size <= region.x + region.width &&
              y + size <= region.y + region.height,
          );
          expect(holds, `face of ${size} px at ${x},${y}`).toBe(true);
        }
      }
    }
  });

  it('limits what one slice costs', () => {
    for (const slice of slices) expect(slice.work).toBeLessThan(80_000);
  });

  it('plans nothing for a frame smaller than a face', () => {
    expect(planScan(20, 20, 24)).toEqual([]);
  });
});
