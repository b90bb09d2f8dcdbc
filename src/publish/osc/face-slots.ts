/**
 * Numbers from 1 for the faces in view: a face keeps its number for as long as it is followed, and
 * a newcomer gets the smallest that is free. A stage has as many places as it has, whoever comes.
 */
export class FaceSlots {
  /** Key of the face in each place; null where it is free. */
  readonly #places: (string | null)[];

  constructor(count: number) {
    this.#places = Array.from({ length: count }, () => null);
  }

  /** The place of each face, null for those beyond the last place; `left` were given back. */
  assign(keys: readonly string[]): {
    readonly slots: readonly (number | null)[];
    readonly left: readonly number[];
  } {
    const places = this.#places;
    const left = places.flatMap((key, i) => (key !== null && !keys.includes(key) ? [i] : []));
    for (const i of left) places[i] = null;
    for (const key of keys) {
      const free = places.indexOf(null);
      if (!places.includes(key) && free >= 0) places[free] = key;
    }
    const placeOf = (key: string) => places.indexOf(key);
    return {
      slots: keys.map((key) => (placeOf(key) < 0 ? null : placeOf(key) + 1)),
      left: left.filter((i) => places[i] === null).map((i) => i + 1),
    };
  }
}
