/** What is wrong in a manifest: where, and what was expected there. */
export class FieldError extends Error {}

/**
 * Reads checked values out of parsed JSON. Written by hand because a schema library costs the
 * worker thread 13 MB of memory for two small files.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;

  private constructor(values: Readonly<Record<string, unknown>>, path: string) {
    this.#values = values;
    this.#path = path;
  }

  /** @throws FieldError where `json` is no object, as all methods do for what is not as wanted */
  static of(json: unknown, path = ''): Fields {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new FieldError(`${path}: expected an object`);
    }
    return new Fields(json as Record<string, unknown>, path);
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  part(name: string): Fields {
    return Fields.of(this.#values[name], this.#pathOf(name));
  }

  /** A list of objects, at least one. */
  parts(name: string): Fields[] {
    const value = this.#values[name];
    if (!Array.isArray(value) || value.length === 0) return this.#refuse(name, 'a list of objects');
    return value.map((item, i) => Fields.of(item, `${this.#pathOf(name)}[${i}]`));
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === 'string' && value !== '' ? value : this.#refuse(name, 'a text');
  }

  texts(name: string): string[] {
    const value = this.#values[name];
    const areTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return areTexts && value.length > 0 ? value : this.#refuse(name, 'a list of texts');
  }

  oneOf<const Value>(name: string, allowed: Value): Value {
    return this.#values[name] === allowed
      ? allowed
      : this.#refuse(name, JSON.stringify(allowed) ?? 'nothing');
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    return typeof value === 'boolean' ? value : this.#refuse(name, 'true or false');
  }

  /** A SHA-256 in small hexadecimal digits. */
  hash(name: string): string {
    const value = this.#values[name];
    const isHash = typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
    return isHash ? value : this.#refuse(name, '64 hexadecimal digits');
  }

  number(name: string): number {
    const value = this.#values[name];
    return Number.isFinite(value) ? (value as number) : this.#refuse(name, 'a number');
  }

  positive(name: string): number {
    const value = this.number(name);
    return value > 0 ? value : this.#refuse(name, 'a number above 0');
  }

  share(name: string): number {
    const value = this.number(name);
    return value >= 0 && value <= 1 ? value : this.#refuse(name, 'a number from 0 to 1');
  }

  /** `count` shares above 0 that sum to 1, to a thousandth. */
  shares(name: string, count: number): number[] {
    const value = this.#values[name];
    const areShares =
      Array.isArray(value) &&
      value.length === count &&
      value.every((share) => typeof share === 'number' && share > 0) &&
      Math.abs(value.reduce((sum, share) => sum + share, 0) - 1) < 1e-3;
    return areShares ? value : this.#refuse(name, `${count} shares that sum to 1`);
  }

  /** A share that is neither nothing nor all. */
  innerShare(name: string): number {
    const value = this.number(name);
    return value > 0 && value < 1 ? value : this.#refuse(name, 'a number between 0 and 1');
  }

  side(name: string): number {
    const value = this.number(name);
    return Number.isInteger(value) && value >= 8 && value <= 512
      ? value
      : this.#refuse(name, 'a whole number from 8 to 512');
  }

  #refuse(name: string, expected: string): never {
    const what = this.has(name) ? 'wrong' : 'missing';
    throw new FieldError(`${this.#pathOf(name)}: ${what}, expected ${expected}`);
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}
