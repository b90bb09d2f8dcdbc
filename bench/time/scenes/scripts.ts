import type { Random } from '../random.js';
import { headTurns, sway, type Walker } from './walker.js';

export const SCENE_S = 30;

export type SceneName = 'standing' | 'crossing' | 'return' | 'busy';

/** People that stand, turn their heads and sway. */
function standing(random: Random, count: number, firstId = 1): Walker[] {
  return Array.from({ length: count }, (_, i) => {
    const sizePx = random.between(50, 110);
    const x0 = (640 * (i + 0.5)) / count + random.between(-20, 20);
    const y0 = random.between(170, 280);
    const [dx, dy] = [sway(random, 0.3 * sizePx), sway(random, 0.12 * sizePx)];
    const ds = sway(random, 0.05);
    return {
      personId: firstId + i,
      enterS: random.between(0, 2),
      leaveS: SCENE_S,
      away: [],
      turned: headTurns(random, 0, SCENE_S, 8),
      sizePx,
      at: (t) => ({ x: x0 + dx(t), y: y0 + dy(t), scale: 1 + ds(t) }),
    };
  });
}

/** People that walk to and fro past each other at different depths. */
function crossing(random: Random, count: number, firstId = 1): Walker[] {
  return Array.from({ length: count }, (_, i) => {
    const sizePx = random.between(50, 100);
    const speed = random.between(0.7, 2.2) * sizePx;
    const reach = random.between(180, 260);
    const start = random.between(0, 4 * reach) + i * 2 * reach;
    const y0 = random.between(200, 250);
    const bob = sway(random, 0.06 * sizePx);
    return {
      personId: firstId + i,
      enterS: 0,
      leaveS: SCENE_S,
      away: [],
      turned: headTurns(random, 0, SCENE_S, 3),
      sizePx,
      at: (t) => {
        const along = (start + speed * t) % (4 * reach);
        const x = along < 2 * reach ? along - reach : 3 * reach - along;
        return { x: 320 + x, y: y0 + bob(t), scale: 1 };
      },
    };
  });
}

/** People that leave for 2–8 s and come back, at the same place or another. */
function returning(random: Random, count: number): Walker[] {
  return standing(random, count).map((walker) => {
    const goneS = random.between(8, 14);
    const backS = goneS + random.between(2, 8);
    const shift = random.between(-60, 60);
    return {
      ...walker,
      away: [[goneS, backS]],
      at: (t) => {
        const place = walker.at(t);
        return t < backS ? place : { ...place, x: place.x + shift };
      },
    };
  });
}

/** Builds the people of a scene. */
export function createScene(name: SceneName, random: Random): readonly Walker[] {
  if (name === 'standing') return standing(random, 1 + Math.floor(random.uniform() * 3));
  if (name === 'crossing') return crossing(random, 2 + Math.floor(random.uniform() * 2));
  if (name === 'return') return returning(random, 1 + Math.floor(random.uniform() * 2));
  return [...standing(random, 2), ...crossing(random, 2, 3)];
}
