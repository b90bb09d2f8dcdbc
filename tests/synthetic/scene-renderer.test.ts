import { describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../src/core/box.js';
import { renderScene, SceneRenderer } from '../../src/synthetic/scene-renderer.js';
import { crossing, darkRoom, emptyRoom, singleFrontal, sixFaces } from './fixtures/named-scenes.js';

function mean(pixels: Uint8Array): number {
  return pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
}

describe('SceneRenderer', () => {
  it('draws the same pixels for the same scene and time, whatever it drew before', () => {
    const scene = crossing(4);
    const used = new SceneRenderer(scene);
    for (const timeS of [0, 2.2, 3.9, 7]) used.render(timeS);
    const again = used.render(3.1);
    const fresh = renderScene(crossing(4), 3.1);
    expect(Buffer.compare(again.pixels, fresh.pixels)).toBe(0);
    expect(again.truth).toEqual(fresh.truth);
  });

  it('gives every frame memory of its own and noise of its own', () => {
    const renderer = new SceneRenderer(emptyRoom());
    const first = renderer.render(0).pixels;
    const kept = first.slice();
    const second = renderer.render(0.1).pixels;
    expect(first.buffer).not.toBe(second.buffer);
    expect(Buffer.compare(first, kept)).toBe(0);
    const changes = first.map((pixel, i) => Math.abs(pixel - (second[i] ?? 0)));
    expect(mean(changes)).toBeGreaterThan(1);
    expect(mean(changes)).toBeLessThan(4);
  });

  it('draws nothing but the face differently for another person or expression', () => {
    const still = { ...singleFrontal({ seed: 5 }), noiseSigma: 0 };
    const happy = { ...singleFrontal({ seed: 5, expression: 'happy' }), noiseSigma: 0 };
    const a = renderScene(still, 1);
    const b = renderScene(happy, 1);
    const box = a.truth.people[0]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
    let changedInside = 0;
    let changedOutside = 0;
    a.pixels.forEach((pixel, i) => {
      if (Math.abs(pixel - (b.pixels[i] ?? 0)) < 8) return;
      const x = i % 640;
      const y = Math.floor(i / 640);
      const inside =
        x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height * 1.2;
      if (inside) changedInside++;
      else changedOutside++;
    });
    expect(changedInside).toBeGreaterThan(800);
    expect(changedOutside).toBe(0);
    expect(b.truth.people[0]?.expression).toBe('happy');
  });

  it('knows who hides whom when two people cross', () => {
    const renderer = new SceneRenderer(crossing());
    const sharesAt = (timeS: number) =>
      renderer.render(timeS).truth.people.map(({ visibleShare }) => visibleShare);
    expect(sharesAt(0.5)).toEqual([1, 1]);
    const [near, far] = sharesAt(4);
    expect(near).toBe(1);
    expect(far).toBeLessThan(0.2);
    expect(sharesAt(8.5)).toEqual([1, 1]);
  });

  it('shows six people whole and apart', () => {
    const { truth } = renderScene(sixFaces(3), 10);
    expect(truth.people.map(({ personId }) => personId)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const person of truth.people) {
      expect(person.visibleShare).toBeGreaterThan(0.95);
      const others = truth.people.filter((other) => other !== person);
      for (const { box } of others)
        expect(intersectionOverUnion(person.box, box)).toBeLessThan(0.1);
    }
  });

  it('draws a dark room dark', () => {
    expect(mean(renderScene(darkRoom(), 1).pixels)).toBeLessThan(25);
    expect(mean(renderScene(singleFrontal(), 1).pixels)).toBeGreaterThan(80);
  });
});
