/**
 * Gives each face the lowest free place and leaves it there while the face is in view, so that
 * nothing moves when others come and go.
 */
export class FacePlaces {
  readonly #keys: (string | undefined)[] = [];

  /** The place of each face, in their order; places of those who are gone become free. */
  placesOf(keys: readonly string[]): readonly number[] {
    for (const [place, key] of this.#keys.entries()) {
      if (key !== undefined && !keys.includes(key)) this.#keys[place] = undefined;
    }
    return keys.map((key) => {
      const known = this.#keys.indexOf(key);
      if (known >= 0) return known;
      const free = this.#keys.indexOf(undefined);
      const place = free >= 0 ? free : this.#keys.length;
      this.#keys[place] = key;
      return place;
    });
  }
}
