import type { ActionUnits } from './action-units.js';
import { browShape } from './brow-shape.js';
import { drawBrows } from './brows.js';
import { eyeShape } from './eye-shape.js';
import { drawEye } from './eyes.js';
import { drawRestingHead, type FaceLayers, type RestingHead } from './face-layers.js';
import { FOLDS } from './fold-relief.js';
import { applyFold, type FoldShading, shadeFold } from './fold-shading.js';
import { drawGlasses, glassesCover } from './glasses.js';
import type { FaceIdentity } from './identity.js';
import { copyWithJaw } from './jaw.js';
import type { Light } from './lighting.js';
import { drawMouth } from './mouth.js';
import { jawDrop } from './mouth-shape.js';
import { createRandom, hashSeed } from './random.js';

/** What changes from frame to frame in one face. */
export interface FaceState {
  readonly units: ActionUnits;
  /** 0 shut by a blink … 1 not blinking. */
  readonly blinkOpening: number;
  /** Sideways look in head units. */
  readonly gazeX: number;
}

/**
 * Draws one person's face at one resolution. The resting head and the shading of each fold
 * are kept, so that a frame costs only a copy and what moves.
 */
export class FacePainter {
  readonly #identity: FaceIdentity;
  readonly #light: Light;
  readonly #head: RestingHead;
  readonly #folds = new Map<string, FoldShading>();
  readonly #composed: FaceLayers;
  readonly #grain: Float32Array;
  readonly #glasses: Float32Array | null;

  constructor(identity: FaceIdentity, light: Light, pxPerUnit: number) {
    this.#identity = identity;
    this.#light = light;
    this.#head = drawRestingHead(identity, light, pxPerUnit);
    const { grid, gray, alpha, shade } = this.#head.layers;
    this.#composed = { grid, gray: gray.slice(), alpha: alpha.slice(), shade: shade.slice() };
    this.#glasses = glassesCover(grid, identity);
    const random = createRandom(hashSeed(identity.seed, 0x6a));
    this.#grain = Float32Array.from(gray, () => random() - 0.5);
  }

  /** The face in `state`; the layers are overwritten by the next call. */
  paint(state: FaceState): FaceLayers {
    const identity = this.#identity;
    const face = this.#composed;
    copyWithJaw(this.#head.layers, identity, jawDrop(state.units), face);
    for (const fold of FOLDS) {
      const share = state.units[fold.unit];
      if (share > 0.02) applyFold(face.gray, face.grid, this.#foldShading(fold.unit), share);
    }
    drawMouth(face, identity, state.units);
    for (const side of [-1, 1] as const) {
      drawEye(
        face,
        identity,
        eyeShape(identity, state.units, state.blinkOpening, side),
        state.gazeX,
      );
    }
    drawBrows(face, identity, browShape(identity, state.units), this.#grain);
    if (this.#glasses) drawGlasses(face, identity, this.#glasses);
    return face;
  }

  #foldShading(unit: string): FoldShading {
    const known = this.#folds.get(unit);
    if (known) return known;
    const fold = FOLDS.find((candidate) => candidate.unit === unit);
    if (!fold) throw new RangeError(`no fold is drawn for ${unit}`);
    const shading = shadeFold(fold, this.#head, this.#identity, this.#light);
    this.#folds.set(unit, shading);
    return shading;
  }
}
