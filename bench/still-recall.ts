import { systemClock } from '../src/core/clock.js';
import { silentLog } from '../src/core/log.js';
import { packageRoot } from '../src/core/package-root.js';
import { DETECTORS, defaultInferenceSettings } from '../src/inference/inference-settings.js';
import { createFacePipeline } from '../src/inference/pipeline/face-pipeline.js';
import { readFacePictures } from './pictures/face-pictures.js';
import { pastedScenes } from './pictures/paste-faces.js';
import { scorePictures } from './pictures/score-pictures.js';

/**
 * Faces found and false faces of `ekspresi analyze` on pictures of `shared/faces` and
 * `shared/faces-more` that none of our networks was trained on (`ex` were) and scenes made of them,
 * by detector, with and without the landmark network: `node bench/run.js still-recall [shared/faces]
 * [pictures a set] [detector]`.
 */
export async function main([
  folder = '../shared/faces',
  limit = '60',
  only = '',
]: readonly string[]) {
  const pictures = readFacePictures(folder, (_source, split) => split === 'val');
  const of = (source: string) => pictures.filter((picture) => picture.source === source);
  const tight = of('mfe').filter((picture) => picture.faces.length === 1);
  const more = readFacePictures(`${folder}-more`, (_source, split) => split === 'val');
  const masked = more.filter(({ name }) => name.startsWith('with_mask/'));
  const unmasked = more.filter(({ name }) => name.startsWith('without_mask/'));
  const sets = {
    p1fk: of('p1fk').slice(0, Number(limit)),
    mfe: tight.slice(0, Number(limit)),
    masked: masked.slice(0, Number(limit)),
    unmasked: unmasked.slice(0, Number(limit)),
    neg: of('neg').slice(0, Number(limit)),
    pasted: pastedScenes(of('neg'), tight, Math.ceil(Number(limit) / 2), 5),
  };
  const settings = defaultInferenceSettings(`${packageRoot()}/models`);
  const ways = DETECTORS.filter((detector) => detector.includes(only)).flatMap((detector) =>
    [null, settings.landmarksDir].map((landmarksDir) => ({ detector, landmarksDir })),
  );
  for (const way of ways) {
    const deps = { clock: systemClock, log: silentLog };
    const pipeline = await createFacePipeline({ ...settings, ...way }, deps);
    for (const [set, members] of Object.entries(sets)) {
      const result = await scorePictures(members, async ({ pixels, width, height }) => {
        const time = { sequence: 0, capturedAtMs: 0, monotonicMs: 0, mediaTimeS: 0 };
        const { faces } = await pipeline.analyseStill({ pixels, width, height, ...time });
        return faces;
      });
      const landmarks = way.landmarksDir !== null;
      const row = { detector: way.detector, landmarks, set, ...result };
      process.stdout.write(`${JSON.stringify(row)}\n`);
    }
    await pipeline.close();
  }
}
