import { describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/core/expression.js';
import type { Scene } from '../../src/synthetic/scene.js';
import { SceneRenderer } from '../../src/synthetic/scene-renderer.js';
import { expressionAt, poseAt } from '../../src/synthetic/script.js';
import { visitorsScene } from '../../src/synthetic/visitors-scene.js';

function inView(scene: Scene, timeS: number): number {
  return scene.people.filter((person) => poseAt(person, timeS)).length;
}

describe('visitorsScene', () => {
  it.each([1, 2, 3, 4, 5, 6])('has its first visitor in view within a second (seed %i)', (seed) => {
    const { truth } = new SceneRenderer(visitorsScene({ seed, people: 2 })).render(1);
    expect(truth.people[0]?.visibleShare).toBeGreaterThan(0.95);
  });

  it('is the same for the same seed and another for another', () => {
    expect(visitorsScene({ seed: 8, people: 3 })).toEqual(visitorsScene({ seed: 8, people: 3 }));
    expect(visitorsScene({ seed: 8, people: 3 })).not.toEqual(
      visitorsScene({ seed: 9, people: 3 }),
    );
  });

  it.each([1, 2, 3, 4])('never shows more than %i people and reaches that number', (people) => {
    const scene = visitorsScene({ seed: 3, people });
    const counts = Array.from({ length: 180 }, (_, timeS) => inView(scene, timeS));
    expect(Math.max(...counts)).toBe(people);
  });

  it('starts again seamlessly: nobody is cut off by the end of the script', () => {
    const scene = visitorsScene({ seed: 11, people: 4, durationS: 60 });
    for (const { poses, identity } of scene.people) {
      const last = poses.at(-1);
      expect(last?.timeS).toBeLessThan(60);
      const reach = (last?.sizePx ?? 0) * identity.faceWidth;
      expect((last?.xPx ?? 0) < -reach / 2 || (last?.xPx ?? 0) > 640 + reach / 2).toBe(true);
    }
    const renderer = new SceneRenderer(scene);
    const later = renderer.render(65).truth.people.map(({ box, personId }) => ({ box, personId }));
    const first = renderer.render(5).truth.people.map(({ box, personId }) => ({ box, personId }));
    expect(later).toEqual(first);
  });

  it('goes through all seven expressions and blinks every 2 to 6 s, 100 to 300 ms long', () => {
    const scene = visitorsScene({ seed: 2, people: 2 });
    const shown = new Set<string>();
    for (const person of scene.people) {
      const leaves = person.poses.at(-1)?.timeS ?? 0;
      for (let timeS = person.poses[0]?.timeS ?? 0; timeS < leaves; timeS += 0.5) {
        shown.add(expressionAt(person, timeS).expression);
      }
      person.blinks.forEach(({ timeS, durationS }, i) => {
        expect(durationS).toBeGreaterThanOrEqual(0.1);
        expect(durationS).toBeLessThanOrEqual(0.3);
        const before = person.blinks[i - 1];
        if (!before) return;
        expect(timeS - before.timeS).toBeGreaterThanOrEqual(2);
        expect(timeS - before.timeS).toBeLessThanOrEqual(6);
      });
    }
    expect([...shown].sort()).toEqual([...EXPRESSIONS].sort());
  });
});
