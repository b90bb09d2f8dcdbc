import type { Box } from '../../src/core/box.js';
import { areaResize, type GrayImage } from '../../src/inference/crop/area-resize.js';
import { createRandom } from '../../src/synthetic/random.js';
import type { FacePicture } from './face-pictures.js';

const WIDTH_PX = 640;
const HEIGHT_PX = 480;
/** Share of a pasted patch that blends into the scene at its rim. */
const BLEND = 0.12;

/**
 * Whole scenes of 640×480 made of face-free pictures with one to four tight face pictures pasted
 * in, their boxes 30…200 pixels high (evenly on a logarithmic scale), never overlapping.
 */
export function pastedScenes(
  backgrounds: readonly FacePicture[],
  faces: readonly FacePicture[],
  count: number,
  seed: number,
): FacePicture[] {
  const random = createRandom(seed);
  const scenes: FacePicture[] = [];
  for (let i = 0; i < count; i++) {
    const background = backgrounds[Math.floor(random() * backgrounds.length)]!;
    const image: GrayImage = {
      pixels: new Uint8Array(WIDTH_PX * HEIGHT_PX),
      width: WIDTH_PX,
      height: HEIGHT_PX,
    };
    const { width, height } = background.image;
    areaResize(background.image, { x: 0, y: 0, width, height }, image);
    const placed: Box[] = [];
    const boxes: Box[] = [];
    const people = 1 + Math.floor(random() * 4);
    for (let p = 0; p < people; p++) {
      const face = faces[Math.floor(random() * faces.length)]!;
      const heightPx = 30 * (200 / 30) ** random();
      const scale = heightPx / face.faces[0]!.height;
      const patch = {
        width: Math.round(face.image.width * scale),
        height: Math.round(face.image.height * scale),
      };
      const x = Math.floor(random() * (WIDTH_PX - patch.width));
      const y = Math.floor(random() * (HEIGHT_PX - patch.height));
      if (x < 0 || y < 0 || placed.some((other) => touches(other, { x, y, ...patch }))) continue;
      placed.push({ x, y, ...patch });
      paste(image, face.image, { x, y, ...patch });
      const box = face.faces[0]!;
      boxes.push({
        x: x + box.x * scale,
        y: y + box.y * scale,
        width: box.width * scale,
        height: box.height * scale,
      });
    }
    scenes.push({ source: 'pasted', name: `scene ${i}`, image, faces: boxes, ignored: [] });
  }
  return scenes;
}

function touches(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function paste(into: GrayImage, face: GrayImage, at: Box): void {
  const patch = { pixels: new Uint8Array(at.width * at.height), ...sizeOf(at) };
  areaResize(face, { x: 0, y: 0, width: face.width, height: face.height }, patch);
  for (let y = 0; y < at.height; y++) {
    for (let x = 0; x < at.width; x++) {
      const fromEdge = Math.min(
        (Math.min(x, at.width - 1 - x) + 1) / at.width,
        (Math.min(y, at.height - 1 - y) + 1) / at.height,
      );
      const weight = Math.min(1, fromEdge / BLEND);
      const k = (at.y + y) * into.width + at.x + x;
      into.pixels[k] = weight * patch.pixels[y * at.width + x]! + (1 - weight) * into.pixels[k]!;
    }
  }
}

function sizeOf(box: Box): { width: number; height: number } {
  return { width: box.width, height: box.height };
}
