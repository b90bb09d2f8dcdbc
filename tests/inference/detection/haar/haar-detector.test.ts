import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../../../src/core/box.js';
import { EkspresiError } from '../../../../src/core/errors.js';
import { silentLog } from '../../../../src/core/log.js';
import { packageRoot } from '../../../../src/core/package-root.js';
import type { Detector } from '../../../../src/inference/detection/detector.js';
import { loadCascade } from '../../../../src/inference/detection/haar/cascade.js';
import { loadHaarDetector } from '../../../../src/inference/detection/haar/haar-detector.js';
import { searchStill, searchTiles } from '../../../../src/inference/detection/search-still.js';
import {
  DEBIAN_CASCADE_PATH,
  defaultInferenceSettings,
} from '../../../../src/inference/inference-settings.js';
import { renderScene } from '../../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../../synthetic/fixtures/named-scenes.js';

const scene = singleFrontal({ sizePx: 120 });
const { pixels, truth } = renderScene(scene, 0);
const frame = { pixels, width: scene.widthPx, height: scene.heightPx };
const whole = { region: { x: 0, y: 0, width: 640, height: 480 }, shrinkBy: 2 };
const face = truth.people[0]!.box;
const settings = defaultInferenceSettings(`${packageRoot()}/models`);

const cascade = loadCascade(DEBIAN_CASCADE_PATH);
afterAll(() => cascade.dispose());
const options = { scaleFactor: 1.1, minNeighbours: 3 };

describe('Haar cascade', () => {
  it('finds a frontal face where it is', () => {
    const [best] = cascade.detect(frame, { ...options, minSizePx: 60, maxSizePx: 200 });
    expect(best).toBeDefined();
    expect(intersectionOverUnion(best!.box, face)).toBeGreaterThan(0.6);
    expect(best!.score).toBeGreaterThan(0.3);
    expect(best!.score).toBeLessThan(1);
  });

  it('finds no face of a size that it does not have', () => {
    expect(cascade.detect(frame, { ...options, minSizePx: 250, maxSizePx: 400 })).toEqual([]);
  });

  it('takes pictures of changing size, down to one pixel', () => {
    for (const side of [1, 2, 23, 24, 25, 700]) {
      const picture = { pixels: new Uint8Array(side * side).fill(128), width: side, height: side };
      expect(cascade.detect(picture, options)).toEqual([]);
    }
  });

  it('does not grow in memory over many pictures', () => {
    const run = () => cascade.detect(frame, { ...options, minSizePx: 200 });
    for (let i = 0; i < 20; i++) run();
    const before = process.memoryUsage();
    for (let i = 0; i < 200; i++) run();
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(15e6);
  }, 60_000);

  it('leaves the rules of the process for unhandled errors alone', () => {
    const before = process.listeners('unhandledRejection').length;
    loadCascade(DEBIAN_CASCADE_PATH).dispose();
    expect(process.listeners('unhandledRejection')).toHaveLength(before);
  });

  it.each([
    ['that is missing', '/nonexistent/cascade.xml'],
    ['that is no cascade', join(tmpdir(), 'no-cascade.xml')],
  ])('refuses a file %s with the path and the remedy', (_, path) => {
    writeFileSync(join(tmpdir(), 'no-cascade.xml'), '<?xml version="1.0"?><a/>');
    const refused = () => loadCascade(path);
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

describe('Haar detector', () => {
  let detector: Detector;
  beforeAll(async () => {
    detector = await loadHaarDetector(settings, { log: silentLog });
  });
  afterAll(() => detector.dispose());
  const { min } = { min: 0.5 };

  it('finds a face in a tile, in pixels of the frame', async () => {
    for (const tile of [
      whole,
      { region: { x: face.x - 60, y: face.y - 30, width: 320, height: 240 }, shrinkBy: 1 },
    ]) {
      const [best] = await detector.look(frame, tile, min);
      expect(best).toBeDefined();
      expect(intersectionOverUnion(best!.box, face)).toBeGreaterThan(0.6);
    }
  });

  it('gives only detections of the score that is asked for, highest first', async () => {
    const all = await detector.look(frame, whole, 0);
    const some = await detector.look(frame, whole, min);
    expect(some).toEqual(all.filter(({ score }) => score >= min));
    expect(all.map(({ score }) => score)).toEqual(
      [...all.map(({ score }) => score)].sort((a, b) => b - a),
    );
  });

  it('finds nothing where the face is not', async () => {
    const beside = { region: { x: 0, y: 0, width: face.x - 20, height: 300 }, shrinkBy: 1 };
    expect(await detector.look(frame, beside, min)).toEqual([]);
  });

  it('finds each face of a picture once', async () => {
    expect(await searchTiles(frame, detector, 24, min)).toHaveLength(1);
  });

  it('finds a face that fills the picture only with the edge repeated around it', async () => {
    const margin = Math.round(face.width * 0.04);
    const side = Math.round(face.width) - 2 * margin;
    const tight = { pixels: new Uint8Array(side * side), width: side, height: side };
    for (let y = 0; y < side; y++) {
      const from = (Math.round(face.y) + margin + y) * frame.width + Math.round(face.x) + margin;
      tight.pixels.set(pixels.subarray(from, from + side), y * side);
    }
    const [found] = await searchStill(tight, detector, 24);
    expect(found).toBeDefined();
    const inTight = { x: -margin, y: -margin, width: face.width, height: face.height };
    expect(intersectionOverUnion(found!.box, inTight)).toBeGreaterThan(0.6);
  });
});
