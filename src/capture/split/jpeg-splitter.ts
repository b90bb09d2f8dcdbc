type Place = 'between' | 'marker' | 'length' | 'segment' | 'scan';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/**
 * Cuts a stream of JPEGs into pictures. It walks the segments of each header by their
 * length (a thumbnail inside one is not taken for the end) and looks for the end marker
 * in the scan. What lies between pictures is skipped: v4l2loopback pads a new reader's
 * first picture with zeros to the length of its whole buffer. A picture longer than
 * `maxBytes` is dropped, so memory is bounded.
 */
export class JpegSplitter {
  readonly #maxBytes: number;
  readonly #onJpeg: (jpeg: Uint8Array) => void;
  #place: Place = 'between';
  #previous = 0;
  #remaining = 0;
  #marker = 0;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(options: { maxBytes: number; onJpeg: (jpeg: Uint8Array) => void }) {
    this.#maxBytes = options.maxBytes;
    this.#onJpeg = options.onJpeg;
  }

  /** Takes bytes cut anywhere. They may be kept until the picture is complete, not longer. */
  push(chunk: Uint8Array): void {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#place === 'between') {
        at = this.#findStart(chunk, at);
        if (at < 0) return;
        start = at;
        continue;
      }
      if (this.#place === 'segment') {
        const taken = Math.min(this.#remaining, chunk.length - at);
        this.#remaining -= taken;
        at += taken;
        if (this.#remaining === 0) this.#place = this.#marker === SOS ? 'scan' : 'marker';
        continue;
      }
      if (this.#place === 'scan' && this.#previous !== 0xff) {
        // Nearly all of a picture: only 0xff can begin a marker.
        const next = chunk.indexOf(0xff, at);
        if (next !== at) this.#previous = 0;
        at = next < 0 ? chunk.length : next;
        if (next < 0) continue;
      }
      const found = this.#step(chunk[at] as number);
      at++;
      if (found === 'start') {
        this.#begin();
        start = at;
      } else if (found === 'end') {
        this.#keep(chunk.subarray(start, at));
        this.#finish();
      }
    }
    if (this.#place !== 'between') this.#keep(chunk.subarray(start));
    if (this.#bytes > this.#maxBytes) this.#reset();
  }

  /** Index after the start marker, or -1. */
  #findStart(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      const found = this.#previous === 0xff && byte === SOI;
      this.#previous = byte;
      if (!found) continue;
      this.#begin();
      return at + 1;
    }
    return -1;
  }

  /** Starts a picture with its start marker, which may have been cut in two. */
  #begin(): void {
    this.#reset();
    this.#place = 'marker';
    this.#keep(Uint8Array.of(0xff, SOI));
  }

  /**
   * Takes one byte of a marker, a length or a scan and says whether it completed the end
   * of the picture, or the start of the next one (this one was cut short).
   */
  #step(byte: number): 'start' | 'end' | null {
    const previous = this.#previous;
    this.#previous = byte;
    if (this.#place === 'length') {
      this.#remaining--;
      if (this.#remaining === 1) return null;
      this.#remaining = Math.max(0, previous * 256 + byte - 2);
      this.#previous = 0;
      this.#place = this.#remaining > 0 ? 'segment' : 'marker';
      return null;
    }
    if (previous !== 0xff || byte === 0xff || byte === 0) return null;
    if (byte === EOI) return 'end';
    if (byte === SOI) return 'start';
    const standsAlone = byte <= 0x01 || (byte >= 0xd0 && byte < SOI);
    if (standsAlone) return null;
    this.#marker = byte;
    this.#remaining = 2;
    this.#place = 'length';
    return null;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  #finish(): void {
    const parts = this.#parts;
    const bytes = this.#bytes;
    this.#reset();
    if (bytes > this.#maxBytes) return;
    const jpeg = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
      jpeg.set(part, at);
      at += part.length;
    }
    this.#onJpeg(jpeg);
  }

  #reset(): void {
    this.#place = 'between';
    this.#previous = 0;
    this.#parts = [];
    this.#bytes = 0;
  }
}
