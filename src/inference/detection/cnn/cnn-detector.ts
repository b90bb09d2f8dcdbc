import { EkspresiError } from '../../../core/errors.js';
import type { Log } from '../../../core/log.js';
import { areaResize, type GrayImage } from '../../crop/area-resize.js';
import { loadEngine } from '../../engines/load-engine.js';
import { normalisePicture } from '../../engines/normalise.js';
import type { EngineChoice } from '../../inference-settings.js';
import { type DetectorManifest, readDetectorManifest } from '../../models/manifest.js';
import { cleanDetections } from '../../tracking/detections.js';
import type { Detection } from '../../tracking/track-types.js';
import type { NativeCalls } from '../../worker/native-gate.js';
import type { TileInput, TilePlace } from '../tile.js';
import { decodeDetectionMaps } from './decode-detection-maps.js';

/** The loaded face-detection network. */
export interface CnnDetector {
  readonly manifest: DetectorManifest;
  readonly input: TileInput;
  /** Faces of at least `minScore` in a view of the picture, one box a face, surest first. */
  look(picture: GrayImage, view: TilePlace, minScore: number): Promise<readonly Detection[]>;
  dispose(): Promise<void>;
}

export interface CnnDetectorOptions {
  readonly modelDir: string;
  readonly engine: EngineChoice;
  readonly threads: number;
  readonly log: Log;
  readonly nativeCalls?: NativeCalls | undefined;
}

/** Loads a detection model. Throws MODEL_MISSING, MODEL_INVALID or ENGINE_UNAVAILABLE. */
export async function loadCnnDetector(options: CnnDetectorOptions): Promise<CnnDetector> {
  const { modelDir, engine, threads, log, nativeCalls } = options;
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

  const look: CnnDetector['look'] = async (picture, view, minScore) => {
    areaResize(picture, view.region, shrunk);
    normalisePicture(shrunk.pixels, normalisation, buffer, 0);
    const outputs = await network.run(buffer, 1);
    const maps = sides.map((side, i) => {
      const values = outputs[i];
      if (values?.length === 4 * side.columns * side.rows) return { ...side, values };
      throw new EkspresiError(
        'MODEL_INVALID',
        `The model in ${modelDir} does not give ${side.columns} × ${side.rows} cells in ${outputNames[i]}`,
        'Copy the whole model folder anew from the release.',
      );
    });
    const found = decodeDetectionMaps(maps, view, minScore);
    return cleanDetections(found, found.length);
  };

  const input = { width, height, minSidePx: manifest.minSidePx };
  const whole = { x: 0, y: 0, width, height };
  await look(shrunk, { region: whole, shrinkBy: 1 }, 0.5);
  return { manifest, input, look, dispose: () => network.dispose() };
}
