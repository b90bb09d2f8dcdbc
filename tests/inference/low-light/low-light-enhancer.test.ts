import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAPTOP, SensorModel } from '../../../bench/light/sensor-model.js';
import { intersectionOverUnion } from '../../../src/core/box.js';
import { systemClock } from '../../../src/core/clock.js';
import { silentLog } from '../../../src/core/log.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { defaultInferenceSettings } from '../../../src/inference/inference-settings.js';
import { meanGray } from '../../../src/inference/low-light/light-level.js';
import { LowLightEnhancer } from '../../../src/inference/low-light/low-light-enhancer.js';
import {
  createFacePipeline,
  type FacePipeline,
} from '../../../src/inference/pipeline/face-pipeline.js';
import { SceneRenderer } from '../../../src/synthetic/scene-renderer.js';
import { singleFrontal } from '../../synthetic/fixtures/named-scenes.js';
import { noisyPicture } from './noisy-pictures.js';

const see = (view: LowLightEnhancer, frame: Parameters<typeof meanGray>[0]) =>
  view.enhance(frame, meanGray(frame));

describe('the night view', () => {
  const texture = (x: number, y: number) => 20 + 10 * Math.sin(x / 9) * Math.cos(y / 7);
  const lit = noisyPicture(320, 240, (x, y) => 5 * texture(x, y), 1.5, 1);

  it('hands on a frame in daylight as it is', () => {
    const view = new LowLightEnhancer();
    expect(see(view, lit) === lit).toBe(true);
    expect(view.isDark).toBe(false);
  });

  it('makes a bright and calm picture of dark and noisy frames', () => {
    const view = new LowLightEnhancer();
    let seen = lit;
    for (let i = 0; i < 12; i++) seen = see(view, noisyPicture(320, 240, texture, 5, 10 + i));
    expect(view.isDark).toBe(true);
    expect(meanGray(seen)).toBeGreaterThan(70);
    // The waves stand out of what is left of the noise.
    const [crest, trough] = [at(seen, 14, 0), at(seen, 42, 0)];
    expect(crest - trough).toBeGreaterThan(60);
  });

  it('goes on merging where a camera or a film gives every frame twice', () => {
    const [once, twice] = [new LowLightEnhancer(), new LowLightEnhancer()];
    let [expected, seen] = [lit, lit];
    for (let i = 0; i < 12; i++) {
      const frame = noisyPicture(320, 240, texture, 5, 10 + i);
      expected = see(once, frame);
      for (let again = 0; again < 2; again++) {
        seen = see(twice, frame);
        expect(twice.isDark).toBe(true);
      }
    }
    expect(seen.pixels).toEqual(expected.pixels);
  });

  it('looks at the frame itself again when the light is back', () => {
    const view = new LowLightEnhancer();
    see(view, noisyPicture(320, 240, texture, 5, 3));
    expect(view.isDark).toBe(true);
    const lights = [1, 2].map((seed) =>
      noisyPicture(320, 240, (x, y) => 5 * texture(x, y), 1.5, seed),
    );
    for (const frame of lights) see(view, frame);
    expect(view.isDark).toBe(false);
    expect(see(view, lit) === lit).toBe(true);
  });

  it('leaves a dark but calm picture, and texture in daylight, as they are', () => {
    const calm = [1, 2].map((seed) => noisyPicture(320, 240, (x) => 45 + x / 20, 1, seed));
    const gravel = (x: number, y: number) => 60 + ((x * 37 + y * 71) % 120);
    const rough = [3, 4].map((seed) => noisyPicture(320, 240, gravel, 2, seed));
    for (const frames of [calm, rough]) {
      const view = new LowLightEnhancer();
      for (const frame of frames) expect(see(view, frame) === frame).toBe(true);
    }
  });

  it('merges noisy frames whatever their gray: a camera turns its gain up', () => {
    const view = new LowLightEnhancer();
    for (const seed of [3, 4])
      see(
        view,
        noisyPicture(320, 240, () => 100, 7, seed),
      );
    expect(view.isDark).toBe(true);
  });
});

function at({ pixels, width }: { pixels: Uint8Array; width: number }, x: number, y: number) {
  return pixels[y * width + x]!;
}

describe('a face under three lux', () => {
  let pipeline: FacePipeline;
  beforeAll(async () => {
    const settings = defaultInferenceSettings(`${packageRoot()}/models`);
    pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  }, 180_000);
  afterAll(() => pipeline.close());

  it('is followed from the merged exposures of two seconds', async () => {
    const scene = { ...singleFrontal({ seed: 1, sizePx: 150 }), noiseSigma: 0 };
    const renderer = new SceneRenderer(scene);
    const model = new SensorModel(LAPTOP, 5);
    const exposure = { exposureS: LAPTOP.maxExposureS, gain: LAPTOP.maxGain };
    let found = 0;
    for (let i = 0; i < 30; i++) {
      const { pixels, truth } = renderer.render(i / 15);
      const picture = { pixels, width: scene.widthPx, height: scene.heightPx };
      const timeMs = (1000 * i) / 15;
      const frame = {
        ...model.expose(picture, 3, exposure),
        ...{ sequence: i, capturedAtMs: timeMs, monotonicMs: timeMs, mediaTimeS: timeMs / 1000 },
      };
      const { faces, light, lightLevel } = await pipeline.analyse(frame);
      // What is reported is the light there is, not what was made of it.
      expect(light).toBeLessThan(55);
      expect(lightLevel).not.toBe('bright');
      const { box } = truth.people[0]!;
      if (i >= 20 && faces.some((face) => intersectionOverUnion(face.box, box) > 0.3)) found++;
    }
    expect(found).toBeGreaterThan(5);
  }, 180_000);
});
