import { EkspresiError } from '../../../core/errors.js';
import { areaResize } from '../../crop/area-resize.js';
import { loadEngine } from '../../engines/load-engine.js';
import { normalisePicture } from '../../engines/normalise.js';
import { type DetectorManifest, readDetectorManifest } from '../../models/detector-manifest.js';
import { cleanDetections } from '../../tracking/detections.js';
import type { Detector, DetectorScores, LoadDetector } from '../detector.js';
import { decodeDetectionMaps } from './decode-detection-maps.js';

/**
 * The detection network as a detector. Throws MODEL_MISSING, MODEL_INVALID or ENGINE_UNAVAILABLE.
 */
export const loadCnnDetector: LoadDetector = async (settings, { log, nativeCalls }) => {
  const { detectorDir: modelDir, engine, threads } = settings;
  const manifest = readDetectorManifest(modelDir);
  const { width, height, normalisation } = manifest.input;
  const outputNames = manifest.outputs.map(({ name }) => name);
  const network = await loadEngine({
    ...{ modelDir, manifest, outputNames, engine, threads, log, nativeCalls },
  });
  const shrunk = { pixels: new Uint8Array(width * height), width, height };
  const buffer = new Float32Array(width * height);
  const sides = manifest.outputs.map(({ stridePx }) => ({
    stridePx,
    columns: Math.ceil(width / stridePx),
    rows: Math.ceil(height / stridePx),
  }));

  const look: Detector['look'] = async (picture, tile, minScore) => {
    areaResize(picture, tile.region, shrunk);
    normalisePicture(shrunk.pixels, normalisation, buffer, 0);
    const outputs = await network.run(buffer, 1);
    const maps = sides.map((side, i) => {
      const values = outputs[i];
      if (values?.length === 4 * side.columns * side.rows) return { ...side, values };
      throw new EkspresiError('detector-output-shape', {
        folder: modelDir,
        columns: side.columns,
        rows: side.rows,
        output: outputNames[i] ?? '',
      });
    });
    const found = decodeDetectionMaps(maps, tile, minScore);
    return cleanDetections(found, found.length);
  };

  const input = { width, height, minSidePx: manifest.minSidePx };
  const whole = { x: 0, y: 0, width, height };
  await look(shrunk, { region: whole, shrinkBy: 1 }, 0.5);
  return { input, scores: scoresOf(manifest), look, dispose: () => network.dispose() };
};

function scoresOf(manifest: DetectorManifest): DetectorScores {
  const { sureScore, minScore, keepScore, candidateScore, candidateLandmarkScore } = manifest;
  return {
    sure: sureScore,
    min: minScore,
    keep: keepScore,
    candidate: candidateScore,
    candidateConfidence: candidateLandmarkScore,
  };
}
