import { describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../src/core/box.js';
import { EXPRESSIONS } from '../../src/core/expression.js';
import { createIdentity } from '../../src/synthetic/identity.js';
import { between, createRandom, type Random } from '../../src/synthetic/random.js';
import type { Scene } from '../../src/synthetic/scene.js';
import {
  type RenderedScene,
  renderScene,
  SceneRenderer,
} from '../../src/synthetic/scene-renderer.js';
import { createHaar } from './fixtures/haar.js';
import { emptyRoom } from './fixtures/named-scenes.js';

const PEOPLE = 17;

/** A new person in a new room: one expression and one frontal pose a second, 50–220 px. */
function frontalScene(random: Random, index: number): Scene {
  const baseSizePx = between(random, 58, 190);
  const poses = EXPRESSIONS.map((_, timeS) => {
    const sizePx = baseSizePx * between(random, 0.87, 1.15);
    return {
      timeS,
      xPx: between(random, 0.7 * sizePx, 640 - 0.7 * sizePx),
      yPx: between(random, 0.72 * sizePx, 480 - 0.65 * sizePx),
      sizePx,
      rollRad: between(random, -0.17, 0.17),
      yawRad: between(random, -0.12, 0.12),
      ease: 'even' as const,
    };
  });
  const expressions = EXPRESSIONS.map((expression, second) => ({
    timeS: second - 0.5,
    expression,
    intensity: between(random, 0.7, 1),
  }));
  const identity = createIdentity(1000 + index);
  return {
    ...emptyRoom(index + 1),
    people: [{ personId: 1, identity, poses, expressions, blinks: [], sway: 0 }],
  };
}

describe('the real Haar detector on drawn faces', () => {
  const haar = createHaar();
  const detect = ({ pixels }: RenderedScene) => haar(pixels, 640, 480);

  it('finds at least 95 % of the frontal ones where the truth says, and hardly anything else', () => {
    const random = createRandom(77);
    const overlaps: number[] = [];
    let falseBoxes = 0;
    for (let index = 0; index < PEOPLE; index++) {
      const renderer = new SceneRenderer(frontalScene(random, index));
      for (let timeS = 0; timeS < EXPRESSIONS.length; timeS++) {
        const rendered = renderer.render(timeS);
        const [person] = rendered.truth.people;
        if (!person) throw new Error('nobody in the scene');
        const scores = detect(rendered).map((box) => intersectionOverUnion(box, person.box));
        overlaps.push(Math.max(0, ...scores));
        falseBoxes += scores.filter((score) => score < 0.3).length;
      }
    }
    const found = overlaps.filter((overlap) => overlap >= 0.5).length;
    expect(found / overlaps.length).toBeGreaterThanOrEqual(0.95);
    expect(falseBoxes).toBeLessThanOrEqual(3);
    expect(overlaps.toSorted((a, b) => a - b)[overlaps.length >> 1]).toBeGreaterThan(0.8);
  }, 240_000);

  it('finds nobody in empty rooms', () => {
    const rooms = Array.from(
      { length: 12 },
      (_, seed) => detect(renderScene(emptyRoom(seed + 100), 0)).length,
    );
    expect(rooms.reduce((sum, boxes) => sum + boxes, 0)).toBeLessThanOrEqual(1);
  });
});
