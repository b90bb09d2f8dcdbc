import { describe, expect, it } from 'vitest';
import {
  blendEmbeddings,
  createEmbeddingExtractor,
  embeddingOf,
  embeddingSimilarity,
} from '../../../src/inference/appearance/embedding.js';
import { alignedCrop, FER_EYES } from '../../../src/inference/expression/face-crop.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import { visitorsScene } from '../../../src/synthetic/visitors-scene.js';

const looks = createEmbeddingExtractor();

/** Looks of everybody in view of a drawn scene, every half second, by person. */
function looksOfVisitors(seed: number): Map<number, Float32Array[]> {
  const scene = visitorsScene({ seed, people: 4 });
  const renderer = new SceneRenderer(scene);
  const found = new Map<number, Float32Array[]>();
  for (let timeS = 0; timeS < 20; timeS += 0.5) {
    const { pixels, truth } = renderer.render(timeS);
    for (const { personId, visibleShare, landmarks, box } of truth.people) {
      if (visibleShare < 1 || box.width < 60) continue;
      const frame = { pixels, width: scene.widthPx, height: scene.heightPx };
      const crop = alignedCrop(frame, landmarks, FER_EYES);
      found.set(personId, [...(found.get(personId) ?? []), looks.describe(crop)]);
    }
  }
  return found;
}

describe('face looks', () => {
  it('tell drawn people apart, whatever they do with their faces', () => {
    const people = [...looksOfVisitors(3).values()].filter((person) => person.length >= 4);
    expect(people.length).toBeGreaterThan(1);
    const same = people.flatMap((mine) =>
      mine.slice(1).map((other) => embeddingSimilarity(mine[0]!, other)),
    );
    const others = people.flatMap((mine, i) =>
      people.slice(i + 1).map((theirs) => embeddingSimilarity(mine[0]!, theirs[0]!)),
    );
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
    expect(median(same)).toBeGreaterThan(0.5);
    expect(median(others)).toBeLessThan(0.5);
    expect(median(same)).toBeGreaterThan(Math.max(...others));
  });

  it('are a unit vector, and zero for a crop without structure', () => {
    const crop = Uint8Array.from({ length: 48 * 48 }, (_, i) => (i * 37 + (i >> 5) * 91) % 256);
    expect(Math.hypot(...looks.describe(crop))).toBeCloseTo(1, 5);
    const flat = looks.describe(new Uint8Array(48 * 48).fill(90));
    expect(flat).toHaveLength(looks.length);
    expect(flat.every((value) => value === 0)).toBe(true);
  });

  it('refuse other sizes', () => {
    expect(() => looks.describe(new Uint8Array(10))).toThrow(RangeError);
  });
});

describe('looksOf', () => {
  it('is the square roots less the mean, in deviations, at unit length', () => {
    const found = embeddingOf(
      Float32Array.of(0.25, 0.04),
      Float32Array.of(0.2, 0.5),
      Float32Array.of(0.1, 0.1),
    );
    expect(found[0]).toBeCloseTo(0.3 / Math.hypot(0.3, 0.3), 5);
    expect(found[1]).toBeCloseTo(-0.3 / Math.hypot(0.3, 0.3), 5);
  });
});

describe('looksSimilarity', () => {
  it('is the cosine, and 0 where nothing can be compared', () => {
    const [a, b] = [Float32Array.of(1, 0), Float32Array.of(0.6, 0.8)];
    expect(embeddingSimilarity(a, b)).toBeCloseTo(0.6, 6);
    expect(embeddingSimilarity(a, a)).toBe(1);
    expect(embeddingSimilarity(a, Float32Array.of(1))).toBe(0);
    expect(embeddingSimilarity(new Float32Array(0), new Float32Array(0))).toBe(0);
  });
});

describe('blendLooks', () => {
  it('is a unit vector between the two', () => {
    const mixed = blendEmbeddings(Float32Array.of(1, 0), Float32Array.of(0, 1), 0.25);
    expect(Math.hypot(...mixed)).toBeCloseTo(1, 6);
    expect(mixed[0]).toBeGreaterThan(mixed[1]!);
  });

  it('takes the second where they cancel out or have other lengths', () => {
    const second = Float32Array.of(-1, 0);
    expect(blendEmbeddings(Float32Array.of(1, 0), second, 0.5)).toBe(second);
    expect(blendEmbeddings(Float32Array.of(1), second, 0.5)).toBe(second);
  });
});
