import { describe, expect, it } from 'vitest';
import type { Box } from '../../../../src/core/box.js';
import { systemClock } from '../../../../src/core/clock.js';
import { packageRoot } from '../../../../src/core/package-root.js';
import { CnnDetectionScheduler } from '../../../../src/inference/detection/cnn/cnn-detection-scheduler.js';
import type { CnnDetector } from '../../../../src/inference/detection/cnn/cnn-detector.js';
import { JointFinder } from '../../../../src/inference/detection/joint-finder.js';
import type { TilePlace } from '../../../../src/inference/detection/tile.js';
import type { Verifier } from '../../../../src/inference/detection/verifier.js';
import { readDetectorManifest } from '../../../../src/inference/models/manifest.js';
import { FaceTracker } from '../../../../src/inference/tracking/face-tracker.js';

const WIDTH = 640;
const HEIGHT = 480;
const manifest = {
  ...readDetectorManifest(`${packageRoot()}/models/detector`),
  ...{ sureScore: 0.7, minScore: 0.6, keepScore: 0.4 },
};

/** A network that sees the faces it is told, and keeps a list of where it was asked to look. */
class ToldNetwork implements CnnDetector {
  readonly manifest = manifest;
  readonly input = { width: 320, height: 240, minSidePx: 16 };
  readonly looks: TilePlace[] = [];
  faces: { readonly box: Box; readonly score: number }[] = [];
  /** What a look costs. */
  lookMs = 0;
  spentMs = 0;

  async look(_: unknown, view: TilePlace, minScore: number) {
    this.looks.push(view);
    this.spentMs += this.lookMs;
    return this.faces.filter(
      ({ box, score }) => score >= minScore && box.width / view.shrinkBy >= this.input.minSidePx,
    );
  }

  async dispose() {}
}

/** Frames of one gray, in which the test may move something. */
function frames() {
  const pixels = new Uint8Array(WIDTH * HEIGHT).fill(90);
  return (timeMs: number, moved?: Box) => {
    if (moved !== undefined) {
      for (let y = moved.y; y < moved.y + moved.height; y++) {
        const from = y * WIDTH + moved.x;
        pixels.fill(255 - pixels[from]!, from, from + moved.width);
      }
    }
    const time = { capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 };
    return { pixels, width: WIDTH, height: HEIGHT, sequence: timeMs, ...time };
  };
}

const box = (x: number, y: number, side: number): Box => ({ x, y, width: side, height: side });
const track = (key: number, where: Box, confirmed = true) => ({
  ...{ key, trackId: confirmed ? key : null, box: where, confirmed },
});
const NONE = new Map();

function created(minFacePx = 40, scanBudgetMs = 0) {
  const network = new ToldNetwork();
  const confidences = new Map<Box, number>();
  const confidenceIn: Verifier = async (_, boxes) => boxes.map((b) => confidences.get(b) ?? 1);
  const settings = { minFacePx, scanBudgetMs };
  const clock = { ...systemClock, monotonicMs: () => network.spentMs };
  const finder = new CnnDetectionScheduler(network, confidenceIn, settings, clock);
  return { network, finder, confidences, frame: frames() };
}

describe('NetworkFinder', () => {
  it('searches the first frame whole, in every view', async () => {
    const { network, finder, frame } = created(24);
    network.faces = [{ box: box(100, 100, 80), score: 0.9 }];
    expect(await finder.find(frame(0), [], NONE)).toHaveLength(1);
    expect(network.looks).toHaveLength(5);
  });

  it.each([24, 80])(
    'confirms a new face on a box where a look takes half the time of a frame (from %d pixels)',
    async (minFacePx) => {
      const { network, finder, frame } = created(minFacePx);
      network.lookMs = 110;
      const tracker = new FaceTracker();
      const numbered: number[] = [];
      for (let timeMs = 0; timeMs < 12_000; timeMs += 200) {
        // Somebody comes in after two seconds, and something else keeps moving in every corner.
        const face = box(200 + timeMs / 100, 150, 100);
        if (timeMs >= 2000) network.faces = [{ box: face, score: 0.9 }];
        const seen = frame(timeMs, box(timeMs % 400, timeMs % 300, 150));
        const found = await finder.find(seen, tracker.predict(timeMs), NONE);
        const { tracks } = tracker.update(found, timeMs);
        if (tracks.some(({ trackId }) => trackId !== null)) numbered.push(timeMs);
      }
      expect(numbered[0]).toBeLessThan(5000);
      expect(network.spentMs).toBeLessThan(9000);
    },
  );

  it('confirms at once whoever is there at the beginning, in every part of the picture', async () => {
    const { network, finder, frame } = created(24);
    network.faces = [
      ...[box(20, 20, 30), box(300, 30, 30), box(590, 20, 30)],
      ...[box(20, 430, 30), box(310, 420, 30), box(590, 430, 30)],
    ].map((where) => ({ box: where, score: 0.9 }));
    const tracker = new FaceTracker();
    for (let timeMs = 0; timeMs <= 264; timeMs += 66) {
      const found = await finder.find(frame(timeMs), tracker.predict(timeMs), NONE);
      tracker.update(found, timeMs);
    }
    expect(tracker.predict(264).filter(({ confirmed }) => confirmed)).toHaveLength(6);
  });

  it('finds a small face that enters without moving a gray within a quarter second, where nobody waits', async () => {
    const { network, finder, frame } = created(24, Number.MAX_SAFE_INTEGER);
    for (let timeMs = 0; timeMs < 2000; timeMs += 66) await finder.find(frame(timeMs), [], NONE);
    network.faces = [{ box: box(300, 30, 30), score: 0.9 }];
    const found: number[] = [];
    for (let timeMs = 2000; timeMs < 2300; timeMs += 66) {
      if ((await finder.find(frame(timeMs), [], NONE)).length > 0) found.push(timeMs);
    }
    expect(found[0]).toBeLessThanOrEqual(2264);
  });

  it('does not look at a picture in which nothing moves, for one and a half seconds', async () => {
    const { network, finder, frame } = created();
    await finder.find(frame(0), [], NONE);
    for (let timeMs = 66; timeMs < 1450; timeMs += 66) await finder.find(frame(timeMs), [], NONE);
    expect(network.looks).toHaveLength(1);
    await finder.find(frame(1600), [], NONE);
    expect(network.looks).toHaveLength(2);
  });

  it('looks every second in the dark', async () => {
    const { network, finder, frame } = created();
    await finder.find(frame(0), [], NONE, true);
    for (let timeMs = 66; timeMs < 5000; timeMs += 66) {
      await finder.find(frame(timeMs), [], NONE, true);
    }
    expect(network.looks.length).toBeGreaterThan(4);
  });

  it('finds who comes in within half a second', async () => {
    const { network, finder, frame } = created();
    await finder.find(frame(0), [], NONE);
    network.faces = [{ box: box(300, 200, 90), score: 0.9 }];
    let found: readonly unknown[] = [];
    let timeMs = 0;
    while (found.length === 0 && timeMs < 1000) {
      timeMs += 66;
      found = await finder.find(frame(timeMs, { x: 300, y: 200, width: 90, height: 90 }), [], NONE);
    }
    expect(timeMs).toBeLessThanOrEqual(500);
  });

  it('looks at once for a face that is not sure yet, and for one that its points lost', async () => {
    for (const confirmed of [false, true]) {
      const { network, finder, frame } = created();
      await finder.find(frame(0), [], NONE);
      const where = box(200, 150, 80);
      network.faces = [{ box: where, score: 0.5 }];
      const found = await finder.find(frame(66, where), [track(1, where, confirmed)], NONE);
      expect(found).toEqual(network.faces);
      expect(network.looks).toHaveLength(2);
    }
  });

  it('believes a doubtful square where a face is expected, and nowhere else', async () => {
    const { network, finder, frame } = created();
    await finder.find(frame(0), [], NONE);
    const where = box(200, 150, 80);
    network.faces = [
      { box: where, score: 0.5 },
      { box: box(450, 300, 70), score: 0.5 },
    ];
    expect(await finder.find(frame(66, where), [track(1, where)], NONE)).toEqual([
      network.faces[0],
    ]);
  });

  it('asks the landmark network about a new face, the more the less sure it is', async () => {
    const { network, finder, confidences, frame } = created();
    await finder.find(frame(0), [], NONE);
    const [followed, sure, doubtful] = [box(200, 150, 80), box(450, 300, 70), box(50, 300, 60)];
    const said = async (confidence: number) => {
      network.faces = [
        { box: followed, score: 0.9 },
        { box: sure, score: 0.8 },
        { box: doubtful, score: 0.65 },
      ];
      for (const { box: where } of network.faces) confidences.set(where, confidence);
      const found = await finder.find(
        frame(66 + 1000 * confidence, followed),
        [track(1, followed)],
        NONE,
      );
      return found.map((face) => face.box);
    };
    expect(await said(0.05)).toEqual([followed]);
    expect(await said(0.3)).toEqual([followed, sure]);
    expect(await said(0.6)).toEqual([followed, sure, doubtful]);
  });

  it('lets a face go that only its points see, four seconds later', async () => {
    const { network, finder, frame } = created();
    const where = box(200, 150, 80);
    network.faces = [{ box: where, score: 0.9 }];
    await finder.find(frame(0), [], NONE);
    const held = new Map([[1, { box: where, score: 0.95 }]]);
    const count = async (timeMs: number) =>
      (await finder.find(frame(timeMs, where), [track(1, where)], held)).length;
    for (let timeMs = 66; timeMs < 3000; timeMs += 66) expect(await count(timeMs)).toBe(1);
    const before = network.looks.length;
    expect(before).toBeLessThan(8);
    network.faces = [];
    let lastMs = 3000;
    while ((await count(lastMs)) === 1 && lastMs < 12_000) lastMs += 66;
    expect(lastMs).toBeGreaterThan(5500);
    expect(lastMs).toBeLessThan(8500);
  });

  it('keeps a face that sits still without looking, for a second', async () => {
    const { network, finder, frame } = created();
    const where = box(200, 150, 80);
    network.faces = [{ box: where, score: 0.9 }];
    await finder.find(frame(0), [], NONE);
    await finder.find(frame(66, where), [track(1, where)], NONE);
    const before = network.looks.length;
    for (let timeMs = 132; timeMs < 1000; timeMs += 66) {
      expect(await finder.find(frame(timeMs), [track(1, where)], NONE)).toHaveLength(1);
    }
    expect(network.looks).toHaveLength(before);
    await finder.find(frame(1200), [track(1, where)], NONE);
    expect(network.looks.length).toBeGreaterThan(before);
  });

  it('looks at most twice a frame, however many faces are lost', async () => {
    const { network, finder, frame } = created(24);
    await finder.find(frame(0), [], NONE);
    const before = network.looks.length;
    const lost = [20, 200, 380, 560].map((x, i) => track(i + 1, box(x, 30 + 100 * i, 26)));
    await finder.find(frame(66, { x: 0, y: 0, width: 640, height: 480 }), lost, NONE);
    expect(network.looks.length - before).toBeLessThanOrEqual(2);
  });

  it('finds in a single picture what fills it and reaches over its edge', async () => {
    const { network, finder, frame } = created();
    network.faces = [{ box: box(20, 10, 500), score: 0.9 }];
    const [face] = await finder.findAll(frame(0));
    expect(face?.box.x).toBe(20 - 0.2 * WIDTH);
  });
});

describe('JointFinder', () => {
  it('gives what either sees, and each face once with the box of the first', async () => {
    const first = created();
    const second = created();
    first.network.faces = [{ box: box(100, 100, 80), score: 0.7 }];
    second.network.faces = [
      { box: box(104, 102, 78), score: 0.95 },
      { box: box(400, 100, 80), score: 0.9 },
    ];
    const joint = new JointFinder(first.finder, second.finder);
    const found = await joint.find(first.frame(0), [], NONE);
    expect(found.map((face) => face.box.x)).toEqual([100, 400]);
    expect((await joint.findAll(first.frame(0))).map(({ score }) => score)).toEqual([0.9, 0.7]);
  });
});
