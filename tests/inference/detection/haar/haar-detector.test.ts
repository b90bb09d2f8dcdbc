import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../../../src/core/box.js';
import { EkspresiError } from '../../../../src/core/errors.js';
import { confirmFace } from '../../../../src/inference/detection/haar/confirm-face.js';
import { createHaarDetector } from '../../../../src/inference/detection/haar/haar-detector.js';
import {
  scanPaddedPicture,
  scanPicture,
} from '../../../../src/inference/detection/haar/scan-picture.js';
import {
  DEBIAN_CASCADE_PATH,
  DEBIAN_SECOND_CASCADE_PATH,
} from '../../../../src/inference/inference-settings.js';
import { renderScene } from '../../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../../synthetic/fixtures/named-scenes.js';

const scene = singleFrontal({ sizePx: 120 });
const { pixels, truth } = renderScene(scene, 0);
const frame = { pixels, width: scene.widthPx, height: scene.heightPx };
const whole = { x: 0, y: 0, width: frame.width, height: frame.height };
const face = truth.people[0]!.box;
const detector = createHaarDetector({
  cascadePath: DEBIAN_CASCADE_PATH,
  secondPath: DEBIAN_SECOND_CASCADE_PATH,
});
afterAll(() => detector.dispose());

const options = { scaleFactor: 1.1, minNeighbors: 3, minSizePx: 60, maxSizePx: 200, shrink: false };

describe('Haar detector', () => {
  it.each([
    { shrink: false, second: false },
    { shrink: true, second: false },
    { shrink: true, second: true },
  ])('finds a frontal face where it is: %o', (how) => {
    detector.load(frame);
    const [best] = detector.detect(whole, { ...options, ...how });
    expect(best).toBeDefined();
    expect(intersectionOverUnion(best!.box, face)).toBeGreaterThan(0.6);
    expect(best!.score).toBeGreaterThan(0.3);
    expect(best!.score).toBeLessThan(1);
  });

  it('finds it in a window of its own, in pixels of the frame', () => {
    detector.load(frame);
    const window = {
      x: face.x - 30,
      y: face.y - 30,
      width: face.width + 60,
      height: face.height + 60,
    };
    const [best] = detector.detect(window, { ...options, shrink: true });
    expect(intersectionOverUnion(best!.box, face)).toBeGreaterThan(0.6);
  });

  it('finds nothing where the face is not, nor of a size that it does not have', () => {
    detector.load(frame);
    const beside = { x: 0, y: 0, width: face.x - 20, height: frame.height };
    expect(detector.detect(beside, { ...options, minNeighbors: 5 })).toEqual([]);
    expect(detector.detect(whole, { ...options, minSizePx: 250, maxSizePx: 400 })).toEqual([]);
  });

  it('takes regions outside the frame and without area', () => {
    detector.load(frame);
    expect(detector.detect({ x: 700, y: 10, width: 50, height: 50 }, options)).toEqual([]);
    expect(detector.detect({ x: -90, y: -90, width: 50, height: 50 }, options)).toEqual([]);
    expect(detector.detect({ x: 5, y: 5, width: 0, height: 0 }, options)).toEqual([]);
  });

  it('takes frames of changing size, down to one pixel', () => {
    for (const side of [1, 2, 23, 24, 25, 700]) {
      const picture = { pixels: new Uint8Array(side * side).fill(128), width: side, height: side };
      detector.load(picture);
      const region = { x: 0, y: 0, width: side, height: side };
      expect(detector.detect(region, { ...options, minSizePx: 24, shrink: true })).toEqual([]);
      expect(scanPaddedPicture(detector, picture, 24)).toEqual([]);
    }
  });

  it('does not grow in memory over many frames', () => {
    const run = () => {
      detector.load(frame);
      detector.detect(whole, { ...options, minSizePx: 90, shrink: true });
    };
    for (let i = 0; i < 20; i++) run();
    const before = process.memoryUsage();
    for (let i = 0; i < 200; i++) run();
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(15e6);
  });

  it('leaves the rules of the process for unhandled errors alone', () => {
    const before = process.listeners('unhandledRejection').length;
    createHaarDetector({ cascadePath: DEBIAN_CASCADE_PATH, secondPath: null }).dispose();
    expect(process.listeners('unhandledRejection')).toHaveLength(before);
  });

  it.each([
    ['that is missing', '/nonexistent/cascade.xml'],
    ['that is no cascade', join(tmpdir(), 'no-cascade.xml')],
  ])('refuses a cascade %s with the path and the remedy', (_, path) => {
    writeFileSync(join(tmpdir(), 'no-cascade.xml'), '<?xml version="1.0"?><a/>');
    const refused = () => createHaarDetector({ cascadePath: path, secondPath: null });
    expect(refused).toThrow(EkspresiError);
    expect(refused).toThrow(path);
    try {
      refused();
    } catch (error) {
      expect((error as EkspresiError).code).toBe('CASCADE_MISSING');
      expect((error as EkspresiError).remedy).toContain('opencv-data');
    }
  });
});

describe('confirmFace', () => {
  it('keeps a face and refines its box', () => {
    detector.load(frame);
    const rough = { ...face, x: face.x + 0.1 * face.width, width: face.width * 0.95 };
    const confirmed = confirmFace(detector, rough);
    expect(confirmed).not.toBeNull();
    expect(intersectionOverUnion(confirmed!.box, face)).toBeGreaterThan(
      intersectionOverUnion(rough, face) - 0.05,
    );
  });

  it('takes a piece of wall for no face', () => {
    detector.load(frame);
    expect(confirmFace(detector, { x: 40, y: 40, width: 100, height: 100 })).toBeNull();
  });
});

describe('scanning a picture', () => {
  it('finds each face once', () => {
    detector.load(frame);
    expect(scanPicture(detector, frame, 24)).toHaveLength(1);
  });

  it('finds a face that fills the picture only with the edge repeated around it', () => {
    const margin = Math.round(face.width * 0.04);
    const side = Math.round(face.width) - 2 * margin;
    const tight = { pixels: new Uint8Array(side * side), width: side, height: side };
    for (let y = 0; y < side; y++) {
      const from = (Math.round(face.y) + margin + y) * frame.width + Math.round(face.x) + margin;
      tight.pixels.set(pixels.subarray(from, from + side), y * side);
    }
    const [found] = scanPaddedPicture(detector, tight, 24);
    expect(found).toBeDefined();
    const inTight = { x: -margin, y: -margin, width: face.width, height: face.height };
    expect(intersectionOverUnion(found!.box, inTight)).toBeGreaterThan(0.6);
  });
});
