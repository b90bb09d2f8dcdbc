import { type Box, intersectionOverUnion } from '../../src/core/box.js';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import type { FacePicture } from './face-pictures.js';

/** Overlap from which a detection counts as the face; the labels' boxes are taller than Haar's. */
const SAME_FACE_IOU = 0.3;

/** Faces found, false faces and time of a search on `pictures`. */
export async function scorePictures(
  pictures: readonly FacePicture[],
  find: (picture: GrayImage) => Promise<readonly { readonly box: Box }[]>,
) {
  const overlaps: number[] = [];
  let faces = 0;
  let falseFaces = 0;
  const beganMs = performance.now();
  for (const picture of pictures) {
    const open = new Set(picture.faces);
    faces += picture.faces.length;
    for (const { box } of await find(picture.image)) {
      const best = [...open]
        .map((face) => ({ face, overlap: intersectionOverUnion(face, box) }))
        .sort((a, b) => b.overlap - a.overlap)[0];
      if (best !== undefined && best.overlap > SAME_FACE_IOU) {
        open.delete(best.face);
        overlaps.push(best.overlap);
      } else if (
        !picture.ignored.some((ignored) => intersectionOverUnion(ignored, box) > SAME_FACE_IOU)
      ) {
        falseFaces++;
      }
    }
  }
  overlaps.sort((a, b) => a - b);
  return {
    pictures: pictures.length,
    faces,
    found: overlaps.length,
    recall: faces === 0 ? null : Number((overlaps.length / faces).toFixed(3)),
    falseFaces,
    medianIou: Number(overlaps[overlaps.length >> 1]?.toFixed(2) ?? Number.NaN),
    msPerPicture: Number(((performance.now() - beganMs) / pictures.length).toFixed(1)),
  };
}
