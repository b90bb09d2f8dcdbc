import { BitWriter } from './bit-writer.js';
import { forwardDct } from './block-transform.js';
import {
  AC_HUFFMAN,
  DC_HUFFMAN,
  type HuffmanSpec,
  LUMINANCE_STEPS,
  ZIGZAG,
} from './jpeg-tables.js';

/** Code and its length in bits by symbol. */
interface HuffmanCodes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

/**
 * Encodes gray pixels (`width × height` bytes) as baseline JPEG with one component (ITU T.81),
 * a few milliseconds for 640×480. `quality` 1…100 as libjpeg counts. Ours because npm's pure
 * encoder takes three colours and ten times as long.
 */
export function encodeGrayJpeg(
  pixels: Uint8Array,
  width: number,
  height: number,
  quality: number,
): Uint8Array {
  const steps = quantisationSteps(quality);
  const writer = new BitWriter();
  writeHeader(writer, width, height, steps);
  const dc = huffmanCodes(DC_HUFFMAN);
  const ac = huffmanCodes(AC_HUFFMAN);
  const block = new Float32Array(64);
  const scratch = new Float32Array(64);
  const coefficients = new Int16Array(64);
  let lastDc = 0;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      readBlock(pixels, width, height, left, top, block);
      forwardDct(block, scratch);
      for (let i = 0; i < 64; i++) {
        const place = ZIGZAG[i]!;
        coefficients[i] = Math.round(block[place]! / steps[place]!);
      }
      writeValue(writer, dc, 0, coefficients[0]! - lastDc);
      lastDc = coefficients[0]!;
      writeAc(writer, ac, coefficients);
    }
  }
  writer.flushBits();
  writer.bytes(0xff, 0xd9);
  return writer.finish();
}

/** Level-shifted pixels of one block; edges are repeated beyond the picture. */
function readBlock(
  pixels: Uint8Array,
  width: number,
  height: number,
  left: number,
  top: number,
  block: Float32Array,
): void {
  for (let row = 0; row < 8; row++) {
    const from = Math.min(top + row, height - 1) * width;
    for (let column = 0; column < 8; column++) {
      block[row * 8 + column] = pixels[from + Math.min(left + column, width - 1)]! - 128;
    }
  }
}

function writeAc(writer: BitWriter, ac: HuffmanCodes, coefficients: Int16Array): void {
  let zeros = 0;
  for (let i = 1; i < 64; i++) {
    const value = coefficients[i]!;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writer.bits(ac.code[0xf0]!, ac.length[0xf0]!);
    writeValue(writer, ac, zeros, value);
    zeros = 0;
  }
  if (zeros > 0) writer.bits(ac.code[0]!, ac.length[0]!);
}

/** A Huffman symbol (zeros before, size in bits), then the value's own bits. */
function writeValue(writer: BitWriter, codes: HuffmanCodes, zeros: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  const symbol = (zeros << 4) | size;
  writer.bits(codes.code[symbol]!, codes.length[symbol]!);
  if (size > 0) writer.bits(value < 0 ? value - 1 : value, size);
}

function quantisationSteps(quality: number): readonly number[] {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return LUMINANCE_STEPS.map((step) =>
    Math.max(1, Math.min(255, Math.floor((step * percent + 50) / 100))),
  );
}

/** Canonical codes: by length, in the order of the symbols (ITU T.81, annex C). */
function huffmanCodes({ counts, symbols }: HuffmanSpec): HuffmanCodes {
  const codes = { code: new Uint16Array(256), length: new Uint8Array(256) };
  let code = 0;
  let next = 0;
  counts.forEach((count, i) => {
    for (let n = 0; n < count; n++) {
      const symbol = symbols[next++]!;
      codes.code[symbol] = code++;
      codes.length[symbol] = i + 1;
    }
    code <<= 1;
  });
  return codes;
}

/** SOI, DQT, SOF0, DHT twice, SOS. */
function writeHeader(
  writer: BitWriter,
  width: number,
  height: number,
  steps: readonly number[],
): void {
  writer.bytes(0xff, 0xd8);
  writer.bytes(0xff, 0xdb, 0, 67, 0, ...ZIGZAG.map((place) => steps[place]!));
  writer.bytes(0xff, 0xc0, 0, 11, 8, height >> 8, height & 0xff, width >> 8, width & 0xff);
  writer.bytes(1, 1, 0x11, 0);
  writeHuffman(writer, 0x00, DC_HUFFMAN);
  writeHuffman(writer, 0x10, AC_HUFFMAN);
  writer.bytes(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0);
}

function writeHuffman(writer: BitWriter, id: number, { counts, symbols }: HuffmanSpec): void {
  const length = 19 + symbols.length;
  writer.bytes(0xff, 0xc4, length >> 8, length & 0xff, id, ...counts, ...symbols);
}
