import type { Expression } from '../core/expression.js';
import { mix } from './curves.js';

/**
 * Movements of the face after Ekman's action units, each 0 (at rest) … 1 (full), except
 * `lidOpening`: 0 shut, 1 the person's ordinary open eye, above 1 widened.
 */
export interface ActionUnits {
  readonly browRaise: number;
  readonly browInner: number;
  readonly browLower: number;
  readonly lidOpening: number;
  readonly lidTighten: number;
  readonly cheekRaise: number;
  readonly noseWrinkle: number;
  readonly upperLipRaise: number;
  readonly lipCornerUp: number;
  readonly lipCornerDown: number;
  readonly lipStretch: number;
  readonly lipPress: number;
  readonly mouthOpen: number;
  readonly chinRaise: number;
}

export const RESTING_FACE: ActionUnits = {
  browRaise: 0,
  browInner: 0,
  browLower: 0,
  lidOpening: 1,
  lidTighten: 0,
  cheekRaise: 0,
  noseWrinkle: 0,
  upperLipRaise: 0,
  lipCornerUp: 0,
  lipCornerDown: 0,
  lipStretch: 0,
  lipPress: 0,
  mouthOpen: 0,
  chinRaise: 0,
};

const SHOWN: Record<Expression, Partial<ActionUnits>> = {
  neutral: {},
  angry: {
    browLower: 1,
    lidOpening: 0.95,
    lidTighten: 0.4,
    lipPress: 0.8,
    noseWrinkle: 0.4,
    lipCornerDown: 0.5,
  },
  disgust: {
    noseWrinkle: 1.15,
    upperLipRaise: 1.15,
    browLower: 0.55,
    lidOpening: 0.45,
    cheekRaise: 1,
    lipCornerDown: 0.25,
  },
  fear: {
    browRaise: 0.7,
    browInner: 0.8,
    browLower: 0.25,
    lidOpening: 1.4,
    lipStretch: 0.8,
    mouthOpen: 0.4,
  },
  happy: { cheekRaise: 0.9, lipCornerUp: 1, lidOpening: 0.76 },
  sad: { browInner: 1, browLower: 0.2, lidOpening: 0.72, lipCornerDown: 1, chinRaise: 0.7 },
  surprise: { browRaise: 1, lidOpening: 1.45, mouthOpen: 0.95 },
};

/** Extra movements of those who show their teeth. */
const SHOWN_WITH_TEETH: Partial<Record<Expression, Partial<ActionUnits>>> = {
  happy: { mouthOpen: 0.3, upperLipRaise: 0.25 },
  angry: { mouthOpen: 0.28, upperLipRaise: 0.5, lipPress: 0, lipStretch: 0.2, lipCornerDown: 0.1 },
  disgust: { mouthOpen: 0.12 },
};

const NAMES = Object.keys(RESTING_FACE) as readonly (keyof ActionUnits)[];

/** The movements that show `expression` at `intensity` (0 rest … 1 full). */
export function actionUnitsOf(
  expression: Expression,
  intensity: number,
  showsTeeth: boolean,
): ActionUnits {
  const full: Partial<ActionUnits> = {
    ...SHOWN[expression],
    ...(showsTeeth ? SHOWN_WITH_TEETH[expression] : undefined),
  };
  return blendActionUnits(RESTING_FACE, { ...RESTING_FACE, ...full }, intensity);
}

/** From `a` (share 0) to `b` (share 1), unit by unit. */
export function blendActionUnits(a: ActionUnits, b: ActionUnits, share: number): ActionUnits {
  const blended: Record<string, number> = {};
  for (const name of NAMES) blended[name] = mix(a[name], b[name], share);
  return blended as unknown as ActionUnits;
}
