import { EXPRESSIONS, type Expression } from '../core/expression.js';
import { between, pick, type Random } from './random.js';
import type { Blink, ExpressionKeyframe } from './scene.js';

/** Natural blinks: 100–300 ms long, one every 2 to 6 s. */
export function naturalBlinks(random: Random, fromS: number, toS: number): readonly Blink[] {
  const blinks: Blink[] = [];
  let timeS = fromS + between(random, 0.8, 3);
  while (timeS < toS) {
    blinks.push({ timeS, durationS: between(random, 0.1, 0.3) });
    timeS += between(random, 2, 6);
  }
  return blinks;
}

/** A new expression every 2.5 to 4.5 s, never the same twice in a row; neutral at first. */
export function changingExpressions(
  random: Random,
  fromS: number,
  toS: number,
): readonly ExpressionKeyframe[] {
  const keyframes: ExpressionKeyframe[] = [];
  let last: Expression = 'neutral';
  let timeS = fromS;
  while (timeS < toS) {
    const before: Expression = last;
    last = pick(
      random,
      EXPRESSIONS.filter((expression) => expression !== before),
    );
    keyframes.push({ timeS, expression: last, intensity: between(random, 0.8, 1) });
    timeS += between(random, 2.5, 4.5);
  }
  return keyframes;
}
