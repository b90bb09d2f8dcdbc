import { expect, it } from 'vitest';
import {
  createEmbeddingExtractor,
  embeddingSimilarity,
} from '../../../src/inference/appearance/embedding.js';
import { embedDetections } from '../../../src/inference/pipeline/embed-detections.js';
import { renderScene } from '../../../src/synthetic/scene-renderer.js';
import { crossing } from '../../synthetic/fixtures/named-scenes.js';

it('adds to the wanted detections an embedding that tells two people apart', async () => {
  const scene = crossing();
  const extractor = createEmbeddingExtractor();
  const embed = async (timeS: number) => {
    const { pixels, truth } = renderScene(scene, timeS);
    const time = { sequence: 0, capturedAtMs: 0, monotonicMs: 0, mediaTimeS: 0 };
    const frame = { pixels, width: scene.widthPx, height: scene.heightPx, ...time };
    const found = truth.people.map(({ box }) => ({ box, score: 1 }));
    const { detections } = await embedDetections(frame, found, [0, 1], new Map(), null, extractor);
    return detections.map(({ embedding }) => embedding!);
  };
  const [before, after] = [await embed(0), await embed(0.4)];
  for (const person of [0, 1]) {
    const own = embeddingSimilarity(before[person]!, after[person]!);
    expect(own).toBeGreaterThan(embeddingSimilarity(before[person]!, after[1 - person]!) + 0.2);
  }
});
