import { EXPRESSIONS, type Expression, valence } from '../../src/core/expression.js';
import type { SessionRecord, SessionSample } from '../../src/sessions/session-record.js';

/** A sample that shows one expression with `share`, the rest spread over the others. */
export function sample(
  atS: number,
  expression: Expression,
  more: Partial<SessionSample> & { readonly share?: number } = {},
): SessionSample {
  const { share = 0.88, ...fields } = more;
  const probabilities = EXPRESSIONS.map((name) =>
    name === expression ? share : (1 - share) / (EXPRESSIONS.length - 1),
  );
  return {
    ...{ atS, face: 1, expression, clear: true, probabilities, uncalibrated: probabilities },
    ...{ raw: probabilities, valence: valence(probabilities), ear: 0.3, blink: false },
    ...{ looking: true, yaw: 0, pitch: 0, roll: 0, quality: 0.9 },
    box: { x: 10, y: 20, width: 100, height: 100 },
    ...fields,
  };
}

export function session(
  samples: readonly SessionSample[],
  more: Partial<SessionRecord> = {},
): SessionRecord {
  return {
    ...{ title: 'film.mp4', participant: 'P01', stimulus: 'ad', condition: 'A', baseline: null },
    ...{ startedAtMs: null, durationS: 10, samples, markers: [] },
    ...more,
  };
}
