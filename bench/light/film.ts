import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box } from '../../src/core/box.js';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import { jpegRoundTrip } from './jpeg-round-trip.js';
import { autoExposure, SensorModel } from './sensor-model.js';
import { HEIGHT_PX, type StagedPerson, WIDTH_PX } from './staged-person.js';
import type { TrialPlan } from './trial.js';

export const FRAMES_PER_SECOND = 15;

/** What the camera sends of a person, and where the face really is. */
export interface Film {
  readonly frames: readonly GrayImage[];
  readonly truth: readonly Box[];
}

/** Films a person, or takes the film from the plan's folder. */
export function filmOf(person: StagedPerson, plan: TrialPlan): Film {
  const { sensor, lux, distanceM, frames: count, seed, cache } = plan;
  const name = [person.name, sensor.name, lux, distanceM, count, seed].join('-');
  const path = cache === null ? null : join(cache, name.replaceAll(/[^\w.-]/g, '_'));
  if (path !== null && existsSync(path)) {
    const area = WIDTH_PX * HEIGHT_PX;
    const pixels = readFileSync(path);
    const frames = Array.from({ length: count }, (_, i) => ({
      ...{ pixels: pixels.subarray(i * area, (i + 1) * area), width: WIDTH_PX, height: HEIGHT_PX },
    }));
    return { frames, truth: JSON.parse(readFileSync(`${path}.json`, 'utf8')) };
  }
  const view = person.at(distanceM);
  const staged = Array.from({ length: count }, (_, i) => view(i / FRAMES_PER_SECOND));
  const model = new SensorModel(sensor, seed);
  const exposure = autoExposure(sensor, lux, staged[0]!.picture);
  const frames = jpegRoundTrip(staged.map(({ picture }) => model.expose(picture, lux, exposure)));
  const truth = staged.map(({ face }) => face);
  if (cache !== null && path !== null) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(path, Buffer.concat(frames.map(({ pixels }) => pixels)));
    writeFileSync(`${path}.json`, JSON.stringify(truth));
  }
  return { frames, truth };
}
