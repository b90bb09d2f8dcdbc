import type { Box } from '../../core/box.js';
import { EkspresiError } from '../../core/errors.js';
import type { Point } from '../../core/face.js';
import { type Log, silentLog } from '../../core/log.js';
import { areaResize, type GrayImage } from '../crop/area-resize.js';
import { loadEngine } from '../engines/load-engine.js';
import { normalisePicture } from '../engines/normalise.js';
import type { EngineChoice } from '../inference-settings.js';
import { type LandmarksManifest, readLandmarksManifest } from '../models/landmarks-manifest.js';
import type { NativeCalls } from '../worker/native-gate.js';
import { boxAroundPoints, type LandmarkPlace, landmarkRegion } from './landmark-region.js';

const POINTS = 68;
/** Faces in one run at most: onnxruntime keeps the memory of the largest run it has made. */
const MAX_BATCH = 16;

/** The 68 points of a face in pixels of the frame, and how sure the network is, 0…1. */
export interface FaceLandmarks {
  readonly points: readonly Point[];
  readonly confidence: number;
}

export interface Landmarker {
  readonly manifest: LandmarksManifest;
  /** Points for each face, all in one run; null where the network is not sure that it sees one. */
  locate(frame: GrayImage, places: readonly LandmarkPlace[]): Promise<(FaceLandmarks | null)[]>;
  /** The same whatever the confidence. */
  locateAll(frame: GrayImage, places: readonly LandmarkPlace[]): Promise<FaceLandmarks[]>;
  /** The box that the detector would give a face with these landmarks. */
  boxAround(landmarks: readonly Point[]): Box;
  dispose(): Promise<void>;
}

interface LandmarkerOptions {
  readonly modelDir: string;
  readonly engine: EngineChoice;
  readonly threads: number;
  readonly log?: Log;
  readonly nativeCalls?: NativeCalls | undefined;
}

/** Loads a landmark model. Throws MODEL_MISSING, MODEL_INVALID or ENGINE_UNAVAILABLE. */
export async function loadLandmarker(options: LandmarkerOptions): Promise<Landmarker> {
  const { modelDir, engine, threads, log = silentLog, nativeCalls } = options;
  const manifest = readLandmarksManifest(modelDir);
  const outputNames = [manifest.outputs.points, manifest.outputs.confidence];
  const network = await loadEngine({
    ...{ modelDir, manifest, outputNames, engine, threads, log, nativeCalls },
  });
  const { width, height, normalisation } = manifest.input;
  const area = width * height;
  const crop = new Uint8Array(area);
  let buffer = new Float32Array(area);

  const locateBatch: Landmarker['locateAll'] = async (frame, places) => {
    if (buffer.length < places.length * area) buffer = new Float32Array(places.length * area);
    const regions = places.map((place) => landmarkRegion(place, manifest.crop));
    for (const [i, region] of regions.entries()) {
      areaResize(frame, region, { pixels: crop, width, height });
      normalisePicture(crop, normalisation, buffer, i * area);
    }
    const [points, confidences] = await network.run(
      buffer.subarray(0, places.length * area),
      places.length,
    );
    if (points?.length !== places.length * POINTS * 2 || confidences?.length !== places.length) {
      throw new EkspresiError('landmarker-output-shape', { folder: modelDir });
    }
    return regions.map((region, i) => ({
      points: pointsInFrame(points, i * POINTS * 2, region),
      confidence: confidences[i]!,
    }));
  };
  const locateAll: Landmarker['locateAll'] = async (frame, places) => {
    const faces: FaceLandmarks[] = [];
    for (let i = 0; i < places.length; i += MAX_BATCH) {
      faces.push(...(await locateBatch(frame, places.slice(i, i + MAX_BATCH))));
    }
    return faces;
  };
  const locate: Landmarker['locate'] = async (frame, places) =>
    (await locateAll(frame, places)).map((face) =>
      face.confidence < manifest.minConfidence ? null : face,
    );

  const picture = { x: 0, y: 0, width, height };
  await locate({ pixels: crop, width, height }, [{ box: picture, previous: null }]);
  return {
    manifest,
    locate,
    locateAll,
    boxAround: (landmarks) => boxAroundPoints(landmarks, manifest.crop),
    dispose: () => network.dispose(),
  };
}

/** Points in 0…1 of the crop, x and y in turn from `offset`, as pixels of the frame. */
function pointsInFrame(values: Float32Array, offset: number, region: Box): Point[] {
  const points: Point[] = [];
  for (let i = 0; i < POINTS; i++) {
    points.push([
      region.x + values[offset + 2 * i]! * region.width,
      region.y + values[offset + 2 * i + 1]! * region.height,
    ]);
  }
  return points;
}
