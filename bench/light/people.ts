import { turnOf } from '../../src/inference/eyes/ear.js';
import { type FacePicture, readFacePictures } from '../pictures/face-pictures.js';
import { drawn, photographed, type StagedPerson } from './staged-person.js';
import type { LightSubject } from './subject.js';

/** Photographs whose face is narrower than this would be enlarged too much when near. */
const LEAST_WIDTH_PX = 70;
/** Who looks at the camera: nose so near to the middle of the eyes, in distances of the eyes. */
const LOOKS_AT_CAMERA = 0.15;
/** Photographs looked through for each person: most are too small or look aside. */
const CANDIDATES_A_PERSON = 8;
/** Fields of view of usual webcams, degrees. */
const NARROWEST = 60;
const WIDEST = 78;

/**
 * People who look at the camera, from the validation pictures of `folder` (shared/faces), each
 * before another picture without a face, and drawn ones; the fields of view spread evenly over
 * them.
 */
export async function stagePeople(
  folder: string,
  subject: LightSubject,
  counts: { readonly photographed: number; readonly drawn: number },
): Promise<StagedPerson[]> {
  const left = new Map([
    ['p1fk', CANDIDATES_A_PERSON * counts.photographed],
    ['neg', counts.photographed],
  ]);
  const pictures = readFacePictures(folder, (source, split) => {
    const wanted = split === 'val' ? (left.get(source) ?? 0) : 0;
    if (wanted > 0) left.set(source, wanted - 1);
    return wanted > 0;
  });
  const rooms = pictures.filter(({ source }) => source === 'neg');
  const candidates = pictures.filter(
    ({ source, faces, ignored }) =>
      source === 'p1fk' &&
      faces.length === 1 &&
      ignored.length === 0 &&
      faces[0]!.width >= LEAST_WIDTH_PX,
  );
  const frontal: FacePicture[] = [];
  for (const candidate of candidates) {
    if (frontal.length === counts.photographed) break;
    const { faces } = await subject.still(candidate.image);
    const turn = turnOf(faces[0]?.landmarks ?? []);
    if (turn !== null && Math.abs(turn) < LOOKS_AT_CAMERA) frontal.push(candidate);
  }
  const total = frontal.length + counts.drawn;
  const field = (i: number) => NARROWEST + ((WIDEST - NARROWEST) * (i + 0.5)) / total;
  return [
    ...frontal.map((picture, i) => {
      const room = rooms[i % rooms.length]!.image;
      return photographed(picture, room, field((5 * i) % total), i / frontal.length);
    }),
    ...Array.from({ length: counts.drawn }, (_, i) =>
      drawn(i + 1, field((5 * (frontal.length + i)) % total)),
    ),
  ];
}
