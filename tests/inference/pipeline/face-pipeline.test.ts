import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../../src/core/box.js';
import { systemClock } from '../../../src/core/clock.js';
import { EXPRESSIONS } from '../../../src/core/expression.js';
import type { FrameAnalysis } from '../../../src/core/face.js';
import type { GrayFrame } from '../../../src/core/frame.js';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { areaResize } from '../../../src/inference/crop/area-resize.js';
import { DETECTORS, defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import {
  createFacePipeline,
  type FacePipeline,
} from '../../../src/inference/pipeline/face-pipeline.js';
import type { Scene, SceneTruth } from '../../../src/synthetic/scene.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import {
  crossing,
  emptyRoom,
  singleFrontal,
  sixFaces,
} from '../../synthetic/fixtures/named-scenes.js';

const EPOCH_MS = 1_700_000_000_000;
const settings = {
  ...defaultInferenceSettings(`${packageRoot()}/models`),
  tracker: { keepLostMs: 500, reidentifyMs: 500 },
};
const deps = { clock: systemClock, log: silentLog };

function frameAt(pixels: Uint8Array, scene: Scene, sequence: number, timeS: number): GrayFrame {
  return {
    pixels,
    width: scene.widthPx,
    height: scene.heightPx,
    sequence,
    capturedAtMs: EPOCH_MS + timeS * 1000,
    monotonicMs: 5000 + timeS * 1000,
    mediaTimeS: timeS,
  };
}

interface Step {
  readonly analysis: FrameAnalysis;
  readonly truth: SceneTruth;
}

/** Analyses scenes one after the other as one film. */
async function film(
  pipeline: FacePipeline,
  parts: readonly { scene: Scene; fromS: number; seconds: number }[],
  framesPerSecond: number,
): Promise<Step[]> {
  const steps: Step[] = [];
  let sequence = 0;
  for (const { scene, fromS, seconds } of parts) {
    const renderer = new SceneRenderer(scene);
    for (let i = 0; i < seconds * framesPerSecond; i++) {
      const { pixels, truth } = renderer.render(fromS + i / framesPerSecond);
      const frame = frameAt(pixels, scene, sequence, sequence / framesPerSecond);
      steps.push({ analysis: await pipeline.analyse(frame), truth });
      sequence++;
    }
  }
  return steps;
}

describe.each(DETECTORS)('a person who comes and goes, seen by %s', (detector) => {
  let steps: Step[];
  beforeAll(async () => {
    const pipeline = await createFacePipeline({ ...settings, detector }, deps);
    const person = singleFrontal({ sizePx: 110, expression: 'happy' });
    const room = { ...emptyRoom(), background: person.background, light: person.light };
    steps = await film(
      pipeline,
      [
        { scene: room, fromS: 0, seconds: 0.5 },
        { scene: person, fromS: 0, seconds: 2 },
        { scene: room, fromS: 0, seconds: 1.5 },
      ],
      10,
    );
    await pipeline.close();
  }, 60_000);

  it('is nobody before, one face with one number while there, nobody after', () => {
    const counts = steps.map(({ analysis }) => analysis.faces.length);
    expect(counts.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(counts.slice(10, 25)).toEqual(Array(15).fill(1));
    expect(counts.at(-1)).toBe(0);
    const ids = new Set(steps.flatMap(({ analysis }) => analysis.faces.map((f) => f.trackId)));
    expect([...ids]).toEqual([1]);
  });

  it('is followed within 500 ms', () => {
    const first = steps.findIndex(({ analysis }) => analysis.faces.length > 0);
    expect(first - 5).toBeLessThanOrEqual(5);
  });

  it('is boxed where it is, with seven probabilities that sum to 1', () => {
    for (const { analysis, truth } of steps.slice(10, 25)) {
      const [face] = analysis.faces;
      expect(intersectionOverUnion(face!.box, truth.people[0]!.box)).toBeGreaterThan(0.6);
      for (const vector of [face!.raw, face!.smoothed]) {
        expect(vector).toHaveLength(7);
        expect(vector.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      }
      expect(EXPRESSIONS).toContain(face!.expression);
      expect(face!.confidence).toBeCloseTo(
        face!.smoothed[EXPRESSIONS.indexOf(face!.expression)]!,
        6,
      );
      expect(face!.quality).toBeGreaterThan(0);
      expect(face!.light).toBeGreaterThan(20);
      expect(face!.ageMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('is reported once when let go, with its times in UTC', () => {
    const ended = steps.flatMap(({ analysis }) => analysis.ended);
    expect(ended).toHaveLength(1);
    const [face] = ended;
    expect(face!.trackId).toBe(1);
    expect(face!.firstSeenMs).toBeGreaterThanOrEqual(EPOCH_MS + 500);
    expect(face!.firstSeenMs).toBeLessThanOrEqual(EPOCH_MS + 1000);
    expect(face!.lastSeenMs).toBeGreaterThan(EPOCH_MS + 2000);
    expect(face!.lastSeenMs).toBeLessThanOrEqual(EPOCH_MS + 2600);
  });

  it("carries the frame's own numbers and the stage times", () => {
    for (const [i, { analysis }] of steps.entries()) {
      expect(analysis.sequence).toBe(i);
      expect(analysis.lightLevel).toBe('bright');
      expect(analysis.stages.totalMs).toBeGreaterThanOrEqual(analysis.stages.detectMs);
    }
  });
});

describe('two people who cross', () => {
  it('keep their numbers', async () => {
    const pipeline = await createFacePipeline(settings, deps);
    const steps = await film(pipeline, [{ scene: crossing(), fromS: 0, seconds: 3 }], 15);
    await pipeline.close();
    const last = steps.at(-1)!;
    expect(last.analysis.faces.map((face) => face.trackId).sort()).toEqual([1, 2]);
    const owner = new Map<number, number>();
    for (const { analysis, truth } of steps) {
      for (const face of analysis.faces) {
        const person = truth.people.find((p) => intersectionOverUnion(p.box, face.box) > 0.4);
        expect(person).toBeDefined();
        expect(owner.get(face.trackId) ?? person!.personId).toBe(person!.personId);
        owner.set(face.trackId, person!.personId);
      }
    }
  }, 60_000);
});

describe.each(DETECTORS)('a picture that changes its size (%s)', (detector) => {
  it('shows nobody twice and lets go of whom it followed', async () => {
    const pipeline = await createFacePipeline({ ...settings, detector }, deps);
    const scene = sixFaces();
    const renderer = new SceneRenderer(scene);
    const analyses: FrameAnalysis[] = [];
    for (let i = 0; i < 24; i++) {
      const { pixels } = renderer.render(i / 15);
      const frame = frameAt(pixels, scene, i, i / 15);
      const small = { width: scene.widthPx / 2, height: scene.heightPx / 2 };
      const half = { ...frame, ...small, pixels: new Uint8Array(small.width * small.height) };
      const whole = { x: 0, y: 0, width: scene.widthPx, height: scene.heightPx };
      areaResize(frame, whole, half);
      analyses.push(await pipeline.analyse(i < 12 ? frame : half));
    }
    await pipeline.close();
    const [before, after] = [analyses[11]!, analyses.slice(12)];
    expect(before.faces).toHaveLength(6);
    expect(after[0]!.ended.map(({ trackId }) => trackId).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { faces, width, height } of after) {
      expect(faces.length).toBeLessThanOrEqual(6);
      expect(faces.every(({ box }) => box.x < width && box.y < height)).toBe(true);
    }
    expect(after.at(-1)!.faces.length).toBeGreaterThanOrEqual(4);
  }, 60_000);
});

describe('rates', () => {
  const scene = { ...singleFrontal(), noiseSigma: 4 };

  /** What is known of the one face in the second and third second. */
  async function facesOf(changes: Partial<typeof settings>) {
    const pipeline = await createFacePipeline({ ...settings, ...changes }, deps);
    const steps = await film(pipeline, [{ scene, fromS: 0, seconds: 3 }], 15);
    await pipeline.close();
    return steps.slice(15).flatMap(({ analysis }) => analysis.faces);
  }

  it('reads expressions as often as asked and carries them over in between', async () => {
    // Without points nobody knows whether a face moves.
    const faces = await facesOf({ classificationsPerSecond: 5, landmarksDir: null });
    const fresh = faces.filter((face) => face.fresh).length;
    expect(faces).toHaveLength(30);
    expect(fresh).toBeGreaterThanOrEqual(9);
    expect(fresh).toBeLessThanOrEqual(11);
  }, 60_000);

  it('reads a face that does not move twice a second and shows the same of it', async () => {
    const seldom = await facesOf({ classificationsPerSecond: 10 });
    const always = await facesOf({ classificationsPerSecond: 1000 });
    const fresh = seldom.filter((face) => face.fresh).length;
    expect(fresh).toBeGreaterThanOrEqual(3);
    expect(fresh).toBeLessThanOrEqual(6);
    expect(always.every((face) => face.fresh)).toBe(true);
    expect(new Set([...seldom, ...always].map((face) => face.expression)).size).toBe(1);
  }, 60_000);
});

describe('single pictures', () => {
  let pipeline: FacePipeline;
  beforeAll(async () => {
    pipeline = await createFacePipeline(settings, deps);
  });
  afterAll(() => pipeline.close());

  it('give every face at once, numbered from left to right, raw equal to smoothed', async () => {
    const scene = crossing();
    const { pixels } = new SceneRenderer(scene).render(0.5);
    const analysis = await pipeline.analyseStill(frameAt(pixels, scene, 0, 0));
    expect(analysis.faces.map((face) => face.trackId)).toEqual([1, 2]);
    expect(analysis.faces[0]!.box.x).toBeLessThan(analysis.faces[1]!.box.x);
    for (const face of analysis.faces) {
      expect(face.smoothed).toEqual(face.raw);
      expect(face.blink).toBe(false);
      expect(face.fresh).toBe(true);
    }
  });

  it('are not remembered from one to the next', async () => {
    const scene = singleFrontal();
    const { pixels } = new SceneRenderer(scene).render(0);
    const frame = frameAt(pixels, scene, 0, 0);
    const first = await pipeline.analyseStill(frame);
    const second = await pipeline.analyseStill(frame);
    expect(second.faces.map((f) => [f.trackId, f.raw])).toEqual(
      first.faces.map((f) => [f.trackId, f.raw]),
    );
  });

  it.each([1, 2, 20, 60])('of %d×%d pixels have no face and do no harm', async (side) => {
    const pixels = new Uint8Array(side * side).fill(30);
    const analysis = await pipeline.analyseStill({
      ...frameAt(pixels, singleFrontal(), 0, 0),
      width: side,
      height: side,
    });
    expect(analysis.faces).toEqual([]);
    expect(analysis.lightLevel).toBe('dim');
  });
});

describe("a worker that takes another's place", () => {
  it('counts faces on from the number it is given', async () => {
    const pipeline = await createFacePipeline({ ...settings, firstTrackId: 41 }, deps);
    const scene = singleFrontal();
    const steps = await film(pipeline, [{ scene, fromS: 0, seconds: 0.5 }], 10);
    await pipeline.close();
    expect(steps.at(-1)!.analysis.faces.map((face) => face.trackId)).toEqual([41]);
  }, 30_000);
});
