import type { Box } from '../core/box.js';
import { EkspresiError } from '../core/errors.js';
import type { Point } from '../core/face.js';
import { type Log, silentLog } from '../core/log.js';
import { areaResize, type GrayImage } from './crop/area-resize.js';
import { type EngineChoice, loadEngine } from './engines/load-engine.js';
import { normalisePicture } from './engines/normalise.js';
import { type LandmarksManifest, readLandmarksManifest } from './manifest.js';

const POINTS = 68;

/** The 68 points of a face in pixels of the frame, and how sure the network is, 0…1. */
export interface FaceLandmarks {
  readonly points: readonly Point[];
  readonly confidence: number;
}

export interface Landmarker {
  readonly manifest: LandmarksManifest;
  /** Points for each box, all in one run; null where the network is not sure that it sees a face. */
  locate(frame: GrayImage, boxes: readonly Box[]): Promise<(FaceLandmarks | null)[]>;
  dispose(): Promise<void>;
}

export interface LandmarkerOptions {
  readonly modelDir: string;
  readonly engine: EngineChoice;
  readonly threads: number;
  readonly log?: Log;
}

/** Loads a landmark model. Throws MODEL_MISSING, MODEL_INVALID or ENGINE_UNAVAILABLE. */
export async function loadLandmarker(options: LandmarkerOptions): Promise<Landmarker> {
  const { modelDir, engine, threads, log = silentLog } = options;
  const manifest = readLandmarksManifest(modelDir);
  const outputNames = [manifest.outputs.points, manifest.outputs.confidence];
  const network = await loadEngine({ modelDir, manifest, outputNames, engine, threads, log });
  const { width, height, normalisation } = manifest.input;
  const area = width * height;
  const crop = new Uint8Array(area);
  let buffer = new Float32Array(area);

  const locate: Landmarker['locate'] = async (frame, boxes) => {
    if (boxes.length === 0) return [];
    if (buffer.length < boxes.length * area) buffer = new Float32Array(boxes.length * area);
    const regions = boxes.map((box) => landmarkRegion(box, manifest.crop));
    for (const [i, region] of regions.entries()) {
      areaResize(frame, region, { pixels: crop, width, height });
      normalisePicture(crop, normalisation, buffer, i * area);
    }
    const [points, confidences] = await network.run(
      buffer.subarray(0, boxes.length * area),
      boxes.length,
    );
    if (points?.length !== boxes.length * POINTS * 2 || confidences?.length !== boxes.length) {
      throw new EkspresiError(
        'MODEL_INVALID',
        `The model in ${modelDir} does not give 68 points and a confidence a face`,
        'Copy the whole model folder anew from the release.',
      );
    }
    return regions.map((region, i) => {
      const confidence = confidences[i]!;
      if (confidence < manifest.minConfidence) return null;
      return { points: pointsInFrame(points, i * POINTS * 2, region), confidence };
    });
  };

  await locate({ pixels: crop, width, height }, [{ x: 0, y: 0, width, height }]);
  return { manifest, locate, dispose: () => network.dispose() };
}

/** The square that the network sees for a face box. */
function landmarkRegion(box: Box, crop: LandmarksManifest['crop']): Box {
  const boxSide = (box.width + box.height) / 2;
  const side = boxSide * crop.scale;
  return {
    x: box.x + box.width / 2 + crop.offsetX * boxSide - side / 2,
    y: box.y + box.height / 2 + crop.offsetY * boxSide - side / 2,
    width: side,
    height: side,
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
