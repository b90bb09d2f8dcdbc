import { drawBackground } from './background.js';
import { type BodyAnchor, drawBody } from './body.js';
import { clamp } from './curves.js';
import { FacePainter } from './face-painter.js';
import { type FacePose, faceBox, pxPerHeadUnit, toFramePoint } from './face-pose.js';
import { type Canvas, warpFace } from './face-warp.js';
import { faceLandmarks } from './landmarks.js';
import type { PersonScript, PersonTruth, Scene, SceneTruth } from './scene.js';
import { blinkOpeningAt, expressionAt, gazeAt, poseAt } from './script.js';
import { addSensorNoise, createNoisePattern } from './sensor-noise.js';
import { visibleShare } from './visibility.js';

/** One picture and what is true of it. */
export interface RenderedScene {
  /** `widthPx × heightPx` gray bytes in memory of their own. */
  readonly pixels: Uint8Array;
  readonly truth: SceneTruth;
}

/** Resolutions that faces are composed in, texels per head unit. */
const FACE_RESOLUTIONS = [32, 64, 96] as const;

/** Painters kept at once; the longest unused one goes first. */
const MAX_PAINTERS = 10;

interface Appearance {
  readonly person: PersonScript;
  readonly pose: FacePose;
  readonly body: BodyAnchor;
}

/**
 * Renders any moment of one scene. What it keeps (background, painters) only saves time:
 * the picture depends on nothing but the scene and the time.
 */
export class SceneRenderer {
  readonly #scene: Scene;
  readonly #background: Uint8Array;
  readonly #noise: Int8Array;
  readonly #painters = new Map<string, FacePainter>();

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#background = drawBackground(scene.background, scene.light, scene.widthPx, scene.heightPx);
    this.#noise = createNoisePattern(scene.seed, scene.noiseSigma);
  }

  /** The picture at `timeS` (≥ 0) seconds into the scene. */
  render(timeS: number): RenderedScene {
    const scene = this.#scene;
    const canvas: Canvas = {
      pixels: this.#background.slice(),
      width: scene.widthPx,
      height: scene.heightPx,
    };
    const scriptTimeS = scene.loopS === null ? timeS : timeS % scene.loopS;
    const present = appearances(scene, scriptTimeS);
    const farthestFirst = present.toSorted((a, b) => a.pose.sizePx - b.pose.sizePx);
    for (const appearance of farthestFirst) this.#draw(canvas, appearance, scriptTimeS);
    if (scene.noiseSigma > 0) {
      addSensorNoise(canvas, this.#noise, scene.seed, Math.round(timeS * 1000));
    }
    const people = present.map((appearance) => {
      const nearer = farthestFirst.slice(farthestFirst.indexOf(appearance) + 1);
      return personTruth(appearance, nearer, canvas, scriptTimeS);
    });
    return { pixels: canvas.pixels, truth: { timeS, people } };
  }

  #draw(canvas: Canvas, { person, pose, body }: Appearance, timeS: number): void {
    drawBody(canvas, person.identity, this.#scene.light, body);
    const painter = this.#painter(person, pxPerHeadUnit(pose));
    const state = {
      units: expressionAt(person, timeS).units,
      blinkOpening: blinkOpeningAt(person.blinks, timeS),
      gazeX: gazeAt(person, timeS),
    };
    warpFace(canvas, painter.paint(state), pose);
  }

  #painter(person: PersonScript, pxPerUnit: number): FacePainter {
    const resolution = FACE_RESOLUTIONS.find((candidate) => candidate >= 0.85 * pxPerUnit) ?? 96;
    const key = `${person.personId}/${resolution}`;
    const painter =
      this.#painters.get(key) ?? new FacePainter(person.identity, this.#scene.light, resolution);
    this.#painters.delete(key);
    this.#painters.set(key, painter);
    for (const oldest of this.#painters.keys()) {
      if (this.#painters.size <= MAX_PAINTERS) break;
      this.#painters.delete(oldest);
    }
    return painter;
  }
}

/**
 * One moment of a scene, pure. It draws everything anew (about 0.1 s); whoever needs many
 * moments keeps a {@link SceneRenderer}, which gives the same pixels.
 */
export function renderScene(scene: Scene, timeS: number): RenderedScene {
  return new SceneRenderer(scene).render(timeS);
}

function appearances(scene: Scene, timeS: number): Appearance[] {
  return scene.people.flatMap((person) => {
    const pose = poseAt(person, timeS);
    return pose ? [{ person, pose, body: bodyAnchor(pose) }] : [];
  });
}

/** The body stays upright under the chin of the rolled head. */
function bodyAnchor(pose: FacePose): BodyAnchor {
  const pxPerUnit = pxPerHeadUnit(pose);
  const [chinX, chinY] = toFramePoint({ ...pose, yawRad: 0, pitchRad: 0 }, 0, 1.3);
  return { xPx: chinX, yPx: chinY - 1.3 * pxPerUnit, pxPerUnit };
}

function personTruth(
  { person, pose }: Appearance,
  nearer: readonly Appearance[],
  canvas: Canvas,
  timeS: number,
): PersonTruth {
  const { units, expression } = expressionAt(person, timeS);
  const blinkOpening = blinkOpeningAt(person.blinks, timeS);
  const silhouettes = nearer.map((other) => ({
    identity: other.person.identity,
    pose: other.pose,
    body: other.body,
  }));
  return {
    personId: person.personId,
    box: faceBox(pose),
    expression,
    eyeOpening: clamp(units.lidOpening * blinkOpening, 0, 1),
    rollRad: pose.rollRad,
    yawRad: pose.yawRad,
    pitchRad: pose.pitchRad ?? 0,
    visibleShare: visibleShare(pose, silhouettes, canvas),
    landmarks: faceLandmarks(person.identity, units, blinkOpening, pose),
  };
}
