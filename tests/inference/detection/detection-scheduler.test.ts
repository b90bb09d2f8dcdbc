import { describe, expect, it } from 'vitest';
import type { Box } from '../../../src/core/box.js';
import { systemClock } from '../../../src/core/clock.js';
import type { Point } from '../../../src/core/face.js';
import type { GrayFrame } from '../../../src/core/frame.js';
import {
  DetectionScheduler,
  type Verifier,
} from '../../../src/inference/detection/detection-scheduler.js';
import { type Detector, mergeDetectors } from '../../../src/inference/detection/detector.js';
import { searchStill } from '../../../src/inference/detection/search-still.js';
import type { TilePlace } from '../../../src/inference/detection/tile.js';
import type { SearchMode } from '../../../src/inference/inference-settings.js';
import type { Detection } from '../../../src/inference/tracking/detections.js';
import { FaceTracker } from '../../../src/inference/tracking/face-tracker.js';
import type { PredictedTrack } from '../../../src/inference/tracking/track-types.js';

const WIDTH = 640;
const HEIGHT = 480;
const SCORES = { sure: 0.7, min: 0.6, keep: 0.4, candidate: 0.3, candidateConfidence: 0.65 };

/** A detector that sees the faces it is given, and keeps a list of where it looked. */
class GivenDetector implements Detector {
  readonly scores = SCORES;
  readonly input = { width: 320, height: 240, minSidePx: 16 };
  readonly looks: TilePlace[] = [];
  faces: { readonly box: Box; readonly score: number }[] = [];
  /** What a look costs. */
  lookMs = 0;
  spentMs = 0;

  async look(_: unknown, tile: TilePlace, minScore: number) {
    this.looks.push(tile);
    this.spentMs += this.lookMs;
    return this.faces.filter(
      ({ box, score }) => score >= minScore && box.width / tile.shrinkBy >= this.input.minSidePx,
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

/** Stands for the landmark network: two points at opposite corners of a box, or of another one. */
class GivenVerifier implements Verifier {
  readonly confidences = new Map<Box, number>();
  readonly landsOn = new Map<Box, Box>();
  asked = 0;

  async locateAll(_: unknown, places: readonly { readonly box: Box }[]) {
    this.asked += places.length;
    return places.map(({ box: place }) => {
      const { x, y, width, height } = this.landsOn.get(place) ?? place;
      const points: Point[] = [
        [x, y],
        [x + width, y + height],
      ];
      return { points, confidence: this.confidences.get(place) ?? 1 };
    });
  }

  boxAround([from, to]: readonly Point[]): Box {
    return { x: from![0], y: from![1], width: to![0] - from![0], height: to![1] - from![1] };
  }
}

function created(minFacePx = 40, search: SearchMode = 'live') {
  const detector = new GivenDetector();
  const verifier = new GivenVerifier();
  const clock = { ...systemClock, monotonicMs: () => detector.spentMs };
  const scheduler = new DetectionScheduler(detector, verifier, { minFacePx, search }, clock);
  const find = async (
    frame: GrayFrame,
    expected: readonly PredictedTrack[] = [],
    held: ReadonlyMap<number, Detection> = new Map(),
    isDark = false,
  ) => {
    scheduler.observe(frame);
    return (await scheduler.detect(frame, expected, held, isDark)).detections;
  };
  return { detector, verifier, find, frame: frames() };
}

/** A box on which a look takes more than a frame, … */
const SLOW_MS = 110;
/** … and one that cannot afford to look at a tile four times a second. */
const WITHOUT_HEADROOM_MS = 30;

describe('DetectionScheduler', () => {
  it('searches the first frame whole, in every view', async () => {
    const { detector, find, frame } = created(24);
    detector.faces = [{ box: box(100, 100, 80), score: 0.9 }];
    expect(await find(frame(0))).toHaveLength(1);
    expect(detector.looks).toHaveLength(5);
  });

  it.each([24, 80])(
    'confirms a new face on a box where a look takes half the time of a frame (from %d pixels)',
    async (minFacePx) => {
      const { detector, find, frame } = created(minFacePx);
      detector.lookMs = 110;
      const tracker = new FaceTracker();
      const numbered: number[] = [];
      for (let timeMs = 0; timeMs < 12_000; timeMs += 200) {
        // Somebody comes in after two seconds, and something else keeps moving in every corner.
        const face = box(200 + timeMs / 100, 150, 100);
        if (timeMs >= 2000) detector.faces = [{ box: face, score: 0.9 }];
        const seen = frame(timeMs, box(timeMs % 400, timeMs % 300, 150));
        const found = await find(seen, tracker.predict(timeMs));
        const { tracks } = tracker.update(found, timeMs);
        if (tracks.some(({ trackId }) => trackId !== null)) numbered.push(timeMs);
      }
      expect(numbered[0]).toBeLessThan(5000);
      expect(detector.spentMs).toBeLessThan(9000);
    },
  );

  it('confirms at once whoever is there at the beginning, in every part of the picture', async () => {
    const { detector, find, frame } = created(24);
    detector.faces = [
      ...[box(20, 20, 30), box(300, 30, 30), box(590, 20, 30)],
      ...[box(20, 430, 30), box(310, 420, 30), box(590, 430, 30)],
    ].map((where) => ({ box: where, score: 0.9 }));
    const tracker = new FaceTracker();
    for (let timeMs = 0; timeMs <= 264; timeMs += 66) {
      const found = await find(frame(timeMs), tracker.predict(timeMs));
      tracker.update(found, timeMs);
    }
    expect(tracker.predict(264).filter(({ confirmed }) => confirmed)).toHaveLength(6);
  });

  it('finds a small face that enters without moving a gray within a quarter second, offline', async () => {
    const { detector, find, frame } = created(24, 'offline');
    for (let timeMs = 0; timeMs < 2000; timeMs += 66) await find(frame(timeMs));
    detector.faces = [{ box: box(300, 30, 30), score: 0.9 }];
    const found: number[] = [];
    for (let timeMs = 2000; timeMs < 2300; timeMs += 66) {
      if ((await find(frame(timeMs))).length > 0) found.push(timeMs);
    }
    expect(found[0]).toBeLessThanOrEqual(2264);
  });

  it('without headroom does not look at a picture in which nothing moves, for 1.5 seconds', async () => {
    const { detector, find, frame } = created();
    detector.lookMs = WITHOUT_HEADROOM_MS;
    await find(frame(0));
    for (let timeMs = 66; timeMs < 1450; timeMs += 66) await find(frame(timeMs));
    expect(detector.looks).toHaveLength(1);
    await find(frame(1600));
    expect(detector.looks).toHaveLength(2);
  });

  it('looks every second in the dark', async () => {
    const { detector, find, frame } = created();
    await find(frame(0), [], new Map(), true);
    for (let timeMs = 66; timeMs < 5000; timeMs += 66) {
      await find(frame(timeMs), [], new Map(), true);
    }
    expect(detector.looks.length).toBeGreaterThan(4);
  });

  it('finds who comes in within half a second', async () => {
    const { detector, find, frame } = created();
    await find(frame(0));
    detector.faces = [{ box: box(300, 200, 90), score: 0.9 }];
    let found: readonly unknown[] = [];
    let timeMs = 0;
    while (found.length === 0 && timeMs < 1000) {
      timeMs += 66;
      found = await find(frame(timeMs, { x: 300, y: 200, width: 90, height: 90 }));
    }
    expect(timeMs).toBeLessThanOrEqual(500);
  });

  it('looks at once for a new face, and for one that its landmarks lost', async () => {
    for (const confirmed of [false, true]) {
      const { detector, find, frame } = created();
      await find(frame(0));
      const where = box(200, 150, 80);
      detector.faces = [{ box: where, score: 0.5 }];
      const found = await find(frame(66, where), [track(1, where, confirmed)]);
      expect(found).toEqual(detector.faces);
      expect(detector.looks).toHaveLength(2);
    }
  });

  it('takes a low score where a face is expected, and nowhere else', async () => {
    const { detector, verifier, find, frame } = created();
    await find(frame(0));
    const [where, elsewhere] = [box(200, 150, 80), box(450, 300, 70)];
    detector.faces = [
      { box: where, score: 0.5 },
      { box: elsewhere, score: 0.5 },
    ];
    verifier.confidences.set(where, 0.3).set(elsewhere, 0.3);
    expect(await find(frame(66, where), [track(1, where)])).toEqual([detector.faces[0]]);
  });

  it('demands more confidence of the landmark network the lower the score', async () => {
    const { detector, verifier, find, frame } = created();
    await find(frame(0));
    const [followed, sure, doubtful] = [box(200, 150, 80), box(450, 300, 70), box(50, 300, 60)];
    const said = async (confidence: number) => {
      detector.faces = [
        { box: followed, score: 0.9 },
        { box: sure, score: 0.8 },
        { box: doubtful, score: 0.65 },
      ];
      for (const { box: where } of detector.faces) verifier.confidences.set(where, confidence);
      const found = await find(frame(66 + 1000 * confidence, followed), [track(1, followed)]);
      return found.map((face) => face.box);
    };
    expect(await said(0.05)).toEqual([followed]);
    expect(await said(0.3)).toEqual([followed, sure]);
    expect(await said(0.6)).toEqual([followed, sure, doubtful]);
  });

  it('ends a face that only its landmarks see, four seconds later', async () => {
    const { detector, find, frame } = created();
    detector.lookMs = WITHOUT_HEADROOM_MS;
    const where = box(200, 150, 80);
    detector.faces = [{ box: where, score: 0.9 }];
    await find(frame(0));
    const held = new Map([[1, { box: where, score: 0.95 }]]);
    const count = async (timeMs: number) =>
      (await find(frame(timeMs, where), [track(1, where)], held)).length;
    for (let timeMs = 66; timeMs < 3000; timeMs += 66) expect(await count(timeMs)).toBe(1);
    const before = detector.looks.length;
    expect(before).toBeLessThan(8);
    detector.faces = [];
    let lastMs = 3000;
    while ((await count(lastMs)) === 1 && lastMs < 12_000) lastMs += 66;
    expect(lastMs).toBeGreaterThan(5500);
    expect(lastMs).toBeLessThan(8500);
  });

  it('without headroom keeps a face at rest without looking, for a second', async () => {
    const { detector, find, frame } = created();
    detector.lookMs = WITHOUT_HEADROOM_MS;
    const where = box(200, 150, 80);
    detector.faces = [{ box: where, score: 0.9 }];
    await find(frame(0));
    await find(frame(66, where), [track(1, where)]);
    const before = detector.looks.length;
    for (let timeMs = 132; timeMs < 1000; timeMs += 66) {
      expect(await find(frame(timeMs), [track(1, where)])).toHaveLength(1);
    }
    expect(detector.looks).toHaveLength(before);
    await find(frame(1200), [track(1, where)]);
    expect(detector.looks.length).toBeGreaterThan(before);
  });

  it('without headroom looks at most twice a frame, however many faces are lost', async () => {
    const { detector, find, frame } = created(24);
    detector.lookMs = WITHOUT_HEADROOM_MS;
    await find(frame(0));
    const before = detector.looks.length;
    const lost = [20, 200, 380, 560].map((x, i) => track(i + 1, box(x, 30 + 100 * i, 26)));
    await find(frame(66, { x: 0, y: 0, width: 640, height: 240 }), lost);
    expect(detector.looks.length - before).toBeLessThanOrEqual(2);
  });

  it('finds in a single picture what fills it and reaches over its edge', async () => {
    const { detector, frame } = created();
    detector.faces = [{ box: box(20, 10, 500), score: 0.9 }];
    const [face] = await searchStill(frame(0), detector, 40);
    expect(face?.box.x).toBe(20 - 0.2 * WIDTH);
  });
});

describe('new faces', () => {
  const everything = { x: 0, y: 0, width: WIDTH, height: HEIGHT };

  it('count at a low score where the landmark network is confident', async () => {
    const { detector, verifier, find, frame } = created();
    await find(frame(0));
    const [face, thing] = [box(200, 150, 80), box(450, 300, 70)];
    detector.faces = [face, thing].map((where) => ({ box: where, score: 0.35 }));
    verifier.confidences.set(face, 0.9).set(thing, 0.6);
    expect((await find(frame(66 + 250, face))).map((found) => found.box)).toEqual([face]);
  });

  it('are not verified again where nothing has changed since they were rejected', async () => {
    const { detector, verifier, find, frame } = created();
    detector.lookMs = 1;
    const [thing, elsewhere] = [box(448, 304, 64), box(64, 64, 64)];
    detector.faces = [{ box: thing, score: 0.35 }];
    verifier.confidences.set(thing, 0.1);
    await find(frame(0));
    expect(verifier.asked).toBe(1);
    // Somebody else keeps the detector looking.
    for (let timeMs = 66; timeMs < 2500; timeMs += 66) await find(frame(timeMs, elsewhere));
    expect(detector.looks.length).toBeGreaterThan(8);
    expect(verifier.asked).toBe(1);
    verifier.confidences.set(thing, 0.9);
    let timeMs = 2500;
    let found = await find(frame(timeMs, thing));
    while (found.length === 0 && timeMs < 9000) {
      timeMs += 66;
      found = await find(frame(timeMs));
    }
    expect(timeMs).toBeLessThan(2900);
  });

  it('are verified again after a while, and at once when the detector is surer', async () => {
    for (const [score, withinMs] of [
      [0.35, 3600],
      [0.55, 700],
    ] as const) {
      const { detector, verifier, find, frame } = created();
      const thing = box(448, 304, 64);
      detector.faces = [{ box: thing, score: 0.35 }];
      verifier.confidences.set(thing, 0.1);
      await find(frame(0));
      detector.faces = [{ box: thing, score }];
      verifier.confidences.set(thing, 0.9);
      let timeMs = 66;
      const elsewhere = box(64, 64, 64);
      while ((await find(frame(timeMs, elsewhere))).length === 0 && timeMs < 9000) timeMs += 66;
      expect(timeMs).toBeLessThanOrEqual(withinMs);
    }
  });

  it('do not count where their landmarks lie on a face that is followed already', async () => {
    const { detector, verifier, find, frame } = created();
    await find(frame(0));
    const [followed, piece] = [box(200, 150, 80), box(245, 195, 60)];
    detector.faces = [
      { box: followed, score: 0.9 },
      { box: piece, score: 0.8 },
    ];
    const seen = async (timeMs: number) =>
      (await find(frame(timeMs, followed), [track(1, followed)])).map((face) => face.box);
    expect(await seen(300)).toEqual([followed, piece]);
    verifier.landsOn.set(piece, followed);
    expect(await seen(600)).toEqual([followed]);
  });

  it('are searched in the whole frame at once after a cut', async () => {
    const { detector, find, frame } = created(24);
    detector.lookMs = SLOW_MS;
    for (let timeMs = 0; timeMs < 1000; timeMs += 66) await find(frame(timeMs));
    const before = detector.looks.length;
    detector.faces = [box(20, 20, 30), box(590, 430, 30)].map((where) => ({
      ...{ box: where, score: 0.9 },
    }));
    expect(await find(frame(1066, everything))).toHaveLength(2);
    expect(detector.looks.length - before).toBe(5);
  });
});

describe('tiles', () => {
  /** The longest time between two looks at a tile, by its width, while the frames run for 15 s. */
  async function longestWaits(moves: boolean) {
    const { detector, find, frame } = created(24);
    detector.lookMs = 1;
    await find(frame(0));
    const lastMs = new Map<string, number>();
    const waits = new Map<number, number>();
    for (let timeMs = 66; timeMs < 15_000; timeMs += 66) {
      const from = detector.looks.length;
      const moved = { x: (timeMs * 7) % 320, y: 100, width: 320, height: 280 };
      await find(moves ? frame(timeMs, moved) : frame(timeMs));
      for (const { region } of detector.looks.slice(from)) {
        const key = `${region.x},${region.y},${region.width}`;
        const waitedMs = timeMs - (lastMs.get(key) ?? 0);
        waits.set(region.width, Math.max(waits.get(region.width) ?? 0, waitedMs));
        lastMs.set(key, timeMs);
      }
    }
    const [whole, fine] = [waits.get(WIDTH)!, Math.max(...waits.values())];
    return { whole, fine, tiles: lastMs.size, looks: detector.looks.length };
  }

  it('in which nothing moves are swept slowly', async () => {
    const { whole, fine, tiles, looks } = await longestWaits(false);
    expect(tiles).toBe(5);
    expect(whole).toBeLessThanOrEqual(1600);
    expect(fine).toBeLessThanOrEqual(6200);
    expect(looks).toBeLessThan(26);
  });

  it('in which something moves are all searched about four times a second', async () => {
    const { fine, tiles } = await longestWaits(true);
    expect(tiles).toBe(5);
    expect(fine).toBeLessThanOrEqual(330);
  });

  it('are searched on after a motion until who moved has settled', async () => {
    const { detector, find, frame } = created();
    detector.lookMs = 1;
    await find(frame(0));
    await find(frame(66, { x: 300, y: 200, width: 90, height: 90 }));
    const looksUntil = async (fromMs: number, toMs: number) => {
      const before = detector.looks.length;
      for (let timeMs = fromMs; timeMs < toMs; timeMs += 66) await find(frame(timeMs));
      return detector.looks.length - before;
    };
    expect(await looksUntil(132, 800)).toBeGreaterThanOrEqual(2);
    expect(await looksUntil(800, 1800)).toBeLessThanOrEqual(1);
  });

  it.each([
    [90, 1600],
    [30, 6200],
  ])(
    'show a face of %d pixels that no motion told of, %d ms later at most',
    async (sidePx, withinMs) => {
      const { detector, find, frame } = created(24);
      detector.lookMs = 1;
      for (let timeMs = 0; timeMs < 10_000; timeMs += 66) await find(frame(timeMs));
      detector.faces = [{ box: box(300, 200, sidePx), score: 0.9 }];
      let timeMs = 10_000;
      while ((await find(frame(timeMs))).length === 0 && timeMs < 20_000) timeMs += 66;
      expect(timeMs - 10_000).toBeLessThanOrEqual(withinMs);
    },
  );

  it('show who comes into a room that was still for long, within half a second', async () => {
    const { detector, find, frame } = created(24);
    detector.lookMs = 1;
    for (let timeMs = 0; timeMs < 10_000; timeMs += 66) await find(frame(timeMs));
    const side = 30;
    detector.faces = [{ box: box(304, 208, side), score: 0.9 }];
    let timeMs = 10_000;
    const moved = () => ({ x: 304, y: 208, width: side, height: side });
    while ((await find(frame(timeMs, moved()))).length === 0 && timeMs < 12_000) timeMs += 66;
    expect(timeMs - 10_000).toBeLessThanOrEqual(500);
  });

  it('are all searched in every frame by a thorough search', async () => {
    const { detector, find, frame } = created(24, 'thorough');
    for (let i = 0; i < 10; i++) await find(frame(i * 40));
    expect(detector.looks).toHaveLength(50);
  });
});

describe('two detectors', () => {
  it('find what either finds, each face once, by the scores of the first', async () => {
    const [first, second] = [new GivenDetector(), new GivenDetector()];
    Object.assign(second, { scores: { ...SCORES, sure: 0.5, min: 0.4, candidate: 0.2 } });
    first.faces = [{ box: box(100, 100, 80), score: 0.95 }];
    second.faces = [
      { box: box(104, 102, 78), score: 0.9 },
      { box: box(400, 100, 80), score: 0.4 },
    ];
    const both = mergeDetectors(first, second);
    const whole = { region: { x: 0, y: 0, width: WIDTH, height: HEIGHT }, shrinkBy: 2 };
    const found = await both.look(null as never, whole, 0.3);
    expect(found.map((face) => face.box.x)).toEqual([100, 400]);
    expect(found[1]!.score).toBeCloseTo(0.6);
  });
});
