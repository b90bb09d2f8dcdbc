import type { Box } from '../../src/core/box.js';
import { EXPRESSIONS } from '../../src/core/expression.js';
import { areaResize, type GrayImage } from '../../src/inference/crop/area-resize.js';
import { SceneRenderer } from '../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../tests/synthetic/fixtures/named-scenes.js';
import type { FacePicture } from '../pictures/face-pictures.js';

export const WIDTH_PX = 640;
export const HEIGHT_PX = 480;
/** Width of a face from cheek to cheek, which is that of the boxes in `shared/faces`. */
const FACE_WIDTH_M = 0.15;
/** The drawn faces' boxes are the detector's, a little wider. */
const DRAWN_BOX_M = 0.18;
/** How far a standing person's head sways to either side, and how often. */
const SWAY_M = 0.01;
const SWAY_HZ = 0.4;
/** Share of a face's picture that blends into the background at its rim. */
const BLEND = 0.15;

/** A person before the camera in even light, seen without noise. */
export interface StagedPerson {
  readonly name: string;
  /** Horizontal field of view of the camera that sees this person, degrees. */
  readonly fieldDegrees: number;
  /** The scene with the person at `distanceM`, from which pictures at any time are taken. */
  at(distanceM: number): (timeS: number) => StagedPicture;
}

export interface StagedPicture {
  readonly picture: GrayImage;
  readonly face: Box;
}

/** Pixels a metre takes at a distance of one metre: the pinhole camera's focal length. */
function focalPx(fieldDegrees: number): number {
  return WIDTH_PX / 2 / Math.tan((fieldDegrees * Math.PI) / 360);
}

/** A person from a photograph before a background that shows nobody. */
export function photographed(
  { image, faces, name }: FacePicture,
  background: GrayImage,
  fieldDegrees: number,
  phase: number,
): StagedPerson {
  const room: GrayImage = blank();
  areaResize(background, { x: 0, y: 0, width: background.width, height: background.height }, room);
  const box = faces[0]!;
  const at = (distanceM: number) => {
    const scale = (FACE_WIDTH_M * focalPx(fieldDegrees)) / distanceM / box.width;
    const patch = {
      pixels: new Uint8Array(0),
      width: Math.round(image.width * scale),
      height: Math.round(image.height * scale),
    };
    patch.pixels = new Uint8Array(patch.width * patch.height);
    areaResize(image, { x: 0, y: 0, width: image.width, height: image.height }, patch);
    const [middleX, middleY] = [WIDTH_PX * (0.4 + 0.2 * phase), HEIGHT_PX * 0.48];
    const x = middleX - (box.x + box.width / 2) * scale;
    const y = middleY - (box.y + box.height / 2) * scale;
    return (timeS: number): StagedPicture => {
      const swayPx = (SWAY_M * focalPx(fieldDegrees)) / distanceM;
      const angle = 2 * Math.PI * (SWAY_HZ * timeS + phase);
      const [left, top] = [x + swayPx * Math.sin(angle), y + 0.3 * swayPx * Math.cos(angle)];
      const picture = { ...room, pixels: room.pixels.slice() };
      paste(picture, patch, left, top);
      return {
        picture,
        face: {
          x: left + box.x * scale,
          y: top + box.y * scale,
          width: box.width * scale,
          height: box.height * scale,
        },
      };
    };
  };
  return { name, fieldDegrees, at };
}

/** One of the synthetic source's people; each shows another expression. */
export function drawn(seed: number, fieldDegrees: number): StagedPerson {
  const expression = EXPRESSIONS[seed % EXPRESSIONS.length]!;
  return {
    name: `drawn ${seed}`,
    fieldDegrees,
    at(distanceM) {
      const sizePx = (DRAWN_BOX_M * focalPx(fieldDegrees)) / distanceM;
      const scene = singleFrontal({ seed, expression, sizePx });
      const people = scene.people.map((person) => ({ ...person, sway: 1 }));
      const renderer = new SceneRenderer({ ...scene, people, noiseSigma: 0 });
      return (timeS) => {
        const { pixels, truth } = renderer.render(timeS);
        return {
          picture: { pixels, width: WIDTH_PX, height: HEIGHT_PX },
          face: truth.people[0]!.box,
        };
      };
    },
  };
}

function blank(): GrayImage {
  return { pixels: new Uint8Array(WIDTH_PX * HEIGHT_PX), width: WIDTH_PX, height: HEIGHT_PX };
}

/** Draws `patch` with its corner at (left, top), between pixels too, its rim blended. */
function paste(picture: GrayImage, patch: GrayImage, left: number, top: number): void {
  const rimX = BLEND * patch.width;
  const rimY = BLEND * patch.height;
  const fromX = Math.max(0, Math.ceil(left));
  const fromY = Math.max(0, Math.ceil(top));
  const toX = Math.min(picture.width, Math.floor(left + patch.width - 1));
  const toY = Math.min(picture.height, Math.floor(top + patch.height - 1));
  for (let y = fromY; y < toY; y++) {
    const py = y - top;
    const row = Math.floor(py);
    const fy = py - row;
    for (let x = fromX; x < toX; x++) {
      const px = x - left;
      const column = Math.floor(px);
      const fx = px - column;
      const i = row * patch.width + column;
      const above = patch.pixels[i]! * (1 - fx) + patch.pixels[i + 1]! * fx;
      const below =
        patch.pixels[i + patch.width]! * (1 - fx) + patch.pixels[i + patch.width + 1]! * fx;
      const share = Math.min(
        1,
        Math.min(px, patch.width - px) / rimX,
        Math.min(py, patch.height - py) / rimY,
      );
      const at = y * picture.width + x;
      picture.pixels[at] =
        picture.pixels[at]! * (1 - share) + share * (above * (1 - fy) + below * fy);
    }
  }
}
