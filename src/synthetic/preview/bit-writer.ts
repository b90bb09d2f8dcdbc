/** Bytes and bits of a JPEG file, in a buffer that grows. */
export class BitWriter {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;
  #held = 0;
  #heldBits = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }

  bytes(...values: readonly number[]): void {
    for (const value of values) this.byte(value);
  }

  /** The lowest `count` (≤ 16) bits of `value`, most significant first; 0xFF is stuffed. */
  bits(value: number, count: number): void {
    this.#held = (this.#held << count) | (value & ((1 << count) - 1));
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      const byte = (this.#held >> this.#heldBits) & 0xff;
      this.byte(byte);
      if (byte === 0xff) this.byte(0);
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  /** Fills the last byte of the coded data with ones. */
  flushBits(): void {
    if (this.#heldBits > 0) this.bits(0x7f, 8 - this.#heldBits);
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
